package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"accord/internal/operator"
)

func TestAuditTellsWhoDidWhat(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	p.post("/settings/numbers", newNumber...)
	p.post("/settings/tokens", "name", "boutique", "role", "marketer", "breadth", "some", "scopes", "conversion_write")
	tokens, err := w.operators.Tokens(t.Context())
	w.must(err)
	w.must(w.operators.Record(t.Context(), operator.Entry{Operator: operator.TokenAuthor(tokens[0].ID), Action: operator.ContactSaved, Subject: "contact/7", Detail: map[string]any{"contacts": 12}}))

	page := p.get("/audit").is(200).says("Numéro enregistré", "Numéro 106540352242922", "Secret de l’application", "Jeton créé", "autorisations Déclarer des commandes",
		"Jeton « boutique »", "Terminal du serveur")
	if link := page.one("#list a[href=/settings/numbers/106540352242922]").text(); link != "Numéro 106540352242922" {
		t.Errorf("the subject is called %q", link)
	}
	page.conceals("EAAsecrettoken", "appsecret1")
	p.english().get("/audit").says("Number saved", "permissions Report orders", "The server’s terminal")
}

func TestAuditIsFiltered(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	p.post("/settings/numbers", newNumber...)
	list := func(query string) string { return p.get("/audit" + query).is(200).one("#list").text() }
	cases := []struct {
		name, query string
		number      bool // the entry about the number is there
	}{
		{"by who did it", "?operator=" + fmt.Sprint(p.id), true},
		{"by somebody else", "?operator=terminal", false},
		{"by what was done", "?action=number.save", true},
		{"by something else", "?action=token.create", false},
		{"by what it was done to", "?subject=number/106540352242922", true},
		{"by another subject", "?subject=number/1", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Contains(list(c.query), "Numéro enregistré"); got != c.number {
				t.Errorf("shown: %v", got)
			}
		})
	}
	if page := p.get("/audit?operator=gone").says("Aucune action ne correspond", "gone"); strings.Contains(page.body, `value="`+p.email) {
		t.Error("an e-mail would stand in an address")
	}
	if chosen := p.get("/audit?action=number.save").one("#action option[selected]").attr["value"]; chosen != "number.save" {
		t.Errorf("the list says %q", chosen)
	}
}

// The compliance role reads the audit and not the settings.
func TestAuditLinksLeadWhereTheReaderMayGo(t *testing.T) {
	w := desk(t)
	w.as(operator.Administrator).post("/settings/numbers", newNumber...)
	page := w.as(operator.Compliance).get("/audit").is(200).says("Numéro 106540352242922")
	if len(page.all("a[href=/settings/numbers/106540352242922]")) > 0 {
		t.Error("a link leads to a page that is forbidden")
	}
}
