package ui_test

import (
	"testing"

	"accord/consent"
	"accord/internal/operator"
)

func (w *workplace) offers() {
	w.t.Helper()
	w.must(w.register.AddPurpose(w.t.Context(), consent.Purpose{ID: "marketing.offers", Category: consent.Marketing, NameFR: "Offres de la boutique", NameEN: "Shop offers"}))
}

func TestPurposeIsAddedForGood(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Compliance)
	empty := p.get("/consent/purposes").is(200).says("Aucune finalité")
	if len(empty.all("nav.tabs")) > 0 {
		t.Error("who sees no settings sees their tabs")
	}
	p.get("/consent/purposes/new").is(200).says("ne se modifie pas")
	p.follow(p.post("/consent/purposes", "id", "marketing.offers", "category", "marketing", "name_fr", "Offres", "name_en", "Offers")).
		says("La finalité est ajoutée.", "Offres", "Aucune mention", "marketing.offers")
	p.english().get("/consent/purposes").says("Offers", "No notice")
	if n := w.count(`SELECT count(*) FROM audit WHERE action = 'purpose.add' AND subject = 'purpose/marketing.offers' AND operator = ?`, p.email); n != 1 {
		t.Errorf("%d entries", n)
	}
	w.as(operator.Administrator).get("/consent/purposes").one("nav.tabs a[aria-current]")
	w.as(operator.Marketer).get("/consent/purposes").is(403)
	w.as(operator.Auditor).get("/consent/purposes/new").is(403)
}

func TestPurposeSaysWhatIsWrong(t *testing.T) {
	w := desk(t)
	w.offers()
	p := w.as(operator.Compliance)
	cases := []struct{ name, id, fr, en, says string }{
		{"one word", "offers", "Offres", "Offers", "en deux parties au moins"},
		{"taken", "marketing.offers", "Autres", "Others", "Cet identifiant est déjà pris."},
		{"no French name", "marketing.news", "", "News", "Nom en français : ce champ est obligatoire."},
		{"no English name", "marketing.news", "Nouveautés", " ", "Nom en anglais : ce champ est obligatoire."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p.post("/consent/purposes", "id", c.id, "category", "marketing", "name_fr", c.fr, "name_en", c.en).is(422).says(c.says)
		})
	}
}

func TestNoticeIsReadAgainThenPublished(t *testing.T) {
	w := desk(t)
	w.offers()
	p := w.as(operator.Compliance)
	notice := []string{"purpose", "marketing.offers", "notice", "n-offers", "lang", "fr", "body", "J’accepte les offres.\r\nSTOP pour arrêter.\r\n"}
	p.get("/consent/notices/new?purpose=marketing.offers").is(200).says("Ce texte sera la version 1.")
	review := p.post("/consent/notices", append(notice, "act", "review")...).is(200).says("n-offers@1/fr", "Une fois publié, ce texte ne change plus.", "Publier la version 1")
	if n := w.count(`SELECT count(*) FROM notice`); n != 0 {
		t.Fatalf("%d notices before anybody pressed publish", n)
	}
	fingerprint := review.one("code.exact").text()
	p.follow(p.post("/consent/notices", append(notice, "act", "publish", "version", "1")...)).says("La mention est publiée.", "n-offers")
	stored, err := w.register.Notice(t.Context(), w.db, consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"})
	w.must(err)
	if stored.Body != "J’accepte les offres.\nSTOP pour arrêter." || stored.SHA256 != fingerprint {
		t.Errorf("stored %q, %s; shown %s", stored.Body, stored.SHA256, fingerprint)
	}
	p.get("/consent/notices/n-offers/1/fr").is(200).says("J’accepte les offres.", stored.SHA256, "3 mars 2026 à 11 h 00")
	p.get("/consent/notices/new?purpose=marketing.offers&notice=n-offers&lang=fr").says("Ce texte sera la version 2.", "J’accepte les offres.")
	p.get("/consent/notices/n-offers/2/fr").is(404)
	p.get("/consent/notices/n-offers/x/fr").is(404)
}

func TestNoticeSaysWhatIsWrong(t *testing.T) {
	w := desk(t)
	w.offers()
	w.must(w.register.AddPurpose(t.Context(), consent.Purpose{ID: "service.care", Category: consent.Service, NameFR: "Service", NameEN: "Care"}))
	w.must(w.register.PublishNotice(t.Context(), consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}, "marketing.offers", "J’accepte."))
	p := w.as(operator.Compliance)
	cases := []struct{ name, purpose, notice, lang, body, says string }{
		{"no words", "marketing.offers", "n-offers", "fr", " \r\n ", "Texte exact : ce champ est obligatoire."},
		{"the same words", "marketing.offers", "n-offers", "fr", "J’accepte.", "Ce texte est déjà publié, c’est la version 1."},
		{"another purpose", "service.care", "n-offers", "fr", "Autre.", "Cette mention appartient à la finalité marketing.offers."},
		{"no such purpose", "marketing.none", "n-none", "fr", "Autre.", "Faites un choix."},
		{"a name that no reference can hold", "marketing.offers", "n@1/fr", "fr", "Autre.", "Attendu : un nom court"},
		{"no language", "marketing.offers", "n-offers", "français", "Autre.", "Attendu : un code de langue"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, act := range []string{"review", "publish"} {
				p.post("/consent/notices", "act", act, "version", "2", "purpose", c.purpose, "notice", c.notice, "lang", c.lang, "body", c.body).is(422).says(c.says)
			}
		})
	}
	if n := w.count(`SELECT count(*) FROM notice`); n != 1 {
		t.Errorf("%d notices", n)
	}
}

func TestVersionThatSomebodyElseTook(t *testing.T) {
	w := desk(t)
	w.offers()
	p := w.as(operator.Compliance)
	notice := []string{"purpose", "marketing.offers", "notice", "n-offers", "lang", "fr", "body", "Mon texte."}
	p.post("/consent/notices", append(notice, "act", "review")...).says("Publier la version 1")
	w.must(w.register.PublishNotice(t.Context(), consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}, "marketing.offers", "Celui d’un autre."))
	p.post("/consent/notices", append(notice, "act", "publish", "version", "1")...).is(422).says("Quelqu’un vient de publier une version.", "Publier la version 2")
	p.follow(p.post("/consent/notices", append(notice, "act", "publish", "version", "2")...)).says("La mention est publiée.")
}
