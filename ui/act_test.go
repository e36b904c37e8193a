package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"accord/campaign"
	"accord/internal/operator"
	"accord/ui"
)

// act is a changing route: its entry in the audit, and what leads up to one
// call of it.
type act struct {
	action string // empty where nothing is changed
	ready  func(o *occasion) func() int
}

// occasion is a shop at which acts are done, on pages and by a program.
type occasion struct {
	*stocked
	page    *person
	program *program
	n       int // of the names that were made
}

// name is one that nothing has yet.
func (o *occasion) name(kind string) string {
	o.n++
	return fmt.Sprint(kind, o.n)
}

func (o *occasion) form(path string, fields ...string) func() int {
	return func() int { return o.page.post(path, fields...).status }
}

func (o *occasion) call(method, path, body string) func() int {
	return func() int { return o.program.call(method, path, body).status }
}

func (o *occasion) segment() campaign.SegmentID {
	o.t.Helper()
	id, err := o.campaigns.AddSegment(o.t.Context(), o.name("Segment "), campaign.Rule{Tag: "vip"})
	o.must(err)
	return id
}

func (o *occasion) paused() campaign.ID {
	o.t.Helper()
	id := o.running()
	_, err := o.campaigns.Pause(o.t.Context(), id)
	o.must(err)
	return id
}

// step is a form of the wizard.
func step(name string, fields ...string) act {
	return act{operator.CampaignSaved, func(o *occasion) func() int { o.draft(); return o.form(o.path+"/"+name, fields...) }}
}

// onPath is a form below the campaign that begin makes.
func onPath(action, below string, begin func(o *occasion) campaign.ID) act {
	return act{action, func(o *occasion) func() int { begin(o); return o.form(o.path + below) }}
}

// calling is an operation on the campaign that begin makes.
func calling(action, method, below, body string, begin func(o *occasion) campaign.ID) act {
	return act{action, func(o *occasion) func() int {
		return o.call(method, fmt.Sprint("/campaigns/", begin(o), below), body)
	}}
}

func aDraft(o *occasion) campaign.ID   { return o.draft() }
func aRunning(o *occasion) campaign.ID { return o.running() }
func aPaused(o *occasion) campaign.ID  { return o.paused() }

// acts are the changing routes of campaigns, segments, contacts, imports,
// templates and consent. Those of operators, sessions, tokens, numbers and the
// organisation are package operator's: each of its use cases records itself,
// and its tests say so.
var acts = map[string]act{
	"POST /campaigns":               {operator.CampaignCreated, func(o *occasion) func() int { return o.form("/campaigns", "name", "Été") }},
	"POST /campaigns/:id/duplicate": onPath(operator.CampaignDuplicated, "/duplicate", aDraft),
	"POST /campaigns/:id/delete":    onPath(operator.CampaignDeleted, "/delete", aDraft),
	"POST /campaigns/:id/pause":     onPath(operator.CampaignPaused, "/pause", aRunning),
	"POST /campaigns/:id/resume":    onPath(operator.CampaignResumed, "/resume", aPaused),
	"POST /campaigns/:id/cancel":    onPath(operator.CampaignCancelled, "/cancel", aRunning),
	"POST /campaigns/:id/objective": step("objective", "name", "Été"),
	"POST /campaigns/:id/audience":  step("audience", "audience", "everybody", "purpose", offersPurpose),
	"POST /campaigns/:id/variants":  step("variants", "v.0.key", "A", "v.0.weight", "1", "v.1.key", "B", "v.1.weight", "1"),
	"POST /campaigns/:id/schedule":  step("schedule", "number", shopNumber),
	"POST /campaigns/:id/launch": {operator.CampaignLaunched, func(o *occasion) func() int {
		o.draft()
		asked := o.page.get(o.path + "/launch").is(200)
		people := strings.TrimSpace(asked.one("#launch-title").text())
		return o.form(o.path+"/launch", "people", people[:strings.IndexByte(people, ' ')], "basis", asked.one("input[name=basis]").attr["value"])
	}},
	"POST /api/v1/campaigns":               {operator.CampaignCreated, func(o *occasion) func() int { return o.call(http.MethodPost, "/campaigns", `{"name":"Été"}`) }},
	"PUT /api/v1/campaigns/:id":            calling(operator.CampaignSaved, http.MethodPut, "", `{"name":"Été"}`, aDraft),
	"DELETE /api/v1/campaigns/:id":         calling(operator.CampaignDeleted, http.MethodDelete, "", "", aDraft),
	"POST /api/v1/campaigns/:id/duplicate": calling(operator.CampaignDuplicated, http.MethodPost, "/duplicate", "", aDraft),
	"POST /api/v1/campaigns/:id/launch":    calling(operator.CampaignLaunched, http.MethodPost, "/launch", "", aDraft),
	"POST /api/v1/campaigns/:id/pause":     calling(operator.CampaignPaused, http.MethodPost, "/pause", "", aRunning),
	"POST /api/v1/campaigns/:id/resume":    calling(operator.CampaignResumed, http.MethodPost, "/resume", "", aPaused),
	"POST /api/v1/campaigns/:id/cancel":    calling(operator.CampaignCancelled, http.MethodPost, "/cancel", "", aRunning),

	"POST /segments/new": {operator.SegmentSaved, func(o *occasion) func() int {
		return o.form("/segments/new", append([]string{"name", o.name("Lyon "), "do", "save"}, lyonFields...)...)
	}},
	"POST /segments/:id": {operator.SegmentSaved, func(o *occasion) func() int {
		return o.form(fmt.Sprint("/segments/", o.segment()), append([]string{"name", o.name("Lyon "), "do", "save"}, lyonFields...)...)
	}},
	"POST /segments/:id/delete": {operator.SegmentDeleted, func(o *occasion) func() int { return o.form(fmt.Sprint("/segments/", o.segment(), "/delete")) }},
	"POST /api/v1/segments": {operator.SegmentSaved, func(o *occasion) func() int {
		return o.call(http.MethodPost, "/segments", fmt.Sprintf(`{"name":%q,"rule":{}}`, o.name("Tous ")))
	}},
	"PUT /api/v1/segments/:id": {operator.SegmentSaved, func(o *occasion) func() int {
		return o.call(http.MethodPut, fmt.Sprint("/segments/", o.segment()), fmt.Sprintf(`{"name":%q,"rule":{}}`, o.name("Tous ")))
	}},
	"DELETE /api/v1/segments/:id": {operator.SegmentDeleted, func(o *occasion) func() int {
		return o.call(http.MethodDelete, fmt.Sprint("/segments/", o.segment()), "")
	}},
	"POST /api/v1/segments/count":  {"", func(o *occasion) func() int { return o.call(http.MethodPost, "/segments/count", `{"rule":{}}`) }},
	"POST /api/v1/segments/sample": {"", func(o *occasion) func() int { return o.call(http.MethodPost, "/segments/sample", `{"rule":{}}`) }},

	"POST /contacts":            {"", func(o *occasion) func() int { return o.form("/contacts", "q", "Personne") }},
	"POST /contacts/:id/reveal": {operator.ContactRevealed, func(o *occasion) func() int { return o.form(fmt.Sprint("/contacts/", o.people[1], "/reveal")) }},
	"POST /contacts/:id/withdrawal": {operator.WithdrawalRecorded, func(o *occasion) func() int {
		return o.form(fmt.Sprint("/contacts/", o.people[2], "/withdrawal"), "scope", "marketing", "method", "phone", "day", "2026-03-03", "reference", "Appel 42", "sure", "1")
	}},
	"POST /consent/:id/withdrawal": {operator.WithdrawalRecorded, func(o *occasion) func() int {
		return o.form(fmt.Sprint("/consent/", o.people[2], "/withdrawal"), "scope", "marketing", "method", "phone", "day", "2026-03-03", "reference", "Appel 43", "sure", "1")
	}},
	"POST /api/v1/contacts": {operator.ContactSaved, func(o *occasion) func() int {
		return o.call(http.MethodPost, "/contacts", `{"contacts":[{"phone":"+33687654321","name":"Lou"}]}`)
	}},
	"POST /api/v1/contacts/lookup": {"", func(o *occasion) func() int {
		return o.call(http.MethodPost, "/contacts/lookup", `{"external_id":"C-1"}`)
	}},
	"POST /api/v1/contacts/:id/reveal": {operator.ContactRevealed, func(o *occasion) func() int {
		return o.call(http.MethodPost, fmt.Sprint("/contacts/", o.people[1], "/reveal"), "")
	}},
	"POST /api/v1/consent/people/:id/withdrawals": {operator.WithdrawalRecorded, func(o *occasion) func() int {
		return o.call(http.MethodPost, fmt.Sprint("/consent/people/", o.people[2], "/withdrawals"), `{"scope":"marketing","method":"phone","reference":"appel 3"}`)
	}},

	"POST /imports": {operator.ImportUploaded, func(o *occasion) func() int {
		return func() int { return o.page.upload("clients.csv", twoPeople).status }
	}},
	"POST /imports/:id/columns": {operator.ImportChecked, func(o *occasion) func() int {
		path := o.page.brought(twoPeople)
		fields := o.page.chosen(path)
		return func() int {
			status := o.page.post(path+"/columns", fields...).status
			o.page.settled(path) // another import waits for its end
			return status
		}
	}},
	"POST /imports/:id/run": {operator.ImportRun, func(o *occasion) func() int {
		path, _ := o.page.checked(twoPeople)
		return func() int {
			status := o.page.post(path + "/run").status
			o.page.settled(path)
			return status
		}
	}},
	"POST /imports/:id/drop": {operator.ImportDropped, func(o *occasion) func() int { return o.form(o.page.brought(twoPeople) + "/drop") }},
	"POST /consent/imports/:batch": {operator.ImportReleased, func(o *occasion) func() int {
		return o.form(fmt.Sprint("/consent/imports/", int64(o.stage(2))), "checked", "yes")
	}},

	"POST /templates":             {operator.TemplatesSynced, func(o *occasion) func() int { return o.form("/templates") }},
	"POST /templates/:id":         {"", func(o *occasion) func() int { return o.form("/templates/1") }},
	"POST /api/v1/templates/sync": {operator.TemplatesSynced, func(o *occasion) func() int { return o.call(http.MethodPost, "/templates/sync", `{}`) }},

	"POST /consent/find": {"", func(o *occasion) func() int { return o.form("/consent/find", "q", "06 12 00 00 01") }},
	"POST /consent/purposes": {operator.PurposeAdded, func(o *occasion) func() int {
		return o.form("/consent/purposes", "id", o.name("marketing.p"), "category", "marketing", "name_fr", "Offres", "name_en", "Offers")
	}},
	"POST /api/v1/consent/purposes": {operator.PurposeAdded, func(o *occasion) func() int {
		return o.call(http.MethodPost, "/consent/purposes", fmt.Sprintf(`{"id":%q,"category":"marketing","name_fr":"Soirées","name_en":"Evenings"}`, o.name("marketing.p")))
	}},
	"POST /consent/notices": {operator.NoticePublished, func(o *occasion) func() int {
		return o.form("/consent/notices", "act", "publish", "version", "1", "purpose", offersPurpose, "notice", o.name("n-page"), "lang", "fr", "body", "J’accepte.")
	}},
	"POST /api/v1/consent/notices": {operator.NoticePublished, func(o *occasion) func() int {
		return o.call(http.MethodPost, "/consent/notices", fmt.Sprintf(`{"id":%q,"version":1,"lang":"fr","purpose":%q,"body":"J’accepte."}`, o.name("n-api"), offersPurpose))
	}},
}

// notHere are the beginnings of the routes that acts leaves to package
// operator, and of those that no operator calls.
var notHere = []string{"/login", "/setup", "/invitation", "/language", "/theme", "/logout", "/profile", "/settings",
	"/api/v1/tokens", "/api/v1/organisation", "/api/v1/numbers", "/api/v1/conversions", "/webhooks"}

// Every route that changes something leaves one entry in the audit, with its
// own action; one that only looks leaves none.
func TestEachActLeavesOneEntry(t *testing.T) {
	w := desk(t)
	pages, programs := w.routesOf()
	s := w.stock(8)
	o := &occasion{stocked: s, page: s.as(operator.Administrator), program: s.program(operator.Administrator)}
	for _, r := range append(pages, programs...) {
		key := r.Method + " " + r.Path
		if r.Method == http.MethodGet || r.Method == http.MethodHead || elsewhere(r) {
			continue
		}
		t.Run(key, func(t *testing.T) {
			a, known := acts[key]
			if !known {
				t.Fatal("say which entry this route leaves")
			}
			do := a.ready(o)
			last := o.count(`SELECT coalesce(max(id), 0) FROM audit`)
			if status := do(); status >= http.StatusBadRequest {
				t.Fatalf("status %d", status)
			}
			var got []string
			o.must(o.db.Select(t.Context(), &got, `SELECT action FROM audit WHERE id > ?`, last))
			if want := strings.Fields(a.action); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("the audit has %q, want %q", got, want)
			}
		})
	}
}

func elsewhere(r ui.Address) bool {
	for _, beginning := range notHere {
		if strings.HasPrefix(r.Path, beginning) {
			return true
		}
	}
	return false
}
