package campaign_test

import (
	"context"
	"errors"
	"testing"

	"accord/campaign"
	"accord/internal/db"
)

func (h house) freeze(id campaign.ID, decided campaign.Decided) error {
	return h.db.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) error { return h.FreezeTx(ctx, tx, id, decided) })
}

// What is launched is what a forecast told of, or nothing is.
func TestALaunchIsOfWhatWasDecidedOn(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(120)
		vip := h.segment("VIP", campaign.Rule{})
		d := h.whole()
		d.Segment, d.Rule = vip, nil
		d.ID = h.save(d)
		decided := func() campaign.Decided {
			f, err := h.Forecast(t.Context(), h.saved(d.ID), atOnce)
			h.must(err)
			return campaign.Decided{Basis: f.Basis, Audience: f.Audience}
		}
		first := decided()
		_, err := h.SaveSegment(t.Context(), campaign.Segment{ID: vip, Name: "VIP", Rule: campaign.Rule{Language: []string{"fr"}}})
		h.must(err)
		second := decided()
		changed := h.saved(d.ID)
		changed.Variants[0].Weight = 2
		h.save(changed)
		now := decided()
		for name, old := range map[string]campaign.Decided{"another segment": first, "another draft": second,
			"fewer people": {Basis: now.Basis, Audience: 118}, "more people": {Basis: now.Basis, Audience: 122}} {
			if err := h.freeze(d.ID, old); !errors.Is(err, campaign.ErrChanged) {
				t.Errorf("%s: %v, want ErrChanged", name, err)
			}
		}
		if n := h.number(`SELECT count(*) FROM audience`); n != 0 {
			t.Fatalf("%d people frozen by launches that were refused", n)
		}
		changed = h.saved(d.ID)
		changed.Name = "Un autre nom" // changes nothing of what is sent
		h.save(changed)
		now.Audience++ // and somebody left meanwhile
		h.must(h.freeze(d.ID, now))
		if err := h.freeze(d.ID, now); !errors.Is(err, campaign.ErrState) {
			t.Errorf("frozen twice: %v, want ErrState", err)
		}
		h.must(h.Launch(t.Context(), d.ID, atOnce)) // goes on with it
	})
}

func TestWhatSomebodyElseChangedIsNotWrittenOver(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		d := h.whole()
		d.ID = h.save(d)
		mine := h.saved(d.ID)
		theirs := mine
		theirs.Holdout = 500
		h.save(theirs)
		mine.Name = "Hiver"
		if _, err := h.SaveDraft(t.Context(), mine); !errors.Is(err, campaign.ErrChanged) {
			t.Errorf("a draft: %v, want ErrChanged", err)
		}
		mine.Version = ""
		h.save(mine)
		if got := h.saved(d.ID); got.Name != "Hiver" || got.Holdout != 1000 {
			t.Errorf("without a version, the draft is %+v", got)
		}

		id := h.segment("VIP", campaign.Rule{Tag: "vip"})
		s, err := h.GetSegment(t.Context(), h.db, id)
		h.must(err)
		s.Rule = campaign.Rule{Tag: "gold"}
		_, err = h.SaveSegment(t.Context(), s)
		h.must(err)
		if _, err := h.SaveSegment(t.Context(), s); !errors.Is(err, campaign.ErrChanged) {
			t.Errorf("a segment: %v, want ErrChanged", err)
		}
	})
}
