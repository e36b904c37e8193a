package db

import (
	"context"
	"sync/atomic"
)

// watched marks a context under which commits are noted.
type watched struct{}

// Watch returns a context, and whether a transaction that was written under it
// may have been committed: whoever fails can tell with it whether to say that
// nothing was done. A commit that was asked for counts, whatever became of it.
func Watch(ctx context.Context) (_ context.Context, wrote func() bool) {
	var asked atomic.Bool
	return context.WithValue(ctx, watched{}, &asked), asked.Load
}

// noting is fn that says so when it asks for a commit.
func noting(ctx context.Context, fn func(context.Context, *Tx) error) func(context.Context, *Tx) error {
	asked, ok := ctx.Value(watched{}).(*atomic.Bool)
	if !ok {
		return fn
	}
	return func(ctx context.Context, tx *Tx) error {
		err := fn(ctx, tx)
		if err == nil {
			asked.Store(true)
		}
		return err
	}
}
