package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/operator"
)

const draftBody = `{"name":"Printemps","objective":"conversion","number":"106540352242922","purpose":"marketing.offers","rule":{},
	"window_hours":24,"ends_at":"2026-03-05T10:00:00Z","holdout":0,"variants":[
	{"key":"A","templates":{"fr":{"name":"spring_short","language":"fr"}},"variables":{"1":{"from":"name","fallback":"vous"}}},
	{"key":"B","weight":2,"templates":{"fr":{"name":"spring_link","language":"fr"}},"header":{"format":"image","link":"https://shop.example/a.jpg"},
	 "variables":{"1":{"from":"name"},"2":{"from":"city"}},"links":{"0":"https://shop.example/"},"payloads":{"1":"ACCORD_STOP"}}]}`

func TestACampaignIsWrittenCheckedForecastAndLaunched(t *testing.T) {
	s := desk(t).stock(4)
	p := s.program(operator.Marketer)
	made := p.post("/campaigns", draftBody).is(200).has("phase", "draft", "category", "marketing", "draft.name", "Printemps", "draft.window_hours", 24,
		"draft.variants.0.weight", 1, "draft.variants.1.links.0", "https://shop.example/", "draft.variants.1.header.format", "image")
	path := "/campaigns/" + made.text("id")
	p.get(path+"/check").is(200).has("items.0", nil)
	forecast := p.get(path+"/forecast").is(200).has("ready", true, "audience", 4, "reachable", 3, "kept_out.0.reason", "withdrawn", "kept_out.0.people", 1)
	if says := forecast.text("kept_out.0.says"); says == "" {
		t.Error("the reason is not explained")
	}
	p.post(path+"/launch", `{"people":4}`).is(409).has("field", "people")
	p.post(path+"/launch", `{"people":3}`).is(200).has("id", made.text("id"), "phase", "planning")
	if len(s.engine.woken) != 1 || fmt.Sprint(s.engine.woken[0]) != made.text("id") {
		t.Errorf("the engine was woken for %v", s.engine.woken)
	}
	p.call(http.MethodPost, path+"/launch", "").is(409)
	for action, n := range map[string]int{operator.CampaignCreated: 1, operator.CampaignLaunched: 1} {
		if got := p.recorded(action); got != n {
			t.Errorf("%s is recorded %d times, want %d", action, got, n)
		}
	}
}

func TestADraftIsChangedDuplicatedAndDeleted(t *testing.T) {
	s := desk(t).stock(2)
	p := s.program(operator.Marketer)
	id := p.post("/campaigns", `{"name":"Rien"}`).is(200).text("id")
	blocking := p.get("/campaigns/" + id + "/check").is(200)
	if blocking.items() < 4 || blocking.at("items.0.blocking") != true {
		t.Errorf("of an empty draft there are %d findings: %s", blocking.items(), blocking.body)
	}
	p.post("/campaigns/"+id+"/launch", `{}`).is(422).has("errors.0.field", "number", "errors.0.detail", "no number sends; choose one", "errors.1.field", "purpose")
	p.call(http.MethodPut, "/campaigns/"+id, draftBody).is(200).has("draft.name", "Printemps")
	copied := p.call(http.MethodPost, "/campaigns/"+id+"/duplicate", "").is(200).has("draft.variants.1.key", "B", "draft.ends_at", nil).text("id")
	p.call(http.MethodDelete, "/campaigns/"+copied, "").is(204)
	p.get("/campaigns/" + copied).is(404)
	p.call(http.MethodPut, "/campaigns/"+nobodys, draftBody).is(404)
	p.post("/campaigns", `{"name":"a","purpose":"marketing.none"}`).is(422).has("field", "purpose").lacks("marketing.none")
	p.post("/campaigns", `{"name":"a","segment":"987654321"}`).is(422).has("field", "segment")
	p.post("/campaigns", `{"name":"a","variants":[{"key":"A","templates":{},"links":{"first":"https://shop.example"}}]}`).is(422).has("field", "variants")
	for _, action := range []string{operator.CampaignCreated, operator.CampaignSaved, operator.CampaignDuplicated, operator.CampaignDeleted} {
		if n := p.recorded(action); n != 1 {
			t.Errorf("%s is recorded %d times, want once", action, n)
		}
	}
}

func TestARunningCampaignIsWatchedAndControlled(t *testing.T) {
	s := desk(t).stock(4)
	id := s.running()
	messages := s.messages(id)
	s.claim(id, messages...)
	s.settle(messages[0], campaign.Accepted, "")
	s.settle(messages[1], campaign.Failed, "whatsapp:131049")
	s.status(messages[0], campaign.Delivered)
	p, path := s.program(operator.Marketer), fmt.Sprint("/campaigns/", id)
	p.get(path+"/progress").is(200).has("phase", "running", "audience", 4, "states.delivered", 1, "states.failed", 1, "states.sending", 1,
		"kept_out.0.reason", "withdrawn", "reasons.0.reason", "whatsapp:131049")
	p.call(http.MethodPost, path+"/pause", "").is(200).has("phase", "paused", "in_flight", 1)
	p.call(http.MethodPost, path+"/resume", "").is(200).has("phase", "running")
	if len(s.engine.woken) != 1 {
		t.Errorf("the engine was woken for %v", s.engine.woken)
	}
	p.call(http.MethodPut, path, draftBody).is(409)
	p.call(http.MethodDelete, path, "").is(409)
	p.post(path+"/launch", `{}`).is(409)
	p.get(path + "/check").is(409)
	p.get(path + "/forecast").is(409)
	p.call(http.MethodPost, path+"/cancel", "").is(200).has("phase", "cancelled")
	p.call(http.MethodPost, path+"/resume", "").is(409)
	for _, action := range []string{operator.CampaignPaused, operator.CampaignResumed, operator.CampaignCancelled} {
		if n := p.recorded(action); n != 1 {
			t.Errorf("%s is recorded %d times, want once", action, n)
		}
	}
}

func TestThePeopleOfACampaignAndWhy(t *testing.T) {
	s := desk(t).stock(4)
	id := s.running()
	p, path := s.program(operator.Compliance), fmt.Sprint("/campaigns/", id)
	if all := p.everything(path+"/people", "contact", 2); len(all) != 4 {
		t.Errorf("%d people, want four", len(all))
	}
	p.get(path+"/people?skip=withdrawn").is(200).lacks("612000000").has("items.0.contact", s.people[0], "items.0.number", "+33 6 •• •• •• 00", "items.1", nil)
	p.get(path+"/people?state=planned").is(200).has("items.2.state", "planned", "items.3", nil)
	p.get(fmt.Sprint(path, "/people/", s.people[0])).is(200).has("member", true, "skip", "withdrawn", "message", nil)
	p.get(fmt.Sprint(path, "/people/", s.people[1])).is(200).has("member", true, "message.state", "planned")
	p.get(path + "/people/" + nobodys).is(404)
	p.get("/campaigns/" + nobodys + "/people").is(404)
	late := p.count(`SELECT count(*) FROM contact`)
	latecomer := s.program(operator.Marketer).post("/contacts", `{"contacts":[{"phone":"+33687654321","name":"Plus tard"}]}`).is(200).text("ids.0")
	p.get(path+"/people/"+latecomer).is(200).has("member", false, "conditions.0.holds", true)
	if late != 4 {
		t.Errorf("%d people before, want four", late)
	}
	draft := s.draft()
	p.get(fmt.Sprint("/campaigns/", draft, "/people/", s.people[1])).is(409)
}

func TestResultsAreRead(t *testing.T) {
	s := desk(t).stock(60)
	id := s.running(func(d *campaign.Draft) { d.Holdout = 1000 })
	messages := s.messages(id)
	s.claim(id, messages...)
	for _, m := range messages {
		s.settle(m, campaign.Accepted, "")
		s.status(m, campaign.Delivered)
	}
	p, path := s.program(operator.Analyst), fmt.Sprint("/campaigns/", id)
	p.get(path+"/results").is(200).has("goal", "converted", "summary.planned", len(messages), "summary.delivered", len(messages), "summary.verdict.code", "no_data", "differences.0", nil)
	s.clock.Advance(start.Add(72 * time.Hour))
	ripe := p.get(path+"/results").is(200).has("waiting", 0, "summary.verdict.code", "ranked", "differences.0.metric", "converted", "differences.0.reference", "A", "ratio.df", 2)
	if ripe.at("summary.holdout.assigned").(float64) < 1 {
		t.Errorf("nobody is held out: %s", ripe.body)
	}
	p.get(fmt.Sprint("/campaigns/", s.draft(), "/results")).is(404)
	p.get(path + "/progress").is(200)
}

func TestCampaignsAreListed(t *testing.T) {
	s := desk(t).stock(3)
	s.running()
	for i := range 4 {
		s.draft(func(d *campaign.Draft) { d.Name = fmt.Sprintf("Été %d", i) })
	}
	p := s.program(operator.Auditor)
	if all := p.everything("/campaigns", "name", 2); strings.Join(all, ", ") != "Été 3, Été 2, Été 1, Été 0, Printemps" {
		t.Errorf("the list has %q", all)
	}
	p.get("/campaigns?phase=running,paused").is(200).has("items.0.name", "Printemps", "items.0.states.planned", 2, "items.0.kept_out", 1, "items.1", nil)
	p.get("/campaigns?q=ete+1").is(200).has("items.0.name", "Été 1", "items.0.variants.1", "B", "items.1", nil)
	p.get("/campaigns?phase=ended").is(422)
}
