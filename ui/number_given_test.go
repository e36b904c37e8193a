package ui_test

import (
	"fmt"
	"net/http"
	"testing"

	"accord/campaign"
	"accord/internal/operator"
)

// given lets the environment of the server name a number, and nothing be in
// the settings.
func (s *stocked) given() {
	s.t.Helper()
	s.must(s.operators.RemoveNumber(s.t.Context(), shopNumber, "terminal"))
	s.numbers.given = []operator.Number{{ID: "777", WABAID: "888", Label: "ACCORD_WHATSAPP", Token: operator.NewSecret("EAAgiven"), Given: true}}
}

func TestANumberOfTheEnvironmentIsUsedLikeAnyOther(t *testing.T) {
	s := desk(t).stock(2)
	s.given()
	s.draft(func(d *campaign.Draft) { d.NumberID = "777" })
	p := s.as(operator.Administrator)
	if chosen := p.get(s.path + "/schedule").is(200).one("#number option[selected]").attr["value"]; chosen != "777" {
		t.Errorf("the schedule has number %q", chosen)
	}
	p.post(s.path+"/schedule", "number", "777", "end", "2026-03-06T10:00")
	p.get(s.path + "/plan").says("ACCORD_WHATSAPP")
	p.get("/").says("ACCORD_WHATSAPP").conceals("EAAgiven")
	p.get("/settings/numbers").says("ACCORD_WHATSAPP").conceals("EAAgiven")
	p.get(fmt.Sprint("/contacts/", s.people[1])).conceals("aucun numéro d’envoi connecté")
	s.program(operator.Administrator).get("/numbers").is(200).has("items.0.id", "777", "items.0.given", true).lacks("EAAgiven")
}

func TestANumberOfTheEnvironmentIsChangedThere(t *testing.T) {
	s := desk(t).stock(1)
	s.given()
	p := s.as(operator.Administrator)
	const path = "/settings/numbers/777"
	page := p.get(path).is(200).says("Ce numéro vient de la configuration du serveur").conceals("EAAgiven")
	if len(page.all("form[action="+path+"]")) > 0 {
		t.Error("there is a form for what the settings do not hold")
	}
	p.get(path+"/line", "HX-Request", "true").is(200)
	p.post(path, "waba_id", "1", "token", "mine").is(409).says("Modifiez-le là.")
	p.get(path + "/remove").is(409)
	p.post(path + "/remove").is(409)
	p.post("/settings/numbers", append([]string{"id", "777"}, newNumber[4:]...)...).is(422).says("Ce numéro est déjà enregistré.")
	program := s.program(operator.Administrator)
	program.call(http.MethodPut, "/numbers/777", `{"waba_id":"1","token":"mine","app_secrets":["s"]}`).is(409)
	program.call(http.MethodDelete, "/numbers/777", "").is(409)
	if list, err := s.operators.Numbers(t.Context()); err != nil || len(list) != 0 || s.numbers.changed != 0 {
		t.Errorf("%d numbers are stored, %v; the engine was told %d times", len(list), err, s.numbers.changed)
	}
}

// TestANumberThatIsGoneStaysChosen until somebody chooses another one: a step
// that is opened and saved changes nothing by itself.
func TestANumberThatIsGoneStaysChosen(t *testing.T) {
	s := desk(t).stock(1)
	id := s.draft(func(d *campaign.Draft) { d.NumberID = "999" })
	p := s.as(operator.Marketer)
	if chosen := p.get(s.path + "/schedule").says("999 (n’est plus réglé)").one("#number option[selected]").attr["value"]; chosen != "999" {
		t.Errorf("the schedule has number %q", chosen)
	}
	if d, err := s.campaigns.GetDraft(t.Context(), s.db, id); err != nil || d.NumberID != "999" {
		t.Errorf("the draft has number %q, %v", d.NumberID, err)
	}
}

// TestATokenIsNotShownElsewhere: a changed address, tested or saved, needs the
// token anew.
func TestATokenIsNotShownElsewhere(t *testing.T) {
	w := desk(t).stock(1)
	p := w.as(operator.Administrator)
	const path = "/settings/numbers/106540352242922"
	fields := []string{"waba_id", "102290129340398", "base_url", "https://attacker.example"}
	p.post(path, append(fields, "act", "test")...).is(200).says("saisissez-le de nouveau").conceals(secretsTyped...)
	p.post(path, fields...).is(422).says("saisissez-le de nouveau")
	program := w.program(operator.Administrator)
	program.call(http.MethodPut, "/numbers/106540352242922", `{"waba_id":"102290129340398","base_url":"https://attacker.example"}`).is(422)
	if len(w.numbers.tested) != 0 || w.number().BaseURL != "" {
		t.Errorf("tested %v, stored %q", w.numbers.tested, w.number().BaseURL)
	}
	p.post(path, "waba_id", "102290129340398", "base_url", "http://graph.example.org", "token", "EAAnew", "act", "test").says("en http sur cette machine seulement")
	p.follow(p.post(path, append(fields, "token", "EAAnew")...)).is(200)
	p.get("/audit").says("https://attacker.example")
}
