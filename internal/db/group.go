package db

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/jmoiron/sqlx"
)

// group is the one writer of a SQLite file. It takes the writes that wait,
// runs each in a savepoint of one transaction, and answers all of them after
// one commit: while a commit is being synced, the next batch gathers.
type group struct {
	pool  *sqlx.DB
	queue chan *job
	quit  chan struct{}
	once  sync.Once
	done  sync.WaitGroup
}

type job struct {
	ctx   context.Context
	fn    func(context.Context, *Tx) error
	tx    *Tx
	err   error
	ready chan struct{}
}

// groupMax bounds how many writes share a commit, and so how much is undone
// with it when the disk fails.
const groupMax = 256

func newGroup(pool *sqlx.DB) *group {
	g := &group{pool: pool, queue: make(chan *job, groupMax), quit: make(chan struct{})}
	g.done.Add(1)
	go g.run()
	return g
}

func (g *group) stop() {
	g.once.Do(func() { close(g.quit) })
	g.done.Wait()
}

func (g *group) do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	j := &job{ctx: ctx, fn: fn, ready: make(chan struct{})}
	select {
	case g.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-g.quit:
		return ErrClosed
	}
	select {
	case <-j.ready:
		return j.end()
	case <-g.quit:
		g.done.Wait() // the last batch still answers
		select {
		case <-j.ready:
			return j.end()
		default:
			return ErrClosed
		}
	}
}

// end runs the effects in the goroutine of whoever asked: the writer serves
// others, and an effect may write again.
func (j *job) end() error {
	if j.tx != nil {
		j.tx.end(j.err == nil)
	}
	return j.err
}

func (g *group) run() {
	defer g.done.Done()
	for {
		select {
		case first := <-g.queue:
			g.commit(g.gather(first))
		case <-g.quit:
			return
		}
	}
}

func (g *group) gather(first *job) []*job {
	batch := []*job{first}
	for len(batch) < groupMax {
		select {
		case j := <-g.queue:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

func (g *group) commit(batch []*job) {
	if err := g.transact(batch); err != nil {
		for _, j := range batch {
			if j.err == nil {
				j.err = err
			}
		}
	}
	for _, j := range batch {
		close(j.ready)
	}
}

// transact runs the batch in one transaction. Its contexts are stripped of
// cancellation: a statement cancelled half-way would roll back everybody.
func (g *group) transact(batch []*job) error {
	ctx := context.Background()
	conn, err := g.pool.Connx(ctx)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	defer func() { _ = conn.Close() }() // gives the connection back to the pool
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	for _, j := range batch {
		if err := g.savepoint(ctx, conn, j); err != nil {
			_, _ = conn.ExecContext(ctx, "ROLLBACK") // the transaction may be gone already
			return err
		}
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		_, _ = conn.ExecContext(ctx, "ROLLBACK")
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// savepoint runs one job; its own failure stays in j.err, an error returned
// means that the shared transaction cannot go on.
func (g *group) savepoint(ctx context.Context, conn *sqlx.Conn, j *job) error {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil
	}
	if _, err := conn.ExecContext(ctx, "SAVEPOINT job"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	j.tx = &Tx{engine: SQLite, x: boundConn{conn}}
	j.err = j.run()
	undo := ""
	if j.err != nil {
		undo = "ROLLBACK TO job; "
	}
	if _, err := conn.ExecContext(ctx, undo+"RELEASE job"); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// run calls the job and turns a panic into its error: the writer serves others.
func (j *job) run() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	return j.fn(context.WithValue(context.WithoutCancel(j.ctx), nested{}, true), j.tx)
}

// boundConn is a connection that is told its placeholders.
type boundConn struct{ *sqlx.Conn }

func (boundConn) DriverName() string { return "sqlite3" }

// BindNamed is part of sqlx's interface; Accord binds by position.
func (c boundConn) BindNamed(query string, arg any) (string, []any, error) {
	return sqlx.BindNamed(sqlx.QUESTION, query, arg)
}
