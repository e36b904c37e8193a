// Package dbtest gives a test a fresh database of either engine, migrated.
//
// SQLite is a file in the test's folder; PostgreSQL is a copy of a template
// database that is migrated once per process, on the server that
// ACCORD_TEST_POSTGRES names (make test starts one). Where that variable is
// absent the PostgreSQL half fails, it does not skip.
package dbtest
