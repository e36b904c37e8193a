package scheduler

import (
	"testing"
	"time"
)

func TestTheJournalTellsHowLongItsOldestWaits(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		j := w.journal(nil)
		want := func(at time.Time) {
			t.Helper()
			got, err := j.Oldest(t.Context())
			if w.must(err); !got.Equal(at) {
				t.Errorf("the oldest came in at %s, want %s", got, at)
			}
		}
		want(time.Time{})
		first := w.clock.Now().Truncate(time.Millisecond)
		w.must(j.Accept(t.Context(), []byte("a")))
		w.manual().Advance(first.Add(time.Minute))
		w.must(j.Accept(t.Context(), []byte("b")))
		want(first)
		w.take(j, 1)
		want(first.Add(time.Minute))
		w.take(j, 1)
		want(time.Time{})
	})
}
