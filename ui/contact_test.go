package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/operator"
)

func TestContactShowsWhoSomebodyIs(t *testing.T) {
	w := desk(t)
	id := w.people(1, func(_ int, c *campaign.Contact) {
		c.Tags, c.Attributes = []string{"vip"}, campaign.Attributes{"city": "Lyon", "orders": 3.5, "member": true}
	})[0]
	w.offers()
	p := w.as(operator.Marketer)
	path := fmt.Sprint("/contacts/", id)
	p.get(path).is(200).says("Personne 0", "+33 6 •• •• •• 00", "Français", "France", "Europe/Paris", "D’après le pays du numéro", "K-0", "vip",
		"city Lyon", "orders 3,5", "member oui", "Offres de la boutique Aucun consentement", "Aucun message marketing").conceals("612340000")
	p.english().get(path).says("French", "member yes", "orders 3.5", "Shop offers No consent", "No marketing message")
	w.as(operator.Analyst).get(path).is(403)
	for _, foreign := range []string{"/contacts/1", "/contacts/0", "/contacts/x", "/contacts/99999999999999999999"} {
		p.get(foreign).is(404)
	}
}

// What a consent rests on is in the register, where each look is recorded.
func TestTheContactLeadsToTheEvidence(t *testing.T) {
	w := desk(t)
	path := fmt.Sprint("/contacts/", w.person(t.Context()))
	w.as(operator.Marketer).get(path).says("Offres Donné", "Consentement donné", "Formulaire en ligne", "n-offers@1/fr").conceals("Case cochée", "/consent/")
	register := w.as(operator.Compliance).get(path).conceals("Case cochée")
	if len(register.all("a[href="+strings.Replace(path, "contacts", "consent", 1)+"]")) != 1 {
		t.Error("the register is not linked")
	}
}

func TestNumberIsShownOnceAndTheLookRecorded(t *testing.T) {
	w := desk(t)
	id := w.person(t.Context())
	path, looks := fmt.Sprint("/contacts/", id), `SELECT count(*) FROM audit WHERE action = 'contact.reveal'`
	marketer := w.as(operator.Marketer)
	if forms := marketer.get(path).all("#number form"); len(forms) > 0 {
		t.Error("a marketer is offered the number")
	}
	marketer.post(path + "/reveal").is(403).conceals(phone)
	if n := w.count(looks); n != 0 {
		t.Errorf("%d looks recorded before one", n)
	}
	agent := w.as(operator.Agent)
	agent.get(path).says("+33 6 •• •• •• 78").conceals(phone)
	agent.post(path+"/reveal").is(200).says(phone, "Consultation inscrite")
	agent.get(path).conceals(phone)
	if n := w.count(looks+` AND operator = ? AND subject = ?`, agent.email, fmt.Sprint("contact/", id)); n != 1 {
		t.Errorf("%d looks recorded, want one", n)
	}
	if strings.Contains(w.log.String(), phone) {
		t.Error("the log holds the number")
	}
	agent.post("/contacts/1/reveal").is(404)
}

func TestWithdrawalIsRecorded(t *testing.T) {
	cases := []struct {
		name, scope, day string
		want             state.State
		occurred         time.Time
	}{
		{"marketing today", "marketing", "2026-03-03", state.Withdrawn, start},
		{"objection of the day before", "objection", "2026-03-02", state.Granted, time.Time{}}, // they agreed again since
		{"everything today", "everything", "2026-03-03", state.Withdrawn, start},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := desk(t)
			id := w.person(t.Context()) // who agreed at this moment
			p := w.as(operator.Agent)
			path := fmt.Sprint("/contacts/", id)
			p.get(path+"/withdrawal").is(200).says("Enregistrer un retrait", "Zoé", "+33 6 •• •• •• 78").conceals(phone)
			p.follow(p.post(path+"/withdrawal", "scope", c.scope, "method", "phone", "day", c.day, "reference", "Appel 42", "sure", "1")).
				says("Le refus est enregistré.")
			standings, err := consent.Standings(t.Context(), w.db, []consent.SubjectID{id}, "marketing.offers")
			w.must(err)
			if got := standings[id]; got.State != c.want || c.want != state.Granted && !got.Since.Equal(c.occurred) {
				t.Errorf("stands at %q since %v", got.State, got.Since)
			}
			history, err := w.register.History(t.Context(), w.db, id)
			w.must(err)
			if e := history[len(history)-1].Evidence; e.Method != consent.ByPhone || e.Reference != "Appel 42" {
				t.Errorf("evidence %+v", e)
			}
			if n := w.count(`SELECT count(*) FROM audit WHERE action = 'consent.withdraw' AND operator = ?`, strings.ToLower(p.email)); n != 1 {
				t.Errorf("%d entries in the audit", n)
			}
		})
	}
}

// A yes of the morning must not outlive a no of noon of which only the day is
// known.
func TestWithdrawalOfADayBeatsTheYesOfThatDay(t *testing.T) {
	w := desk(t)
	id := w.person(t.Context())
	w.clock.Advance(start.Add(30 * time.Hour))
	p := w.as(operator.Compliance)
	path := fmt.Sprint("/contacts/", id)
	p.follow(p.post(path+"/withdrawal", "scope", "marketing", "method", "paper", "day", "2026-03-03", "reference", "Lettre 7", "sure", "1")).
		says("Retiré", "Aucun message marketing", "Consentement retiré")
}

func TestWithdrawalSaysWhatIsMissing(t *testing.T) {
	w := desk(t)
	path := fmt.Sprint("/contacts/", w.person(t.Context()), "/withdrawal")
	p := w.as(operator.Compliance)
	whole := map[string]string{"scope": "marketing", "method": "email", "day": "2026-03-01", "reference": "Ticket 5", "sure": "1"}
	cases := []struct{ name, field, value, fr, en string }{
		{"no scope", "scope", "", "Faites un choix.", "Make a choice."},
		{"a stop inside WhatsApp", "scope", "platform", "Faites un choix.", "Make a choice."},
		{"another method", "method", "pigeon", "Faites un choix.", "Make a choice."},
		{"no day", "day", "", "Saisissez un jour passé", "Enter today or a day in the past."},
		{"tomorrow", "day", "2026-03-04", "Saisissez un jour passé", "Enter today or a day in the past."},
		{"no reference", "reference", " ", "Indiquez où retrouver", "Say where"},
		{"a long reference", "reference", strings.Repeat("x", 201), "c’est trop long", "too long"},
		{"unsure", "sure", "", "Confirmez que la personne l’a demandé.", "Confirm that the person asked for it."},
	}
	send := func(field, value string) sheet {
		var fields []string
		for name, v := range whole {
			if name == field {
				v = value
			}
			fields = append(fields, name, v)
		}
		return p.post(path, fields...).is(422)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { send(c.field, c.value).says(c.fr) })
	}
	p.english()
	for _, c := range cases {
		t.Run(c.name+" in English", func(t *testing.T) { send(c.field, c.value).says(c.en) })
	}
	if n := w.count(`SELECT count(*) FROM event WHERE kind <> 'granted'`); n != 0 {
		t.Errorf("%d refusals were recorded", n)
	}
	w.as(operator.Marketer).get(path).is(403)
	p.get("/contacts/1/withdrawal").is(404)
}

func TestTimelineTellsWhatHappened(t *testing.T) {
	w := desk(t)
	made := w.launch()
	w.clock.Advance(start.Add(time.Hour))
	_, err := w.campaigns.Convert(t.Context(), campaign.Conversion{Key: "o-1", Contact: made.contact, Value: 4990, Currency: "EUR"})
	w.must(err)
	path := fmt.Sprint("/contacts/", made.contact)
	why := fmt.Sprintf("/campaigns/1/why/%d", made.contact)
	p := w.as(operator.Marketer)
	page := p.get(path).says("3 mars 2026", "« Été 2026 » : Prévu", "variante", "Consentement donné", "Formulaire en ligne", "Commande", "49,90 €")
	if len(page.all("#timeline a[href="+why+"]")) != 1 {
		t.Error("the message does not lead to why")
	}
	for _, link := range w.as(operator.Agent).get(path).all("#timeline a") {
		if strings.HasPrefix(link.attr["href"], "/campaigns/") {
			t.Errorf("an agent is led to %s", link.attr["href"])
		}
	}
	p.get(path+"?kind=orders").says("49,90 €").conceals("« Été 2026 » : Prévu", "Consentement donné par")
	if items := p.get(path + "?kind=consent").all("#timeline time"); len(items) != 1 {
		t.Errorf("%d events of consent", len(items))
	}
	p.english().get(path).says("3 March 2026", "“Été 2026”: Planned", "Order", "€49.90")
}

func TestTimelineIsTurnedAndNothingIsLost(t *testing.T) {
	w := desk(t)
	id := w.person(t.Context())
	for i := range 70 {
		at := start.Add(time.Duration(i-35) * time.Minute) // the consent falls in the middle
		_, err := w.campaigns.Convert(context.Background(), campaign.Conversion{Key: fmt.Sprint("o-", i), Contact: id, At: at, Value: int64(1000 + i), Currency: "EUR"})
		w.must(err)
	}
	p := w.as(operator.Marketer)
	seen := map[string]int{}
	page := p.get(fmt.Sprint("/contacts/", id))
	for {
		for _, item := range page.all("#timeline li div") {
			seen[item.text()]++
		}
		next := page.all("#timeline a[rel=next]")
		if len(next) == 0 {
			break
		}
		page = p.get(next[0].attr["href"]).is(200)
	}
	if len(seen) != 71 {
		t.Errorf("%d different moments on all pages, want 71", len(seen))
	}
	for says, n := range seen {
		if n != 1 {
			t.Errorf("%q stands %d times", says, n)
		}
	}
}

func TestNextMomentIsWhatTheEngineSays(t *testing.T) {
	w := desk(t)
	id := w.person(t.Context())
	path := fmt.Sprint("/contacts/", id)
	p := w.as(operator.Compliance)
	p.get(path).says("Aucun moment possible", "aucun numéro d’envoi")
	w.must(w.operators.SaveNumber(t.Context(), operator.Number{ID: "106540352242922", WABAID: "102290129340398", Token: operator.NewSecret("t"),
		AppSecrets: []operator.Secret{operator.NewSecret("0123456789abcdef0123456789abcdef")}}, "x@example.org"))
	p.get(path).says("3 mars 2026 à 11 h 00", "heure locale de la personne", "Pour un message « Offres »")
}
