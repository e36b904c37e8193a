package operator

import (
	"errors"
	"testing"
	"time"
)

func TestWhatWasForgottenDuringALookUpIsNotKept(t *testing.T) {
	var r recall[string]
	now := time.Unix(1_800_000_000, 0)
	loads := 0
	load := func(value string, during func()) func() (string, time.Time, error) {
		return func() (string, time.Time, error) {
			loads++
			during()
			return value, now, nil
		}
	}
	find := func(value string, during func()) string {
		t.Helper()
		m, err := r.find([]byte("tag"), now, recallLife, load(value, during))
		if err != nil {
			t.Fatal(err)
		}
		return m.value
	}
	// A request reads the role; before it is kept, the role changes.
	find("old", func() { r.forget(func(string) bool { return true }) })
	if got := find("new", func() {}); got != "new" || loads != 2 {
		t.Errorf("%q after %d look-ups, want the new value of a second one", got, loads)
	}
	if got := find("newer", func() {}); got != "new" || loads != 2 {
		t.Errorf("%q after %d look-ups, want what is remembered", got, loads)
	}
}

func TestRecallHoldsNoMoreThanWhatIsFresh(t *testing.T) {
	var r recall[int]
	at := time.Unix(1_800_000_000, 0)
	for i := range 100 {
		at = at.Add(time.Second)
		if _, err := r.find([]byte{byte(i)}, at, recallLife, func() (int, time.Time, error) { return i, at, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.known) > 5 {
		t.Errorf("%d entries are held, want those of five seconds", len(r.known))
	}
	lost := errors.New("disk full")
	if _, err := r.find([]byte("x"), at, recallLife, func() (int, time.Time, error) { return 0, at, lost }); !errors.Is(err, lost) {
		t.Errorf("%v, want the error of the look-up", err)
	}
}
