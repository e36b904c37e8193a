package campaign_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// keep stores a segment and gives back its id.
func (h house) keep(s campaign.Segment) campaign.SegmentID {
	h.t.Helper()
	id, err := h.SaveSegment(h.t.Context(), s)
	h.must(err)
	return id
}

var unversioned = cmpopts.IgnoreFields(campaign.Segment{}, "Version")

func TestSegmentsAreKeptUnderTheirNames(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		vip := h.keep(campaign.Segment{Name: " VIP ", Rule: campaign.Rule{Tag: "vip"}})
		all := h.keep(campaign.Segment{Name: "Tout le monde"})
		h.clock.Advance(after(5))
		h.keep(campaign.Segment{ID: vip, Name: "Amis", Rule: campaign.Rule{Tag: "ami"}})
		want := []campaign.Segment{
			{ID: vip, Name: "Amis", Rule: campaign.Rule{Tag: "ami"}, CreatedAt: noon, UpdatedAt: after(5)},
			{ID: all, Name: "Tout le monde", CreatedAt: noon, UpdatedAt: noon},
		}
		got, err := h.Segments(t.Context(), h.db)
		if diff := cmp.Diff(want, got, unversioned); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		one, err := h.GetSegment(t.Context(), h.db, vip)
		if diff := cmp.Diff(want[0], one, unversioned); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		h.must(h.DeleteSegment(t.Context(), vip))
		if _, err := h.GetSegment(t.Context(), h.db, vip); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("a deleted segment: %v", err)
		}
	})
}

func TestSegmentsThatAreNotStored(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		taken := h.keep(campaign.Segment{Name: "VIP"})
		mine := h.keep(campaign.Segment{Name: "Amis"})
		cases := []struct {
			name    string
			segment campaign.Segment
			kind    error
			says    string
		}{
			{"no name", campaign.Segment{Name: "  "}, campaign.ErrInvalid, "name"},
			{"a long name", campaign.Segment{Name: strings.Repeat("é", 101)}, campaign.ErrInvalid, "100 characters"},
			{"a name of two lines", campaign.Segment{Name: "a\nb"}, campaign.ErrInvalid, "line break"},
			{"a name that is taken", campaign.Segment{Name: "VIP "}, campaign.ErrInvalid, "has this name already"},
			{"a new name that is taken", campaign.Segment{ID: mine, Name: "VIP"}, campaign.ErrInvalid, "has this name already"},
			{"a broken rule", campaign.Segment{ID: mine, Name: "Amis", Rule: campaign.Rule{Any: []campaign.Rule{}}}, campaign.ErrInvalid, "any"},
			{"one that does not exist", campaign.Segment{ID: 99, Name: "Autre"}, campaign.ErrNotFound, "not found"},
			{"its own name", campaign.Segment{ID: taken, Name: "VIP"}, nil, ""},
			{"its own name in capitals", campaign.Segment{ID: mine, Name: "AMIS"}, nil, ""},
		}
		for _, c := range cases {
			_, err := h.SaveSegment(t.Context(), c.segment)
			if !errors.Is(err, c.kind) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v, want %v that says %q", c.name, err, c.kind, c.says)
			}
		}
		if err := h.DeleteSegment(t.Context(), 99); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("nothing was deleted: %v", err)
		}
		if list, err := h.Segments(t.Context(), h.db); err != nil || len(list) != 2 {
			t.Errorf("%d segments, %v; want 2", len(list), err)
		}
	})
}

// TestASegmentStaysWhileADraftNeedsIt, and no longer.
func TestASegmentStaysWhileADraftNeedsIt(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		vip := h.keep(campaign.Segment{Name: "VIP", Rule: campaign.Rule{Tag: "vip"}})
		var drafts []campaign.ID
		for _, name := range []string{"Été", "Soldes"} {
			id, err := h.SaveDraft(t.Context(), campaign.Draft{Name: name, Segment: vip})
			h.must(err)
			drafts = append(drafts, id)
		}
		err := h.DeleteSegment(t.Context(), vip)
		if !errors.Is(err, campaign.ErrState) || !strings.Contains(err.Error(), "Été") || !strings.Contains(err.Error(), "Soldes") {
			t.Errorf("a segment of two drafts: %v", err)
		}
		_, err = h.Cancel(t.Context(), drafts[0])
		h.must(err)
		if err := h.DeleteSegment(t.Context(), vip); !errors.Is(err, campaign.ErrState) || strings.Contains(err.Error(), "Été") {
			t.Errorf("a segment of one draft: %v", err)
		}
		h.must(h.DeleteDraft(t.Context(), drafts[1]))
		h.must(h.DeleteSegment(t.Context(), vip))
	})
}

func TestASampleIsOfTheSegmentAndStable(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(60, func(i int, c *campaign.NewContact) {
			if c.Tags = []string{"a", "b"}; i%3 == 0 {
				c.Tags = []string{"vip"}
			}
		})
		seen := map[campaign.ContactID]int{}
		vip := campaign.Rule{Tag: "vip"}
		for seed := range uint64(40) {
			got, err := h.Sample(t.Context(), h.db, vip, 5, seed)
			h.must(err)
			again, err := h.Sample(t.Context(), h.db, vip, 5, seed)
			if diff := cmp.Diff(got, again); err != nil || diff != "" || len(got) != 5 {
				t.Fatalf("%d people, %v; the second time (-first +second):\n%s", len(got), err, diff)
			}
			for _, c := range got {
				if seen[c.ID]++; !slices.Equal(c.Tags, []string{"vip"}) {
					t.Errorf("%v is no sample of the segment", c)
				}
			}
		}
		if len(seen) != 20 {
			t.Errorf("40 samples of 5 show %d of 20 people: %v", len(seen), seen)
		}
		if all, err := h.Sample(t.Context(), h.db, vip, 50, 3); err != nil || len(all) != 20 {
			t.Errorf("%d people, %v; want all 20", len(all), err)
		}
		if none, err := h.Sample(t.Context(), h.db, campaign.Rule{Tag: "none"}, 5, 3); err != nil || len(none) != 0 {
			t.Errorf("a sample of nobody: %v, %v", none, err)
		}
		for name, try := range map[string]func() error{
			"of no one":   func() error { _, err := h.Sample(t.Context(), h.db, vip, 0, 1); return err },
			"of too many": func() error { _, err := h.Sample(t.Context(), h.db, vip, 501, 1); return err },
			"of a broken rule": func() error {
				_, err := h.Sample(t.Context(), h.db, campaign.Rule{Any: []campaign.Rule{}}, 5, 1)
				return err
			},
		} {
			if err := try(); !errors.Is(err, campaign.ErrInvalid) {
				t.Errorf("a sample %s: %v", name, err)
			}
		}
	})
}
