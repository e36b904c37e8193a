// Package scheduler turns plans into calls, and notifications into facts. It is
// the only door to NATS.
//
//	tick (a minute of the clock) ──► Releaser ──chunks of due ids──► Dispatcher
//	                                                                    │ lease tokens, claim (T1), call, settle (T2)
//	                                                                    ▼
//	                                                            campaign.Messenger ──► the wire
//	the wire ──► Journal (sealed, synced before 200) ──bell──► Recorder ──► campaign, experiment, consent
//
// SQL is the record, NATS drives: a message carries ids, never state. A tick
// only says "look now", and the scan of due rows decides. Losing every NATS
// message costs up to a minute, never a fact and never a second send.
//
// Invariants:
//   - consent, campaign, hours, caps and rate hold at the moment of the claim;
//   - a claim is committed before its call and holds at most a second of its
//     number's rate;
//   - a call is made once per claim; without an answer the message is unknown;
//   - a webhook is durable before it is acknowledged, and recorded once.
package scheduler
