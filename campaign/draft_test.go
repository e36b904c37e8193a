package campaign_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/experiment"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// whole is a draft that can be launched at noon.
func (h house) whole() campaign.Draft {
	return campaign.Draft{Name: "Rentrée", Objective: campaign.ForClick, NumberID: "111", Purpose: offers, Rule: &campaign.Rule{},
		Variants: []campaign.Variant{variantA(), variantB()}, Holdout: 1000, Window: goalWindow, EndsAt: noon.Add(3 * time.Hour)}
}

func (h house) save(d campaign.Draft) campaign.ID {
	h.t.Helper()
	id, err := h.SaveDraft(h.t.Context(), d)
	h.must(err)
	return id
}

func (h house) saved(id campaign.ID) campaign.Draft {
	h.t.Helper()
	d, err := h.GetDraft(h.t.Context(), h.db, id)
	h.must(err)
	return d
}

func (h house) segment(name string, rule campaign.Rule) campaign.SegmentID {
	h.t.Helper()
	id, err := h.AddSegment(h.t.Context(), name, rule)
	h.must(err)
	return id
}

func TestADraftIsKeptAsItWasTyped(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		vip := h.segment("VIP", campaign.Rule{Tag: "vip"})
		cases := []struct {
			name  string
			draft campaign.Draft
		}{
			{"nothing", campaign.Draft{}},
			{"a name", campaign.Draft{Name: "Été"}},
			{"everybody", campaign.Draft{Rule: &campaign.Rule{}}},
			{"a segment", campaign.Draft{Segment: vip}},
			{"a segment and a rule", campaign.Draft{Segment: vip, Rule: &campaign.Rule{Language: []string{"fr"}}}},
			{"half a variant", campaign.Draft{Variants: []campaign.Variant{{Key: "A", Links: map[int]string{0: ""}}}}},
			{"a goal that is none", campaign.Draft{Objective: campaign.ForRead, Window: time.Minute, Holdout: 99_999}},
			{"dates the wrong way round", campaign.Draft{StartsAt: after(60), EndsAt: after(30)}},
			{"all of it", h.whole()},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				h := h
				h.t = t
				c.draft.ID = h.save(c.draft)
				got := h.saved(c.draft.ID)
				if diff := cmp.Diff(c.draft, got, cmpopts.IgnoreFields(campaign.Draft{}, "Salt", "Version"), cmpopts.EquateEmpty()); diff != "" || len(got.Salt) != 32 {
					t.Errorf("salt %q (-typed +kept):\n%s", got.Salt, diff)
				}
			})
		}
		if n := h.number(`SELECT count(*) FROM experiment`); n != 0 {
			t.Errorf("%d experiments before a launch", n)
		}
	})
}

// TestADraftChangesUntilItIsLaunched and keeps its salt, whatever a form says.
func TestADraftChangesUntilItIsLaunched(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(3)
		id := h.save(campaign.Draft{Name: "Brouillon"})
		first := h.saved(id)
		d := h.whole()
		d.ID, d.Salt = id, "typed by somebody"
		if again := h.save(d); again != id {
			t.Fatalf("saved as %d, want %d", again, id)
		}
		if got := h.saved(id); got.Salt != first.Salt || got.Name != "Rentrée" {
			t.Errorf("%+v, want the salt %q kept", got, first.Salt)
		}
		h.must(h.Launch(t.Context(), id, atOnce))
		for name, act := range map[string]func() error{
			"save":   func() error { _, err := h.SaveDraft(t.Context(), d); return err },
			"delete": func() error { return h.DeleteDraft(t.Context(), id) },
			"check":  func() error { _, err := h.Check(t.Context(), id); return err },
		} {
			if err := act(); !errors.Is(err, campaign.ErrState) {
				t.Errorf("%s after the launch: %v, want ErrState", name, err)
			}
		}
	})
}

func TestALaunchLocksWhatTheDraftChose(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(40, func(i int, c *campaign.NewContact) {
			if i%2 == 0 {
				c.Tags = []string{"vip"}
			}
			if i%4 == 0 {
				c.Country = "BE"
			}
		})
		d := h.whole()
		d.Segment, d.Rule = h.segment("VIP", campaign.Rule{Tag: "vip"}), &campaign.Rule{Country: []string{"BE"}}
		d.Variants[0].Links[7] = "" // left empty in a form
		id := h.save(d)
		h.must(h.Launch(t.Context(), id, atOnce))
		c, err := h.Get(t.Context(), h.db, id)
		h.must(err)
		design, err := h.Experiment.Design(t.Context(), h.db, c.Experiment)
		h.must(err)
		if goal := design.Goal(); goal.Name != experiment.Clicked || goal.Window != goalWindow || design.Salt != h.saved(id).Salt || design.Holdout != 1000 {
			t.Errorf("locked %+v", design)
		}
		want := campaign.Rule{All: []campaign.Rule{{Tag: "vip"}, {Country: []string{"BE"}}}}
		if diff := cmp.Diff(want, c.Content.Audience); diff != "" || c.Members != 10 || !c.StartsAt.Equal(noon) || !c.LaunchedAt.Equal(noon) {
			t.Errorf("%d members, from %s, launched %s (-want +got):\n%s", c.Members, c.StartsAt, c.LaunchedAt, diff)
		}
		if n := h.number(`SELECT count(*) FROM link_target WHERE url = ''`); n != 0 {
			t.Error("an empty link was stored")
		}
		h.must(h.DeleteSegment(t.Context(), d.Segment)) // the launched campaign has the rule
	})
}

func TestDraftsThatAreRefused(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		locked := h.draft()
		cases := []struct {
			name   string
			change func(d *campaign.Draft)
			want   error
		}{
			{"half a rule", func(d *campaign.Draft) { d.Rule = &campaign.Rule{Any: []campaign.Rule{}} }, campaign.ErrInvalid},
			{"a purpose nobody made", func(d *campaign.Draft) { d.Purpose = "marketing.all" }, campaign.ErrInvalid},
			{"a segment nobody made", func(d *campaign.Draft) { d.Segment = 99 }, campaign.ErrInvalid},
			{"a name of novel length", func(d *campaign.Draft) { d.Name = strings.Repeat("é", 201) }, campaign.ErrInvalid},
			{"a variant of novel length", func(d *campaign.Draft) { d.Variants[0].Coupons = map[int]string{0: strings.Repeat("x", 1<<18)} }, campaign.ErrInvalid},
			{"a draft nobody made", func(d *campaign.Draft) { d.ID = 99 }, campaign.ErrNotFound},
			{"a design that is locked", func(d *campaign.Draft) { d.ID = locked.ID }, campaign.ErrState},
		}
		for _, c := range cases {
			d := h.whole()
			c.change(&d)
			if _, err := h.SaveDraft(t.Context(), d); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		if err := h.DeleteDraft(t.Context(), locked.ID); !errors.Is(err, campaign.ErrState) {
			t.Errorf("deleting a design that is locked: %v", err)
		}
		if n := h.number(`SELECT count(*) FROM campaign`); n != 1 {
			t.Errorf("%d campaigns, want the locked one", n)
		}
	})
}

func TestADeletedDraftIsGone(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		id := h.save(h.whole())
		h.must(h.DeleteDraft(t.Context(), id))
		if _, err := h.GetDraft(t.Context(), h.db, id); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("after the deletion: %v", err)
		}
	})
}

func TestADuplicateIsADraftOfItsOwn(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(4, func(_ int, c *campaign.NewContact) { c.Tags = []string{"vip"} })
		d := h.whole()
		d.Segment, d.Rule = h.segment("VIP", campaign.Rule{Tag: "vip"}), nil
		d.ID = h.save(d)
		h.must(h.Launch(t.Context(), d.ID, atOnce))
		copied := h.duplicate(d.ID)
		want := d
		want.ID, want.Name, want.EndsAt, want.Salt = copied.ID, "Rentrée (2)", time.Time{}, copied.Salt
		if diff := cmp.Diff(want, copied, cmpopts.IgnoreFields(campaign.Draft{}, "Version"), cmpopts.EquateEmpty()); diff != "" || copied.ID == d.ID || copied.Salt == h.saved(d.ID).Salt {
			t.Errorf("salts %q, %q (-want +got):\n%s", copied.Salt, h.saved(d.ID).Salt, diff)
		}
		h.must(h.DeleteDraft(t.Context(), copied.ID))
		h.must(h.DeleteSegment(t.Context(), d.Segment))
		third := h.duplicate(d.ID)
		if third.Segment != 0 || !cmp.Equal(third.Rule, &campaign.Rule{Tag: "vip"}) {
			t.Errorf("the segment was deleted; chosen by %d and %+v", third.Segment, third.Rule)
		}
		if again := h.duplicate(third.ID); again.Name != "Rentrée (3)" {
			t.Errorf("the copy of a copy is called %q", again.Name)
		}
		made := h.draft(func(c *campaign.Campaign) {
			c.Name, c.Content.Audience = strings.Repeat("é", 200), campaign.Rule{Tag: "vip"}
		})
		if got := h.duplicate(made.ID); got.Objective != campaign.ForConversion || got.Window != goalWindow || !cmp.Equal(got.Rule, &campaign.Rule{Tag: "vip"}) {
			t.Errorf("of a campaign that was made at once: %+v", got)
		}
	})
}

func (h house) duplicate(id campaign.ID) campaign.Draft {
	h.t.Helper()
	copied, err := h.Duplicate(h.t.Context(), id)
	h.must(err)
	return h.saved(copied)
}

// TestADraftHoldsItsSegment, so that nobody deletes it from under a launch.
func TestADraftHoldsItsSegment(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		d := h.whole()
		d.Segment = h.segment("VIP", campaign.Rule{Tag: "vip"})
		id := h.save(d)
		if err := h.DeleteSegment(t.Context(), d.Segment); !errors.Is(err, campaign.ErrState) {
			t.Errorf("a segment in use was deleted: %v", err)
		}
		h.must(h.DeleteDraft(t.Context(), id))
		h.must(h.DeleteSegment(t.Context(), d.Segment))
	})
}
