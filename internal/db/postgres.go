package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"accord/internal/clock"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver
	"github.com/jmoiron/sqlx"
)

func openPostgreSQL(ctx context.Context, url string) (*DB, error) {
	pool, err := sqlx.ConnectContext(ctx, "pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err) // pgx keeps the password out of its errors
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	return &DB{engine: PostgreSQL, reader: pool, writer: pool}, nil
}

// attempts bounds how often a write is repeated after the database chose it
// as the victim of a conflict.
const attempts = 6

func (d *DB) writePostgreSQL(ctx context.Context, fn func(context.Context, *Tx) error) error {
	for try := 1; ; try++ {
		err := d.tryPostgreSQL(ctx, fn)
		if err == nil || try == attempts || !conflict(err) {
			return err
		}
		if err := clock.Wait(ctx, time.Duration(try*try)*2*time.Millisecond); err != nil {
			return err
		}
	}
}

func (d *DB) tryPostgreSQL(ctx context.Context, fn func(context.Context, *Tx) error) (err error) {
	x, err := d.writer.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	tx := &Tx{engine: PostgreSQL, x: x}
	defer func() {
		if p := recover(); p != nil { // as on SQLite: one bad job must not end the process
			err = errors.Join(fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack()), x.Rollback())
			tx.end(false)
		}
	}()
	if err := fn(context.WithValue(ctx, nested{}, true), tx); err != nil {
		err = errors.Join(err, x.Rollback())
		tx.end(false)
		return err
	}
	if err := x.Commit(); err != nil {
		tx.end(false)
		return fmt.Errorf("commit: %w", err)
	}
	tx.end(true)
	return nil
}

// conflict tells a deadlock or serialization failure, after which the same
// work may be tried again.
func conflict(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
