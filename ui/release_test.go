package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"
)

// stage puts the evidence of so many people into quarantine, as an import does.
// One who is there already and said no, the first of stock, is among them.
func (s *stocked) stage(people int) consent.BatchID {
	s.t.Helper()
	ctx := context.Background()
	ids := append(s.workplace.people(people, nil), s.people[0])
	id, _, err := s.register.OpenBatch(ctx, consent.Batch{FileSHA256: "9f86d081884c7d65", Source: "cartes de fidélité", Purpose: offersPurpose, StagedBy: "terminal"})
	s.must(err)
	rows := make([]consent.Claimed, len(ids))
	for i, person := range ids {
		rows[i] = consent.Claimed{Subject: person, Occurred: start.Add(-24 * time.Hour), Notice: offersNotice,
			Evidence: consent.Evidence{Method: "paper", Act: "signature", Reference: fmt.Sprint("carte ", i)}}
	}
	s.must(s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.register.StageTx(ctx, tx, id, offersPurpose, rows)
	}))
	s.must(s.register.CloseBatch(ctx, id))
	return id
}

// staged is the i-th of those whom stage brought.
func (s *stocked) staged(i int) campaign.ContactID {
	s.t.Helper()
	id, err := s.register.Find(context.Background(), s.db, consent.Address{Kind: consent.Phone, Value: fmt.Sprintf("+3361234%04d", i)})
	s.must(err)
	return id
}

func (s *stocked) mayWriteTo(id campaign.ContactID) bool {
	s.t.Helper()
	standings, err := consent.Standings(context.Background(), s.db, []consent.SubjectID{id}, offersPurpose)
	s.must(err)
	return consent.Decide(standings[id], consent.Request{Category: consent.Marketing}) == consent.Allowed
}

func TestTwoPeopleReleaseAnImport(t *testing.T) {
	s := desk(t).stock(1)
	s.stage(3)
	marc, nina := s.as(operator.Compliance), s.as(operator.Administrator)
	marc.get("/consent/imports").is(200).says("cartes de fidélité", "À valider", "à vous de valider", "0 sur 2", "Deux personnes comparent")
	page := marc.get("/consent/imports/1").is(200).says("4 personnes, pour Offres", "Après vous, une deuxième personne devra valider.", "Alors 3 personnes auront un consentement.",
		"1 personne reste écartée", "4 lignes tirées au hasard", "carte 0", "Papier", "Personne 000", "Retiré", "9f86d081884c7d65").conceals("612340000")
	if n := len(page.all("table tbody tr")); n != 4 {
		t.Errorf("%d rows in the sample", n)
	}

	marc.post("/consent/imports/1").is(422).says("Comparez l’échantillon avec les preuves, puis cochez cette case.")
	marc.follow(marc.post("/consent/imports/1", "checked", "yes")).says("Votre validation est enregistrée.", "1 sur 2", "Camille compliance", "Vous avez déjà validé cet import.")
	marc.post("/consent/imports/1", "checked", "yes").is(422).says("Une autre personne doit le valider")
	if s.mayWriteTo(s.staged(0)) {
		t.Fatal("one person alone released an import")
	}

	nina.get("/consent/imports/1").says("votre validation est la dernière", "La libération ne s’annule pas.")
	nina.follow(nina.post("/consent/imports/1", "checked", "yes")).says("L’import est libéré", "3 personnes ont désormais un consentement.", "1 personne est restée écartée par son refus.", "2 sur 2")
	if !s.mayWriteTo(s.staged(0)) || s.mayWriteTo(s.people[0]) {
		t.Error("the release did not grant, or overruled a no")
	}
	nina.post("/consent/imports/1", "checked", "yes").is(422).says("Cet import est déjà libéré.")
	for who, approvals := range map[string]int{marc.email: 1, nina.email: 2} {
		if n := s.count(`SELECT count(*) FROM audit WHERE action = 'import.release' AND subject = 'batch/1' AND operator = ? AND detail LIKE ?`, who, fmt.Sprintf(`%%"approvals":%d%%`, approvals)); n != 1 {
			t.Errorf("%d entries of %s", n, who)
		}
	}
	marc.english().get("/consent/imports/1").says("3 people have a consent now.", "1 person stayed out by their no.")
}

func TestOnePersonIsEnoughWhereFourEyesAreOff(t *testing.T) {
	s := desk(t).stock(1)
	s.stage(2)
	o, err := s.operators.Organisation(t.Context())
	s.must(err)
	o.Name, o.FourEyes = "Maison Lumen", false
	s.must(s.operators.SaveOrganisation(t.Context(), o, "terminal"))
	p := s.as(operator.Compliance)
	p.get("/consent/imports").says("Une personne compare")
	p.get("/consent/imports/1").says("Votre validation suffit")
	p.follow(p.post("/consent/imports/1", "checked", "yes")).says("L’import est libéré", "1 sur 1")
}

func TestAnInterruptedReleaseGoesOn(t *testing.T) {
	s := desk(t).stock(1)
	s.stage(2)
	s.must(s.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, who := range []string{"a@example.org", "b@example.org"} {
			if _, err := s.register.ApproveTx(ctx, tx, consent.Release{Batch: 1, Operator: who, Needed: 2}); err != nil {
				return err
			}
		}
		return nil
	}))
	p := s.as(operator.Compliance)
	p.get("/consent/imports/1").is(200).says("Libération en cours", "0 sur 2", "Reprendre la libération")
	p.follow(p.post("/consent/imports/1")).says("L’import est libéré", "2 personnes ont désormais un consentement.")
	if n := s.count(`SELECT count(*) FROM import_approval`); n != 2 {
		t.Errorf("%d approvals: going on is none", n)
	}
}

func TestImportsAreForWhoMayReleaseThem(t *testing.T) {
	s := desk(t).stock(1)
	p := s.as(operator.Compliance)
	p.get("/consent/imports").is(200).says("Aucun import en quarantaine", "Elles sont validées avant tout envoi.")
	s.stage(1)
	for _, role := range []operator.Role{operator.Marketer, operator.Auditor, operator.Analyst, operator.Agent} {
		other := s.as(role)
		other.get("/consent/imports/1").is(403)
		other.post("/consent/imports/1", "checked", "yes").is(403)
	}
	for _, foreign := range []string{"/consent/imports/2", "/consent/imports/0", "/consent/imports/x"} {
		p.get(foreign).is(404)
		p.post(foreign, "checked", "yes").is(404)
	}
}

func TestTheSampleOfALargeImportGoesOn(t *testing.T) {
	s := desk(t).stock(1)
	s.stage(50)
	p := s.as(operator.Compliance)
	first := p.get("/consent/imports/1").says("30 lignes tirées au hasard, sur 51.", "Autre échantillon")
	second := p.get(strings.TrimSuffix(first.one("a[rel=next]").attr["href"], "#rows")).is(200).says("21 lignes tirées au hasard, sur 51.", "Premier échantillon")
	if n := len(second.all("table tbody tr")); n != 21 {
		t.Errorf("%d rows in the second sample", n)
	}
}
