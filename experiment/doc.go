// Package experiment decides who gets which variant and whether it helped. It
// knows nothing of messages: a [Unit] is an opaque number, an outcome is a
// name, an instant and a value.
//
//	Design ──Assign (pure hash)──► arm ──Enrol──► exposure ──Open──► the window runs
//	                                                  │
//	          Outcome (delivered, clicked, bought …) ─┴─► outcome ─► rollup ─► Results, Verdict
//
// Invariants:
//   - the same unit gets the same arm, on any machine, after any restart;
//   - results are by intention to treat: whoever was assigned counts, also
//     when nothing reached them;
//   - the window of a unit opens at its (virtual) send, or when its message
//     ends unsent; only units whose window has closed are counted as matured;
//   - the rollup changes in the transaction that records the event, and holds
//     exact integers, so that the order of events does not matter.
package experiment
