package ui_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"accord/campaign"
	"accord/internal/operator"
)

// basis is what the launch page of the draft was made of.
func (p *person) basis(path string) string {
	p.t.Helper()
	return p.get(path + "/launch").is(200).one("input[name=basis]").attr["value"]
}

func TestALaunchIsRefused(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Marketer)
	unapproved := func(d *campaign.Draft) {
		d.Variants[1].Templates = map[string]campaign.TemplateKey{"fr": {Name: "refused", Language: "fr"}}
	}
	basisOf := func(id campaign.ID) string {
		d, err := s.campaigns.GetDraft(t.Context(), s.db, id)
		s.must(err)
		basis, err := s.campaigns.Basis(t.Context(), s.db, d)
		s.must(err)
		return basis
	}
	cases := []struct {
		name   string
		change func(*campaign.Draft)
		people string
		says   string
	}{
		{"nothing typed", func(*campaign.Draft) {}, "", "Ce n’est pas le nombre de personnes joignables : elles sont 2 à cet instant."},
		{"nobody is reached", func(d *campaign.Draft) { d.Rule = &campaign.Rule{Tag: "nobody"} }, "0", "Personne n’est joignable."},
		{"something stands against it", unapproved, "2", "Le lancement est refusé"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			id := s.draft(c.change)
			p.post(s.path+"/launch", "people", c.people, "basis", basisOf(id)).is(422).says(c.says)
			if n := p.audited(operator.CampaignLaunched); n != 0 {
				t.Errorf("%d launches recorded", n)
			}
		})
	}
}

// Whoever confirms a number confirms the draft, the segment and the people that
// the page told of, and no others.
func TestALaunchIsOfWhatWasShown(t *testing.T) {
	changes := map[string]func(s *stocked, id campaign.ID, segment campaign.SegmentID){
		"the segment is wider": func(s *stocked, _ campaign.ID, segment campaign.SegmentID) {
			_, err := s.campaigns.SaveSegment(s.t.Context(), campaign.Segment{ID: segment, Name: "Lyon", Rule: campaign.Rule{}})
			s.must(err)
		},
		"another template": func(s *stocked, id campaign.ID, _ campaign.SegmentID) {
			d, err := s.campaigns.GetDraft(s.t.Context(), s.db, id)
			s.must(err)
			d.Variants[1].Variables["1"] = campaign.Variable{From: "city"}
			_, err = s.campaigns.SaveDraft(s.t.Context(), d)
			s.must(err)
		},
		"more people match": func(s *stocked, _ campaign.ID, _ campaign.SegmentID) {
			s.workplace.people(4, func(_ int, c *campaign.Contact) { c.Tags = []string{"vip"} })
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			s := desk(t).stock(4)
			p := s.as(operator.Marketer)
			segment, err := s.campaigns.AddSegment(t.Context(), "Lyon", campaign.Rule{Tag: "vip"})
			s.must(err)
			id := s.draft(func(d *campaign.Draft) { d.Segment, d.Rule = segment, nil })
			basis := p.basis(s.path)
			change(s, id, segment)
			p.post(s.path+"/launch", "people", "1", "basis", basis).is(422).says("a changé depuis l’affichage de cette page")
			c, err := s.campaigns.Get(t.Context(), s.db, id)
			if err != nil || c.Phase != campaign.Drafting || p.audited(operator.CampaignLaunched) != 0 {
				t.Errorf("%v: the campaign is %s, its launch is recorded %d times", err, c.Phase, p.audited(operator.CampaignLaunched))
			}
		})
	}
}

// A program that says what it decided on is held to it.
func TestAProgramLaunchesWhatItDecidedOn(t *testing.T) {
	s := desk(t).stock(4)
	p := s.program(operator.Marketer)
	id := s.draft()
	path := fmt.Sprint("/campaigns/", id)
	basis := p.get(path+"/forecast").is(200).has("ready", true).text("basis")
	d, err := s.campaigns.GetDraft(t.Context(), s.db, id)
	s.must(err)
	d.Variants[0].Weight = 2
	_, err = s.campaigns.SaveDraft(t.Context(), d)
	s.must(err)
	p.post(path+"/launch", fmt.Sprintf(`{"people":3,"basis":%q}`, basis)).is(409).has("field", "basis")
	basis = p.get(path + "/forecast").is(200).text("basis")
	p.post(path+"/launch", fmt.Sprintf(`{"basis":%q}`, basis)).is(200).has("phase", "planning")
}

// A launch that is committed is one, whatever becomes of the bus.
func TestALaunchNeedsNoBus(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Marketer)
	id := s.draft()
	s.engine.failure = errors.New("no bus")
	p.post(s.path+"/launch", "people", "2", "basis", p.basis(s.path)).is(303)
	if c, err := s.campaigns.Get(context.Background(), s.db, id); err != nil || c.Phase != campaign.Planning || p.audited(operator.CampaignLaunched) != 1 {
		t.Errorf("%v: the campaign is %s, recorded %d times", err, c.Phase, p.audited(operator.CampaignLaunched))
	}
}

// Two people at one draft do not write over each other unawares.
func TestADraftIsNotWrittenOverUnawares(t *testing.T) {
	s := desk(t).stock(2)
	p, q := s.as(operator.Marketer), s.as(operator.Administrator)
	id := s.draft()
	version := func(p *person) string { return p.get(s.path + "/objective").one("input[name=version]").attr["value"] }
	mine, theirs := version(p), version(q)
	q.post(s.path+"/objective", "name", "Été", "objective", "click", "window", "2", "unit", "day", "version", theirs).is(303)
	form := []string{"name", "Hiver", "objective", "reply", "window", "1", "unit", "day", "go", "next", "version"}
	page := p.post(s.path+"/objective", append(form, mine)...).is(422).says("La campagne a été modifiée depuis l’ouverture de cette page.")
	if d, err := s.campaigns.GetDraft(t.Context(), s.db, id); err != nil || d.Name != "Été" || p.audited(operator.CampaignSaved) != 0 {
		t.Errorf("%v: the draft is called %q", err, d.Name)
	}
	if name := page.one("input[name=name]").attr["value"]; name != "Hiver" {
		t.Errorf("what was typed is lost: %q", name)
	}
	p.post(s.path+"/objective", append(form, page.one("input[name=version]").attr["value"])...).is(303)

	program := s.program(operator.Marketer)
	path := fmt.Sprint("/campaigns/", id)
	old := program.get(path).is(200).text("draft.version")
	program.call("PUT", path, fmt.Sprintf(`{"name":"Un","version":%q}`, old)).is(200)
	program.call("PUT", path, fmt.Sprintf(`{"name":"Deux","version":%q}`, old)).is(409)
	program.call("PUT", path, `{"name":"Trois"}`).is(200)
}

func TestASegmentIsNotWrittenOverUnawares(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Marketer)
	id, err := s.campaigns.AddSegment(t.Context(), "Lyon", campaign.Rule{Tag: "vip"})
	s.must(err)
	path := fmt.Sprint("/segments/", id)
	old := p.get(path).is(200).one("input[name=version]").attr["value"]
	_, err = s.campaigns.SaveSegment(t.Context(), campaign.Segment{ID: id, Name: "Lyon", Rule: campaign.Rule{Tag: "other"}})
	s.must(err)
	form := []string{"name", "Rhône", "r.k", "all", "do", "save", "version"}
	page := p.post(path, append(form, old)...).is(422).says("Le segment a été modifié depuis l’ouverture de cette page.")
	p.post(path, append(form, page.one("input[name=version]").attr["value"])...).is(303)

	program := s.program(operator.Marketer)
	stale := program.get(path).is(200).text("version")
	program.call("PUT", path, fmt.Sprintf(`{"name":"Un","rule":{},"version":%q}`, stale)).is(200)
	program.call("PUT", path, fmt.Sprintf(`{"name":"Deux","rule":{},"version":%q}`, stale)).is(409)
}

// A draft whose design was locked when it was made has no form: it can be
// checked.
func TestALockedDraftIsNotWritten(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	d, err := s.campaigns.GetDraft(t.Context(), s.db, s.draft())
	s.must(err)
	c, err := s.campaigns.Create(t.Context(), campaign.Campaign{Name: "Rejeu", NumberID: shopNumber, Purpose: offersPurpose, StartsAt: d.StartsAt, EndsAt: d.EndsAt,
		Content: campaign.Content{Variants: d.Variants, Metrics: campaign.DefaultMetrics(d.Window), Salt: "salt"}})
	s.must(err)
	path := fmt.Sprint("/campaigns/", c.ID)
	p.follow(p.get(path + "/objective")).is(200).says("Rejeu")
	if to := p.post(path+"/variants", "go", "add").is(303).header.Get("Location"); to != path+"/check" {
		t.Errorf("a form leads to %s", to)
	}
}
