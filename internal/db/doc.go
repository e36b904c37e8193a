// Package db opens the store, SQLite or PostgreSQL, and holds every piece of
// text that differs between the two.
//
//	a path or sqlite:///path  ──►  SQLite: WAL, FULL, one writer that groups commits, read-only readers
//	postgres://…              ──►  PostgreSQL: a pool, a transaction a write, deadlocks retried
//
// SQL is written once, beside the method that runs it, in the subset both
// engines read, with ? for parameters. What comes in bulk goes through a
// [Set]: the rows become a table named v inside the statement, so that a
// thousand rows cost one round trip on PostgreSQL and a few prepared
// statements on SQLite.
//
// Invariants:
//   - a write happens inside [DB.Write] and nowhere else; a Write inside a
//     Write is an error, never a wait;
//   - one caller's cancelled context or failure never touches the work of
//     another that shares its commit;
//   - what must follow a commit (bells, calls, mail) is said with
//     [Tx.AfterCommit] and does not run when the transaction is lost.
package db
