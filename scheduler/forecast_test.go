package scheduler

import (
	"testing"
	"time"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

// A forecast takes places in a timetable of its own: a second one says the
// same, and the launch finds all places free and fills them alike.
func TestAForecastLeavesThePlacesFree(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		w.must(e.SetRate(t.Context(), numberID, 1))
		ids := w.people(3700)
		for _, id := range ids[:50] {
			w.execute(`INSERT INTO cap_log (contact_id, at, message_id) VALUES (?, ?, 1)`, int64(id), began.Add(-22*time.Hour).UnixMilli())
		}
		other := w.campaign(6 * time.Hour)
		w.must(e.Launch(t.Context(), other.ID)) // it takes the first hour of the number
		c := w.campaign(6 * time.Hour)
		draft, err := w.campaigns.GetDraft(t.Context(), w.db, c.ID)
		w.must(err)
		var forecasts []campaign.Forecast
		for range 2 {
			f, err := w.campaigns.Forecast(t.Context(), draft, e.Placer())
			w.must(err)
			forecasts = append(forecasts, f)
		}
		w.must(e.Launch(t.Context(), c.ID))
		load, err := w.campaigns.Load(t.Context(), w.db, c.ID)
		w.must(err)
		first, last := w.count(`SELECT min(due_at) FROM message WHERE campaign_id = ?`, int64(c.ID)), w.count(`SELECT max(due_at) FROM message WHERE campaign_id = ?`, int64(c.ID))
		f := forecasts[0]
		if diff := cmp.Diff(f, forecasts[1]); diff != "" {
			t.Errorf("two forecasts differ:\n%s", diff)
		}
		if diff := cmp.Diff(load, f.Hours); diff != "" || int64(first) != f.First.UnixMilli() || int64(last) != f.Last.UnixMilli() {
			t.Errorf("from %s to %s, launched from %d to %d (-launched +forecast):\n%s", f.First, f.Last, first, last, diff)
		}
		if len(f.Hours) < 2 || f.First.Before(began.Add(time.Hour)) || f.Reachable != 3700 {
			t.Errorf("%d reached in %d hours from %s: the test shows little", f.Reachable, len(f.Hours), f.First)
		}
	})
}
