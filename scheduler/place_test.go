package scheduler

import (
	"testing"
	"time"

	"accord/campaign"
)

// candidates are people in Paris; the stores know them by their ids alone.
func candidates(ids []campaign.ContactID) []campaign.Candidate {
	list := make([]campaign.Candidate, len(ids))
	for i, id := range ids {
		list[i] = campaign.Candidate{Contact: id, Country: "FR", Zone: "Europe/Paris"}
	}
	return list
}

// After a restart the minutes are as full as the table says.
func TestANewTimetableKnowsWhatTheOldOnePlaced(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		w.must(e.SetRate(t.Context(), numberID, 1))
		ids := w.people(90)
		c := w.campaign(sixHours)
		w.must(e.Launch(t.Context(), c.ID))
		slots, err := NewTimetable(w.db, w.clock, DefaultCaps).Place(t.Context(), c, candidates(ids[:60]))
		w.must(err)
		minutes := map[int64]int{}
		for _, at := range slots {
			minutes[at.Unix()/60-began.Unix()/60]++
		}
		if minutes[0] != 0 || minutes[1] != 30 || minutes[2] != 30 {
			t.Errorf("60 more people after 90 at one per second: %v by minute, want 30 in the second and 30 in the third", minutes)
		}
	})
}

func TestPlaceAsksTheCapsOfEachPerson(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		ids := w.people(4)
		c := w.campaign(48 * time.Hour)
		for i, ago := range map[int][]time.Duration{0: {time.Hour}, 1: {23*time.Hour + 59*time.Minute}, 2: {30 * time.Hour, 50 * time.Hour}} {
			for _, d := range ago {
				w.execute(`INSERT INTO cap_log (contact_id, at, message_id) VALUES (?, ?, 1)`, int64(ids[i]), began.Add(-d).UnixMilli())
			}
		}
		place := func(c campaign.Campaign) []time.Time {
			slots, err := NewTimetable(w.db, w.clock, DefaultCaps).Place(t.Context(), c, candidates(ids))
			w.must(err)
			return slots
		}
		slots := place(c)
		for i, want := range []time.Duration{23 * time.Hour, time.Minute, -1, 0} {
			if got := slots[i]; want < 0 && !got.IsZero() || want >= 0 && (got.Before(began.Add(want)) || got.After(began.Add(want+time.Minute))) {
				t.Errorf("person %d is placed at %s, want %s after the start", i, got, want)
			}
		}
		c.Content.IgnoreCaps = true
		for i, at := range place(c) {
			if at.After(began.Add(time.Minute)) || at.IsZero() {
				t.Errorf("without caps person %d is placed at %s", i, at)
			}
		}
		c.Content.IgnoreCaps, c.Category = false, "utility"
		if at := place(c)[2]; at.After(began.Add(time.Minute)) || at.IsZero() {
			t.Errorf("an order's news is placed at %s", at)
		}
		c.StartsAt = began.Add(24 * time.Hour)
		for i, at := range place(c) {
			if at.Before(c.StartsAt) {
				t.Errorf("person %d is placed at %s, before the campaign starts", i, at)
			}
		}
	})
}
