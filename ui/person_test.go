package ui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/db"
	"accord/internal/operator"
)

func personPath(id campaign.ContactID) string { return fmt.Sprint("/consent/", int64(id)) }

func TestAPersonsRegisterTellsHowTheStateCameAbout(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Compliance)
	page := p.get(personPath(s.people[0])).is(200).says(
		"Personne 000", "+33 6 •• •• •• 00", "De votre initiative, non.",
		"Consentement donné · Offres entrée n° 1", "Formulaire en ligne", "Case cochée", "boutique en ligne", "J’accepte de recevoir des offres.",
		"Consentement retiré · Toute prospection entrée n° 2", "Message reçu", "« STOP »", "Offres : Donné devient Retiré",
		"Téléphone", "aujourd’hui").conceals("612000000")
	if n := len(page.all("ol.timeline li details code")); n != 1 {
		t.Errorf("%d fingerprints of notices, want one", n)
	}
	p.english().get(personPath(s.people[0])).says("Not of your own accord.", "Consent granted · Offers entry 1", "Offers: Granted becomes Withdrawn", "“STOP”")
	p.get(personPath(s.people[1])).says("Yes, you may write of your own accord: Offers.")
}

func TestEveryLookAtAPersonIsRecorded(t *testing.T) {
	s := desk(t).stock(1)
	looks := `SELECT count(*) FROM audit WHERE action = 'consent.look'`
	auditor, path := s.as(operator.Auditor), personPath(s.people[0])
	auditor.get(path).is(200).says("est inscrite au journal des actions")
	auditor.get(path).is(200)
	if n := s.count(looks+` AND operator = ? AND subject = ?`, auditor.email, fmt.Sprint("contact/", int64(s.people[0]))); n != 2 {
		t.Errorf("%d looks recorded, want two", n)
	}
	for _, foreign := range []string{"/consent/1", "/consent/0", "/consent/x", "/consent/99999999999999999999"} {
		auditor.get(foreign).is(404)
	}
	s.as(operator.Agent).get(path).is(403)
	if n := s.count(looks); n != 2 {
		t.Errorf("%d looks recorded after refusals", n)
	}
}

func TestAPersonsAnswersAreThoseOfTheDecision(t *testing.T) {
	for _, c := range []struct {
		name  string
		scope consent.Scope // "" for none
		says  []string
	}{
		{"agreed", "", []string{"Oui, vous pouvez lui écrire de votre initiative : Offres."}},
		{"withdrew", consent.StopMarketing, []string{"De votre initiative, non. Si la personne le demande, oui.", "Non Consentement retiré", "Oui"}},
		{"objects", consent.Objection, []string{"De votre initiative, non.", "Non S’oppose au marketing"}},
		{"stopped inside WhatsApp", consent.StopPlatform, []string{"De votre initiative, non.", "Non Marketing arrêté dans WhatsApp", "Donné"}},
		{"wants nothing", consent.StopEverything, []string{"Non, ne lui écrivez pas.", "Non Ne veut plus aucun message"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := desk(t).stock(2)
			if c.scope != "" {
				s.must(s.register.Withdraw(t.Context(), consent.Withdrawal{Subject: s.people[1], Scope: c.scope, Occurred: start}))
			}
			s.as(operator.Compliance).get(personPath(s.people[1])).is(200).says(c.says...)
		})
	}
}

func TestWhatChangesNothingSaysSo(t *testing.T) {
	s := desk(t).stock(1)
	s.must(s.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return s.register.RecordTx(ctx, tx, []consent.Event{{Subject: s.people[0], Purpose: offersPurpose, Kind: state.Released, Occurred: start.Add(-48 * time.Hour), Notice: offersNotice}})
	}))
	s.as(operator.Compliance).get(personPath(s.people[0])).says("Preuve libérée", "Cette entrée n’a rien changé", "Appris le")
}

func TestANoIsRecordedFromTheRegister(t *testing.T) {
	s := desk(t).stock(2)
	p, path := s.as(operator.Compliance), personPath(s.people[1])
	p.get(path).one("a[href=" + path + "/withdrawal]")
	p.get(path + "/withdrawal").is(200).one("form[action=" + path + "/withdrawal]")
	p.post(path+"/withdrawal", "scope", "objection", "method", "paper", "day", "2026-03-03", "sure", "1").is(422)
	p.follow(p.post(path+"/withdrawal", "scope", "objection", "method", "paper", "day", "2026-03-03", "reference", "courrier 12", "sure", "1")).
		says("De votre initiative, non.", "Opposition enregistrée · Toute prospection entrée n° 2", "Papier", "courrier 12", "Offres : Donné devient Opposition")
	if n := p.audited("consent.withdraw"); n != 1 {
		t.Errorf("%d entries", n)
	}
	auditor := s.as(operator.Auditor)
	if links := auditor.get(path).all("a[href=" + path + "/withdrawal]"); len(links) > 0 {
		t.Error("an auditor is offered to record a no")
	}
	auditor.get(path + "/withdrawal").is(403)
}

func TestAPersonsQuarantineIsShown(t *testing.T) {
	s := desk(t).stock(1)
	s.stage(2)
	path := personPath(s.staged(0))
	page := s.as(operator.Compliance).get(path).is(200).says("Preuves en quarantaine", "cartes de fidélité", "Papier", "Signature", "De votre initiative, non.", "La preuve de consentement a été importée")
	page.one("a[href=/consent/imports/1]")
	if links := s.as(operator.Auditor).get(path).all("a[href=/consent/imports/1]"); len(links) > 0 {
		t.Error("an auditor, who may not open imports, is led to one")
	}
}

func TestAnErasedPersonKeepsTheirTrace(t *testing.T) {
	s := desk(t).stock(1)
	s.must(s.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE subject SET data_key = NULL`)
		return err
	}))
	s.as(operator.Compliance).get(personPath(s.people[0])).is(200).
		says("Les données de cette personne ont été effacées.", "Consentement retiré", "Aucun numéro en cours", "Non, ne lui écrivez pas.").conceals("STOP", "boutique en ligne")
}
