package ui_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"accord/internal/operator"
	"accord/ui"
)

func TestATokenIsMadeUsedAndRevoked(t *testing.T) {
	s := desk(t).stock(1)
	p := s.program(operator.Administrator)
	made := p.post("/tokens", `{"name":"shop","role":"marketer","scopes":["segment_view"],"expires_at":"2026-04-01T00:00:00Z"}`).is(200)
	shop := &program{stocked: s, token: made.text("token"), name: "shop", made: p.made}
	shop.get("/segments").is(200)
	shop.get("/campaigns").is(403)
	p.get("/tokens").is(200).lacks(made.text("token")).has("items.0.name", "shop", "items.0.scopes.0", "segment_view", "items.0.created_by", operator.TokenAuthor(p.id))
	p.call(http.MethodDelete, "/tokens/"+made.text("id"), "").is(204)
	shop.get("/segments").is(401)
	p.call(http.MethodDelete, "/tokens/"+nobodys, "").is(404)
	p.post("/tokens", `{"name":"shop","role":"analyst","scopes":["token_edit"]}`).is(422).has("field", "scopes")
	p.post("/tokens", `{"name":"shop","role":"analyst","expires_at":"2020-01-01T00:00:00Z"}`).is(422).has("field", "expires")
	p.post("/tokens", `{"name":" ","role":"analyst"}`).is(422).has("field", "name")
	if p.recorded(operator.TokenCreated) != 1 || p.recorded(operator.TokenRevoked) != 1 {
		t.Error("not each change is recorded once")
	}
}

func TestATokenMakesNoneThatMayMore(t *testing.T) {
	s := desk(t).stock(1)
	p := s.program(operator.Administrator, operator.TokenEdit, operator.SegmentView)
	p.post("/tokens", `{"name":"all","role":"administrator"}`).is(403).has("field", "scopes")
	p.post("/tokens", `{"name":"more","role":"administrator","scopes":["segment_view","setting_edit"]}`).is(403)
	p.post("/tokens", `{"name":"less","role":"administrator","scopes":["segment_view"]}`).is(200)
	if n := p.recorded(operator.TokenCreated); n != 1 {
		t.Errorf("%d tokens made, want one", n)
	}
}

func TestANumberIsKeptWithoutShowingItsSecrets(t *testing.T) {
	s := desk(t).stock(1)
	p := s.program(operator.Administrator)
	const body = `{"waba_id":"102290129340399","label":"Salon","base_url":"http://127.0.0.1:8081","token":"t0p-secret","app_secrets":["app-secret"],"verify_token":"verify-me"}`
	p.call(http.MethodPut, "/numbers/200540352242922", body).is(200).lacks("t0p-secret", "app-secret", "verify-me").
		has("label", "Salon", "has_token", true, "app_secrets", 1, "has_verify_token", true)
	p.call(http.MethodPut, "/numbers/200540352242922", `{"waba_id":"102290129340399","label":"Atelier","base_url":"http://127.0.0.1:8081"}`).is(200).has("label", "Atelier", "has_token", true, "app_secrets", 1)
	p.get("/numbers").is(200).lacks("t0p-secret", "app-secret", "verify-me").has("items.1.label", "Atelier", "next", "")
	p.get("/numbers/200540352242922").is(200).has("label", "Atelier")
	p.call(http.MethodPut, "/numbers/300540352242922", `{"waba_id":"1","base_url":"ftp://`+canary+`"}`).is(422).lacks(canary)
	p.call(http.MethodPut, "/numbers/no%20number", `{"waba_id":"1"}`).is(422)
	s.numbers.report = ui.NumberReport{Display: "+33 1 84 88 00 02", Name: "Maison Lumen", PerSecond: 80, Templates: 6}
	p.call(http.MethodPost, "/numbers/200540352242922/test", "").is(200).has("reached", true, "display", "+33 1 84 88 00 02", "per_second", 80, "failure", nil)
	s.numbers.report, s.numbers.failure = ui.NumberReport{}, errors.New("no")
	p.call(http.MethodPost, "/numbers/200540352242922/test", "").is(200).has("reached", false, "remedy", "Fill in the number’s id and the access token, then test again.")
	p.call(http.MethodPost, "/numbers/"+nobodys+"/test", "").is(404)
	p.call(http.MethodDelete, "/numbers/200540352242922", "").is(204)
	p.call(http.MethodDelete, "/numbers/200540352242922", "").is(404)
	if s.numbers.changed != 3 || p.recorded(operator.NumberSaved) != 2 || p.recorded(operator.NumberRemoved) != 1 {
		t.Errorf("the engine was told %d times, %d saved, %d removed", s.numbers.changed, p.recorded(operator.NumberSaved), p.recorded(operator.NumberRemoved))
	}
}

func TestTheOrganisationIsChangedButForTheFourEyes(t *testing.T) {
	p := desk(t).stock(1).program(operator.Administrator)
	const body = `{"name":"Maison Lumen","zone":"Europe/Brussels","language":"fr","currency":"EUR"`
	p.call(http.MethodPut, "/organisation", body+`}`).is(200).has("zone", "Europe/Brussels", "four_eyes", true, "now", "2026-03-03T10:00:00Z")
	p.call(http.MethodPut, "/organisation", body+`,"four_eyes":false}`).is(422).has("field", "four_eyes")
	p.call(http.MethodPut, "/organisation", `{"name":"Maison Lumen","zone":"Mars","language":"fr","currency":"EUR"}`).is(422).has("field", "zone").lacks("Mars")
	p.get("/organisation").is(200).has("name", "Maison Lumen")
	if n := p.recorded(operator.OrganisationChanged); n != 1 {
		t.Errorf("%d changes recorded, want one", n)
	}
}

func TestOperatorsAndTheAuditAreRead(t *testing.T) {
	s := desk(t).stock(1)
	camille := s.as(operator.Compliance)
	p := s.program(operator.Administrator)
	p.get("/operators").is(200).has("items.0.role", "compliance", "items.0.email", camille.email)
	p.post("/segments", `{"name":"Lyon","rule":{}}`).is(200)
	p.get("/audit?token="+fmt.Sprint(p.id)).is(200).has("items.0.by", operator.TokenAuthor(p.id), "items.0.action", "segment.save", "items.1", nil)
	p.get("/audit?operator=terminal").is(200).has("items.0.by", "terminal")
	p.get("/audit?operator=visitor").is(200).has("items.0", nil)
	p.get("/audit?operator=claire%40example.org").is(422)
	if all := p.everything("/audit", "id", 2); len(all) != p.count(`SELECT count(*) FROM audit`) {
		t.Errorf("%d entries read, %d are there", len(all), p.count(`SELECT count(*) FROM audit`))
	}
	p.get("/audit?operator=" + p.get("/operators").text("items.0.id")).is(200)
	p.get("/audit?operator=1&token=1").is(422)
	p.get("/audit?operator=" + nobodys).is(422)
}

// The clear text of a token is told once, whatever the caller's key.
func TestANewTokenIsKeptNowhere(t *testing.T) {
	p := desk(t).stock(1).program(operator.Administrator)
	const spec = `{"name":"shop","role":"analyst"}`
	first, second := p.post("/tokens", spec, "Idempotency-Key", "k").is(200), p.post("/tokens", spec, "Idempotency-Key", "k").is(200)
	if first.text("token") == second.text("token") || p.count(`SELECT count(*) FROM api_call`) != 0 {
		t.Error("the answer with the token was kept")
	}
	first.lacks(second.text("token"))
}

// Whoever may for a while gives nobody more than that while.
func TestATokenMakesNoneThatOutlivesIt(t *testing.T) {
	s := desk(t).stock(1)
	p := s.program(operator.Administrator)
	made := p.post("/tokens", `{"name":"contractor","role":"administrator","expires_at":"2026-04-01T00:00:00Z"}`).is(200)
	contractor := &program{stocked: s, token: made.text("token"), name: "contractor", made: p.made}
	for name, c := range map[string]struct {
		expires string
		status  int
	}{
		"no end":      {``, 403},
		"later":       {`,"expires_at":"2026-04-01T00:00:01Z"`, 403},
		"as long":     {`,"expires_at":"2026-04-01T00:00:00Z"`, 200},
		"not so long": {`,"expires_at":"2026-03-31T00:00:00Z"`, 200},
	} {
		t.Run(name, func(t *testing.T) {
			got := contractor.post("/tokens", `{"name":"shop","role":"analyst"`+c.expires+`}`).is(c.status)
			if c.status == 403 {
				got.has("field", "expires_at")
			}
		})
	}
}

// Two programs of one name are two authors.
func TestTheAuditTellsTokensOfOneNameApart(t *testing.T) {
	s := desk(t).stock(1)
	first, second := s.program(operator.Administrator), s.program(operator.Administrator)
	first.post("/segments", `{"name":"Lyon","rule":{}}`).is(200)
	if first.name != second.name || first.recorded(operator.SegmentSaved) != 1 || second.recorded(operator.SegmentSaved) != 0 {
		t.Errorf("%q made %d, %q made %d", first.name, first.recorded(operator.SegmentSaved), second.name, second.recorded(operator.SegmentSaved))
	}
}

// Who may not see segments does not ask a rule of their own about people.
func TestARuleIsAskedByWhoMaySeeSegments(t *testing.T) {
	s := desk(t).stock(2)
	made := s.program(operator.Administrator).post("/segments", `{"name":"Lyon","rule":{}}`).is(200).text("id")
	agent, analyst, marketer := s.program(operator.Agent), s.program(operator.Analyst), s.program(operator.Marketer)
	const rule = `{"rule":{},"n":2}`
	agent.get("/contacts?segment=" + made).is(403)
	agent.get("/contacts").is(200)
	agent.post("/segments/sample", rule).is(403)
	analyst.post("/segments/sample", rule).is(403)
	marketer.post("/segments/sample", rule).is(200)
	marketer.get("/contacts?segment=" + made).is(200)
}
