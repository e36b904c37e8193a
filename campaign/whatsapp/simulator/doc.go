// Package simulator is the far side of the wire: a WhatsApp Cloud API on HTTP
// with the people behind it. Tests, the demonstration and `accord simulate`
// send to it, and its append-only log is the judge of what was sent.
//
//	           POST /v26.0/{phone}/messages
//	product ───────────────────────────────▶ door ─▶ admit ─▶ log ─▶ 200 or error
//	   ▲ ▲                                             │
//	   │ │                                             ▼
//	   │ │                                   World.React: what this person does
//	   │ │                                             │ delays
//	   │ │   signed webhooks, batched                  ▼
//	   │ └──────────────────── Step ◀──────── queue, a heap in virtual time
//	   │     clicks, previews, orders
//	   └────────────────────────┘
//
// Words: a call is one POST to a send door; a refusal is an error answered at
// once; a fate is a failure told later by a `failed` status; a reaction is
// what the person does; an update is one change inside a webhook; a scenario
// is the set of faults.
//
// Invariants:
//   - Every call to a send door leaves exactly one line in the log, written
//     before the answer goes out. What is not in the log with code 0 was not
//     accepted, whatever the network did to the answer.
//   - Draws depend on the seed, the person, the template and how many calls
//     that person has had, never on the order in which calls of different
//     people arrive.
//   - Time is the clock's. The queue moves when the clock does: by itself under
//     a real or scaled clock ([Simulator.Run]), by [Simulator.Step] under a
//     manual one.
//   - One mutex guards the state; no network call is made under it.
//
// A door that the platform does not have: POST /people/{phone}/messages lets a
// person write from outside the process, which opens the customer-service
// window.
//
// Not simulated: the messaging tier is reported and never enforced (no source
// says which error a send above it gets), inbound messages do not count
// against the throughput, media links are not fetched, flows and calls do
// not exist.
package simulator
