package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
)

// Errors a caller can tell apart.
var (
	// ErrNotFound is returned by Get when no row matches.
	ErrNotFound = sql.ErrNoRows
	// ErrNested is a Write inside a Write.
	ErrNested = errors.New("db: a write was opened inside another write")
	// ErrClosed is a Write after Close.
	ErrClosed = errors.New("db: closed")
	// ErrSchemaNewer is a database that a newer Accord has migrated.
	ErrSchemaNewer = errors.New("the database was written by a newer version of Accord")
)

// Reader is what both a [DB] and a [Tx] can do. Queries use ? parameters.
type Reader interface {
	Engine() Engine
	// Get scans one row, or returns [ErrNotFound].
	Get(ctx context.Context, dest any, query string, args ...any) error
	// Select scans all rows into the slice that dest points to.
	Select(ctx context.Context, dest any, query string, args ...any) error
	// SelectSet is Select with the rows of a [Set] readable as table v. On
	// SQLite it runs in pieces and appends: do not aggregate over v.
	SelectSet(ctx context.Context, dest any, set *Set, query string, args ...any) error
}

// DB is an open store. It is safe for concurrent use.
type DB struct {
	engine Engine
	reader *sqlx.DB
	writer *sqlx.DB // the same pool as reader on PostgreSQL
	group  *group   // SQLite only
}

// Open connects to the database that url names: "postgres://…", or a path of
// a SQLite file, with or without "sqlite://" before it.
func Open(ctx context.Context, url string) (*DB, error) {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgreSQL(ctx, url)
	}
	if scheme, _, foreign := strings.Cut(url, "://"); foreign && scheme != "sqlite" {
		return nil, fmt.Errorf("open database: %s:// is not a database Accord knows; use postgres:// or the path of a SQLite file", scheme)
	}
	return openSQLite(ctx, strings.TrimPrefix(url, "sqlite://"))
}

// Engine says which kind of database this is.
func (d *DB) Engine() Engine { return d.engine }

// Close waits for the writes under way and closes all connections.
func (d *DB) Close() error {
	if d.group != nil {
		d.group.stop()
		// The writer last: it folds the write-ahead log into the file, which a
		// read-only connection cannot.
		return errors.Join(d.reader.Close(), d.writer.Close())
	}
	return d.reader.Close()
}

// Get implements [Reader].
func (d *DB) Get(ctx context.Context, dest any, query string, args ...any) error {
	return get(ctx, d.reader, dest, query, args)
}

// Select implements [Reader].
func (d *DB) Select(ctx context.Context, dest any, query string, args ...any) error {
	return d.reader.SelectContext(ctx, dest, d.reader.Rebind(query), args...)
}

// SelectSet implements [Reader].
func (d *DB) SelectSet(ctx context.Context, dest any, set *Set, query string, args ...any) error {
	return selectSet(ctx, d.engine, d.reader, dest, set, query, args)
}

// Each streams the rows of a query to fn without holding them in memory.
func (d *DB) Each(ctx context.Context, query string, args []any, fn func(scan func(dest ...any) error) error) error {
	rows, err := d.reader.QueryxContext(ctx, d.reader.Rebind(query), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // the error that counts is rows.Err
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Analyze tells PostgreSQL's planner about tables that a bulk load has just
// filled: until then it guesses, and joins a hundred rows by reading all of
// them. SQLite plans without it.
func (d *DB) Analyze(ctx context.Context, tables ...string) error {
	if d.engine == SQLite {
		return nil
	}
	if _, err := d.writer.ExecContext(ctx, "ANALYZE "+strings.Join(tables, ", ")); err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return nil
}

// ClockOffset measures how far the database's clock is ahead of this
// machine's. SQLite shares our clock: zero.
func (d *DB) ClockOffset(ctx context.Context, now func() time.Time) (time.Duration, error) {
	if d.engine == SQLite {
		return 0, nil
	}
	before := now()
	var ms int64
	err := d.Get(ctx, &ms, `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`)
	if err != nil {
		return 0, fmt.Errorf("measure the database's clock: %w", err)
	}
	middle := before.Add(now().Sub(before) / 2)
	return time.UnixMilli(ms).Sub(middle), nil
}

// executor is what sqlx's connections, transactions and pools share.
type executor interface {
	sqlx.ExtContext
	GetContext(ctx context.Context, dest any, query string, args ...any) error
	SelectContext(ctx context.Context, dest any, query string, args ...any) error
	Rebind(query string) string
}

func get(ctx context.Context, x executor, dest any, query string, args []any) error {
	return x.GetContext(ctx, dest, x.Rebind(query), args...)
}
