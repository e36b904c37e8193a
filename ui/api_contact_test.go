package ui_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"accord/internal/operator"
)

// everything reads a list to its end, so many at a time, and returns a member
// of each item.
func (p *program) everything(path, member string, limit int) (all []string) {
	p.t.Helper()
	for cursor := ""; ; {
		part := p.get(fmt.Sprintf("%s%climit=%d&cursor=%s", path, separator(path), limit, cursor)).is(200)
		for i := range part.items() {
			all = append(all, part.text(fmt.Sprintf("items.%d.%s", i, member)))
		}
		if cursor = part.text("next"); cursor == "" {
			return all
		}
		if part.items() != limit {
			p.t.Fatalf("%d items and a next one, want %d", part.items(), limit)
		}
	}
}

func separator(path string) rune {
	if strings.Contains(path, "?") {
		return '&'
	}
	return '?'
}

func TestPeopleAreListedOnceEach(t *testing.T) {
	p := desk(t).stock(7).program(operator.Auditor)
	all := p.everything("/contacts", "name", 3)
	if len(all) != 7 || !slices.IsSorted(all) || all[0] != "Personne 000" {
		t.Errorf("the list has %q", all)
	}
	recent := p.everything("/contacts?sort=recent", "id", 2)
	slices.Sort(recent)
	if len(slices.Compact(recent)) != 7 {
		t.Errorf("by when they were added there are %q", recent)
	}
}

func TestPeopleAreFound(t *testing.T) {
	s := desk(t).stock(4)
	p := s.program(operator.Administrator)
	segment := p.post("/segments", `{"name":"Refus","rule":{"consent":{"purpose":"marketing.offers","state":"withdrawn"}}}`).is(200).text("id")
	for name, c := range map[string]struct {
		query  string
		people int
	}{
		"by a word":       {"q=personne", 4},
		"by two words":    {"q=perso+002", 1},
		"by own id":       {"q=C-3", 1},
		"by language":     {"language=fr", 4},
		"by country":      {"country=DE", 0},
		"by tag":          {"tag=nobody", 0},
		"by a segment":    {"segment=" + segment, 1},
		"by all together": {"q=personne&language=fr&segment=" + segment, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if n := p.get("/contacts?" + c.query).is(200).items(); n != c.people {
				t.Errorf("%d people, want %d", n, c.people)
			}
		})
	}
	p.get("/contacts?segment="+nobodys).is(422).has("field", "segment")
	for _, private := range []string{"0612345678", "claire@example.org"} {
		p.get("/contacts?q="+private).is(422).has("field", "q").lacks(private)
	}
}

func TestAPersonIsShownMasked(t *testing.T) {
	s := desk(t).stock(2)
	p := s.program(operator.Compliance)
	p.get(fmt.Sprint("/contacts/", s.people[0])).is(200).lacks("612000000").has("name", "Personne 000", "number", "+33 6 •• •• •• 00", "external_id", "C-0",
		"zone", "Europe/Paris", "attributes.city", "Lyon", "consent.0.purpose", offersPurpose, "consent.0.state", "withdrawn", "consent.0.rule", "withdrawn")
	p.get(fmt.Sprint("/contacts/", s.people[1])).is(200).has("consent.0.state", "granted", "consent.0.rule", nil)
	p.get("/contacts/" + nobodys).is(404)
	p.get("/contacts/" + nobodys + "/timeline").is(404)
	p.get(fmt.Sprint("/contacts/", s.people[1], "/timeline")).is(200).lacks("612000001")
}

func TestAPersonIsLookedUpInTheBody(t *testing.T) {
	s := desk(t).stock(2)
	p := s.program(operator.Agent)
	for _, body := range []string{`{"phone":"+33612000001"}`, `{"phone":"06 12 00 00 01"}`, `{"external_id":"C-1"}`} {
		p.post("/contacts/lookup", body).is(200).has("id", s.people[1]).lacks("612000001")
	}
	p.post("/contacts/lookup", `{"phone":"+33612000009"}`).is(404).lacks("612000009")
	p.post("/contacts/lookup", `{"external_id":"C-9"}`).is(404)
	p.post("/contacts/lookup", `{"phone":"12"}`).is(422).has("field", "phone")
	p.post("/contacts/lookup", `{}`).is(422)
	p.post("/contacts/lookup", `{"phone":"+33612000001","external_id":"C-1"}`).is(422)
}

func TestPeopleAreAddedAndUpdatedWithoutConsent(t *testing.T) {
	s := desk(t).stock(2)
	p := s.program(operator.Administrator)
	got := p.post("/contacts", `{"contacts":[
		{"phone":"+49 151 23456789","name":"Jonas","tags":["vip"],"attributes":{"points":12.5,"card":true,"since":"2024-01-31"}},
		{"phone":"06 12 00 00 01","language":"en-us","tags":["client"],"external_id":"C-1"}]}`).is(200)
	if got.text("ids.1") != fmt.Sprint(s.people[1]) {
		t.Errorf("the second one is %s, want the person that has the number", got.text("ids.1"))
	}
	p.get("/contacts/"+got.text("ids.0")).is(200).has("name", "Jonas", "country", "DE", "zone", "Europe/Berlin", "zone_source", "number", "tags.0", "vip",
		"attributes.points", 12.5, "attributes.card", true, "consent.0.state", "none", "consent.0.rule", "no_consent")
	p.get("/contacts/"+got.text("ids.1")).is(200).has("name", "Personne 001", "language", "en_US", "tags.0", "client", "attributes.city", "Lyon")
	if n := p.recorded(operator.ContactSaved); n != 1 {
		t.Errorf("%d entries in the audit, want one", n)
	}
}

func TestOfAListWithAFlawNobodyIsTaken(t *testing.T) {
	s := desk(t).stock(2)
	p := s.program(operator.Marketer)
	cases := []struct{ name, contacts, field string }{
		{"a number of nowhere", `{"phone":"+33999"}`, "contacts[1].phone"},
		{"an unknown language", `{"phone":"+33612345678","language":"klingonisch"}`, "contacts[1].language"},
		{"an unknown zone", `{"phone":"+33612345678","zone":"Mars/Olympus"}`, "contacts[1].zone"},
		{"a formula", `{"phone":"+33612345678","name":"=1+1"}`, "contacts[1].name"},
		{"two tags in one", `{"phone":"+33612345678","tags":["a,b"]}`, "contacts[1].tags"},
		{"a misnamed attribute", `{"phone":"+33612345678","attributes":{"Date d’achat":"2026-01-01"}}`, "contacts[1].attributes.Date d’achat"},
		{"an attribute of another kind", `{"phone":"+33612345678","attributes":{"a":["b"]}}`, "contacts[1].attributes.a"},
		{"somebody else's own id", `{"phone":"+33612345678","external_id":"C-1"}`, "contacts[1].external_id"},
		{"an own id twice", `{"phone":"+33612345678","external_id":"new"}`, "contacts[1].external_id"},
		{"no number", `{"name":"Nobody"}`, "contacts[1].phone"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := p.post("/contacts", `{"contacts":[{"phone":"+33687654321","external_id":"new"},`+c.contacts+`]}`).is(422)
			if field := fmt.Sprint(got.at("field")); field != c.field && !(c.name == "no number" && field == "contacts[1]") {
				t.Errorf("the flaw is in %q, want %q: %s", field, c.field, got.body)
			}
		})
	}
	if n := p.count(`SELECT count(*) FROM contact`); n != 2 {
		t.Errorf("%d people, want the two there were", n)
	}
}

func TestFiveHundredPeopleAtOnceAndNotOneMore(t *testing.T) {
	p := desk(t).stock(1).program(operator.Marketer)
	people := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`{"phone":"+336130%05d","name":"Personne %d","attributes":{"note":%q}}`, i, i, strings.Repeat("x", 1000))
		}
		return `{"contacts":[` + strings.Join(list, ",") + `]}`
	}
	p.post("/contacts", people(500)).is(200)
	p.post("/contacts", people(501)).is(422).has("field", "contacts")
	if n := p.count(`SELECT count(*) FROM contact`); n != 501 {
		t.Errorf("%d people, want 501", n)
	}
}

func TestEveryLookAtAWholeNumberIsRecorded(t *testing.T) {
	s := desk(t).stock(2)
	p := s.program(operator.Agent)
	path := fmt.Sprint("/contacts/", s.people[1], "/reveal")
	for range 2 {
		p.call(http.MethodPost, path, "", "Idempotency-Key", "same").is(200).has("kind", "phone", "value", "+33612000001")
	}
	if n := p.recorded(operator.ContactRevealed); n != 2 {
		t.Errorf("%d looks recorded, want two", n)
	}
	p.call(http.MethodPost, "/contacts/"+nobodys+"/reveal", "").is(404)
	if n := p.recorded(operator.ContactRevealed); n != 2 {
		t.Errorf("a look at nobody is recorded")
	}
	if strings.Contains(p.log.String(), "12000001") {
		t.Error("the log holds the number")
	}
}
