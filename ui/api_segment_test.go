package ui_test

import (
	"errors"
	"net/http"
	"testing"

	"accord/internal/operator"
)

func TestASegmentIsMadeChangedAndDeleted(t *testing.T) {
	s := desk(t).stock(3)
	p := s.program(operator.Marketer)
	id := p.post("/segments", `{"name":"Lyon","rule":{"attribute":{"name":"city","op":"is","text":["Lyon"]}}}`).is(200).has("rule.attribute.op", "is").text("id")
	p.post("/segments", `{"name":"Lyon","rule":{}}`).is(400)
	p.call(http.MethodPut, "/segments/"+id, `{"name":"Ailleurs","rule":{"not":{"country":["FR"]}}}`).is(200).has("name", "Ailleurs", "rule.not.country.0", "FR")
	p.get("/segments").is(200).has("items.0.name", "Ailleurs", "next", "")
	p.get("/segments/" + nobodys).is(404)
	p.call(http.MethodPut, "/segments/"+nobodys, `{"name":"x","rule":{}}`).is(404)
	draft := p.post("/campaigns", `{"name":"Avec","segment":"`+id+`"}`).is(200).has("draft.segment", id).text("id")
	p.call(http.MethodDelete, "/segments/"+id, "").is(409)
	p.call(http.MethodDelete, "/campaigns/"+draft, "").is(204)
	p.call(http.MethodDelete, "/segments/"+id, "").is(204)
	p.call(http.MethodDelete, "/segments/"+id, "").is(404)
	for action, n := range map[string]int{operator.SegmentSaved: 2, operator.SegmentDeleted: 1} {
		if got := p.recorded(action); got != n {
			t.Errorf("%s is recorded %d times, want %d", action, got, n)
		}
	}
}

func TestARuleIsCountedAndSampled(t *testing.T) {
	p := desk(t).stock(5).program(operator.Marketer)
	cases := []struct {
		name, rule string
		people     int
	}{
		{"everybody", `{}`, 5},
		{"who agreed", `{"consent":{"purpose":"marketing.offers","state":"granted"}}`, 4},
		{"all of two", `{"all":[{"language":["fr"]},{"country":["DE"]}]}`, 0},
		{"one of two", `{"any":[{"language":["fr"]},{"country":["DE"]}]}`, 5},
		{"who never clicked", `{"not":{"engagement":{"did":"clicked","at_least":1}}}`, 5},
		{"who ordered nothing", `{"event":{"name":"order","at_most":0}}`, 5},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p.post("/segments/count", `{"rule":`+c.rule+`}`).is(200).has("people", c.people)
			if n := p.post("/segments/sample", `{"rule":`+c.rule+`,"n":3,"seed":7}`).is(200).lacks("61200000").items(); n != min(3, c.people) {
				t.Errorf("%d people shown, want %d", n, min(3, c.people))
			}
		})
	}
	p.post("/segments/count", `{"rule":{"attribute":{"name":"a \"`+canary+`","op":"is"}}}`).is(422).has("field", "rule").lacks(canary)
	p.post("/segments/sample", `{"rule":{},"n":201}`).is(422)
}

func TestTemplatesAreReadAndReadAgain(t *testing.T) {
	s := desk(t).stock(1)
	p := s.program(operator.Marketer)
	list := p.get("/templates").is(200)
	if list.items() != 4 {
		t.Fatalf("%d templates, want four", list.items())
	}
	p.get("/templates/"+list.text("items.0.id")).is(200).has("name", list.text("items.0.name"))
	p.get("/templates/" + nobodys).is(404)
	p.post("/templates/sync", `{}`).is(200).has("items.1.variables.0", "1")
	if len(s.numbers.learned) != 1 || p.recorded(operator.TemplatesSynced) != 1 {
		t.Errorf("read %d times, recorded %d times, want once", len(s.numbers.learned), p.recorded(operator.TemplatesSynced))
	}
	s.numbers.failure = errors.New("dial tcp 10.0.0.7: refused")
	a := p.ask(http.MethodPost, "/api/v1/templates/sync", "", "Authorization", "Bearer "+p.token)
	reply{a, t}.is(502).lacks("10.0.0.7")
}
