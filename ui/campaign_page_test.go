package ui_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"accord/campaign"
	"accord/internal/operator"
)

func TestCampaignsAreListedAndFound(t *testing.T) {
	s := desk(t).stock(4)
	p := s.as(operator.Marketer)
	s.running(func(d *campaign.Draft) { d.Name = "Été à la mer" })
	s.draft(func(d *campaign.Draft) { d.Name = "Noël" })
	list := p.get("/campaigns").is(200).says("Été à la mer", "En cours", "0 remis sur 3", "Noël", "Brouillon", "A, B", "3 mars 2026 –5 mars 2026")
	if rows := list.all("#list tbody tr"); len(rows) != 2 || !strings.Contains(rows[0].text(), "Noël") {
		t.Errorf("%d rows, the newest %q", len(rows), rows[0].text())
	}
	p.get("/campaigns?q=ete+A+LA").says("Été à la mer").conceals("Noël")
	p.get("/campaigns?phase=draft").says("Noël").conceals("Été à la mer")
	p.get("/campaigns?q=rien").says("Aucune campagne ne correspond")
	p.english().get("/campaigns").says("Running", "0 of 3 delivered", "New campaign")
	if reader := s.as(operator.Analyst).get("/campaigns").is(200); len(reader.all("form[method=post] button.small")) > 0 || strings.Contains(reader.text(), "Nouvelle campagne") {
		t.Error("an analyst can make campaigns")
	}
}

func TestACampaignIsDuplicatedAndDeleted(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Marketer)
	s.running()
	copied := p.post(s.path + "/duplicate").is(303)
	p.follow(copied).says("La copie est un brouillon", "Printemps (2)")
	path := strings.TrimSuffix(copied.header.Get("Location"), "/objective")
	p.get(path + "/delete").is(200).says("Supprimer le brouillon « Printemps (2) » ?")
	p.follow(p.post(path + "/delete")).says("Le brouillon est supprimé.").conceals("Printemps (2)")
	p.get(path + "/check").is(404)
	if p.audited("campaign.duplicate") != 1 || p.audited("campaign.delete") != 1 {
		t.Error("not recorded")
	}
	if to := p.post(s.path + "/delete").is(303).header.Get("Location"); to != s.path {
		t.Errorf("to delete what was launched leads to %s", to)
	}
}

// What happens is told with its denominators, and each line leads to its people.
func TestHowACampaignGoes(t *testing.T) {
	s := desk(t).stock(7)
	p := s.as(operator.Marketer)
	id := s.running()
	m := s.messages(id)
	s.claim(id, m[:4]...)
	s.settle(m[0], campaign.Accepted, "")
	s.status(m[0], campaign.Read)
	s.settle(m[1], campaign.Accepted, "")
	s.status(m[1], campaign.Delivered)
	s.settle(m[2], campaign.Failed, "whatsapp:131026")
	page := p.get(s.path).is(200).says("Printemps", "En cours", "Messages 6 pour 7 personnes de l’audience", "Envoyés 2 sur 6 messages", "Remis 2 100,0 % des envoyés",
		"Lus, au moins 1 50,0 % des remis", "Consentement retiré −1", "Messages prévus 6", "Refus de WhatsApp (code 131026) 1 Échec Le message ne peut pas être remis.")
	page.one("ol.waterfall a[href=" + s.path + "/people?skip=withdrawn]")
	page.one("a[href=" + s.path + "/people?state=failed&reason=whatsapp%3a131026]")
	if live := page.one("#live"); live.attr["hx-sse:connect"] != s.path+"/live" {
		t.Errorf("the page listens to %q", live.attr["hx-sse:connect"])
	}
	p.english().get(s.path).says("Read, at least 1 50.0% of those delivered", "The message cannot be delivered.")

	analyst := s.as(operator.Analyst).get(s.path).is(200).says("Messages prévus 6")
	for _, a := range analyst.all("a") {
		if strings.Contains(a.attr["href"], "/people?") || strings.Contains(a.attr["href"], "/cancel") {
			t.Errorf("an analyst is led to %s", a.attr["href"])
		}
	}
}

// What WhatsApp took was sent, whatever became of it: progress, list and
// results say the same number.
func TestSentHasOneMeaning(t *testing.T) {
	s := desk(t).stock(11)
	id := s.running()
	m := s.messages(id)
	s.claim(id, m...)
	for i, message := range m {
		s.settle(message, campaign.Accepted, "")
		s.status(message, []campaign.State{campaign.Failed, campaign.Delivered}[min(i, 1)])
	}
	p := s.as(operator.Analyst)
	page := p.get(s.path).is(200).says("Envoyés 10 sur 10 messages", "Remis 9 90,0 % des envoyés")
	if bar := p.get("/campaigns").is(200).one("svg.message-bar").attr["aria-label"]; !strings.HasSuffix(bar, "1") || !strings.Contains(bar, "9") {
		t.Errorf("the bar is told as %q", bar)
	}
	sent := map[string]string{}
	for _, row := range page.all("section table tbody tr") {
		if cells := row.all("td"); len(cells) == 7 {
			sent[row.all("th")[0].text()] = cells[1].text()
		}
	}
	rows := p.get(s.path + "/results").is(200).all("#ranking tbody tr")
	if len(rows) != 2 || len(sent) != 2 {
		t.Fatalf("%d rows of results, %d of progress", len(rows), len(sent))
	}
	for _, row := range rows {
		key := strings.Fields(row.all("th")[0].text())[0]
		if got := row.all("td")[1].text(); got != sent[key] {
			t.Errorf("%s: results say that %s were sent, progress %s", key, got, sent[key])
		}
	}
	s.program(operator.Analyst).get("/campaigns/"+strings.TrimPrefix(s.path, "/campaigns/")+"/progress").is(200).has("sent", 10, "states.failed", 1)
}

func TestADraftLeadsToItsNextStep(t *testing.T) {
	s := desk(t).stock(2)
	s.draft()
	if to := s.as(operator.Marketer).get(s.path).is(303).header.Get("Location"); to != s.path+"/check" {
		t.Errorf("a marketer comes to %s", to)
	}
	auditor := s.as(operator.Auditor)
	auditor.follow(auditor.get(s.path)).is(200).says("Ce brouillon n’est pas lancé", "tout le monde").conceals("/objective")
}

func TestACampaignIsSteered(t *testing.T) {
	s := desk(t).stock(5)
	p := s.as(operator.Marketer)
	id := s.running()
	s.claim(id, s.messages(id)[0])
	p.follow(p.post(s.path+"/pause")).says("La campagne est suspendue.", "Suspendue", "1 appel est en cours : ce message peut encore arriver.", "Reprendre")
	p.follow(p.post(s.path+"/resume")).says("La campagne reprend.", "En cours", "Suspendre")
	if len(s.engine.woken) != 1 {
		t.Errorf("the engine was woken %v", s.engine.woken)
	}
	ask := p.get(s.path+"/cancel").is(200).says("Annuler la campagne « Printemps » ?", "3 messages ne partiront pas.", "1 appel est en cours")
	ask.says("Garder la campagne").one("form[action=" + s.path + "/cancel] button.danger")
	p.follow(p.post(s.path+"/cancel")).says("La campagne est annulée.", "Annulée", "Annulé 3").conceals("/pause")
	p.post(s.path + "/resume").is(409).says("Cette action n’est plus possible")
	if p.audited("campaign.pause") != 1 || p.audited("campaign.resume") != 1 || p.audited("campaign.cancel") != 1 {
		t.Error("not recorded")
	}
	if n := s.count(`SELECT count(*) FROM audit WHERE action = 'campaign.cancel' AND detail LIKE '%"in_flight":1%'`); n != 1 {
		t.Error("the calls under way are not recorded")
	}
}

func TestThePeopleOfALine(t *testing.T) {
	s := desk(t).stock(60)
	p := s.as(operator.Compliance)
	s.running()
	first := p.get(s.path + "/people?state=planned")
	if rows := first.all("#list tbody tr"); len(rows) != 50 {
		t.Errorf("%d rows on the first page, want 50", len(rows))
	}
	if rows := p.get(first.one("nav.pager a[rel=next]").attr["href"]).is(200).all("#list tbody tr"); len(rows) != 9 {
		t.Errorf("%d rows on the second page, want 9", len(rows))
	}
	id := s.running(func(d *campaign.Draft) { d.Holdout = 2000 })
	held := s.count(`SELECT count(*) FROM audience WHERE campaign_id = ? AND arm = 2`, int64(id))
	p.get(s.path+"/people?skip=withdrawn").is(200).says("Personne 000", "Consentement retiré", "Respectez son choix").conceals("612000000")
	if rows := p.get(s.path + "/people?arm=holdout").is(200).all("#list tbody tr"); held == 0 || len(rows) != held {
		t.Errorf("%d rows of a holdout of %d", len(rows), held)
	}
	if to := p.get(s.path + "/people?state=planned").all("#list tbody td.row-tools a")[0].attr["href"]; !strings.HasPrefix(to, s.path+"/why/") {
		t.Errorf("a person leads to %s", to)
	}
	p.get(s.path + "/people?state=read").says("Personne ici")
	p.get(s.path + "/people?arm=Z").is(400)
	if line := p.get(s.path + "/people?state=failed&reason=whatsapp:131026").is(200); len(line.all("form.filters [name=reason]")) > 0 {
		t.Error("another state would be asked for with the reason of the first")
	}
	s.as(operator.Analyst).get(s.path + "/people").is(403)
}

func TestThePlanIsWhatWasLocked(t *testing.T) {
	s := desk(t).stock(4)
	p := s.as(operator.Auditor)
	id := s.running(func(d *campaign.Draft) { d.Holdout = 1000 })
	page := p.get(s.path+"/plan").is(200).says("Plan verrouillé dans le journal.", "Taux de conversion", "tout le monde", "(4 personnes)", "Offres", "Boutique",
		"A 45,0 %", "Groupe témoin 10,0 %", "Bonjour Personne", "3 mars 2026 à 11 h 00")
	hash := page.one("#hash").text()
	if n := s.count(`SELECT count(*) FROM leaf WHERE CAST(body AS TEXT) LIKE ?`, "%"+hash+"%"); len(hash) != 64 || n != 1 {
		t.Errorf("the hash %q stands in %d leaves", hash, n)
	}
	_, err := s.campaigns.Cancel(context.Background(), id)
	s.must(err)
	p.english().get(s.path+"/plan").says("The plan is locked in the log.", "Holdout 10.0%")
}

// Who may not see people reads the variants, and nobody's name in them.
func TestThePlanShowsPeopleToThoseWhoMaySeeThem(t *testing.T) {
	s := desk(t).stock(4)
	spoken := func(d *campaign.Draft) {
		d.Variants[0].Variables["1"] = campaign.Variable{From: "name"}
		d.Variants[1].Templates = map[string]campaign.TemplateKey{"xx": {Name: "spring_short", Language: "fr"}}
	}
	s.draft(spoken)
	s.as(operator.Auditor).get(s.path+"/plan").is(200).says("Tel que le lira Personne", "Bonjour Personne")
	analyst := s.as(operator.Analyst).get(s.path+"/plan").is(200).says("Bonjour {{1}}", "Bonjour vous", "Le texte des modèles")
	if len(analyst.all("#main .badge.warning")) > 0 {
		t.Error("somebody is said not to get it")
	}
	analyst.conceals("Personne 0", "Tel que le lira")
}

func TestWhatDoesNotExist(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Administrator)
	s.running()
	for _, path := range []string{"/campaigns/999999", "/campaigns/x", "/campaigns/0/plan", "/campaigns/999999/people", s.path + "/why/12345", s.path + "/why/x"} {
		p.get(path).is(404)
	}
	p.get("/campaigns?after=" + url.QueryEscape("'")).is(400)
}
