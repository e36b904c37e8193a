package clock

import (
	"context"
	"sync"
	"time"
)

// Manual stands still until it is advanced.
type Manual struct {
	mu       sync.Mutex
	now      time.Time
	sleepers map[*sleeper]struct{}
}

type sleeper struct {
	until time.Time
	woken chan struct{}
}

// NewManual stands at the given instant.
func NewManual(now time.Time) *Manual {
	return &Manual{now: now.UTC().Truncate(time.Millisecond), sleepers: map[*sleeper]struct{}{}}
}

// Now implements [Clock].
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Sleep implements [Clock]: it waits for somebody to call Advance.
func (m *Manual) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	m.mu.Lock()
	// Whole milliseconds, rounded up: nobody wakes before their time.
	until := m.now.Add(d + time.Millisecond - time.Nanosecond).Truncate(time.Millisecond)
	s := &sleeper{until: until, woken: make(chan struct{})}
	m.sleepers[s] = struct{}{}
	m.mu.Unlock()
	select {
	case <-s.woken:
		return nil
	case <-ctx.Done():
		m.mu.Lock()
		delete(m.sleepers, s)
		m.mu.Unlock()
		return ctx.Err()
	}
}

// ProcessTime implements [Clock]: one for one.
func (m *Manual) ProcessTime(d time.Duration) time.Duration { return d }

// Advance moves the clock to t (never back) and wakes every sleeper whose
// time has come.
func (m *Manual) Advance(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if t = t.UTC().Truncate(time.Millisecond); t.After(m.now) {
		m.now = t
	}
	for s := range m.sleepers {
		if !s.until.After(m.now) {
			close(s.woken)
			delete(m.sleepers, s)
		}
	}
}

// NextWake is the earliest instant somebody sleeps until; ok is false when
// nobody sleeps.
func (m *Manual) NextWake() (at time.Time, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for s := range m.sleepers {
		if !ok || s.until.Before(at) {
			at, ok = s.until, true
		}
	}
	return at, ok
}

// Sleepers is how many wait for the clock to be moved.
func (m *Manual) Sleepers() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.sleepers)
}
