package ui_test

import (
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"
)

func TestTheFirstPageIsThatOfTheRole(t *testing.T) {
	s := desk(t).stock(3)
	s.stage(2)
	s.running()
	s.draft()
	for _, c := range []struct {
		role operator.Role
		says []string
		not  []string
	}{
		{operator.Marketer, []string{"Campagnes en cours 1", "Brouillons 1", "1 import en quarantaine", "Printemps", "brouillon à terminer"}, []string{"Dernières actions"}},
		{operator.Analyst, []string{"classement définitif : 0 sur 1", "Pas encore de résultat", "0 sur 2"}, []string{"Brouillons", "quarantaine"}},
		{operator.Compliance, []string{"Retraits, 7 derniers jours 1", "Délai médian 1 min", "Imports en quarantaine 1 dont 1 à valider par vous", "Offres 2 ont consenti : 40,0 % de 5 personnes"}, []string{"Dernières actions"}},
		{operator.Auditor, []string{"Retraits, 7 derniers jours 1", "Dernières actions"}, []string{"à valider par vous"}},
		{operator.Administrator, []string{"Numéros 1", "Boutique", "Dernières actions", "Imports en quarantaine 1 dont 1 à valider par vous"}, []string{"Délai médian"}},
		{operator.Agent, []string{"Retrouver une personne"}, []string{"Dernières actions", "Brouillons"}},
	} {
		t.Run(string(c.role), func(t *testing.T) {
			p := s.as(c.role)
			p.get("/").is(200).says(append(c.says, "Bonjour Camille "+string(c.role))...).conceals(c.not...)
			p.english().get("/").is(200).says("Hello Camille " + string(c.role))
		})
	}
}

func TestTheFirstPageOfANewHouseTeaches(t *testing.T) {
	w := desk(t)
	w.as(operator.Marketer).get("/").is(200).says("Aucune campagne pour l’instant")
	w.as(operator.Analyst).get("/").is(200).says("Pas encore de résultat")
	w.as(operator.Compliance).get("/").is(200).says("Aucune finalité", "Retraits, 7 derniers jours 0")
	w.as(operator.Administrator).get("/").is(200).says("Ajouter un numéro")
}

func TestTheFirstPageCountsTheNoesOfSevenDays(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Compliance)
	s.clock.Advance(start.Add(3 * 24 * time.Hour))
	s.must(s.register.Withdraw(t.Context(), consent.Withdrawal{Subject: s.people[1], Scope: consent.Objection, Occurred: s.clock.Now().Add(-2 * time.Hour),
		Evidence: consent.Evidence{Method: consent.ByLetter, Reference: "courrier 12"}}))
	link := p.get("/").says("Retraits, 7 derniers jours 2", "Délai médian 1 min", "Délai le plus long 2 h").one("a[href=/consent?from=2026-02-27&purpose=%2A]")
	if got := p.get(link.attr["href"]).names(); got != "Personne 001, Personne 000" {
		t.Errorf("behind the number stand %s", got)
	}
	s.clock.Advance(start.Add(20 * 24 * time.Hour))
	p.get("/").says("Retraits, 7 derniers jours 0", "Délai médian –")
}

func TestTheFirstPageSaysWhatWasLearnt(t *testing.T) {
	s := desk(t).stock(40)
	s.finished()
	p := s.as(operator.Marketer)
	p.get("/").is(200).says("Ce que « Printemps » vous apprend", "À retenir").one("section.verdict")
	s.as(operator.Analyst).get("/").says("classement définitif : 1 sur 1", "Classement définitif", "100 %")
	p.english().get("/").says("What “Printemps” teaches you", "Choose ")
}

// A house that has sent nothing yet but has had campaigns is not a new one, and
// a lesson is not forgotten for campaigns that have none.
func TestTheFirstPageKnowsOfCampaignsThatAreOver(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Marketer)
	_, err := s.campaigns.Cancel(t.Context(), s.running())
	s.must(err)
	p.get("/").is(200).conceals("Aucune campagne pour l’instant")

	s = desk(t).stock(40)
	s.finished()
	for range 6 {
		_, err := s.campaigns.Cancel(t.Context(), s.running(func(d *campaign.Draft) {
			d.Name, d.StartsAt, d.EndsAt = "Été", s.clock.Now(), s.clock.Now().Add(time.Hour)
		}))
		s.must(err)
	}
	s.as(operator.Marketer).get("/").is(200).says("Ce que « Printemps » vous apprend")
}

// finished is a campaign whose messages all arrived and whose windows have
// closed.
func (s *stocked) finished() {
	s.t.Helper()
	id := s.running()
	messages := s.messages(id)
	s.claim(id, messages...)
	for _, m := range messages {
		s.settle(m, campaign.Accepted, "")
		s.status(m, campaign.Delivered)
	}
	s.clock.Advance(start.Add(72 * time.Hour))
}
