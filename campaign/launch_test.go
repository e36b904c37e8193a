package campaign_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"

	"github.com/google/go-cmp/cmp"
)

func TestTheAudienceIsFrozen(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		vip := func(_ int, c *campaign.NewContact) { c.Tags = []string{"vip"} }
		h.people(campaign.PlanSize+50, vip)
		c := h.draft(func(c *campaign.Campaign) { c.Content.Audience = campaign.Rule{Tag: "vip"} })
		interrupted := errors.New("interrupted")
		calls := 0
		err := h.Launch(t.Context(), c.ID, placing(func(list []campaign.Candidate) error {
			if calls++; calls == 2 {
				return interrupted
			}
			return nil
		}))
		if !errors.Is(err, interrupted) {
			t.Fatalf("launch: %v", err)
		}
		h.wantPhase(c, campaign.Planning)
		h.people(campaign.PlanSize+60, vip) // ten more, and all of them updated
		h.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM contact_tag`)
			return err
		})
		h.must(h.Launch(t.Context(), c.ID, atOnce))
		if n := len(h.plan(c)); n != campaign.PlanSize+50 {
			t.Errorf("%d members, want the %d of the launch", n, campaign.PlanSize+50)
		}
	})
}

// placing is a placer that gives everybody noon, unless fn has an error.
type placing func(list []campaign.Candidate) error

func (p placing) Place(ctx context.Context, c campaign.Campaign, list []campaign.Candidate) ([]time.Time, error) {
	if err := p(list); err != nil {
		return nil, err
	}
	return atOnce.Place(ctx, c, list)
}

// TestAnInterruptedPlanEndsTheSame: the process dies between two pages.
func TestAnInterruptedPlanEndsTheSame(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(2*campaign.PlanSize + 10)
		holdout := func(c *campaign.Campaign) { c.Content.Holdout = 1000 }
		whole, broken := h.draft(holdout), h.draft(holdout)
		h.must(h.Launch(t.Context(), whole.ID, atOnce))

		ctx, cancel := context.WithCancel(t.Context())
		err := h.Launch(ctx, broken.ID, placing(func([]campaign.Candidate) error { cancel(); return context.Canceled }))
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("launch: %v", err)
		}
		broken, err = h.Get(t.Context(), h.db, broken.ID)
		h.must(err)
		more, err := h.PlanPage(t.Context(), broken, atOnce)
		h.must(err)
		if n := len(h.letters(broken)); !more || n == 0 || n >= campaign.PlanSize {
			t.Fatalf("more %v, %d messages after one page", more, n)
		}
		h.must(h.Launch(t.Context(), broken.ID, atOnce))
		h.wantPhase(broken, campaign.Running)
		first, second := h.plan(whole), h.plan(broken)
		if diff := cmp.Diff(first, second); diff != "" || len(first) != len(ids) {
			t.Errorf("%d members, planned otherwise after the interruption:\n%.2000s", len(first), diff)
		}
		if n := h.number(`SELECT count(*) FROM leaf WHERE kind = 'plan'`); n != 2 {
			t.Errorf("%d plans in the log, want one each", n)
		}
	})
}

func TestLaunchesThatAreRefused(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(2)
		running, cancelled := h.draft(), h.draft()
		h.must(h.Launch(t.Context(), running.ID, atOnce))
		_, err := h.Cancel(t.Context(), cancelled.ID)
		h.must(err)
		for name, c := range map[string]struct {
			id   campaign.ID
			want error
		}{"twice": {running.ID, campaign.ErrState}, "cancelled": {cancelled.ID, campaign.ErrState}, "nobody's": {99, campaign.ErrNotFound}} {
			if err := h.Launch(t.Context(), c.id, atOnce); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if n := len(h.letters(running)); n != 2 {
			t.Errorf("%d messages, want 2", n)
		}
	})
}

// TestTwoPlannersOfOneCampaign read the same page; one of them wins.
func TestTwoPlannersOfOneCampaign(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(100)
		c := h.draft()
		var arrived atomic.Int32
		both := make(chan struct{})
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				errs <- h.Launch(t.Context(), c.ID, placing(func([]campaign.Candidate) error {
					if arrived.Add(1) == 2 {
						close(both)
					}
					select {
					case <-both:
						return nil
					case <-time.After(10 * time.Second):
						return errors.New("the other planner did not come")
					}
				}))
			}()
		}
		won, lost := <-errs, <-errs
		if won != nil {
			won, lost = lost, won
		}
		if won != nil || !errors.Is(lost, campaign.ErrState) {
			t.Errorf("two launches: %v and %v; want one ErrState", won, lost)
		}
		if n := len(h.plan(c)); n != 100 || len(h.letters(c)) != 100 {
			t.Errorf("%d members, %d messages; want 100", n, len(h.letters(c)))
		}
		h.wantPhase(c, campaign.Running)
	})
}

// TestACancelDuringThePlanEndsIt: nothing is running afterwards.
func TestACancelDuringThePlanEndsIt(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(campaign.PlanSize + 10)
		c := h.draft()
		err := h.Launch(t.Context(), c.ID, placing(func([]campaign.Candidate) error {
			_, err := h.Cancel(t.Context(), c.ID)
			return err
		}))
		if !errors.Is(err, campaign.ErrState) {
			t.Errorf("launch: %v, want ErrState", err)
		}
		h.wantPhase(c, campaign.Stopped)
		if n := h.number(`SELECT count(*) FROM exposure`) + int64(len(h.letters(c))); n != 0 {
			t.Errorf("%d exposures and messages were planned after the cancel", n)
		}
	})
}

func TestCampaignsThatCannotBeCreated(t *testing.T) {
	cases := []struct {
		name   string
		change func(c *campaign.Campaign)
		want   error
	}{
		{"no name", func(c *campaign.Campaign) { c.Name = "" }, campaign.ErrInvalid},
		{"no number", func(c *campaign.Campaign) { c.NumberID = "" }, campaign.ErrInvalid},
		{"ends when it starts", func(c *campaign.Campaign) { c.EndsAt = c.StartsAt }, campaign.ErrInvalid},
		{"longer than a year", func(c *campaign.Campaign) { c.EndsAt = c.StartsAt.Add(367 * 24 * time.Hour) }, campaign.ErrInvalid},
		{"a broken segment", func(c *campaign.Campaign) { c.Content.Audience.Any = []campaign.Rule{} }, campaign.ErrInvalid},
		{"one variant", func(c *campaign.Campaign) { c.Content.Variants = c.Content.Variants[:1] }, experiment.ErrDesign},
		{"no salt", func(c *campaign.Campaign) { c.Content.Salt = "" }, experiment.ErrDesign},
		{"an unknown purpose", func(c *campaign.Campaign) { c.Purpose = "marketing.all" }, campaign.ErrInvalid},
	}
	h := newHouse(t, dbtest.New(t, db.SQLite, consent.Schema, experiment.Schema, campaign.Schema))
	valid := h.draft()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			broken := valid
			broken.Content.Variants = slices.Clone(valid.Content.Variants)
			c.change(&broken)
			if _, err := h.Create(t.Context(), broken); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
	if list, err := h.List(t.Context()); err != nil || len(list) != 1 || !cmp.Equal(list[0], valid) {
		t.Errorf("%d campaigns, %v; want the valid one as it was made", len(list), err)
	}
}
