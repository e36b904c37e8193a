// Package campaign holds the intent: whom to reach, with what, and what became
// of it.
//
//	Import ──► Contact ──► Segment (rule tree → SQL) ──► Draft ──► Check, Forecast
//	                                                        │ Launch
//	                                                        ▼
//	                                                     Audience (frozen)
//	                                                        │ Plan: consent.Decide, experiment.Assign, Placer
//	Template, Variant ──────────────────────────────────────┤
//	                                                        ▼
//	                                          a Message, or a Skip with the first reason
//
//	planned → sending → accepted → sent → delivered → read
//	   │         └──► failed(code) | unknown
//	   └──► skipped(reason) | expired | cancelled
//
// Invariants:
//   - the words by which contacts are found and the facets by which they are
//     counted follow from them and are written with them, so that no page ever
//     looks at everybody;
//   - every member of an audience ends with a message or with one reason;
//   - eligibility is decided before the arm is drawn and for all variants
//     alike, so that the arms stay comparable;
//   - a forecast decides with the planner of the launch and writes nothing: what
//     it says is what a launch at the same moment does;
//   - a launch freezes what was decided on or nothing ([Decided]), and a draft or
//     a segment is not written over what somebody else changed (Version);
//   - who changes the state of a message counts it in the same transaction, so
//     that no page ever counts messages (tally.go);
//   - states move forward only; a late, doubled or reordered status changes
//     nothing that it must not ([Advance]);
//   - cancel and pause are one row: the state that people see is the view
//     message_state, which folds the campaign's state in.
package campaign
