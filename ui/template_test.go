package ui_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"accord/campaign"
	"accord/internal/operator"
)

// library adds to the templates of the shop what a list must cope with.
func (s *stocked) library() {
	s.t.Helper()
	s.must(s.campaigns.SyncTemplates(context.Background(), "102290129340398", []campaign.Template{
		{RemoteID: "1", Name: "summer", Language: "fr", Category: "MARKETING", Status: campaign.Approved, Body: "Bonjour *{{1}}*, à {{city}} : <b>-20 %</b>.",
			Header: &campaign.Header{Format: campaign.FormatText, Text: "L’été"}, Footer: "Répondez STOP.",
			Buttons: []campaign.Button{{Kind: campaign.URLButton, Text: "Voir", URL: "https://l.example/l/{{1}}"}, {Kind: campaign.CopyCode, Text: "Copier"}}},
		{RemoteID: "2", Name: "summer", Language: "en_US", Category: "MARKETING", Status: "PAUSED", Body: "Hello {{1}}."},
		{RemoteID: "3", Name: "titled", Language: "fr", Category: "UTILITY", Status: campaign.Approved, Body: "Bonjour.", Header: &campaign.Header{Format: campaign.FormatText, Text: "Pour {{1}}"}},
		{RemoteID: "4", Name: "film", Language: "fr", Category: "MARKETING", Status: "FROZEN", Body: "Un film.", Header: &campaign.Header{Format: campaign.FormatVideo}},
	}))
}

func (s *stocked) templateNamed(name, language string) string {
	s.t.Helper()
	return fmt.Sprintf("/templates/%d", s.count(`SELECT id FROM template WHERE name = ? AND language = ?`, name, language))
}

func TestTemplatesAreListedByName(t *testing.T) {
	s := desk(t).stock(1)
	s.library()
	p := s.as(operator.Marketer)
	list := p.get("/templates").is(200).says("summer", "Français Approuvé", "Meta l’a suspendu pour sa qualité", "Envoi impossible", "Son titre contient une variable",
		"FROZEN", "Cet état ne permet pas l’envoi.", "Il n’existe plus chez Meta.", "Utilitaire", "Lus le 3 mars 2026 à 11 h 00")
	rows := list.all("tbody tr")
	if len(rows) != 7 {
		t.Errorf("%d rows, want 7: a text in two languages is one", len(rows))
	}
	p.english().get("/templates").says("Approved", "Meta paused it", "Read on")
}

func TestThereAreNoTemplates(t *testing.T) {
	desk(t).as(operator.Marketer).get("/templates").is(200).says("Aucun modèle de message", "Connectez un numéro WhatsApp")
}

func TestTemplatesAreReadAgain(t *testing.T) {
	s := desk(t).stock(1)
	p := s.as(operator.Marketer)
	p.follow(p.post("/templates")).says("Les modèles sont à jour.")
	if len(s.numbers.learned) != 1 || p.audited(operator.TemplatesSynced) != 1 {
		t.Errorf("read %d times, recorded %d times", len(s.numbers.learned), p.audited(operator.TemplatesSynced))
	}
	s.numbers.failure = errors.New("token EAAB is no good")
	p.post("/templates").is(422).says("Les modèles n’ont pas pu être lus.", "spring_short").conceals("EAAB")
	if reader := s.as(operator.Analyst); len(reader.get("/templates").is(200).all("main form")) > 0 {
		t.Error("an analyst can read them again")
	}
}

func TestATemplateIsShownAsAPersonReadsIt(t *testing.T) {
	s := desk(t).stock(1)
	s.library()
	s.workplace.people(2, func(i int, c *campaign.Contact) {
		c.Name = []string{"Zoé Martin", "Ömer <i>"}[i]
		c.Language = []string{"fr", "de"}[i]
		c.Attributes = campaign.Attributes{"city": []string{"Lyon", "*Bonn*"}[i]}
	})
	p := s.as(operator.Marketer)
	path := s.templateNamed("summer", "fr")
	p.get(path).is(200).says("summer", "Approuvé", "Anglais américain", "L’été", "Répondez STOP.", "Copie un code", "choisi dans la campagne", "14 caractères sur 60", "Données brutes")
	zoe := p.post(path, "do", "search", "q", "zoe").says("Aperçu pour Zoé Martin")
	if text := zoe.one(".bubble-text"); text.text() != "Bonjour Zoé Martin, à Lyon : <b>-20 %</b>." || len(text.all("strong")) != 1 || len(text.all("b")) > 0 {
		t.Errorf("the phone shows %q", text.text())
	}
	omer := p.post(path, "do", "search", "q", "Ömer").says("Aperçu pour Ömer <i>", "Langue de cette personne : Allemand")
	if text := omer.one(".bubble-text"); text.text() != "Bonjour Ömer <i>, à Bonn : <b>-20 %</b>." || len(text.all("i")) > 0 {
		t.Errorf("the phone shows %q", text.text())
	}
	unfilled := p.post(path, "shown", omer.one("input[name=shown]").attr["value"], "from.1", "", "from.city", "name").says("Aucun texte", "à Ömer <i>")
	if open := unfilled.one(".bubble-text mark"); open.text() != "{{1}}" {
		t.Errorf("the open place is %q", open.text())
	}
	p.post(path, "do", "search", "q", "personne d’ici").is(200).says("Personne ne correspond")
	p.post(path, "do", "person 987654321").is(404)
	p.get("/templates/0").is(404)
	p.english().get(path).says("Approved", "Copies a code", "14 characters of 60")
}

// A template is filled as its newest campaign fills it.
func TestATemplateIsFilledAsItsCampaignDoes(t *testing.T) {
	s := desk(t).stock(2)
	s.draft(func(d *campaign.Draft) { d.Variants[0].Variables = map[string]campaign.Variable{"1": {From: "city"}} })
	p := s.as(operator.Marketer)
	p.get(s.templateNamed("spring_short", "fr")).says("Bonjour Lyon, le printemps est là.")
	p.get(s.templateNamed("spring_link", "fr")).says("Bonjour Personne", "Fichier à fournir", "Photo", "Ouvre une page", "voyez nos {{2}}")
}

// Who may not see people sees the text with its places open.
func TestATemplateWithoutAPerson(t *testing.T) {
	s := desk(t).stock(2)
	path := s.templateNamed("spring_short", "fr")
	for _, role := range operator.Roles() {
		page := s.as(role).get(path).is(200)
		if shows := len(page.all("#q")) > 0; shows != role.May(operator.ContactView) {
			t.Errorf("%s can look for people: %v", role, shows)
		}
		if !role.May(operator.ContactView) {
			page.says("Bonjour {{1}}").conceals("Personne 0")
		}
	}
}
