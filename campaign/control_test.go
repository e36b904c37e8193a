package campaign_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

// set puts a campaign into a phase without asking.
func (h house) set(c campaign.Campaign, p campaign.Phase) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE campaign SET state = ? WHERE id = ?`, string(p), int64(c.ID))
		return err
	})
}

func TestPhases(t *testing.T) {
	phases := []campaign.Phase{campaign.Drafting, campaign.Planning, campaign.Running, campaign.Paused, campaign.Finished, campaign.Stopped}
	const no = campaign.Phase("")
	cases := []struct {
		name string
		act  func(h house, id campaign.ID) error
		to   []campaign.Phase // from each of the phases; no is ErrState
	}{
		{"pause", func(h house, id campaign.ID) error { _, err := h.Pause(h.t.Context(), id); return err },
			[]campaign.Phase{no, no, campaign.Paused, campaign.Paused, no, no}},
		{"resume", func(h house, id campaign.ID) error { return h.Resume(h.t.Context(), id) },
			[]campaign.Phase{no, no, campaign.Running, campaign.Running, no, no}},
		{"cancel", func(h house, id campaign.ID) error { _, err := h.Cancel(h.t.Context(), id); return err },
			[]campaign.Phase{campaign.Stopped, campaign.Stopped, campaign.Stopped, campaign.Stopped, no, campaign.Stopped}},
		{"launch", func(h house, id campaign.ID) error { return h.Launch(h.t.Context(), id, atOnce) },
			[]campaign.Phase{campaign.Running, campaign.Running, no, no, no, no}},
	}
	eachHouse(t, func(t *testing.T, h house) {
		h.people(1)
		for _, x := range cases {
			for i, from := range phases {
				c := h.draft()
				h.set(c, from)
				err, want := x.act(h, c.ID), x.to[i]
				if want == no {
					want = from
					if !errors.Is(err, campaign.ErrState) {
						t.Errorf("%s of a campaign that is %s: %v", x.name, from, err)
					}
				} else if err != nil {
					t.Errorf("%s of a campaign that is %s: %v", x.name, from, err)
				}
				h.wantPhase(c, want)
				ended := h.number(`SELECT coalesce(ended_at, 0) FROM campaign WHERE id = ?`, int64(c.ID))
				if cancelled := want == campaign.Stopped && from != campaign.Stopped; cancelled != (ended == noon.UnixMilli()) {
					t.Errorf("%s of a campaign that is %s: ended at %d", x.name, from, ended)
				}
			}
			if err := x.act(h, 9999); !errors.Is(err, campaign.ErrNotFound) {
				t.Errorf("%s of nobody's campaign: %v", x.name, err)
			}
		}
	})
}

func TestPauseAndCancelSayHowManyCallsAreUnderWay(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(5)
		ids := h.letterIDs(c)
		h.claim(c, nil, ids[:3]...)
		h.settle(accepted(ids[0]))
		for _, name := range []string{"pause", "pause again"} {
			if n, err := h.Pause(t.Context(), c.ID); err != nil || n != 2 {
				t.Errorf("%s: %d calls under way, %v; want 2", name, n, err)
			}
		}
		if n, err := h.Cancel(t.Context(), c.ID); err != nil || n != 2 {
			t.Errorf("cancel: %d calls under way, %v; want 2", n, err)
		}
		h.wantStates(c, campaign.Accepted, campaign.Sending, campaign.Sending, campaign.Planned, campaign.Planned)
		var effective []campaign.State
		h.must(h.db.Select(t.Context(), &effective, `SELECT effective FROM message_state WHERE campaign_id = ? ORDER BY id`, int64(c.ID)))
		if diff := cmp.Diff([]campaign.State{campaign.Accepted, campaign.Sending, campaign.Sending, campaign.Cancelled, campaign.Cancelled}, effective); diff != "" {
			t.Errorf("what people see (-want +got):\n%s", diff)
		}
	})
}

// closed closes a campaign and checks whether that ended it.
func (h house) closed(c campaign.Campaign, want bool) {
	h.t.Helper()
	done, err := h.Close(h.t.Context(), c.ID)
	if h.must(err); done != want {
		h.t.Errorf("closing said %v, want %v", done, want)
	}
}

func TestACampaignEndsWhenNothingIsOpen(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(2)
		ids := h.letterIDs(c)
		h.closed(c, false) // two wait
		h.claim(c, nil, ids...)
		h.settle(accepted(ids[0]))
		h.closed(c, false) // one is under way
		h.settle(lost(ids[1]))
		h.set(c, campaign.Paused)
		h.closed(c, false)
		h.set(c, campaign.Running)
		h.clock.Advance(after(30))
		h.closed(c, true)
		h.closed(c, false) // it has ended already
		h.wantPhase(c, campaign.Finished)
		if at := h.number(`SELECT ended_at FROM campaign WHERE id = ?`, int64(c.ID)); at != after(30).UnixMilli() {
			t.Errorf("ended at %v", time.UnixMilli(at).UTC())
		}
	})
}

func TestWhatIsPastTheWindowExpires(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(3)
		ids := h.letterIDs(c)
		h.claim(c, nil, ids[0])
		h.clock.Advance(c.EndsAt.Add(-time.Millisecond))
		h.closed(c, false)
		h.set(c, campaign.Paused)
		h.clock.Advance(c.EndsAt)
		h.closed(c, false) // a pause holds it open
		h.wantStates(c, campaign.Sending, campaign.Planned, campaign.Planned)
		h.must(h.Resume(t.Context(), c.ID))
		h.closed(c, false) // one is under way
		h.wantStates(c, campaign.Sending, campaign.Expired, campaign.Expired)
		for _, l := range h.letters(c)[1:] {
			opened := h.number(`SELECT at FROM exposure WHERE opened = 1 AND unit = ?`, int64(l.Contact))
			if l.Reason != "window_over" || opened != c.EndsAt.UnixMilli() {
				t.Errorf("%+v, its window opened at %d", l, opened)
			}
		}
		h.settle(accepted(ids[0]))
		h.closed(c, true)
	})
}

// TestACancelIsWrittenOutLater: it was one row; the next look ends the rest.
func TestACancelIsWrittenOutLater(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(3)
		running := h.draft()
		h.must(h.Launch(t.Context(), running.ID, atOnce))
		ids := h.letterIDs(c)
		h.claim(c, nil, ids[0])
		_, err := h.Cancel(t.Context(), c.ID)
		h.must(err)
		h.wantLeftover(c.ID)
		h.clock.Advance(after(2))
		h.closed(c, false)
		h.wantStates(c, campaign.Sending, campaign.Cancelled, campaign.Cancelled)
		h.wantLeftover()
		h.settle(again(ids[0])) // the call came back with an order to try again
		h.wantLeftover(c.ID)
		h.closed(c, false)
		h.wantStates(c, campaign.Cancelled, campaign.Cancelled, campaign.Cancelled)
		h.wantPhase(c, campaign.Stopped)
		h.wantStates(running, campaign.Planned, campaign.Planned, campaign.Planned)
		if n := h.number(`SELECT count(*) FROM exposure WHERE experiment_id = ? AND opened = 1`, int64(c.Experiment)); n != 3 {
			t.Errorf("%d windows run, want all three: who was assigned counts", n)
		}
	})
}

func (h house) wantLeftover(want ...campaign.ID) {
	h.t.Helper()
	got, err := h.Leftover(h.t.Context())
	if h.must(err); !slices.Equal(got, want) {
		h.t.Errorf("cancelled campaigns with planned messages: %v, want %v", got, want)
	}
}

// TestManyMessagesExpire crosses the size of one transaction.
func TestManyMessagesExpire(t *testing.T) {
	const people = 5050
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(people)
		h.clock.Advance(c.EndsAt)
		h.closed(c, true)
		if n := h.number(`SELECT count(*) FROM message m JOIN exposure x ON x.unit = m.contact_id AND x.opened = 1 WHERE m.state = 'expired'`); n != people {
			t.Errorf("%d of %d messages expired with an open window", n, people)
		}
		h.wantCodes(people)
	})
}

func TestDueMessagesAreListedInTheirOrder(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		people := h.people(7)
		c := h.draft()
		if at, err := h.NextDue(t.Context(), c.ID); err != nil || !at.IsZero() {
			t.Errorf("a draft is due next at %v, %v", at, err)
		}
		minute := map[campaign.ContactID]int{people[0]: 5, people[1]: 1, people[2]: 5, people[3]: 3, people[4]: 90, people[5]: 5, people[6]: 1}
		h.must(h.Launch(t.Context(), c.ID, slots(func(c campaign.Candidate) time.Time { return after(minute[c.Contact]) })))
		h.clock.Advance(after(5))
		var minutes []int
		var last campaign.MessageID
		contact := map[campaign.MessageID]campaign.ContactID{}
		for _, l := range h.letters(c) {
			contact[l.ID] = l.Contact
		}
		cursor := campaign.Cursor{}
		for range 4 {
			ids, next, err := h.DueIDs(t.Context(), c.ID, cursor, 2)
			h.must(err)
			for _, id := range ids {
				m := minute[contact[id]]
				if len(minutes) > 0 && minutes[len(minutes)-1] == m && id <= last {
					t.Errorf("message %d comes after %d in the same minute", id, last)
				}
				minutes, last = append(minutes, m), id
			}
			cursor = next
		}
		if diff := cmp.Diff([]int{1, 1, 3, 5, 5, 5}, minutes); diff != "" {
			t.Errorf("due (-want +got):\n%s", diff)
		}
		h.claim(c, nil, h.letterIDs(c)...)
		if at, err := h.NextDue(t.Context(), c.ID); err != nil || !at.Equal(after(90)) {
			t.Errorf("next due at %v, %v", at, err)
		}
		h.set(c, campaign.Paused)
		if at, err := h.NextDue(t.Context(), c.ID); err != nil || !at.IsZero() {
			t.Errorf("paused, but due next at %v, %v", at, err)
		}
	})
}

func TestActiveCampaignsHaveSomethingToDo(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		want := []campaign.Phase{campaign.Planning, campaign.Running}
		for _, p := range []campaign.Phase{campaign.Drafting, campaign.Planning, campaign.Paused, campaign.Running, campaign.Finished, campaign.Stopped} {
			h.set(h.draft(), p)
		}
		active, err := h.Active(t.Context())
		h.must(err)
		var got []campaign.Phase
		for _, c := range active {
			got = append(got, c.Phase)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("active (-want +got):\n%s", diff)
		}
	})
}
