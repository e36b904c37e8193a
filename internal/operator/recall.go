package operator

import (
	"maps"
	"sync"
	"time"
)

const (
	// recallLife is how long what was found valid is not looked up again. It
	// bounds how long another process goes by what was revoked, disabled or changed.
	recallLife = 5 * time.Second
	// usedEvery is how often the last use of a token or session is written at most.
	usedEvery = time.Minute
)

// recall remembers for a few seconds what tokens were found to open, by their
// tags. The zero value is ready to use.
type recall[V any] struct {
	mu    sync.Mutex
	known map[string]*remembered[V]
	// forgotten counts the calls of forget: what was looked up before one of
	// them may be what it was about, and is not kept.
	forgotten int
}

type remembered[V any] struct {
	value V
	until time.Time // looked up again from then on
	used  time.Time // last written use
}

// find takes from memory what is fresh, and looks up the rest. life is
// recallLife on the clock of now.
func (r *recall[V]) find(tag []byte, now time.Time, life time.Duration, load func() (V, time.Time, error)) (*remembered[V], error) {
	r.mu.Lock()
	known, before := r.known[string(tag)], r.forgotten
	r.mu.Unlock()
	if known != nil && now.Before(known.until) {
		return known, nil
	}
	value, used, err := load()
	if err != nil {
		return nil, err
	}
	fresh := &remembered[V]{value: value, until: now.Add(life), used: used}
	r.keep(tag, fresh, now, before)
	return fresh, nil
}

// keep drops what has gone stale, so that there are never more entries than
// tokens used within a few seconds.
func (r *recall[V]) keep(tag []byte, fresh *remembered[V], now time.Time, before int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.known, func(_ string, m *remembered[V]) bool { return !now.Before(m.until) })
	if r.forgotten != before {
		return
	}
	if r.known == nil {
		r.known = map[string]*remembered[V]{}
	}
	r.known[string(tag)] = fresh
}

// forget makes the next use of what matches look it up again.
func (r *recall[V]) forget(match func(V) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forgotten++
	maps.DeleteFunc(r.known, func(_ string, m *remembered[V]) bool { return match(m.value) })
}

// due lets one of the requests that arrive together write the use; every is
// usedEvery on the clock of now.
func (r *recall[V]) due(m *remembered[V], now time.Time, every time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Before(m.used.Add(every)) {
		return false
	}
	m.used = now
	return true
}
