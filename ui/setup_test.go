package ui_test

import "testing"

func setupFields(code string) []string {
	return []string{"code", code, "email", "claire@example.org", "name", "Claire", "password", "une phrase assez longue"}
}

// A second press of the button is no failure: somebody works here, who can
// sign in.
func TestTheSetUpIsDoneOnce(t *testing.T) {
	w := desk(t)
	code, err := w.operators.NewSetupCode(t.Context())
	w.must(err)
	first, second := w.stranger(), w.stranger()
	first.get("/setup").is(200)
	second.get("/setup").is(200)
	first.follow(first.post("/setup", setupFields(code)...)).is(200)
	if to := second.post("/setup", setupFields(code)...).is(303).header.Get("Location"); to != "/login" {
		t.Errorf("it leads to %q", to)
	}
}

func TestACodeThatIsWornOutSaysSo(t *testing.T) {
	w := desk(t)
	_, err := w.operators.NewSetupCode(t.Context())
	w.must(err)
	p := w.stranger()
	p.get("/setup").is(200)
	for range 4 {
		p.post("/setup", setupFields("WRONG-CODE")...).is(422).says("Ce code est faux.")
	}
	p.post("/setup", setupFields("WRONG-CODE")...).is(422).says("Ce code ne vaut plus.").conceals("0 essai")
}
