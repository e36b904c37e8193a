package campaign_test

import (
	"testing"
	"time"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

func TestTheCensusCountsOverAllCampaigns(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		want := func(when string, c campaign.Census) {
			t.Helper()
			got, err := h.Census(t.Context(), h.db)
			h.must(err)
			if diff := cmp.Diff(c, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		}
		want("of nothing", campaign.Census{Phases: map[campaign.Phase]int64{}, States: map[campaign.State]int64{}})

		ids := h.people(6, func(i int, c *campaign.NewContact) {
			if i == 0 {
				c.Tags = []string{stranger}
			}
		})
		first, second := h.draft(), h.draft()
		later := slots(func(x campaign.Candidate) time.Time {
			if x.Contact == ids[3] {
				return after(2)
			}
			return after(10)
		})
		h.must(h.Launch(t.Context(), first.ID, later))
		h.must(h.Launch(t.Context(), second.ID, later))
		h.draft()
		two := map[campaign.Phase]int64{campaign.Drafting: 1, campaign.Running: 2}
		want("after two launches", campaign.Census{Phases: two, States: map[campaign.State]int64{campaign.Planned: 10}, OldestDue: after(2)})

		h.clock.Advance(after(3))
		h.claim(first, nil, h.letter(first, ids[3]))
		want("while one is in flight", campaign.Census{Phases: two, States: map[campaign.State]int64{campaign.Planned: 9, campaign.Sending: 1}, OldestDue: after(2)})
		h.settle(accepted(h.letter(first, ids[3])))
		h.must(h.Fold(t.Context()))
		_, err := h.Cancel(t.Context(), second.ID)
		h.must(err)
		want("when one was taken and a campaign cancelled", campaign.Census{Sent: 1, OldestDue: after(10),
			Phases: map[campaign.Phase]int64{campaign.Drafting: 1, campaign.Running: 1, campaign.Stopped: 1},
			States: map[campaign.State]int64{campaign.Planned: 4, campaign.Accepted: 1, campaign.Cancelled: 5}})
	})
}
