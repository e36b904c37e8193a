package campaign_test

import (
	"errors"
	"testing"
	"time"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

func TestProgressFollowsACampaign(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(12, func(i int, c *campaign.NewContact) {
			switch i {
			case 0, 1:
				c.Tags = []string{stranger}
			case 2:
				c.Language = "de"
			}
		})
		c := h.draft(func(c *campaign.Campaign) { c.Content.Variants[1].Weight = 9 })
		arms := func(a, b int64) []campaign.ArmProgress {
			return []campaign.ArmProgress{{Key: "A", States: map[campaign.State]int64{campaign.Planned: a}}, {Key: "B", States: map[campaign.State]int64{campaign.Planned: b}}}
		}
		h.wantProgress(c, campaign.Progress{Phase: campaign.Drafting, At: noon, States: map[campaign.State]int64{},
			Arms: []campaign.ArmProgress{{Key: "A", States: map[campaign.State]int64{}}, {Key: "B", States: map[campaign.State]int64{}}}})

		h.must(h.Launch(t.Context(), c.ID, slots(func(x campaign.Candidate) time.Time {
			if x.Contact == ids[3] {
				return after(-5)
			}
			return after(10)
		})))
		h.clock.Advance(after(1))
		a := h.number(`SELECT count(*) FROM message WHERE arm = 0`)
		planned := campaign.Progress{Phase: campaign.Running, At: after(1), Audience: 12, States: map[campaign.State]int64{campaign.Planned: 9}, NextDue: after(-5),
			KeptOut: []campaign.Step{{Reason: "no_consent", N: 2}, {Reason: "no_template", N: 1}}, Arms: arms(a, 9-a)}
		h.wantProgress(c, planned)

		h.claim(c, nil, h.letterIDs(c)...)
		h.settle(accepted(h.letter(c, ids[3])))
		h.clock.Advance(after(2))
		got, err := h.Progress(t.Context(), h.db, c.ID)
		if h.must(err); got.LastMinute != 1 || got.States[campaign.Accepted] != 1 || !got.NextDue.Equal(after(10)) {
			t.Errorf("a minute after the first was taken: %+v", got)
		}
		h.clock.Advance(after(3))
		if got, err = h.Progress(t.Context(), h.db, c.ID); err != nil || got.LastMinute != 0 {
			t.Errorf("%d in a minute in which nothing happened, %v", got.LastMinute, err)
		}
		h.clock.Advance(c.EndsAt)
		h.closed(c, true)
		if got, err = h.Progress(t.Context(), h.db, c.ID); err != nil || got.Phase != campaign.Finished || !got.NextDue.IsZero() ||
			!cmp.Equal(got.Reasons, []campaign.StateReason{{State: campaign.Expired, Reason: campaign.ReasonWindow, N: 8}}) {
			t.Errorf("at the end: %+v, %v", got, err)
		}
		if _, err := h.Progress(t.Context(), h.db, 99); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("of nobody's campaign: %v", err)
		}
	})
}

func (h house) wantProgress(c campaign.Campaign, want campaign.Progress) {
	h.t.Helper()
	got, err := h.Progress(h.t.Context(), h.db, c.ID)
	h.must(err)
	want.Campaign = c.ID
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("progress (-want +got):\n%s", diff)
	}
}

// letter is the message of a person.
func (h house) letter(c campaign.Campaign, id campaign.ContactID) campaign.MessageID {
	h.t.Helper()
	return campaign.MessageID(h.number(`SELECT id FROM message WHERE campaign_id = ? AND contact_id = ?`, int64(c.ID), int64(id)))
}

// TestProgressOfAnInterruptedPlan says how many wait for the planner.
func TestProgressOfAnInterruptedPlan(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(campaign.PlanSize + 30)
		c := h.draft()
		broken, pages := errors.New("broken"), 0
		err := h.Launch(t.Context(), c.ID, placing(func([]campaign.Candidate) error {
			if pages++; pages > 1 {
				return broken
			}
			return nil
		}))
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		p, err := h.Progress(t.Context(), h.db, c.ID)
		if h.must(err); p.Phase != campaign.Planning || p.Audience != campaign.PlanSize+30 || p.Undecided != 30 || p.Messages() != campaign.PlanSize {
			t.Errorf("%+v", p)
		}
	})
}

// TestLoadIsByHour: as it was planned, and as it came.
func TestLoadIsByHour(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(6)
		c := h.draft(func(c *campaign.Campaign) { c.Content.Holdout = 0 })
		minute := map[campaign.ContactID]int{ids[0]: 0, ids[1]: 59, ids[2]: 60, ids[3]: 61, ids[4]: 119, ids[5]: 150}
		h.must(h.Launch(t.Context(), c.ID, slots(func(x campaign.Candidate) time.Time { return after(minute[x.Contact]) })))
		h.clock.Advance(after(62))
		h.claim(c, nil, h.letterIDs(c)...)
		for i, id := range ids[:4] {
			h.settle([]campaign.Settlement{accepted(h.letter(c, id)), lost(h.letter(c, id)), again(h.letter(c, id)), accepted(h.letter(c, id))}[i])
		}
		h.clock.Advance(after(125))
		h.advance(1, report(h.letter(c, ids[1]), "", campaign.Delivered, 61)) // nobody had answered
		h.advance(1, report(h.letter(c, ids[0]), "", campaign.Read, 70))
		load, err := h.Load(t.Context(), h.db, c.ID)
		h.must(err)
		want := []campaign.HourLoad{{Hour: noon, Planned: 2}, {Hour: after(60), Planned: 3, Done: 2}, {Hour: after(120), Planned: 1, Done: 1}}
		if diff := cmp.Diff(want, load); diff != "" {
			t.Errorf("load (-want +got):\n%s", diff)
		}
		if load, err := h.Load(t.Context(), h.db, h.draft().ID); err != nil || len(load) != 0 {
			t.Errorf("a draft loads %v, %v", load, err)
		}
	})
}
