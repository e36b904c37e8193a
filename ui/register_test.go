package ui_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"accord/consent"
	"accord/internal/operator"
)

func TestTheRegisterSaysHowManyStandWhere(t *testing.T) {
	s := desk(t).stock(4)
	s.must(s.register.Withdraw(t.Context(), consent.Withdrawal{Subject: s.people[1], Scope: consent.StopPlatform, Occurred: start}))
	p := s.as(operator.Compliance)
	page := p.get("/consent").is(200).says("Offres", "Donné 3 75,0 % de 4 personnes", "Retiré 1 25,0 % de 4 personnes", "Arrêté dans WhatsApp 1", "Que veulent dire ces états")
	if link := page.one("a[href=/consent?purpose=marketing.offers&state=granted]"); !strings.Contains(link.text(), "75,0 %") {
		t.Errorf("the tile of those who agreed says %q", link.text())
	}
	p.english().get("/consent").says("Granted 3 75.0% of 4 people", "Withdrawn 1 25.0% of 4 people", "Stopped inside WhatsApp 1")
	for role, status := range map[operator.Role]int{operator.Auditor: 200, operator.Administrator: 200, operator.Marketer: 403, operator.Agent: 403} {
		s.as(role).get("/consent").is(status)
	}
}

func TestSeveralPurposesStandBesideEachOther(t *testing.T) {
	s := desk(t).stock(2)
	s.must(s.register.AddPurpose(t.Context(), consent.Purpose{ID: "marketing.events", Category: consent.Marketing, NameFR: "Soirées", NameEN: "Events"}))
	p := s.as(operator.Compliance)
	if table := p.get("/consent").is(200).one("section table"); !strings.Contains(table.text(), "Soirées") || !strings.Contains(table.text(), "Offres") {
		t.Errorf("the table says %q", table.text())
	}
	p.get("/consent?purpose=marketing.events").is(200).says("Soirées", "Donné 0 0,0 % de 2 personnes", "Retiré 1 50,0 % de 2 personnes")
}

func TestTheRegisterIsNarrowedDown(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Auditor)
	for _, c := range []struct{ name, query, want string }{
		{"everybody", "", "Personne 000, Personne 001, Personne 002"},
		{"a state", "?state=granted", "Personne 001, Personne 002"},
		{"a purpose that does not exist is none", "?purpose=marketing.none", "Personne 000, Personne 001, Personne 002"},
		{"noes to all marketing", "?purpose=*", "Personne 000"},
		{"a day", "?from=2026-03-03&until=2026-03-03&state=withdrawn", "Personne 000"},
		{"the day before", "?until=2026-03-02", ""},
		{"the day after", "?from=2026-03-04", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Split(p.get("/consent"+c.query).is(200).names(), ", ")
			if slices.Sort(got); strings.Join(got, ", ") != c.want {
				t.Errorf("listed %s, want %s", got, c.want)
			}
		})
	}
	if latest := p.get("/consent").names(); !strings.HasPrefix(latest, "Personne 000") {
		t.Errorf("listed %s, want the latest first", latest)
	}
	p.get("/consent?state=refused").says("Personne ne correspond")
	p.get("/consent?from=demain").is(422).says("Attendu : un jour")
	p.get("/consent?after=nonsense").is(400)
}

func TestTheRegisterIsReadPageByPage(t *testing.T) {
	s := desk(t).stock(60)
	p := s.as(operator.Compliance)
	first := p.get("/consent")
	next := first.one("a[rel=next]").attr["href"]
	second := p.get(next).is(200).says("Première page")
	if n := len(first.all("#list tbody tr")); n != 50 {
		t.Errorf("%d lines on the first page", n)
	}
	if n := len(second.all("#list tbody tr")); n != 10 {
		t.Errorf("%d lines on the second page", n)
	}
}

func TestAPersonIsFoundWithoutTheirNumberInAnAddress(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Compliance)
	person := fmt.Sprint("/consent/", int64(s.people[1]))
	for _, c := range []struct{ name, typed, to string }{
		{"a national number", "06 12 00 00 01", person},
		{"an international number", "+33612000001", person},
		{"the only one of a name", "001", person},
		{"several of a name", "Personne", "/consent?q=Personne"},
		{"nothing", " ", "/consent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if to := p.post("/consent/find", "q", c.typed).is(http.StatusSeeOther).header.Get("Location"); to != c.to {
				t.Errorf("leads to %s, want %s", to, c.to)
			}
		})
	}
	p.post("/consent/find", "q", "06 99 99 99 99").is(200).says("Aucune personne n’a ce numéro").conceals("06 99 99 99 99")
	p.get("/consent?q=0612000001").is(http.StatusSeeOther)
	if found := p.get("/consent?q=Personne").is(200).names(); strings.Count(found, "Personne") != 3 {
		t.Errorf("found %s", found)
	}
	p.get("/consent?q=Personne").conceals("Il y en a d’autres")
	s.people = append(s.people, s.workplace.people(30, nil)...)
	p.get("/consent?q=Personne").says("Il y en a d’autres")
	p.get("/consent?q=Nobody").says("Personne ne correspond")
	if strings.Contains(s.log.String(), "612000001") || strings.Contains(s.log.String(), "0612") {
		t.Error("the log holds a number")
	}
}

func TestAnEmptyRegisterTeaches(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Compliance)
	p.get("/consent").is(200).says("Aucune finalité", "Ajouter une finalité")
	if links := w.as(operator.Auditor).get("/consent").all("a[href=/consent/purposes/new]"); len(links) > 0 {
		t.Error("an auditor is offered to add a purpose")
	}
	w.offers()
	p.get("/consent").is(200).says("Aucun consentement enregistré", "Le registre se remplit")
}
