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

func (p *person) why(path string, who campaign.ContactID) sheet {
	p.t.Helper()
	return p.get(fmt.Sprintf("%s/why/%d", path, who)).is(200)
}

// A message tells on whose word it was sent, and all that became of it.
func TestWhyAMessageWasSent(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Compliance)
	id := s.running()
	m := s.messages(id)
	var who campaign.ContactID
	s.must(s.db.Get(context.Background(), &who, `SELECT contact_id FROM message WHERE id = ?`, int64(m[0])))
	p.why(s.path, who).says("Le message attend son créneau : 3 mars 2026 à 12 h 00.")
	s.claim(id, m[0])
	p.why(s.path, who).says("L’appel à WhatsApp est en cours")
	s.settle(m[0], campaign.Accepted, "")
	s.status(m[0], campaign.Read)
	page := p.why(s.path, who).says("Le message est arrivé, et a été lu le 3 mars 2026 à 12 h 00.", "Consentement donné", "Comment : Formulaire en ligne, Case cochée, boutique en ligne",
		"Mention : n-offers@1/fr", "Entrée n° 1 de son registre", "Dans l’audience figée au lancement", "attribuée", "Tirage au sort", "Créneau prévu", "Remis à WhatsApp en 1 appel",
		"Consentement vérifié à cet instant : donné le 3 mars 2026 à 10 h 00.").conceals("61200000", "conditions de l’audience")
	if steps := page.all("ol.timeline li"); len(steps) != 8 { // consent, audience, arm, slot, call, accepted, delivered, read
		t.Errorf("%d steps: %q", len(steps), page.one("ol.timeline").text())
	}
	p.english().why(s.path, who).says("The message arrived and was read on 3 March 2026 at 12:00.", "Consent granted")

	looks := func() int { return s.count(`SELECT count(*) FROM audit WHERE action = 'consent.look'`) }
	before := looks()
	s.as(operator.Marketer).why(s.path, who).says("Consentement donné", "Consentement vérifié à cet instant").conceals("Case cochée", "boutique en ligne", "n-offers@1/fr", "Entrée n°")
	if n := looks(); n != before || before != 4 {
		t.Errorf("%d looks at the evidence recorded, then %d; want each of the four, and none without evidence", before, n)
	}
}

// For who got nothing, the first reason and what can be done.
func TestWhyNoMessageWasSent(t *testing.T) {
	s := desk(t).stock(6)
	p := s.as(operator.Compliance)
	id := s.running(func(d *campaign.Draft) { d.EndsAt = start.Add(2 * time.Hour) })
	m := s.messages(id)
	of := func(message campaign.MessageID) (who campaign.ContactID) {
		s.must(s.db.Get(context.Background(), &who, `SELECT contact_id FROM message WHERE id = ?`, int64(message)))
		return who
	}
	s.claim(id, m[0], m[1])
	s.settle(m[0], campaign.Failed, "whatsapp:131049")
	s.settle(m[1], campaign.Unknown, campaign.ReasonLost)
	s.must(s.register.Withdraw(context.Background(), consent.Withdrawal{Subject: of(m[2]), Scope: consent.StopMarketing, Occurred: s.clock.Now(), Evidence: consent.Evidence{Method: "inbound_msg", Act: "keyword"}}))
	s.claim(id, m[2])
	s.clock.Advance(start.Add(3 * time.Hour))
	_, err := s.campaigns.Close(context.Background(), id)
	s.must(err)
	cases := []struct {
		name string
		who  campaign.ContactID
		says []string
	}{
		{"kept out by the plan", s.people[0], []string{"Écarté : Consentement retiré", "Respectez son choix", "Comment : Message reçu, Mot-clé"}},
		{"refused by WhatsApp", of(m[0]), []string{"Le message n’a pas été remis : Refus de WhatsApp (code 131049)", "Meta limite les messages marketing à cette personne."}},
		{"nobody answered", of(m[1]), []string{"Personne ne sait si le message est arrivé", "il n’est jamais renvoyé"}},
		{"withdrawn after the plan", of(m[2]), []string{"Écarté au moment de l’envoi : Consentement retiré", "Consentement retiré"}},
		{"too late", of(m[3]), []string{"la campagne s’est terminée avant son créneau"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			p.why(s.path, c.who).says(c.says...)
		})
	}
}

// The record that is shown is the one that decided, whatever came since.
func TestWhyShowsTheRecordThatDecided(t *testing.T) {
	s := desk(t).stock(4)
	p := s.as(operator.Compliance)
	ctx := context.Background()
	grant := func(who campaign.ContactID) {
		s.must(s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return s.register.GrantTx(ctx, tx, who, offersPurpose, offersNotice, s.clock.Now(), consent.Evidence{Method: "paper_form", Act: "signature"})
		}))
	}
	stop := func(who campaign.ContactID) {
		s.must(s.register.Withdraw(ctx, consent.Withdrawal{Subject: who, Scope: consent.StopMarketing, Occurred: s.clock.Now(), Evidence: consent.Evidence{Method: "inbound_msg", Act: "keyword"}}))
	}
	id := s.running()
	m := s.messages(id)
	var who [3]campaign.ContactID
	for i := range who {
		s.must(s.db.Get(ctx, &who[i], `SELECT contact_id FROM message WHERE id = ?`, int64(m[i])))
	}
	s.clock.Advance(start.Add(30 * time.Minute))
	stop(who[0])
	s.clock.Advance(start.Add(80 * time.Minute))
	stop(who[1]) // after the slot, before the claim
	s.claim(id, m[:2]...)
	s.clock.Advance(start.Add(24 * time.Hour))
	for _, back := range []campaign.ContactID{s.people[0], who[0], who[1]} {
		grant(back)
	}
	stop(who[2]) // waits, but will not go
	for name, c := range map[string]struct {
		who campaign.ContactID
		at  string
	}{
		"kept out by the plan": {s.people[0], "3 mars 2026 à 10 h 59"},
		"skipped at the claim": {who[0], "3 mars 2026 à 11 h 30"},
		"after the slot":       {who[1], "3 mars 2026 à 12 h 20"},
		"still to come":        {who[2], "4 mars 2026 à 11 h 00"},
	} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			page := p.why(s.path, c.who)
			if first := page.all("ol.timeline li")[0].text(); !strings.HasPrefix(first, "Consentement retiré") || !strings.HasSuffix(first, c.at) {
				t.Errorf("the story begins with %q, want the no of %q", first, c.at)
			}
		})
	}
}

// Nobody gets one variant where another cannot speak to them, and that is said.
func TestWhyAVariantThatIsMissingIsSaid(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Marketer)
	s.running(func(d *campaign.Draft) {
		d.Variants[1].Templates = map[string]campaign.TemplateKey{"en": {Name: "spring_short", Language: "fr"}}
	})
	p.why(s.path, s.people[1]).says("Au moins une variante n’a pas de modèle de message dans la langue de cette personne").conceals("Aucune variante n’a")
	p.english().why(s.path, s.people[1]).says("At least one variant has no template")
}

// Who is not in the audience learns which condition fails, and when that was
// asked.
func TestWhyNotInTheAudience(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Marketer)
	s.running(func(d *campaign.Draft) {
		d.Rule = &campaign.Rule{All: []campaign.Rule{{Language: []string{"fr"}}, {Tag: "vip"}}}
	})
	page := p.why(s.path, s.people[1]).says("n’est pas dans l’audience", "Elle ne remplit pas toutes les conditions", "Les conditions de l’audience, une à une")
	asked := page.all("ul.findings li")
	if len(asked) != 2 || !strings.HasPrefix(asked[0].text(), "Remplie") || !strings.HasPrefix(asked[1].text(), "Non remplie") {
		t.Errorf("asked %q", page.one("ul.findings").text())
	}
	s.clock.Advance(start.Add(time.Minute))
	var late campaign.ContactID
	s.must(s.db.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		ids, err := s.campaigns.UpsertTx(ctx, tx, []campaign.NewContact{{Contact: campaign.Contact{ExternalID: "late", Language: "fr", Country: "FR"},
			Address: consent.Address{Kind: consent.Phone, Value: "+33698765432"}}})
		late = ids[0]
		return err
	}))
	p.why(s.path, late).says("Le contact est arrivé le 3 mars 2026 à 11 h 01, après que l’audience a été figée", "Sans nom").conceals("698765432")
}
