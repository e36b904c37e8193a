package ui_test

import (
	"testing"

	"accord/internal/operator"
)

func TestOrganisationIsSaved(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	p.get("/settings").is(200).says("Nom de l’organisation", "Validation à deux", "Activée")
	saved := p.post("/settings", "name", "Maison Lumen", "zone", "Europe/Brussels", "language", "en", "currency", "chf", "public_url", "https://accord.example.org")
	p.follow(saved).is(200).says("Les modifications sont enregistrées.", "Maison Lumen")
	o, err := w.operators.Organisation(t.Context())
	w.must(err)
	want := operator.Organisation{Name: "Maison Lumen", Zone: "Europe/Brussels", Language: "en", Currency: "CHF", FourEyes: true, PublicURL: "https://accord.example.org"}
	if o != want {
		t.Errorf("stored %+v", o)
	}
}

func TestOrganisationSaysWhatIsWrong(t *testing.T) {
	cases := []struct{ name, field, value, fr, en string }{
		{"no name", "name", " ", "Nom : ce champ est obligatoire.", "Name: this field is required."},
		{"no such zone", "zone", "Europe/Nulle_Part", "Attendu : un nom tel que Europe/Paris.", "Use a name such as Europe/Paris."},
		{"no such currency", "currency", "XYZZY", "Cette devise est inconnue.", "This currency is unknown."},
		{"an address in clear", "public_url", "http://accord.example.org", "Attendu : une adresse en https", "Use an https address"},
	}
	w := desk(t)
	p := w.as(operator.Administrator)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			form := map[string]string{"name": "Maison Lumen", "zone": "Europe/Paris", "language": "fr", "currency": "EUR", c.field: c.value}
			var fields []string
			for name, value := range form {
				fields = append(fields, name, value)
			}
			for lang, says := range map[string]string{"fr": c.fr, "en": c.en} {
				w.must(w.operators.SetPreferences(t.Context(), p.id, lang, "system"))
				answer := p.post("/settings", fields...).is(422).says(says)
				if answer.one("#" + c.field).attr["aria-invalid"] != "true" {
					t.Errorf("the field %s is not marked", c.field)
				}
				answer.one("#problem a[href=#" + c.field + "]")
			}
		})
	}
	if n := w.count(`SELECT count(*) FROM audit WHERE action = 'organisation.change'`); n != 0 {
		t.Errorf("%d changes were recorded", n)
	}
}

func TestOneOfTwoEyesIsAskedFor(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	w.must(w.operators.SaveOrganisation(t.Context(), operator.Organisation{Name: "Maison Lumen", Zone: "Europe/Paris", Language: "fr", Currency: "EUR", FourEyes: true}, "terminal"))
	p.get("/settings").one("a[data-dialog=four-eyes]")
	p.get("/settings/two-eyes").is(200).says("Ne plus exiger deux personnes ?", "inscrit au journal des actions").one("form[action=/settings/two-eyes]")
	p.follow(p.post("/settings/two-eyes")).says("Une seule personne suffit", "Désactivée")
	if o, err := w.operators.Organisation(t.Context()); err != nil || o.FourEyes || o.Name != "Maison Lumen" {
		t.Errorf("%+v, %v", o, err)
	}
	p.follow(p.post("/settings/four-eyes")).says("Deux personnes doivent", "Activée")
	if n := w.count(`SELECT count(*) FROM audit WHERE action = 'organisation.change' AND operator = ?`, p.email); n != 2 {
		t.Errorf("%d changes were recorded", n)
	}
}

func TestSettingsAreForWhoMaySeeThem(t *testing.T) {
	w := desk(t)
	auditor := w.as(operator.Auditor)
	page := auditor.get("/settings").is(200).says("Europe/Paris")
	if len(page.all("form[action=/settings]")) > 0 || len(page.all("a[data-dialog=four-eyes]")) > 0 {
		t.Error("the auditor is offered a change")
	}
	auditor.post("/settings", "name", "Autre").is(403)
	marketer := w.as(operator.Marketer)
	marketer.get("/settings").is(403).says("Votre rôle ne permet pas cette action.")
	if len(marketer.get("/").all("nav a[href=/settings]")) > 0 {
		t.Error("the marketer's rail leads to the settings")
	}
}
