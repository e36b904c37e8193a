package scheduler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"
)

// journal is one without an engine; ring may be nil.
func (w *workshop) journal(ring func()) *Journal {
	if ring == nil {
		ring = func() {}
	}
	return &Journal{db: w.db, keys: w.keys, clock: w.clock, ring: ring}
}

// take consumes what waits and returns the bodies.
func (w *workshop) take(j *Journal, limit int) (bodies []string) {
	w.Helper()
	w.write(func(ctx context.Context, tx *db.Tx) error {
		entries, err := j.nextTx(ctx, tx, 0, limit)
		bodies = nil
		for _, e := range entries {
			bodies = append(bodies, string(e.Body))
		}
		return err
	})
	return bodies
}

func TestJournalGivesBackWhatItAccepted(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		j := w.journal(nil)
		var want []string
		for i := range 30 {
			body := strings.Repeat("é", i*1000) + fmt.Sprint(i)
			want = append(want, body)
			w.must(j.Accept(t.Context(), []byte(body)))
		}
		if lag, err := j.Lag(t.Context()); err != nil || lag != 30 {
			t.Errorf("lag %d, %v; want 30", lag, err)
		}
		got := append(w.take(j, 20), w.take(j, 20)...)
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%d bodies came back, or in another order", len(got))
		}
		if lag, err := j.Lag(t.Context()); err != nil || lag != 0 || len(w.take(j, 20)) != 0 {
			t.Errorf("lag %d, %v after everything was taken", lag, err)
		}
	})
}

// The files of a database hold no word of a webhook.
func TestJournalBodiesAreSealedOnDisk(t *testing.T) {
	path := dbtest.URL(t, db.SQLite)
	w := newWorkshop(t, dbtest.Open(t, path, schemas...), secret.Ephemeral(), clock.NewManual(began))
	const word = "Désabonnez-moi, je suis Camille"
	j := w.journal(nil)
	w.must(j.Accept(t.Context(), []byte(word)))
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(path + suffix)
		w.must(err)
		if bytes.Contains(raw, []byte("Camille")) || bytes.Contains(raw, []byte("abonnez")) {
			t.Errorf("the file %s holds the clear text", path+suffix)
		}
	}
	if got := w.take(j, 1); len(got) != 1 || got[0] != word {
		t.Errorf("opened %q", got)
	}
}

func TestTheBellRingsAfterTheCommit(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		var seen []int
		var j *Journal
		j = w.journal(func() {
			lag, err := j.Lag(context.Background()) // another connection: it sees what is committed
			w.must(err)
			seen = append(seen, lag)
		})
		for range 3 {
			w.must(j.Accept(t.Context(), []byte("{}")))
		}
		if fmt.Sprint(seen) != "[1 2 3]" {
			t.Errorf("the bell saw %v entries, want [1 2 3]", seen)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if err := j.Accept(over, []byte("{}")); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller who has gone: %v", err)
		}
		if len(seen) != 3 {
			t.Error("the bell rang for a webhook that is not there")
		}
	})
}

func TestEachDayHasItsKey(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		j := w.journal(nil)
		for range 3 {
			w.must(j.Accept(t.Context(), []byte("x")))
			w.must(w.journal(nil).Accept(t.Context(), []byte("y"))) // another process, the same key
			w.manual().Advance(w.clock.Now().Add(24 * time.Hour))
		}
		if n := w.count(`SELECT count(*) FROM journal_key`); n != 3 {
			t.Errorf("%d keys, want one for each of three days", n)
		}
		if got := w.take(j, 10); len(got) != 6 {
			t.Errorf("%d of 6 bodies opened", len(got))
		}
		var sealed []byte
		w.must(w.db.Get(t.Context(), &sealed, `SELECT body FROM journal ORDER BY id LIMIT 1`))
		var key secret.DataKey
		key, err := j.keyOf(t.Context(), "2026-03-04")
		w.must(err)
		if _, err := key.Open(sealed, "journal/2026-03-03"); !errors.Is(err, secret.ErrUnreadable) {
			t.Errorf("the key of another day: %v, want ErrUnreadable", err)
		}
	})
}

func TestForgetErasesOldDaysButNothingUnrecorded(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		j := w.journal(nil)
		for day := range 10 { // the 3rd to the 12th of March
			w.must(j.Accept(t.Context(), []byte(fmt.Sprint("recorded ", day))))
			if day == 1 {
				w.must(j.Accept(t.Context(), []byte("not recorded")))
			}
			w.take(j, 10)
			if day < 9 {
				w.manual().Advance(w.clock.Now().Add(24 * time.Hour))
			}
		}
		w.write(func(ctx context.Context, tx *db.Tx) error { // the recorder has not come to it
			_, err := tx.Exec(ctx, `INSERT INTO journal_todo (id) SELECT max(id) FROM journal WHERE day = '2026-03-04'`)
			return err
		})
		w.must(j.Forget(t.Context()))
		var days []string
		w.must(w.db.Select(t.Context(), &days, `SELECT day FROM journal_key ORDER BY day`))
		if got := strings.Join(days, " "); got != "2026-03-04 2026-03-05 2026-03-06 2026-03-07 2026-03-08 2026-03-09 2026-03-10 2026-03-11 2026-03-12" {
			t.Errorf("keys left: %s; want the last seven days, today, and the 4th with its unrecorded entry", got)
		}
		if n := w.count(`SELECT count(*) FROM journal WHERE day = '2026-03-04'`); n != 1 {
			t.Errorf("%d entries left of the 4th, want the unrecorded one", n)
		}
		if got := w.take(j, 9); len(got) != 1 || got[0] != "not recorded" {
			t.Errorf("the unrecorded entry: %q", got)
		}
		w.must(j.Forget(t.Context()))
		if n := w.count(`SELECT count(*) FROM journal_key WHERE day < '2026-03-05'`); n != 0 {
			t.Error("the 4th is still there after its entry was recorded")
		}
	})
}

// Two recorders on one PostgreSQL: together they take everything, each entry
// once.
func TestTwoRecordersShareTheJournal(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		const entries = 300
		j := w.journal(nil)
		var accept sync.WaitGroup
		for i := range entries {
			accept.Go(func() { w.must(j.Accept(t.Context(), []byte(fmt.Sprint(i)))) })
		}
		accept.Wait()
		var mu sync.Mutex
		taken := map[string]int{}
		shares := make([]int, 2)
		var recorders sync.WaitGroup
		var left atomic.Int64
		left.Store(entries)
		for r := range shares {
			recorders.Go(func() {
				for left.Load() > 0 {
					bodies := w.take(j, 10)
					left.Add(int64(-len(bodies)))
					mu.Lock()
					for _, b := range bodies {
						taken[b]++
						shares[r]++
					}
					mu.Unlock()
				}
			})
		}
		recorders.Wait()
		if len(taken) != entries || shares[0]+shares[1] != entries {
			t.Errorf("%d entries were taken %d times, want %d once", len(taken), shares[0]+shares[1], entries)
		}
	})
}

// An entry that a recorder failed on is taken again.
func TestARolledBackEntryIsTakenAgain(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		j := w.journal(nil)
		w.must(j.Accept(t.Context(), []byte("x")))
		failed := errors.New("the recorder failed")
		err := w.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if entries, err := j.nextTx(ctx, tx, 0, 1); err != nil || len(entries) != 1 {
				t.Errorf("%d entries, %v", len(entries), err)
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		if got := w.take(j, 1); len(got) != 1 {
			t.Errorf("%q after a failure, want the entry again", got)
		}
	})
}
