package ui_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"accord/internal/operator"
)

func TestThemeIsKept(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Agent)
	p.get("/contacts?q=x").is(200).says("Comme l’appareil").one("form[action=/theme] input[value=/contacts?q=x]")
	dark := p.follow(p.post("/theme", "theme", "dark", "back", "/contacts?q=x"))
	if dark.one("html").attr["data-theme"] != "dark" || dark.one("button[value=dark]").attr["aria-pressed"] != "true" {
		t.Error("the page is not dark")
	}
	if light := p.follow(p.post("/theme", "theme", "system")); light.one("html").attr["data-theme"] != "" {
		t.Error("the page does not follow the device")
	}
	p.post("/theme", "theme", "pink").is(400)
	if english := p.follow(p.post("/language", "lang", "en", "back", "/profile")); english.one("html").attr["lang"] != "en" {
		t.Error("the page is not English")
	}
}

// The answer to a form cannot be opened again where only the form leads: there
// is nowhere to come back to in another language.
func TestALanguageLeadsToAPageThatIsThere(t *testing.T) {
	p := desk(t).as(operator.Administrator)
	for _, page := range []sheet{
		p.get("/profile").is(200),
		p.post("/profile/password", "password", "court").is(422),
		p.post("/settings/tokens", "name", "", "role", "analyst", "breadth", "all").is(422),
		p.post("/settings/operators", "name", "Nina", "email", "nina@example.org", "role", "agent").is(200),
		p.post("/settings/operators/2/role", "role", "king").is(422),
		p.post("/settings/operators/2/invitation").is(200),
	} {
		for _, back := range page.all("form[action=/language] input[name=back]") {
			p.get(back.attr["value"]).is(200)
		}
	}
	if n := len(p.get("/profile").all(".top-tools form[action=/language]")); n != 1 {
		t.Errorf("%d buttons for the language on a page that can be opened", n)
	}
}

func TestPasswordIsChangedByWhoKnowsIt(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Analyst)
	const first, second = "une première phrase", "une seconde phrase"
	p.post("/profile/password", "password", "court").is(422).says("Mot de passe : c’est trop court.")
	p.post("/profile/password", "password", p.email).is(422).says("autre chose que votre adresse e-mail")
	p.follow(p.post("/profile/password", "password", first)).says("Le mot de passe est changé", "Mot de passe actuel")
	p.post("/profile/password", "old", "pas celui-là", "password", second).is(422).says("Ce n’est pas votre mot de passe actuel.").conceals(second)

	other := p.another()
	p.follow(p.post("/profile/password", "old", first, "password", second)).is(200)
	other.get("/").is(303)
	for range 6 {
		p.post("/profile/password", "old", "au hasard", "password", first)
	}
	p.post("/profile/password", "old", second, "password", first).is(422).says("Trop de tentatives.")
}

// another is a second browser of the same person.
func (p *person) another() *person {
	p.t.Helper()
	token, _, err := p.operators.OpenSession(context.Background(), p.id, "198.51.100.0/24", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1.15")
	p.must(err)
	return &person{workplace: p.workplace, id: p.id, email: p.email, cookies: sessionCookies(token)}
}

func TestOwnSessionsAreEnded(t *testing.T) {
	w := desk(t)
	p, stranger := w.as(operator.Analyst), w.as(operator.Marketer)
	phone, tablet := p.another(), p.another()
	p.get("/profile").says("Cette session", "Safari sur iOS", "198.51.100.0/24")

	list, err := w.operators.Sessions(t.Context(), p.id)
	w.must(err)
	for _, s := range list {
		if strings.Contains(s.Agent, "iPhone") {
			p.follow(p.post("/profile/sessions/" + strconv.FormatInt(int64(s.ID), 10) + "/end")).says("La session est fermée.")
			break
		}
	}
	if gone := phone.get("/profile").status == 303; gone == (tablet.get("/profile").status == 303) {
		t.Error("one of two sessions was to end")
	}
	theirs, err := w.operators.Sessions(t.Context(), stranger.id)
	w.must(err)
	p.post("/profile/sessions/" + strconv.FormatInt(int64(theirs[0].ID), 10) + "/end").is(404)
	stranger.get("/profile").is(200)

	p.follow(p.post("/profile/sessions")).says("Les sessions sont fermées.", "Cette session")
	phone.get("/profile").is(303)
	tablet.get("/profile").is(303)
}
