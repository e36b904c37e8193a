// Package whatsapp speaks the WhatsApp Cloud API (Graph v26.0) in both
// directions and knows nothing of databases or schedules.
//
//	Send ──► Client ──► POST /{version}/{number}/messages ──► Accepted
//	                                                       ├► *RefusedError ─► RuleFor(code)
//	                                                       └► ErrUnknown
//
//	webhook ──► Secrets.Verify(raw bytes) ──► ParseNotification ──► []Event
//	handshake ► Challenge
//
// Invariants:
//
//   - A send has one of three outcomes. Accepted means the platform took the
//     message, refused means that it certainly did not, unknown means that
//     nobody can tell until a status with our opaque data arrives. There is
//     no idempotency key, so what is unknown is never sent again by itself.
//   - Nothing is believed before its signature over the raw bytes is checked.
//   - Parsing is pure and loses nothing: one update that does not fit becomes
//     an [UnknownEvent] and leaves its neighbours alone.
//   - The access token never appears in a URL or in an error.
package whatsapp
