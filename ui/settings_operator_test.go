package ui_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"accord/internal/operator"
)

// administrator is one who can sign in, so that others may go.
func (w *workplace) administrator() {
	w.t.Helper()
	_, err := w.operators.AddWithPassword(context.Background(), operator.Operator{Email: "root@example.org", Name: "Root", Role: operator.Administrator}, "une phrase assez longue")
	w.must(err)
}

func TestInvitationIsShownOnceAndOpens(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	shown := p.post("/settings/operators", "name", "Marc Vidal", "email", "Marc@Example.org", "role", "compliance").is(200).says("Marc Vidal", "copiez-le maintenant")
	link := shown.one("#link").text()
	path, ok := strings.CutPrefix(link, w.url)
	if !ok || !strings.HasPrefix(path, "/invitation/") {
		t.Fatalf("link %q", link)
	}
	marc, err := w.operators.ByEmail(t.Context(), "marc@example.org")
	w.must(err)
	account := operatorAt(marc.ID)
	p.get(account).says("Invité", "Responsable conformité").conceals(path)
	p.get("/settings/operators").says("Marc Vidal", "marc@example.org").conceals(path)

	guest := w.stranger()
	guest.get(path).is(200).says("Marc Vidal", "Responsable conformité")
	guest.follow(guest.post(path, "password", "une longue phrase à moi")).is(200).says("Marc Vidal")
	w.stranger().get(path).is(404).says("Cette invitation a expiré ou a déjà servi.")
	p.get(account).says("Actif", "Sessions ouvertes")
}

func operatorAt(id operator.ID) string {
	return "/settings/operators/" + strconv.FormatInt(int64(id), 10)
}

func TestInvitationSaysWhatIsWrong(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator)
	cases := []struct{ name, person, email, role, fr string }{
		{"no name", "", "a@example.org", "agent", "Nom : ce champ est obligatoire."},
		{"no address", "A", "a at example", "agent", "Saisissez une adresse e-mail complète"},
		{"no role", "A", "a@example.org", "king", "Rôle : choisissez une des valeurs proposées."},
		{"taken", "A", p.email, "agent", "Cette adresse e-mail a déjà un compte."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p.post("/settings/operators", "name", c.person, "email", c.email, "role", c.role).is(422).says(c.fr)
		})
	}
}

func TestRoleAndAccessChange(t *testing.T) {
	w := desk(t)
	w.administrator()
	p, ines := w.as(operator.Administrator), w.as(operator.Analyst)
	at := operatorAt(ines.id)
	p.follow(p.post(at+"/role", "role", "auditor")).says("Le rôle est enregistré.", "Auditeur")
	ines.get("/settings").is(200)
	p.post(at+"/role", "role", "king").is(422)

	p.get(at + "/disable").is(200).says("Désactiver le compte de Camille analyst ?").one("form[action=" + at + "/disable]")
	p.follow(p.post(at+"/disable")).says("Le compte est désactivé", "Désactivé", "Réactiver")
	ines.get("/").is(303)
	p.post(at + "/invitation").is(422).says("Ce compte est désactivé. Réactivez-le d’abord.")
	p.follow(p.post(at + "/enable")).says("Le compte est réactivé.")
	p.post(at + "/invitation").is(200).says("Transmettez ce lien à Camille analyst")
	p.get(operatorAt(9999)).is(404)
	p.get("/settings/operators/x").is(404)
}

func TestLastAdministratorStays(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Administrator) // who has no password, as in the sample workspace
	for _, act := range []string{"/disable", "/role"} {
		p.post(operatorAt(p.id)+act, "role", "analyst").is(422).says("C’est le dernier administrateur actif. Nommez-en d’abord un autre.")
	}
	p.english().post(operatorAt(p.id) + "/disable").is(422).says("This is the last active administrator.")
}

func TestSessionsOfOthersAreEnded(t *testing.T) {
	w := desk(t)
	w.administrator()
	p, claire := w.as(operator.Administrator), w.as(operator.Marketer)
	p.get(operatorAt(claire.id)).says("203.0.113.0/24", "Firefox sur Linux")
	w.as(operator.Auditor).get(operatorAt(claire.id)).is(200).conceals("203.0.113.0/24", "/sessions")
	p.follow(p.post(operatorAt(claire.id)+"/sessions")).says("Les sessions sont fermées.", "Aucune session ouverte.")
	claire.get("/").is(303)
	p.follow(p.post(operatorAt(p.id) + "/sessions")).is(200) // their own stays
}

func TestStandingsInTheList(t *testing.T) {
	w := desk(t)
	w.administrator()
	p := w.as(operator.Administrator)
	_, _, err := w.operators.Invite(t.Context(), operator.Operator{Email: "i@example.org", Name: "Invitée", Role: operator.Agent}, p.email)
	w.must(err)
	p.get("/settings/operators").says("Actif", "Invité", "Sans mot de passe")
	if now := w.operators.Now(); now.Before(time.Now().Add(-time.Hour)) {
		t.Fatalf("the wall shows %v", now)
	}
	p.english().get("/settings/operators").says("Active", "Invited", "No password")
}
