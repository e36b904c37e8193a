package campaign_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

// standing is how many members of one campaign stand where.
type standing map[string]int64

func (s standing) count(n int64, what ...any) {
	if s[fmt.Sprint(what...)] += n; s[fmt.Sprint(what...)] == 0 {
		delete(s, fmt.Sprint(what...))
	}
}

// truth counts a campaign the slow way.
func (h house) truth(c campaign.ID) standing {
	h.t.Helper()
	var members []struct {
		Decided bool           `db:"decided"`
		Skip    *string        `db:"skip"`
		Arm     *int           `db:"arm"`
		Message *int64         `db:"id"`
		State   campaign.State `db:"effective"`
		Reason  string         `db:"reason"`
	}
	h.must(h.db.Select(h.t.Context(), &members, `SELECT a.decided, a.skip, a.arm, m.id, coalesce(m.effective, '') AS effective, coalesce(m.reason, '') AS reason
		FROM audience a LEFT JOIN message_state m ON m.campaign_id = a.campaign_id AND m.contact_id = a.contact_id WHERE a.campaign_id = ?`, int64(c)))
	counts := standing{}
	for _, m := range members {
		switch {
		case !m.Decided:
			counts.count(1, "undecided")
		case m.Skip != nil:
			counts.count(1, "kept out ", *m.Skip)
		case m.Message == nil:
			counts.count(1, "held out")
		default:
			counts.count(1, m.State)
			counts.count(1, *m.Arm, m.State)
			if tells := m.State == campaign.Skipped || m.State == campaign.Failed || m.State == campaign.Expired || m.State == campaign.Unknown; tells {
				counts.count(1, m.State, m.Reason)
			}
		}
	}
	return counts
}

// counted is what Progress says, in the same words.
func counted(p campaign.Progress) standing {
	counts := standing{}
	counts.count(p.Undecided, "undecided")
	counts.count(p.HeldOut, "held out")
	for _, step := range p.KeptOut {
		counts.count(step.N, "kept out ", step.Reason)
	}
	for state, n := range p.States {
		counts.count(n, state)
	}
	for arm, a := range p.Arms {
		for state, n := range a.States {
			counts.count(n, arm, state)
		}
	}
	for _, r := range p.Reasons {
		counts.count(r.N, r.State, r.Reason)
	}
	return counts
}

// wantTally compares the counts of all launched campaigns with the truth. The
// rig calls it at the end of each test.
func (h house) wantTally() {
	h.t.Helper()
	var ids []campaign.ID
	h.must(h.db.Select(h.t.Context(), &ids, `SELECT DISTINCT campaign_id FROM audience ORDER BY campaign_id`))
	for _, id := range ids {
		p, err := h.Progress(h.t.Context(), h.db, id)
		h.must(err)
		if diff := cmp.Diff(h.truth(id), counted(p)); diff != "" {
			h.t.Errorf("campaign %d (-true +counted):\n%s", id, diff)
		}
	}
}

// wantDone compares the messages that the load calls done, and progress taken,
// with those of which the platform said something.
func (h house) wantDone(id campaign.ID) {
	h.t.Helper()
	load, err := h.Load(h.t.Context(), h.db, id)
	h.must(err)
	var done int64
	for _, hour := range load {
		done += hour.Done
	}
	p, err := h.Progress(h.t.Context(), h.db, id)
	h.must(err)
	taken := int64(0)
	for _, a := range p.Arms {
		taken += a.Taken
	}
	if want := h.number(`SELECT count(*) FROM message WHERE campaign_id = ? AND (accepted_at IS NOT NULL OR sent_at IS NOT NULL
		OR delivered_at IS NOT NULL OR state = 'failed')`, int64(id)); done != want || p.Taken != want || taken != want {
		h.t.Errorf("campaign %d: %d messages are done, %d are taken, %d in the arms, want %d", id, done, p.Taken, taken, want)
	}
}

// TestCountsHoldWhateverComes plays random orders of claims, answers, statuses,
// pauses, lost leases, cancels and folds, and recounts after each.
func TestCountsHoldWhateverComes(t *testing.T) {
	steps := []func(h house, c campaign.Campaign, rnd *rand.Rand){
		func(h house, c campaign.Campaign, _ *rand.Rand) { h.claim(c, nil, h.letterIDs(c)...) },
		func(h house, c campaign.Campaign, rnd *rand.Rand) {
			answers := []func(campaign.MessageID) campaign.Settlement{accepted, lost, again}
			for _, l := range h.letters(c) {
				if rnd.IntN(3) == 0 {
					h.settle(answers[rnd.IntN(3)](l.ID))
				}
			}
		},
		func(h house, c campaign.Campaign, rnd *rand.Rand) {
			states := []campaign.State{campaign.Sent, campaign.Delivered, campaign.Read, campaign.Failed}
			for _, l := range h.letters(c) {
				if l.Attempt > 0 && rnd.IntN(3) == 0 {
					h.advance(1, report(l.ID, "", states[rnd.IntN(4)], rnd.IntN(30)))
				}
			}
		},
		func(h house, c campaign.Campaign, rnd *rand.Rand) { h.withdraw(h.letters(c)[rnd.IntN(10)].Contact) },
		func(h house, _ campaign.Campaign, _ *rand.Rand) {
			_, err := h.ExpireOrphans(h.t.Context())
			h.must(err)
		},
		func(h house, _ campaign.Campaign, _ *rand.Rand) { h.must(h.Fold(h.t.Context())) },
	}
	eachHouse(t, func(t *testing.T, h house) {
		rnd := rand.New(rand.NewPCG(3, 4))
		for round := range 4 {
			now := h.clock.Now()
			c, _ := h.launched(20, func(c *campaign.Campaign) {
				c.Content.Holdout, c.StartsAt, c.EndsAt = 1000, now, now.Add(3*time.Hour)
			})
			for range 12 {
				steps[rnd.IntN(len(steps))](h, c, rnd)
				h.wantTally()
			}
			if round%2 == 0 {
				_, err := h.Cancel(t.Context(), c.ID)
				h.must(err)
				h.wantTally()
			}
			h.clock.Advance(c.EndsAt)
			_, err := h.Close(t.Context(), c.ID)
			h.must(err)
			h.wantTally()
			h.wantDone(c.ID)
		}
	})
}

// TestFoldingLosesNothing while others count: two fold at once, as two
// processes would, and the table of steps ends empty.
func TestFoldingLosesNothing(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(60)
		ids := h.letterIDs(c)
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				for range 20 {
					if err := h.Fold(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for _, id := range ids {
			h.claim(c, nil, id)
			h.settle(accepted(id))
		}
		all.Wait()
		h.must(h.Fold(t.Context()))
		if n := h.number(`SELECT count(*) FROM tally_step`); n != 0 {
			t.Errorf("%d steps are left after a fold", n)
		}
		h.wantTally()
		h.wantDone(c.ID)
	})
}

// TestATickFoldsWhatIsMuch and leaves the rest for later.
func TestATickFoldsWhatIsMuch(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(1)
		steps := func() int64 { return h.number(`SELECT count(*) FROM tally_step`) }
		h.must(h.FoldTally(t.Context()))
		if steps() == 0 {
			t.Error("a handful of steps was folded")
		}
		for id := h.letterIDs(c)[0]; steps() < campaign.FoldFrom; {
			h.claim(c, nil, id)
			h.settle(campaign.Settlement{Message: id, Attempt: h.letters(c)[0].Attempt, State: campaign.Planned, Again: noon})
		}
		h.must(h.FoldTally(t.Context()))
		if n := steps(); n != 0 {
			t.Errorf("%d steps are left", n)
		}
	})
}
