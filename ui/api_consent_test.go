package ui_test

import (
	"fmt"
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"
)

func TestPurposesAreAddedAndStay(t *testing.T) {
	p := desk(t).stock(1).program(operator.Compliance)
	const events = `{"id":"marketing.events","category":"marketing","name_fr":"Soirées","name_en":"Events"}`
	p.post("/consent/purposes", events).is(200).has("name_fr", "Soirées")
	p.post("/consent/purposes", events).is(422).has("field", "id")
	p.post("/consent/purposes", `{"id":"everything","category":"marketing","name_fr":"Tout","name_en":"All"}`).is(422).has("field", "id")
	p.get("/consent/purposes").is(200).has("items.0.id", "marketing.events", "items.1.id", offersPurpose)
	if n := p.recorded(operator.PurposeAdded); n != 1 {
		t.Errorf("%d purposes recorded, want one", n)
	}
}

func TestNoticesArePublishedForGood(t *testing.T) {
	p := desk(t).stock(1).program(operator.Compliance)
	notice := func(id string, version int, lang, purpose, words string) string {
		return fmt.Sprintf(`{"id":%q,"version":%d,"lang":%q,"purpose":%q,"body":%q}`, id, version, lang, purpose, words)
	}
	p.post("/consent/purposes", `{"id":"marketing.events","category":"marketing","name_fr":"Soirées","name_en":"Events"}`).is(200)
	second := notice("n-offers", 2, "fr", offersPurpose, "J’accepte tout.")
	p.post("/consent/notices", second).is(200).has("ref", "n-offers@2/fr", "version", 2)
	p.post("/consent/notices", second).is(200) // the same words again
	cases := []struct {
		name, body string
		status     int
		field      string
	}{
		{"other words under the same number", notice("n-offers", 2, "fr", offersPurpose, "Autre chose."), 409, "version"},
		{"a number left out", notice("n-offers", 4, "fr", offersPurpose, "Autre chose."), 409, "version"},
		{"the words that are published", notice("n-offers", 3, "fr", offersPurpose, "J’accepte tout."), 422, "body"},
		{"the name of another purpose's", notice("n-offers", 3, "fr", "marketing.events", "Autre chose."), 422, "id"},
		{"no such purpose", notice("n-news", 1, "fr", "marketing.none", "Autre chose."), 422, "purpose"},
		{"no language", notice("n-offers", 3, "klingonisch", offersPurpose, "Autre chose."), 422, "lang"},
		{"no words", notice("n-offers", 3, "fr", offersPurpose, " \n "), 422, "body"},
		{"capitals in the id", notice("Offers", 1, "fr", offersPurpose, "Autre chose."), 422, "id"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { p.post("/consent/notices", c.body).is(c.status).has("field", c.field) })
	}
	p.post("/consent/notices", notice("n-offers", 2, "en", offersPurpose, "I agree to everything.")).is(200)
	p.get("/consent/notices/n-offers/1/fr").is(200).has("body", "J’accepte de recevoir des offres.", "purpose", offersPurpose)
	p.get("/consent/notices/n-offers/9/fr").is(404)
	if n := p.get("/consent/notices").is(200).items(); n != 3 {
		t.Errorf("%d notices, want three", n)
	}
}

func TestTheRegisterIsRead(t *testing.T) {
	s := desk(t).stock(5)
	p := s.program(operator.Auditor)
	if all := p.everything("/consent/register", "person", 2); len(all) != 5 {
		t.Errorf("%d lines, want five", len(all))
	}
	p.get("/consent/register?state=withdrawn").is(200).lacks("612000000").has("items.0.person", s.people[0], "items.0.event", "withdrawn", "items.0.scope", "*", "items.1", nil)
	p.get(fmt.Sprint("/consent/register?person=", s.people[1])).is(200).has("items.0.notice", "n-offers@1/fr", "items.0.state", "granted", "items.1", nil)
	p.get("/consent/register?until=2026-03-03T09:30:00Z").is(200).has("items.3.state", "granted", "items.4", nil)
	p.get("/consent/register?since=yesterday").is(422)
}

func TestAPersonsHistoryIsToldAndTheLookRecorded(t *testing.T) {
	s := desk(t).stock(2)
	p := s.program(operator.Auditor)
	p.get(fmt.Sprint("/consent/people/", s.people[0])).is(200).has("items.0.kind", "granted", "items.0.evidence.method", "web_form", "items.0.steps.0.after", "granted",
		"items.1.kind", "withdrawn", "items.1.evidence.words", "STOP", "items.2", nil)
	p.get("/consent/people/" + nobodys).is(404)
	if n := p.recorded(operator.PersonLooked); n != 1 {
		t.Errorf("%d looks recorded, want one", n)
	}
}

// What WhatsApp calls a message holds the number of who wrote it, in base64.
func TestTheReferenceOfAMessageHidesTheNumber(t *testing.T) {
	s := desk(t).stock(3)
	const wamid = "wamid.HBgLMzM2MTIwMDAwMDEVAgASGBQzQUY5N0ZBMzQ1RDcyMkE5RkQ5QQA="
	s.must(s.register.Withdraw(t.Context(), consent.Withdrawal{Subject: s.people[1], Scope: consent.StopMarketing, Occurred: start,
		Evidence: consent.Evidence{Method: "inbound_msg", Act: "keyword", Reference: wamid, Words: "STOP"}}))
	p := s.program(operator.Compliance)
	p.get(fmt.Sprint("/consent/people/", s.people[1])).is(200).lacks("MzM2MTIwMDAwMDE").has("items.1.evidence.reference", "wamid.…RkQ5QQA=")
	id := s.running()
	message := s.messages(id)[0]
	s.claim(id, message)
	s.settle(message, campaign.Accepted, "")
	path := fmt.Sprint("/contacts/", s.count(`SELECT contact_id FROM message WHERE id = ?`, int64(message)), "/timeline")
	p.get(path).is(200).has("items.0.message.state", "accepted").lacks("wamid")
}

func TestANoIsRecordedAndHoldsAtOnce(t *testing.T) {
	s := desk(t).stock(3)
	p := s.program(operator.Agent)
	path := fmt.Sprint("/consent/people/", s.people[1], "/withdrawals")
	p.post(path, `{"scope":"objection","method":"paper","reference":"lettre 118","occurred_at":"2026-03-03T09:59:30Z"}`).is(200).has("items.0.state", "objected", "items.0.rule", "objected")
	p.post(path, `{"scope":"marketing","method":"paper","reference":"  "}`).is(422)
	p.post(path, `{"scope":"platform","method":"phone","reference":"appel 3"}`).is(422).has("field", "scope")
	p.post("/consent/people/"+nobodys+"/withdrawals", `{"scope":"marketing","method":"phone","reference":"appel 3"}`).is(404)
	if n := p.recorded(operator.WithdrawalRecorded); n != 1 {
		t.Errorf("%d withdrawals recorded, want one", n)
	}
	if n := p.count(`SELECT count(*) FROM event WHERE subject_id = ?`, int64(s.people[1])); n != 2 {
		t.Errorf("%d events of the person, want the grant and the objection", n)
	}
}
