// Package operator knows the people and programs that work with Accord, what
// their role allows, and what they did.
//
//	person   ──► Operator (by e-mail) ──┐
//	program  ──► API token (by tag) ────┼──► Role ──May──► Permission    one table, permission.go
//	anybody  ──► Public ────────────────┘
//	                 what they did ──► audit
//
// Invariants:
//   - one table says who may do what; a permission that is not in it is
//     nobody's;
//   - a token's clear text is shown once and never stored: the database holds
//     its keyed tag, which is useless without the pepper;
//   - what is allowed to anybody (Public) is allowed to every role.
package operator
