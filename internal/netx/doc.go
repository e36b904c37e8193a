// Package netx is the one door to the outside: every HTTP call of the product
// and every dial goes through it.
//
//	Do ── parse ── lease a connection ──── write ──── read ── Response
//	                 │  resolve              │          │
//	                 │  refuse non-public    │          │
//	                 │  connect, TLS         │          │
//	      ErrNotSent ◄──────────────────────►│◄─ outcome unknown ─►
//
// Three invariants hold:
//
//   - One attempt. A request is written at most once. A library that repeats
//     it because the connection was cut would send a message twice.
//   - An error says what it knows. [ErrNotSent] means that the far side never
//     saw the request; after any other error it may have acted on it.
//   - No server-side request forgery. A host that is not the operator's own
//     choice is reached only at a public address, and the address that was
//     checked is the one that is dialled. Redirects are not followed.
package netx
