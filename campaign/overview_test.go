package campaign_test

import (
	"errors"
	"testing"
	"time"

	"accord/campaign"
	"accord/experiment"

	"github.com/google/go-cmp/cmp"
)

// overviews reads the whole list, so many at a time.
func (h house) overviews(f campaign.OverviewFilter, limit int) (list []campaign.Overview) {
	h.t.Helper()
	cursor := ""
	for page := 0; ; page++ {
		part, next, err := h.Overviews(h.t.Context(), h.db, f, cursor, limit)
		h.must(err)
		if len(part) > limit || len(part) < limit && next != "" || page > 20 {
			h.t.Fatalf("page %d holds %d of at most %d, and goes on at %q", page, len(part), limit, next)
		}
		list = append(list, part...)
		if cursor = next; cursor == "" {
			return list
		}
	}
}

func TestOverviewsAreFoundByPhaseAndName(t *testing.T) {
	cases := []struct {
		name   string
		filter campaign.OverviewFilter
		want   []string
	}{
		{"all", campaign.OverviewFilter{}, []string{"Noël", "Été 2026 (2)", "Rentrée", "Été 2026"}},
		{"drafts", campaign.OverviewFilter{Phases: []campaign.Phase{campaign.Drafting}}, []string{"Noël", "Rentrée"}},
		{"two phases", campaign.OverviewFilter{Phases: []campaign.Phase{campaign.Running, campaign.Stopped}}, []string{"Été 2026 (2)", "Été 2026"}},
		{"no accents", campaign.OverviewFilter{Text: "ete"}, []string{"Été 2026 (2)", "Été 2026"}},
		{"capitals", campaign.OverviewFilter{Text: " NOËL "}, []string{"Noël"}},
		{"two words", campaign.OverviewFilter{Text: "été 2026"}, []string{"Été 2026 (2)", "Été 2026"}},
		{"both", campaign.OverviewFilter{Text: "e", Phases: []campaign.Phase{campaign.Running}}, []string{"Été 2026"}},
		{"none", campaign.OverviewFilter{Text: "'; DROP TABLE campaign; --"}, nil},
	}
	eachHouse(t, func(t *testing.T, h house) {
		h.people(3)
		running := h.draft()
		h.must(h.Launch(t.Context(), running.ID, atOnce))
		h.save(h.whole())
		copied := h.duplicate(running.ID)
		_, err := h.Cancel(t.Context(), copied.ID)
		h.must(err)
		h.save(campaign.Draft{Name: "Noël"})
		for _, c := range cases {
			for _, limit := range []int{1, 2, 50} {
				var names []string
				for _, o := range h.overviews(c.filter, limit) {
					names = append(names, o.Name)
				}
				if diff := cmp.Diff(c.want, names); diff != "" {
					t.Errorf("%s, %d at a time (-want +got):\n%s", c.name, limit, diff)
				}
			}
		}
		for _, cursor := range []string{"x", "0", "-1", "1e3", "99999999999999999999"} {
			if _, _, err := h.Overviews(t.Context(), h.db, campaign.OverviewFilter{}, cursor, 10); !errors.Is(err, campaign.ErrInvalid) {
				t.Errorf("cursor %q: %v, want ErrInvalid", cursor, err)
			}
		}
	})
}

func TestAnOverviewCountsItsOwnPeople(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(6, func(i int, c *campaign.NewContact) {
			if i == 0 {
				c.Tags = []string{stranger}
			}
		})
		sent := h.draft()
		h.must(h.Launch(t.Context(), sent.ID, atOnce))
		h.sent(sent)
		cancelled := h.draft()
		h.must(h.Launch(t.Context(), cancelled.ID, atOnce))
		_, err := h.Cancel(t.Context(), cancelled.ID)
		h.must(err)
		h.save(campaign.Draft{})
		type line struct {
			Phase    campaign.Phase
			Members  int64
			States   map[campaign.State]int64
			KeptOut  int64
			Variants []experiment.VariantKey
			Launched time.Time
		}
		want := []line{
			{campaign.Drafting, 0, map[campaign.State]int64{}, 0, []experiment.VariantKey{}, time.Time{}},
			{campaign.Stopped, 6, map[campaign.State]int64{campaign.Cancelled: 5}, 1, []experiment.VariantKey{"A", "B"}, noon},
			{campaign.Running, 6, map[campaign.State]int64{campaign.Accepted: 5}, 1, []experiment.VariantKey{"A", "B"}, noon},
		}
		for _, folded := range []bool{false, true} {
			if folded {
				h.must(h.Fold(t.Context()))
			}
			var got []line
			for _, o := range h.overviews(campaign.OverviewFilter{}, 10) {
				got = append(got, line{o.Phase, o.Members, o.States, o.KeptOut, o.Variants(), o.LaunchedAt})
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("folded %v (-want +got):\n%s", folded, diff)
			}
		}
	})
}
