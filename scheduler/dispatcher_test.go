package scheduler

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
)

// planned is a campaign whose messages are all due, before any loop has run.
func (w *workshop) planned(e *Engine, n int) (campaign.Campaign, chunk) {
	w.Helper()
	w.people(n)
	c := w.campaign(sixHours)
	w.must(e.Launch(context.Background(), c.ID))
	w.manual().Advance(began.Add(time.Minute))
	all := chunk{Campaign: c.ID}
	w.must(w.db.Select(context.Background(), &all.IDs, `SELECT id FROM message ORDER BY id`))
	return c, all
}

// Calls that take long: NATS must not think that the worker died, and give
// the chunk to another.
func TestASlowChunkSaysThatItIsAlive(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(script(func(ctx context.Context, m campaign.Outgoing) (string, error) {
			w.manual().Advance(w.clock.Now().Add(5 * time.Second)) // there are always tokens again
			return accepting(ctx, m)
		}))
		defer e.Close()
		_, all := w.planned(e, 100)
		said := 0
		w.must(e.handleChunk(t.Context(), all, func() error { said++; return nil }))
		if said < 5 {
			t.Errorf("100 calls in batches of 20 at most: it said so %d times", said)
		}
	})
}

// A claim takes only what is planned, due, and of its campaign.
func TestAChunkOfOldIDsClaimsNothingTwice(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		sent := newTally()
		e := w.engine(sent)
		defer e.Close()
		c, all := w.planned(e, 30)
		w.must(e.SetRate(t.Context(), numberID, 10_000))
		foreign := chunk{Campaign: c.ID, IDs: append(slices.Clone(all.IDs), 999_999, -1)}
		other := chunk{Campaign: w.campaign(sixHours).ID, IDs: all.IDs}
		for _, again := range []chunk{other, all, foreign, all} {
			w.must(e.handleChunk(t.Context(), again, func() error { return nil }))
		}
		sent.once(t)
		if n := sent.messages(); n != 30 || w.claims(c.ID) != 30 {
			t.Errorf("%d messages were sent with %d claims, want 30 and 30", n, w.claims(c.ID))
		}
	})
}

// A claim holds at most a second of its number's rate, whatever the chunk.
func TestAClaimHoldsLessThanASecondOfTheRate(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		_, all := w.planned(e, 300)
		stop := stepClock(w)
		defer stop()
		w.must(e.handleChunk(t.Context(), all, func() error { return nil }))
		if n := w.count(`SELECT max(n) FROM (SELECT count(*) AS n FROM message GROUP BY claimed_at) AS claims`); n > 80 {
			t.Errorf("a claim of %d messages at 80 per second", n)
		}
	})
}

// Between the plan and the claim somebody withdrew, somebody's number went,
// and somebody cannot be filled any more: each ends with their reason, and
// gives back the slot.
func TestTheClaimDecidesAgain(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		sent := newTally()
		e := w.engine(sent)
		defer e.Close()
		c, all := w.planned(e, 10)
		var ids []campaign.ContactID
		w.must(w.db.Select(t.Context(), &ids, `SELECT contact_id FROM message ORDER BY id`))
		w.must(w.consent.Withdraw(t.Context(), consent.Withdrawal{Subject: ids[0], Scope: consent.StopMarketing, Occurred: w.clock.Now()}))
		w.execute(`UPDATE address SET valid_to = 1 WHERE subject_id = ?`, int64(ids[1]))
		w.execute(`UPDATE contact SET name = '' WHERE id = ?`, int64(ids[2]))
		w.must(e.handleChunk(t.Context(), all, func() error { return nil }))
		for i, want := range []string{"withdrawn", "no_address", "missing_variable:name", ""} {
			var got string
			w.must(w.db.Get(t.Context(), &got, `SELECT reason FROM message WHERE contact_id = ?`, int64(ids[i])))
			if got != want {
				t.Errorf("person %d: reason %q, want %q", i, got, want)
			}
		}
		if got := w.states(c.ID); got[campaign.Skipped] != 3 || got[campaign.Accepted] != 7 || sent.messages() != 7 {
			t.Errorf("states %v, %d sent; want 3 skipped and 7 sent", got, sent.messages())
		}
		if n := w.count(`SELECT count(*) FROM cap_log`); n != 7 {
			t.Errorf("%d sends are counted, want 7", n)
		}
	})
}

func TestAnEngineRefusesWhatCannotWork(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		full := Config{DB: w.db, Keys: w.keys, Clock: w.clock, Campaigns: w.campaigns, Experiments: w.experiments, Consent: w.consent, Messenger: accepting}
		cases := []struct {
			name   string
			change func(*Config)
			says   string
		}{
			{"no messenger", func(c *Config) { c.Messenger = nil }, "required"},
			{"a cap of nothing", func(c *Config) { c.Caps = []Cap{{0, time.Hour}} }, "a cap of 0 messages"},
			{"a cap without a window", func(c *Config) { c.Caps = []Cap{{1, 0}} }, "a cap of 1 messages in 0s"},
			{"a NATS that is not there", func(c *Config) { c.NATS = "nats://127.0.0.1:1" }, "connect to NATS"},
		}
		for _, f := range cases {
			c := full
			f.change(&c)
			if e, err := New(t.Context(), c); err == nil || !strings.Contains(err.Error(), f.says) {
				t.Errorf("%s: %v, want an error with %q", f.name, err, f.says)
				if e != nil {
					e.Close()
				}
			}
		}
		e := w.engine(accepting)
		defer e.Close()
		for _, rate := range []int{-1, 10_001} {
			if err := e.SetRate(t.Context(), numberID, rate); err == nil {
				t.Errorf("a rate of %d was taken", rate)
			}
		}
		if _, _, err := e.lease(t.Context(), "unknown", 1); err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("tokens of an unknown number: %v", err)
		}
	})
}
