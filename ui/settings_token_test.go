package ui_test

import (
	"slices"
	"testing"
	"time"

	"accord/internal/operator"
)

func TestTokenIsShownOnceAndLimited(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	p.get("/settings/tokens").is(200).says("Aucun jeton d’API")
	shown := p.post("/settings/tokens", "name", "boutique", "role", "marketer", "breadth", "some", "scopes", "conversion_write", "scopes", "contact_view",
		"expires", "2026-03-31").is(200).says("copiez-le maintenant", "Authorization: Bearer acc_")
	token := shown.one("#token").text()
	who, err := w.operators.Authenticate(t.Context(), token)
	if err != nil || !who.May(operator.ConversionWrite) || who.May(operator.CampaignEdit) {
		t.Errorf("%+v, %v", who, err)
	}
	w.operators.Settle()
	p.get("/settings/tokens").says("boutique", "2 autorisations", "Déclarer des commandes", "à l’instant", "31 mars 2026").conceals(token)

	list, err := w.operators.Tokens(t.Context())
	w.must(err)
	if want := time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC); !list[0].Expires.Equal(want) { // midnight in Paris, where it is summer by then
		t.Errorf("it ends %v, want %v", list[0].Expires, want)
	}
	p.get("/settings/tokens/1/revoke").is(200).says("Révoquer le jeton « boutique » ?", "C’est définitif")
	p.follow(p.post("/settings/tokens/1/revoke")).says("Le jeton est révoqué.", "Révoqué le 3 mars 2026")
	if _, err := w.operators.Authenticate(t.Context(), token); err == nil {
		t.Error("a revoked token opens doors")
	}
	p.post("/settings/tokens/77/revoke").is(404)
}

func TestTokenFormSaysWhatIsWrong(t *testing.T) {
	cases := []struct {
		name   string
		fields []string
		fr     string
	}{
		{"no name", []string{"role", "analyst", "breadth", "all"}, "Nom : ce champ est obligatoire."},
		{"nothing ticked", []string{"name", "x", "role", "analyst", "breadth", "some"}, "Cochez au moins une autorisation"},
		{"beyond the role", []string{"name", "x", "role", "analyst", "breadth", "some", "scopes", "campaign_edit"}, "Autorisations : le rôle ne permet pas cette autorisation."},
		{"over already", []string{"name", "x", "role", "analyst", "breadth", "all", "expires", "2026-03-01"}, "cette date est passée"},
		{"no day", []string{"name", "x", "role", "analyst", "breadth", "all", "expires", "demain"}, "Saisissez une date"},
		{"no role", []string{"name", "x", "role", "king", "breadth", "all"}, "Rôle : choisissez une des valeurs proposées."},
	}
	w := desk(t)
	p := w.as(operator.Administrator)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { p.post("/settings/tokens", c.fields...).is(422).says(c.fr) })
	}
	if n := w.count(`SELECT count(*) FROM api_token`); n != 0 {
		t.Errorf("%d tokens were made", n)
	}
}

func TestAnotherRoleOffersOtherScopes(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	scopes := func(s sheet) (values []string) {
		for _, box := range s.all("#scopes input[name=scopes]") {
			values = append(values, box.attr["value"])
		}
		return values
	}
	analyst := scopes(p.get("/settings/tokens/new"))
	marketer := scopes(p.post("/settings/tokens", "act", "role", "name", "boutique", "role", "marketer").is(200))
	if slices.Contains(analyst, "campaign_edit") || !slices.Contains(marketer, "campaign_edit") || slices.Contains(marketer, "own_profile") {
		t.Errorf("analyst %q, marketer %q", analyst, marketer)
	}
	p.post("/settings/tokens", "act", "role", "name", "boutique", "role", "marketer").one("#name")
	w.as(operator.Auditor).get("/settings/tokens/new").is(403)
}
