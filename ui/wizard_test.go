package ui_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"
)

// A person who knows nothing goes from a name to a launch.
func TestACampaignIsWrittenStepByStep(t *testing.T) {
	s := desk(t).stock(6)
	p := s.as(operator.Marketer)
	p.get("/campaigns").is(200).says("Aucune campagne pour l’instant", "Nouvelle campagne")
	first := p.post("/campaigns", "name", "Rentrée").is(303)
	path := strings.TrimSuffix(first.header.Get("Location"), "/objective")
	p.follow(first).says("Rentrée", "Que doit obtenir cette campagne ?", "Objectif", "Audience", "Variantes", "Calendrier", "Vérification")
	p.follow(p.post(path+"/objective", "name", "Rentrée", "objective", "conversion", "window", "7", "unit", "day", "go", "next")).
		says("À qui écrire ?", "Tous les contacts", "Offres")
	p.follow(p.post(path+"/audience", "audience", "everybody", "purpose", offersPurpose, "go", "next")).
		says("Modèle : Français", "spring_short", "Variante A").conceals("ticket", "refused")
	p.follow(p.post(path+"/variants", "holdout", "0", "go", "next",
		"v.0.key", "A", "v.0.weight", "1", "v.0.template.fr", "spring_short/fr", "v.0.from.1", "name", "v.0.text.1", "vous",
		"v.1.key", "B", "v.1.weight", "3", "v.1.template.fr", "spring_short/fr", "v.1.text.1", "cher client")).
		says("Numéro d’envoi", "Boutique", "Europe/Paris", "de 10 h à 20 h, du lundi au samedi, hors jours fériés")
	check := p.follow(p.post(path+"/schedule", "number", shopNumber, "start", "", "end", "2026-03-09T20:00", "go", "next"))
	check.says("Consentement retiré", "Joignables", "Personnes dans la variante A", "Coût", "aucun montant")
	check.one("a.button[href=" + path + "/launch]")
	asked := p.get(path+"/launch").is(200).says("5 personnes recevront un message", "Pour confirmer, saisissez le nombre de personnes : 5")
	basis := asked.one("input[name=basis]").attr["value"]
	p.post(path+"/launch", "people", "6", "basis", basis).is(422).says("Ce n’est pas le nombre de personnes joignables : elles sont 5 à cet instant.")
	if len(s.engine.woken) != 0 {
		t.Fatal("a wrong number launches")
	}
	p.post(path+"/launch", "people", " 5 ", "basis", basis).is(303)
	if len(s.engine.woken) != 1 || p.audited(operator.CampaignLaunched) != 1 {
		t.Errorf("woken %v, recorded %d times", s.engine.woken, p.audited(operator.CampaignLaunched))
	}
	if p.audited(operator.CampaignCreated) != 1 || p.audited(operator.CampaignSaved) != 4 {
		t.Errorf("%d creations and %d saves recorded", p.audited(operator.CampaignCreated), p.audited(operator.CampaignSaved))
	}
}

// What is not enough for a launch is kept, and said where it is.
func TestAStepKeepsWhatWasTyped(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	id := s.draft(func(d *campaign.Draft) { *d = campaign.Draft{Name: "Été"} })
	cases := []struct {
		name, step string
		fields     []string
		says       []string
		holds      func(d campaign.Draft) bool
	}{
		{"no objective", "objective", []string{"name", "Été 2", "window", "3", "unit", "hour"}, []string{"Aucun objectif."},
			func(d campaign.Draft) bool { return d.Name == "Été 2" && d.Window == 3*time.Hour }},
		{"no name", "objective", []string{"name", " ", "objective", "click", "window", "1", "unit", "day"}, []string{"La campagne n’a pas de nom."},
			func(d campaign.Draft) bool { return d.Objective == campaign.ForClick }},
		{"a window in words", "objective", []string{"name", "Été", "objective", "click", "window", "une semaine", "unit", "day"}, []string{"Saisissez un nombre."},
			func(d campaign.Draft) bool { return d.Window == 24*time.Hour }}, // as before
		{"a window of years", "objective", []string{"name", "Été", "objective", "click", "window", "400", "unit", "day"}, []string{"Le délai de mesure est de 9 600 h."},
			func(d campaign.Draft) bool { return d.Window == 400*24*time.Hour }},
		{"no audience", "audience", []string{"purpose", offersPurpose}, []string{"Aucune audience."},
			func(d campaign.Draft) bool { return d.Purpose == offersPurpose }},
		{"an audience that cannot be", "audience", []string{"audience", "segment/x", "purpose", offersPurpose}, []string{"Faites un choix."},
			func(d campaign.Draft) bool { return d.Segment == 0 && d.Rule == nil }},
		{"a segment that is gone", "audience", []string{"audience", "segment/77", "purpose", offersPurpose}, []string{"Une valeur n’est pas valide."},
			func(d campaign.Draft) bool { return d.Segment == 0 }},
		{"a purpose of nobody", "audience", []string{"audience", "everybody", "purpose", "marketing.secret"}, []string{"Faites un choix."},
			func(d campaign.Draft) bool { return d.Purpose == offersPurpose }},
		{"no template", "variants", []string{"v.0.key", "A", "v.0.weight", "1", "v.1.key", "A", "v.1.weight", "2"}, []string{"La variante A n’a aucun modèle.", "est déjà pris"},
			func(d campaign.Draft) bool { return len(d.Variants) == 2 && d.Variants[1].Weight == 2 }},
		{"a weight in words", "variants", []string{"v.0.key", "A", "v.0.weight", "beaucoup", "v.1.key", "B", "v.1.weight", "1"}, []string{"Le poids est un nombre entier"},
			func(d campaign.Draft) bool { return d.Variants[0].Weight == 1 }},
		{"a holdout of all", "variants", []string{"v.0.key", "A", "v.0.weight", "1", "v.1.key", "B", "v.1.weight", "1", "holdout", "90"}, []string{"Le groupe témoin va de 0 à 50 %."},
			func(d campaign.Draft) bool { return d.Holdout == 9000 }},
		{"no number, no end", "schedule", []string{"start", "2026-03-05T10:00"}, []string{"Aucun numéro d’envoi.", "Aucune fin."},
			func(d campaign.Draft) bool { return d.StartsAt.Equal(time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)) }},
		{"the end first", "schedule", []string{"number", shopNumber, "start", "2026-03-05T10:00", "end", "2026-03-04T10:00"}, []string{"La fin précède le début."},
			func(d campaign.Draft) bool { return d.NumberID == shopNumber }},
		{"no date", "schedule", []string{"number", shopNumber, "end", "demain"}, []string{"Saisissez une date et une heure."},
			func(d campaign.Draft) bool { return d.EndsAt.Equal(time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)) }}, // as before
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			p.post(s.path+"/"+c.step, append(c.fields, "go", "next")...).is(422).says("À corriger avant de continuer").says(c.says...)
			d, err := s.campaigns.GetDraft(t.Context(), s.db, id)
			if err != nil || !c.holds(d) {
				t.Errorf("%v: the draft is %+v", err, d)
			}
		})
	}
}

func TestSavingAStepStays(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	s.draft(func(d *campaign.Draft) { *d = campaign.Draft{Name: "Été"} })
	p.follow(p.post(s.path+"/objective", "name", "", "go", "stay")).says("Les modifications sont enregistrées.", "Campagne sans nom")
}

// A share stands in its field as the visitor's language writes it.
func TestAShareIsWrittenInTheLanguageOfThePage(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	s.draft(func(d *campaign.Draft) { d.Holdout = 250 })
	for _, want := range []string{"2,5", "2.5"} {
		if got := p.get(s.path + "/variants").is(200).one("#holdout").attr["value"]; got != want {
			t.Errorf("the share is %q, want %q", got, want)
		}
		p.english()
	}
}

// The check tells everything at once, what blocks first, each with its step.
func TestTheCheckTellsEverything(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	s.draft(func(d *campaign.Draft) {
		*d = campaign.Draft{Name: "Été", Objective: campaign.ForClick, Window: time.Hour}
	})
	page := p.get(s.path+"/check").is(200).says("Aucun numéro d’envoi.", "Aucune finalité.", "Aucune audience.", "aucune variante n’a de lien")
	found := page.all("ul.findings li")
	if len(found) < 5 || !strings.Contains(found[0].text(), "Bloquant") || !strings.Contains(found[len(found)-1].text(), "Attention") {
		t.Errorf("%d findings, the first %q, the last %q", len(found), found[0].text(), found[len(found)-1].text())
	}
	if to := page.all("ul.findings a[href=" + s.path + "/audience]"); len(to) != 2 {
		t.Errorf("%d findings lead to the audience, want 2", len(to))
	}
	if len(page.all("a[href="+s.path+"/launch]")) > 0 {
		t.Error("what is blocked can be launched")
	}
	p.english().get(s.path+"/check").says("No sending number. Choose one.", "Blocking")
}

// A campaign that is launched is no draft: its steps lead to its page.
func TestALaunchedCampaignIsNotWritten(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	s.running()
	for _, step := range []string{"objective", "audience", "variants", "schedule", "check", "launch"} {
		if to := p.get(s.path + "/" + step).is(303).header.Get("Location"); to != s.path {
			t.Errorf("%s leads to %s", step, to)
		}
	}
	if to := p.post(s.path+"/objective", "name", "Autre").is(303).header.Get("Location"); to != s.path {
		t.Errorf("a form leads to %s", to)
	}
}

// A variant more is like the last one; the form asks for what its template
// leaves open.
func TestVariantsComeAndGo(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	id := s.draft(func(d *campaign.Draft) {
		*d = campaign.Draft{Name: "Été", Purpose: offersPurpose, Rule: &campaign.Rule{}}
	})
	two := []string{"v.0.key", "A", "v.0.weight", "1", "v.0.template.fr", "spring_short/fr", "v.1.key", "B", "v.1.weight", "2", "v.1.template.fr", "spring_link/fr"}
	page := p.follow(p.post(s.path+"/variants", append(two, "go", "add")...)).says("Variante C", "Adresse de l’image", "Page du bouton « Voir »", "Variable « 2 »", "40 %")
	for _, name := range []string{"v.2.link.0", "v.2.header", "v.2.from.2"} {
		if len(page.all("[name="+name+"]")) != 1 {
			t.Errorf("the form does not ask for %s", name)
		}
	}
	if page.says("« Stop » désinscrit la personne"); len(page.all("[name=v.2.stop.1]")) != 0 {
		t.Error("one can choose that the word Stop does not withdraw")
	}
	three := slices.Concat(two, []string{"v.2.key", "C", "v.2.weight", "1", "go", "remove.0"})
	p.follow(p.post(s.path+"/variants", three...)).conceals("Variante A")
	d, err := s.campaigns.GetDraft(t.Context(), s.db, id)
	s.must(err)
	if len(d.Variants) != 2 || d.Variants[0].Key != "B" || d.Variants[0].Payloads[1] != campaign.OptOutPayload {
		t.Errorf("the draft has %+v", d.Variants)
	}
}

// What a draft would do is worked out once, until the draft or the time is
// another.
func TestAForecastIsKeptForAWhile(t *testing.T) {
	s := desk(t).stock(4)
	p := s.as(operator.Marketer)
	s.draft()
	p.get(s.path + "/reach").says("Joignables 3")
	s.must(s.register.Withdraw(t.Context(), consent.Withdrawal{Subject: s.people[1], Scope: consent.StopMarketing, Occurred: start, Evidence: consent.Evidence{Method: "inbound_msg"}}))
	p.get(s.path + "/reach").says("Joignables 3")
	s.clock.Advance(start.Add(7 * time.Hour))
	p.get(s.path + "/reach").says("Joignables 2")
}

// The parts that a page fetches: waterfall, load, preview, count.
func TestPartsOfADraft(t *testing.T) {
	s := desk(t).stock(4)
	p := s.as(operator.Marketer)
	id := s.draft()
	part := func(path string) sheet { return p.get(s.path+path, "HX-Request", "true").is(200) }
	part("/reach").says("Audience 4", "Consentement retiré −1", "Joignables 3")
	part("/load").says("Envois prévus par heure", "3 mars 2026, 11 h 00 3")
	part("/preview?variant=B").says("Bonjour Personne", "le printemps est là.", "Autre personne").one("a[aria-current] span.variant.b")
	part("/audience/count?audience=everybody").says("4 contacts")
	p.get(s.path + "/audience/count?audience=segment/999").is(400)
	p.get(s.path+"/forecast?skip=withdrawn").is(200).says("Personne 000", "+33 6").conceals("+33612000000", "612000000")
	p.get(s.path + "/forecast?skip=no_slot").is(404)
	p.get(s.path + "/preview").is(200).says("Bonjour Personne")
	d, err := s.campaigns.GetDraft(context.Background(), s.db, id)
	s.must(err)
	d.Rule = &campaign.Rule{Tag: "nobody"} // the forecast is of the draft as it is now
	_, err = s.campaigns.SaveDraft(context.Background(), d)
	s.must(err)
	part("/reach").says("Choisissez une audience").conceals("Joignables")
	part("/preview").says("Personne n’est dans l’audience")
}

// TestHoursThatComeTwiceOrNever: a campaign has the whole of an hour that comes
// twice, and is not moved silently out of one that does not come.
func TestHoursThatComeTwiceOrNever(t *testing.T) {
	s := desk(t).stock(1)
	id := s.draft()
	p := s.as(operator.Marketer)
	p.post(s.path+"/schedule", "number", shopNumber, "start", "2026-03-29T02:30", "end", "2026-03-30T10:00").is(422).says("Cette heure n’existe pas")
	p.follow(p.post(s.path+"/schedule", "number", shopNumber, "start", "2026-10-25T02:30", "end", "2026-10-25T02:45"))
	d, err := s.campaigns.GetDraft(t.Context(), s.db, id)
	s.must(err)
	if from, to := d.StartsAt.Format(time.RFC3339), d.EndsAt.Format(time.RFC3339); from != "2026-10-25T00:30:00Z" || to != "2026-10-25T01:45:00Z" {
		t.Errorf("it lasts from %s to %s", from, to)
	}
	d.StartsAt = time.Date(2026, 10, 25, 1, 30, 15, 0, time.UTC)
	_, err = s.campaigns.SaveDraft(t.Context(), d)
	s.must(err)
	p.follow(p.post(s.path+"/schedule", "number", shopNumber, "start", "2026-10-25T02:30", "end", "2026-10-25T02:45"))
	if again, err := s.campaigns.GetDraft(t.Context(), s.db, id); err != nil || !again.StartsAt.Equal(d.StartsAt) {
		t.Errorf("the step was saved as it stood, and the start went from %s to %s, %v", d.StartsAt, again.StartsAt, err)
	}
}

// TestNoZoneIsGuessed: where the organisation's zone cannot be read, nothing
// that depends on it is stored.
func TestNoZoneIsGuessed(t *testing.T) {
	s := desk(t).stock(1)
	id := s.draft()
	p := s.as(operator.Marketer)
	p.get(s.path + "/schedule")
	before, err := s.campaigns.GetDraft(t.Context(), s.db, id)
	s.must(err)
	s.must(s.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `ALTER TABLE setting RENAME TO setting_away`)
		return err
	}))
	p.post(s.path+"/schedule", "number", shopNumber, "start", "2026-03-05T10:00", "end", "2026-03-06T10:00").is(500)
	if after, err := s.campaigns.GetDraft(t.Context(), s.db, id); err != nil || !after.StartsAt.Equal(before.StartsAt) || !after.EndsAt.Equal(before.EndsAt) {
		t.Errorf("the schedule is now %s to %s, %v", after.StartsAt, after.EndsAt, err)
	}
}
