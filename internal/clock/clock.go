package clock

import (
	"context"
	"sync/atomic"
	"time"
)

// Clock tells the time of the business and waits for it. Implementations are
// safe for concurrent use.
type Clock interface {
	// Now is the current instant, UTC, at whole milliseconds.
	Now() time.Time
	// Sleep returns nil once the clock has moved on by d, or the error of a
	// context that ended first.
	Sleep(ctx context.Context, d time.Duration) error
	// ProcessTime says how far this clock moves while the process runs for d.
	// Leases and timeouts guard processes, not business time; they are
	// stored as instants of this clock, stretched by this function.
	ProcessTime(d time.Duration) time.Duration
}

// Real is the wall clock plus an offset. The zero value is ready to use.
type Real struct {
	offset atomic.Int64 // nanoseconds to add, so that all processes agree with the database
}

// SetOffset makes Now follow another clock (the database's) that is ahead of
// this machine's by d.
func (r *Real) SetOffset(d time.Duration) { r.offset.Store(int64(d)) }

// Now implements [Clock].
func (r *Real) Now() time.Time {
	return time.Now().Add(time.Duration(r.offset.Load())).UTC().Truncate(time.Millisecond)
}

// Sleep implements [Clock].
func (r *Real) Sleep(ctx context.Context, d time.Duration) error { return sleep(ctx, d) }

// ProcessTime implements [Clock]: one for one.
func (r *Real) ProcessTime(d time.Duration) time.Duration { return d }

// Scaled runs factor times as fast as the wall, from a chosen instant.
type Scaled struct {
	start, origin time.Time
	factor        float64
}

// NewScaled starts at the given instant and runs factor (above 0) times as
// fast as the wall.
func NewScaled(start time.Time, factor float64) *Scaled {
	return &Scaled{start: start.UTC(), origin: time.Now(), factor: factor}
}

// Now implements [Clock].
func (s *Scaled) Now() time.Time {
	return s.start.Add(s.ProcessTime(time.Since(s.origin))).Truncate(time.Millisecond)
}

// Sleep implements [Clock].
func (s *Scaled) Sleep(ctx context.Context, d time.Duration) error {
	return sleep(ctx, time.Duration(float64(d)/s.factor))
}

// ProcessTime implements [Clock].
func (s *Scaled) ProcessTime(d time.Duration) time.Duration {
	return time.Duration(float64(d) * s.factor)
}

// Wait blocks for a duration of the process, whatever the business clock
// does: between polls of something outside, or before a retry of a call.
func Wait(ctx context.Context, d time.Duration) error { return sleep(ctx, d) }

// Started marks an instant of the process from which elapsed time is measured.
type Started struct{ at time.Time }

// Start begins a measurement of process time.
func Start() Started { return Started{time.Now()} }

// Elapsed is the process time since Start, from the monotonic clock.
func (s Started) Elapsed() time.Duration { return time.Since(s.at) }

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
