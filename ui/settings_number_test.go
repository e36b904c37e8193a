package ui_test

import (
	"context"
	"slices"
	"testing"

	"accord/campaign/whatsapp"
	"accord/internal/operator"
	"accord/ui"
)

// newNumber is what an administrator types; the secrets are easy to find.
var newNumber = []string{"label", "Boutique", "id", "106540352242922", "waba_id", "102290129340398",
	"token", "EAAsecrettoken", "app_secrets", "appsecret1", "verify_token", "verifyword"}

var secretsTyped = []string{"EAAsecrettoken", "appsecret1", "verifyword", "appsecret2"}

func (w *workplace) number() operator.Number {
	w.t.Helper()
	list, err := w.operators.Numbers(context.Background())
	w.must(err)
	if len(list) != 1 {
		w.t.Fatalf("%d numbers", len(list))
	}
	return list[0]
}

func revealed(secrets []operator.Secret) (texts []string) {
	for _, s := range secrets {
		texts = append(texts, s.Reveal())
	}
	return texts
}

func TestNumberIsAddedAndItsSecretsStayHidden(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	p.get("/settings/numbers").is(200).says("Aucun numéro WhatsApp", "Ajouter un numéro")
	shown := p.follow(p.post("/settings/numbers", newNumber...)).is(200).conceals(secretsTyped...).
		says("Le numéro est enregistré, et ses modèles sont lus.", "Secret enregistré ; laissez vide pour le garder.")
	if v := shown.one("#token").attr["value"]; v != "" {
		t.Errorf("the token's field holds %q", v)
	}
	n := w.number()
	if n.Token.Reveal() != "EAAsecrettoken" || n.VerifyToken.Reveal() != "verifyword" || n.Label != "Boutique" {
		t.Errorf("stored %+v", n)
	}
	if w.numbers.changed != 1 || !slices.Equal(w.numbers.learned, []string{shopNumber}) {
		t.Errorf("the engine was told %d times, the platform was asked about %q", w.numbers.changed, w.numbers.learned)
	}
	p.get("/settings/numbers").says("Boutique", "106540352242922").conceals(secretsTyped...)
	p.post("/settings/numbers", newNumber...).is(422).says("Ce numéro est déjà enregistré.").conceals(secretsTyped...)
}

func TestNumberKeepsItsSecretsUntilTheyAreChanged(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	p.post("/settings/numbers", newNumber...)
	const path = "/settings/numbers/106540352242922"
	steps := []struct {
		name   string
		fields []string
		says   string
		want   []string // app secrets
	}{
		{"nothing typed", []string{"label", "Lyon"}, "Secret enregistré", []string{"appsecret1"}},
		{"a new secret beside the old one", []string{"app_secrets", "appsecret2", "keep_secret", "on"}, "Deux secrets sont acceptés", []string{"appsecret2", "appsecret1"}},
		{"the old one goes", []string{"drop_secret", "on"}, "Secret enregistré", []string{"appsecret2"}},
		{"a new secret alone", []string{"app_secrets", "appsecret1"}, "Secret enregistré", []string{"appsecret1"}},
	}
	for _, s := range steps {
		p.follow(p.post(path, append(s.fields, "waba_id", "102290129340398")...)).says(s.says).conceals(secretsTyped...)
		if n := w.number(); !slices.Equal(revealed(n.AppSecrets), s.want) || n.Token.Reveal() != "EAAsecrettoken" {
			t.Errorf("%s: app secrets %q, token %q", s.name, revealed(n.AppSecrets), n.Token.Reveal())
		}
	}
	if n := w.count(`SELECT count(*) FROM audit WHERE action = 'number.save'`); n != 5 {
		t.Errorf("%d changes were recorded", n)
	}
}

func TestNumberFormSaysWhatIsWrong(t *testing.T) {
	cases := []struct{ name, field, value, fr string }{
		{"a phone number for an id", "id", "+33 1 84 88", "et non le numéro de téléphone"},
		{"no account", "waba_id", "", "Attendu : l’identifiant du compte"},
		{"no token", "token", "", "Jeton d’accès : ce champ est obligatoire."},
		{"no app secret", "app_secrets", "", "Secret de l’application : ce champ est obligatoire."},
		{"a token with a space", "token", "EAA secret", "Ce jeton contient une espace"},
		{"no address", "base_url", "graph", "Attendu : une adresse en https, ou en http sur cette machine seulement."},
		{"no version", "version", "26", "Attendu : une version de l’API Graph"},
	}
	w := desk(t)
	p := w.as(operator.Administrator)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fields := slices.Clone(newNumber)
			if i := slices.Index(fields, c.field); i >= 0 {
				fields[i+1] = c.value
			} else {
				fields = append(fields, c.field, c.value)
			}
			page := p.post("/settings/numbers", fields...).is(422).says(c.fr).conceals("appsecret1", "verifyword")
			if page.one("#" + c.field).attr["aria-invalid"] != "true" {
				t.Errorf("the field %s is not marked", c.field)
			}
		})
	}
}

func TestConnectionIsToldInWords(t *testing.T) {
	good := ui.NumberReport{Display: "+33 1 84 88 00 01", Name: "Maison Lumen", PerSecond: 80, Templates: 6}
	cases := []struct {
		name    string
		report  ui.NumberReport
		failure error
		fr, en  []string
	}{
		{"it works", good, nil, []string{"Connecté", "+33 1 84 88 00 01", "Maison Lumen", "80 messages par seconde"}, []string{"Connected", "80 messages a second"}},
		{"a token that has expired", ui.NumberReport{}, &whatsapp.RefusedError{Code: 190, HTTPStatus: 401, Title: "Error validating access token"},
			[]string{"Le jeton d’accès a expiré", "Créez un jeton permanent", "190: Error validating access token"}, []string{"The access token has expired", "Make a permanent token"}},
		{"no right to it", ui.NumberReport{}, &whatsapp.RefusedError{Code: 10}, []string{"whatsapp_business_management"}, []string{"Give the token the rights"}},
		{"a wrong id", ui.NumberReport{}, &whatsapp.RefusedError{Code: 100}, []string{"Vérifiez l’identifiant du numéro"}, []string{"Check the number’s id"}},
		{"a wrong account", good, &whatsapp.RefusedError{Code: 100}, []string{"ses modèles n’ont pas pu être lus", "Vérifiez l’identifiant du compte WhatsApp"}, []string{"its templates could not be read"}},
		{"no way there", ui.NumberReport{}, &whatsapp.RefusedError{Code: whatsapp.CodeNotSent}, []string{"WhatsApp n’a pas pu être joint.", "la connexion du serveur à internet"}, []string{"WhatsApp could not be reached."}},
		{"silence", ui.NumberReport{}, context.DeadlineExceeded, []string{"WhatsApp n’a pas répondu à temps."}, []string{"WhatsApp did not answer in time."}},
		{"an answer that nobody can read", ui.NumberReport{}, whatsapp.ErrUnknown, []string{"WhatsApp n’a pas répondu à temps."}, []string{"did not answer in time"}},
	}
	w := desk(t)
	p := w.as(operator.Administrator)
	p.post("/settings/numbers", newNumber...)
	const path = "/settings/numbers/106540352242922"
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w.numbers.report, w.numbers.failure = c.report, c.failure
			for lang, says := range map[string][]string{"fr": c.fr, "en": c.en} {
				w.must(w.operators.SetPreferences(t.Context(), p.id, lang, "system"))
				p.post(path, "act", "test", "waba_id", "102290129340398").is(200).says(says...).conceals(secretsTyped...)
			}
			line := p.get(path+"/line", "HX-Request", "true").is(200)
			if works := line.all("span.good"); (len(works) > 0) != (c.failure == nil) {
				t.Errorf("the list says %q", line.text())
			}
		})
	}
	if last := w.numbers.tested[len(w.numbers.tested)-1]; last.Token.Reveal() != "EAAsecrettoken" || last.ID != "106540352242922" {
		t.Errorf("tested with %q, %q: the stored secrets were not used", last.ID, last.Token.Reveal())
	}
}

func TestNumberIsTestedBeforeItIsKept(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	w.numbers.report = ui.NumberReport{Display: "+33 1 84 88 00 01"}
	p.post("/settings/numbers", append(newNumber, "act", "test")...).is(200).says("Connecté", "débit non communiqué").conceals(secretsTyped...)
	if len(w.numbers.tested) != 1 || w.numbers.tested[0].Token.Reveal() != "EAAsecrettoken" {
		t.Errorf("tested %v", w.numbers.tested)
	}
	if list, err := w.operators.Numbers(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%d numbers are stored, %v", len(list), err)
	}
}

func TestPlatformThatIsAwayKeepsNoNumberOut(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	w.numbers.failure = whatsapp.ErrUnknown
	p.follow(p.post("/settings/numbers", newNumber...)).says("WhatsApp n’a pas répondu : testez la connexion.")
	w.number()
}

func TestNumberIsRemovedAfterAQuestion(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	p.post("/settings/numbers", newNumber...)
	const path = "/settings/numbers/106540352242922/remove"
	p.get(path).is(200).says("Retirer « Boutique » ?", "Les campagnes qui envoient par ce numéro s’arrêtent").one("form[action=" + path + "]")
	p.follow(p.post(path)).says("Le numéro est retiré.", "Aucun numéro WhatsApp")
	if w.numbers.changed != 2 {
		t.Errorf("the engine was told %d times", w.numbers.changed)
	}
	p.post(path).is(404)
	p.get("/settings/numbers/777").is(404).says("Page introuvable")
}

func TestWebhookAddressIsThePublicOne(t *testing.T) {
	w := desk(t, func(c *ui.Config) { c.PublicURL = "https://flag.example.org" })
	p := w.as(operator.Auditor)
	w.must(w.operators.SaveNumber(t.Context(), operator.Number{ID: "1", WABAID: "2", Token: operator.NewSecret("t"), AppSecrets: []operator.Secret{operator.NewSecret("s")}}, "terminal"))
	page := p.get("/settings/numbers/1").says("https://flag.example.org/webhooks/whatsapp", "messages", "account_update")
	if len(page.all("form[action=/settings/numbers/1]")) > 0 {
		t.Error("the auditor is offered a form")
	}
	w.must(w.operators.SaveOrganisation(t.Context(), operator.Organisation{Name: "L", Zone: "Europe/Paris", Language: "fr", Currency: "EUR", PublicURL: "https://accord.example.org"}, "terminal"))
	p.get("/settings/numbers/1").says("https://accord.example.org/webhooks/whatsapp")
}
