package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// perMinute is a placer that remembers, as a timetable does: so many a minute
// from noon on, nobody in French Guiana, nobody after the end.
type perMinute struct {
	n      int
	placed int
}

func (p *perMinute) Place(_ context.Context, c campaign.Campaign, candidates []campaign.Candidate) ([]time.Time, error) {
	at := make([]time.Time, len(candidates))
	for i, x := range candidates {
		if moment := after(p.placed / p.n); x.Country != "GF" && moment.Before(c.EndsAt) {
			at[i] = moment
			p.placed++
		}
	}
	return at, nil
}

func (h house) forecast(d campaign.Draft, p campaign.Placer) campaign.Forecast {
	h.t.Helper()
	f, err := h.Forecast(h.t.Context(), d, p)
	h.must(err)
	return f
}

// rows counts what is in every table that a launch writes.
func (h house) rows() string {
	h.t.Helper()
	text := ""
	for _, table := range []string{"campaign", "audience", "message", "link", "link_target", "tally_step", "exposure", "rollup", "experiment", "leaf"} {
		text += fmt.Sprint(table, " ", h.number(`SELECT count(*) FROM `+table), " ")
	}
	return text
}

// TestAForecastIsWhatTheLaunchDoes, number by number and over several pages,
// and it leaves nothing behind.
func TestAForecastIsWhatTheLaunchDoes(t *testing.T) {
	globalHoldout := func(c *campaign.Config) { c.GlobalSalt, c.GlobalShare = "forever", 500 }
	dbtest.Each(t, []db.Schema{consent.Schema, experiment.Schema, campaign.Schema}, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, globalHoldout)
		const each = 550
		ids := h.people(each*len(planCases), func(i int, c *campaign.NewContact) {
			c.Attributes = campaign.Attributes{"first_name": "Léa", "nick_name": "Lé", "arm": "A"}
			planCases[i/each].person(c)
		})
		h.deny(ids[each:2*each], 2*each, each)
		draft := h.whole()
		draft.Variants[1].Variables["first_name"] = campaign.Variable{From: "nick_name"}
		draft.EndsAt = noon.Add(150 * time.Minute)
		draft.ID = h.save(draft)
		draft = h.saved(draft.ID)
		before := h.rows()
		f := h.forecast(draft, &perMinute{n: 5})
		if after := h.rows(); after != before {
			t.Errorf("the forecast wrote:\n%s\n%s", before, after)
		}
		h.must(h.Launch(t.Context(), draft.ID, &perMinute{n: 5}))
		p, err := h.Progress(t.Context(), h.db, draft.ID)
		h.must(err)
		load, err := h.Load(t.Context(), h.db, draft.ID)
		h.must(err)
		for i, step := range f.KeptOut {
			h.wantSample(draft.ID, step)
			f.KeptOut[i].Sample = nil
		}
		want := campaign.Forecast{At: noon, Audience: p.Audience, KeptOut: p.KeptOut, HeldOut: p.HeldOut, Reachable: p.Messages(), Hours: load,
			First: noon, Last: after(149), Screened: true, Placed: true, Drawn: true}
		for _, arm := range p.Arms {
			want.Arms = append(want.Arms, campaign.ArmCount{Key: arm.Key, N: arm.States[campaign.Planned]})
		}
		if diff := cmp.Diff(want, f, cmpopts.IgnoreFields(campaign.Forecast{}, "Basis")); diff != "" {
			t.Errorf("(-launched +forecast):\n%s", diff)
		}
		order := []string{}
		for _, step := range f.KeptOut {
			order = append(order, string(step.Reason))
		}
		if diff := cmp.Diff([]string{"suppressed", "withdrawn", "no_consent", "global_holdout", "no_template", "missing_variable:first_name", "missing_variable:nick_name", "no_slot"}, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if len(f.Hours) != 3 || f.HeldOut < 20 || f.Reachable < 500 {
			t.Errorf("%d hours, %d held out, %d reachable: the test shows little", len(f.Hours), f.HeldOut, f.Reachable)
		}
	})
}

// wantSample checks that the people a forecast shows are those the launch kept
// out, the first of them.
func (h house) wantSample(id campaign.ID, step campaign.Step) {
	h.t.Helper()
	var want []campaign.ContactID
	h.must(h.db.Select(h.t.Context(), &want, `SELECT contact_id FROM audience WHERE campaign_id = ? AND skip = ? ORDER BY contact_id LIMIT 20`, int64(id), string(step.Reason)))
	if diff := cmp.Diff(want, step.Sample); diff != "" {
		h.t.Errorf("sample of %s (-want +got):\n%s", step.Reason, diff)
	}
}

// TestADraftIsForecastAsFarAsItGoes.
func TestADraftIsForecastAsFarAsItGoes(t *testing.T) {
	type want struct {
		audience, keptOut, heldOut, reachable int64
		screened, placed, drawn               bool
	}
	cases := []struct {
		name   string
		change func(d *campaign.Draft)
		want   want
	}{
		{"nobody chosen", func(d *campaign.Draft) { d.Rule = nil }, want{screened: true, placed: true, drawn: true}},
		{"no purpose", func(d *campaign.Draft) { d.Purpose = "" }, want{audience: 100}},
		{"no number", func(d *campaign.Draft) { d.NumberID = "" }, want{audience: 100, keptOut: 20, reachable: 80, screened: true}},
		{"no end", func(d *campaign.Draft) { d.EndsAt = time.Time{} }, want{audience: 100, keptOut: 20, reachable: 80, screened: true}},
		{"the end has passed", func(d *campaign.Draft) { d.StartsAt, d.EndsAt = noon.Add(-2*time.Hour), noon.Add(-time.Hour) },
			want{audience: 100, keptOut: 20, reachable: 80, screened: true}},
		{"no variant", func(d *campaign.Draft) { d.Variants = nil }, want{100, 20, 0, 80, true, true, false}},
		{"a weight below nought", func(d *campaign.Draft) { d.Variants[0].Weight = -5 }, want{100, 20, 0, 80, true, true, false}},
		{"all of it", func(*campaign.Draft) {}, want{100, 20, 33, 47, true, true, true}},
	}
	eachHouse(t, func(t *testing.T, h house) {
		h.people(100, func(i int, c *campaign.NewContact) {
			if i < 20 {
				c.Tags = []string{stranger}
			}
		})
		for _, c := range cases {
			d := h.whole()
			d.Holdout, d.Salt = 5000, "of a draft that nobody saved"
			c.change(&d)
			f := h.forecast(d, atOnce)
			got := want{f.Audience, 0, f.HeldOut, f.Reachable, f.Screened, f.Placed, f.Drawn}
			for _, step := range f.KeptOut {
				got.keptOut += step.N
			}
			if got.heldOut > 0 && got.heldOut+got.reachable == 80 { // whom the hash takes is not the point
				got.heldOut, got.reachable = 33, 47
			}
			if got != c.want || f.Audience > 0 && (f.Placed && len(f.Hours) != 1 || f.Drawn && len(f.Arms) != 2) {
				t.Errorf("%s: %+v, want %+v; %d hours, %d arms", c.name, got, c.want, len(f.Hours), len(f.Arms))
			}
		}
	})
}

func TestAForecastWarns(t *testing.T) {
	cases := []struct {
		name   string
		people int
		change func(d *campaign.Draft)
		want   []string
	}{
		{"enough of everything", 300, func(*campaign.Draft) {}, nil},
		{"small arms", 120, func(*campaign.Draft) {}, []string{"variant_small A", "variant_small B"}},
		{"too short", 310, func(d *campaign.Draft) { d.EndsAt = after(30) }, []string{"window_short "}},
		{"nobody agreed", 5, func(d *campaign.Draft) { d.Purpose = news }, []string{"nobody_reachable ", "variant_small A", "variant_small B"}},
		{"nobody at all", 0, func(*campaign.Draft) {}, []string{"variant_small A", "variant_small B"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, dbtest.New(t, db.SQLite, consent.Schema, experiment.Schema, campaign.Schema))
			h.people(c.people)
			d := h.whole()
			d.Holdout, d.Salt = 0, "salt"
			c.change(&d)
			f := h.forecast(d, &perMinute{n: 10})
			var got []string
			for _, finding := range f.Findings() {
				if got = append(got, finding.Code+" "+string(finding.Variant)); finding.Blocking || finding.Detail == "" {
					t.Errorf("%+v", finding)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAForecastThatCannotBePlacedFails with the placer's error, on whichever
// page it comes, and its goroutines end.
func TestAForecastThatCannotBePlacedFails(t *testing.T) {
	full := errors.New("full")
	eachHouse(t, func(t *testing.T, h house) {
		h.people(4 * campaign.PlanSize)
		for page := range 4 {
			pages := 0
			_, err := h.Forecast(t.Context(), h.whole(), placing(func([]campaign.Candidate) error {
				if pages++; pages > page {
					return full
				}
				return nil
			}))
			if !errors.Is(err, full) {
				t.Errorf("on page %d: %v", page, err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		_, err := h.Forecast(ctx, h.whole(), placing(func([]campaign.Candidate) error { cancel(); return nil }))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}
