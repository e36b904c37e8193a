package operator

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/alexedwards/argon2id"
)

// RFC 9106, section 4, second recommended option.
func TestWhatAPasswordCosts(t *testing.T) {
	if want := (argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 4, SaltLength: 16, KeyLength: 32}); RealHashCost != want {
		t.Errorf("a password costs %+v, want %+v", RealHashCost, want)
	}
}

func TestHashesAreSaltedAndMatch(t *testing.T) {
	h := newHasher()
	one, err := h.create(t.Context(), "a long enough sentence")
	if err != nil || !strings.HasPrefix(one, "$argon2id$v=19$") {
		t.Fatalf("hash %q, %v", one, err)
	}
	if two, err := h.create(t.Context(), "a long enough sentence"); err != nil || two == one {
		t.Errorf("two hashes of one password are equal, %v", err)
	}
	if ok, err := h.matches(t.Context(), "", ""); ok || err != nil {
		t.Errorf("no hash matches the empty password: %v, %v", ok, err)
	}
	for text, want := range map[string]bool{"a long enough sentence": true, "a long enough sentencE": false, "": false} {
		if ok, err := h.matches(t.Context(), text, one); ok != want || err != nil {
			t.Errorf("%q matches: %v, %v; want %v", text, ok, err, want)
		}
	}
}

func TestFewHashesAtOnce(t *testing.T) {
	h := newHasher()
	var inside, most atomic.Int32
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			err := h.within(context.Background(), func() error {
				n := inside.Add(1)
				for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
				}
				_, err := argon2id.CreateHash("a long enough sentence", &hashCost)
				inside.Add(-1)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() > HashesAtOnce {
		t.Errorf("%d at once, want at most %d", most.Load(), HashesAtOnce)
	}
}

func TestWhoGivesUpDoesNotWaitForAHash(t *testing.T) {
	h := newHasher()
	for range HashesAtOnce {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.create(ctx, "a long enough sentence"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the end of the context", err)
	}
}
