package db

import (
	"context"
	"reflect"
)

// Tx is a transaction. It is used by the one goroutine that Write runs.
type Tx struct {
	engine        Engine
	x             executor
	afterCommit   []func()
	afterRollback []func()
}

// nested marks the context inside a Write.
type nested struct{}

// Write runs fn in a transaction and returns after the commit is durable. An
// error of fn rolls its work back and is returned as it is. Inside fn use the
// context that fn receives: it carries the mark by which a nested Write is
// refused with [ErrNested], and on SQLite it outlives the caller's cancel, so
// that one caller cannot break the commit of others.
//
// On PostgreSQL fn runs again after a deadlock or serialization failure, so
// it must not have effects outside the transaction; use [Tx.AfterCommit].
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(nested{}) != nil {
		return ErrNested
	}
	fn = noting(ctx, fn)
	if d.group != nil {
		return d.group.do(ctx, fn)
	}
	return d.writePostgreSQL(ctx, fn)
}

// Engine says which kind of database this is.
func (t *Tx) Engine() Engine { return t.engine }

// Get implements [Reader].
func (t *Tx) Get(ctx context.Context, dest any, query string, args ...any) error {
	return get(ctx, t.x, dest, query, args)
}

// Select implements [Reader].
func (t *Tx) Select(ctx context.Context, dest any, query string, args ...any) error {
	return t.x.SelectContext(ctx, dest, t.x.Rebind(query), args...)
}

// SelectSet implements [Reader].
func (t *Tx) SelectSet(ctx context.Context, dest any, set *Set, query string, args ...any) error {
	return selectSet(ctx, t.engine, t.x, dest, set, query, args)
}

// Exec runs a statement and returns the number of rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.x.ExecContext(ctx, t.x.Rebind(query), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// ExecSet runs an INSERT, UPDATE or DELETE in which the rows of set are
// readable as table v, and returns the number of rows it touched. In an
// INSERT … SELECT … FROM v with ON CONFLICT, write WHERE true before it.
func (t *Tx) ExecSet(ctx context.Context, set *Set, query string, args ...any) (int64, error) {
	var touched int64
	for part := range set.parts(t.engine) {
		res, err := t.x.ExecContext(ctx, t.x.Rebind(part.with+query), append(part.args, args...)...)
		if err != nil {
			return touched, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return touched, err
		}
		touched += n
	}
	return touched, nil
}

// Lock makes transactions that ask for the same name follow each other until
// their ends. SQLite has one writer and needs none.
func (t *Tx) Lock(ctx context.Context, name string) error {
	if t.engine == SQLite {
		return nil
	}
	_, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext(?))`, "accord/"+name)
	return err
}

// AfterCommit runs fn once the transaction is durable, before Write returns.
func (t *Tx) AfterCommit(fn func()) { t.afterCommit = append(t.afterCommit, fn) }

// AfterRollback runs fn once the transaction is undone, or its commit has
// failed and nobody can tell.
func (t *Tx) AfterRollback(fn func()) { t.afterRollback = append(t.afterRollback, fn) }

func (t *Tx) end(committed bool) {
	effects := t.afterRollback
	if committed {
		effects = t.afterCommit
	}
	for _, fn := range effects {
		fn()
	}
}

// selectSet gathers the rows of every statement: sqlx empties the slice that
// it scans into, so each statement has its own.
func selectSet(ctx context.Context, e Engine, x executor, dest any, set *Set, query string, args []any) error {
	all := reflect.ValueOf(dest).Elem()
	for part := range set.parts(e) {
		rows := reflect.New(all.Type())
		err := x.SelectContext(ctx, rows.Interface(), x.Rebind(part.with+query), append(part.args, args...)...)
		if err != nil {
			return err
		}
		all.Set(reflect.AppendSlice(all, rows.Elem()))
	}
	return nil
}
