// Package operator knows the people and programs that work with Accord, how
// they show who they are, what their role allows, what they did, and how the
// organisation has set Accord up.
//
//	set-up code ─┐
//	invitation  ─┼─► Operator ──► password ──► SignIn ──► Session (cookie) ─┐
//	terminal    ─┘      │             limits by account and network         ├─► Role ──May──► Permission   one table, permission.go
//	                    └─ makes ──► API token (by tag, with scopes) ───────┤
//	                                             anybody ──► Public ────────┘
//	what they did ──► audit            organisation, business numbers ──► settings, secrets sealed
//
// Invariants:
//   - one table says who may do what; a permission that is not in it is
//     nobody's;
//   - what is allowed to anybody (Public) is allowed to every role; a scope
//     takes away from a role and never adds;
//   - the clear text of a token, a session, an invitation or a code is shown
//     once and never stored: the database holds its keyed tag, which is useless
//     without the pepper; a password is stored as its argon2id hash;
//   - an attempt counts as failed before it is looked at, and the count is in
//     the database: neither many at once nor many processes get around it;
//   - what is revoked, disabled or changed shows at once in the process that
//     did it, and within five seconds in others;
//   - whoever runs the installation is never the last to leave: one
//     administrator who can sign in remains;
//   - a last use is noted beside the request, which a busy writer never holds
//     up; what has run out is deleted by [Store.Prune], also when nobody calls;
//   - each change leaves an audit entry in its own transaction, which names who
//     did it and never holds a secret.
package operator
