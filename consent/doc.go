// Package consent answers one question, "may we?", and keeps what proves the
// answer.
//
//	form, message, button ──► Grant ─┐
//	import ──► Stage ──► Release ────┤      events (append-only, sealed per person)
//	STOP, button, letter ──► Withdraw┼──►      │ fold (package state)
//	stop inside WhatsApp ────────────┘         ▼
//	                                     consent_state ──► Decide(standing, category) ──► allow | first denying rule
//
// Read back, the same tables are the register: Register and Tally say who stands
// where, History how one person came to stand there, Batches what an import did.
// They agree with Standings, on which decisions rest.
//
// A person is a [SubjectID], a random number that is not the phone number; a
// subject has any number of addresses, each with a life span. Numbers are
// stored sealed under the person's own key and found by a keyed tag.
//
// Invariants:
//   - the state is a pure fold of the events, and both change in one transaction;
//   - deny wins: no import and no operator lifts a denial (package state);
//   - a decision fails closed: whatever is unknown is a no;
//   - a withdrawal and a claim of the same person take the same lock, so after
//     a withdrawal has committed no claim includes that person.
package consent
