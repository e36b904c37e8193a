package scheduler

import (
	"context"
	"testing"
	"time"
)

// rest waits until the engine says that it is quiet.
func rest(w *workshop, e *Engine) {
	w.Helper()
	eventually(w, "the engine is quiet", func() bool {
		quiet, err := e.Quiet(context.Background())
		w.must(err)
		return quiet
	})
}

// More chunks than workers, and every worker waits for tokens: nothing more
// can be done at this instant, however much is queued.
func TestQuietWhileEveryWorkerWaitsForTokens(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		sent := newTally()
		e := w.engine(sent)
		running(w, e)
		w.people(2100) // five chunks for three workers
		c := w.campaign(2 * time.Hour)
		w.must(e.Launch(context.Background(), c.ID))
		w.manual().Advance(began.Add(time.Minute)) // everybody is due
		w.must(e.Tick(context.Background()))
		for sent.messages() < 2100 {
			rest(w, e)
			at, sleeping := w.manual().NextWake()
			if !sleeping {
				at = w.clock.Now().Add(time.Minute)
			}
			w.manual().Advance(at)
			if !sleeping {
				w.must(e.Tick(context.Background()))
			}
		}
		rest(w, e)
		sent.once(t)
		if took := w.clock.Now().Sub(began.Add(time.Minute)); took < 26*time.Second || took > 90*time.Second {
			t.Errorf("2100 messages at 80 per second took %s", took)
		}
	})
}
