package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"accord/campaign"
	"accord/internal/db"
	"accord/internal/operator"
)

// town is a workplace with twelve people, of whom six live in Lyon, and two of
// these are loyal.
func town(t *testing.T) *stocked {
	t.Helper()
	s := desk(t).stock(1)
	s.workplace.people(11, func(i int, c *campaign.Contact) {
		c.Attributes = campaign.Attributes{"city": []string{"Paris", "Lyon"}[i%2], "orders": float64(12 - i)}
		if i < 4 {
			c.Tags = []string{"fidèle"}
		}
	})
	return s
}

func (s *stocked) lyon() campaign.SegmentID {
	s.t.Helper()
	id, err := s.campaigns.AddSegment(context.Background(), "Lyon", campaign.Rule{Attribute: &campaign.AttributeRule{Name: "city", Op: campaign.OpIs, Text: []string{"Lyon"}}})
	s.must(err)
	return id
}

var lyonFields = []string{"r.field", "all", "r.0.field", "attribute/city", "r.0.was", "attribute/city", "r.0.op", "is", "r.0.value", "Lyon"}

func TestSegmentsAreListed(t *testing.T) {
	s := town(t)
	p := s.as(operator.Marketer)
	p.get("/segments").is(200).says("Aucun segment pour l’instant", "Nouveau segment")
	id := s.lyon()
	s.draft(func(d *campaign.Draft) { d.Name, d.Segment, d.Rule = "Printemps", id, nil })
	path := fmt.Sprintf("/segments/%d", id)
	list := p.get("/segments").says("Lyon", "city est « Lyon »", "Printemps (Brouillon)", "3 mars 2026")
	if cell := list.one("td[hx-get=" + path + "/count]"); cell.text() != "Compter" {
		t.Errorf("the count says %q before it is asked", cell.text())
	}
	if n := p.get(path+"/count", "HX-Request", "true").is(200); n.text() != "6" {
		t.Errorf("the count is %q, want 6", n.text())
	}
	if to := p.get(path + "/count").is(303).header.Get("Location"); to != path {
		t.Errorf("without scripts the count leads to %s", to)
	}
	p.english().get("/segments").says("city is “Lyon”", "Printemps (Draft)", "New segment")
	if analyst := s.as(operator.Analyst).get("/segments").is(200).conceals("Nouveau segment"); len(analyst.all(".row-tools")) > 0 {
		t.Error("an analyst can change segments")
	}
}

// A person who knows nothing makes a segment with plain forms.
func TestASegmentIsBuiltWithoutScripts(t *testing.T) {
	s := town(t)
	p := s.as(operator.Marketer)
	begin := p.get("/segments/new").is(200).says("Nouveau segment", "12 sur 12 personnes", "1 condition incomplète n’est pas comptée.", "Ajouter une condition")
	begin.one(`select[name=r.0.field]`)
	chosen := p.post("/segments/new", "name", "Lyonnais", "do", "look", "r.field", "all", "r.0.field", "attribute/city", "r.0.was", "").is(200)
	chosen.one("input[name=r.0.value][list=values-0]")
	chosen.one("datalist[id=values-0]")
	counted := p.post("/segments/new", append([]string{"name", "Lyonnais", "do", "condition r"}, lyonFields...)...).is(200).
		says("6 sur 12 personnes (50,0 %)", "En mots : city est « Lyon »", "Personne 1", "Lyon", "+33 6 •• ••").conceals("Paris</td>", "+3361234")
	if focus := counted.one("[autofocus]"); focus.attr["name"] != "r.1.field" {
		t.Errorf("the focus is on %s, want the new condition", focus.attr["name"])
	}
	saved := p.post("/segments/new", append([]string{"name", " Lyonnais ", "do", "save"}, lyonFields...)...)
	p.follow(saved).says("Le segment est enregistré.", "Lyonnais", "6 sur 12 personnes", "Aucune")
	if p.audited(operator.SegmentSaved) != 1 {
		t.Error("not recorded")
	}
	path := saved.header.Get("Location")
	p.post(path, append([]string{"name", "Lyonnais fidèles", "do", "save", "r.1.field", "tag", "r.1.was", "tag", "r.1.value", "fidèle"}, lyonFields...)...).is(303)
	p.get(path).says("Lyonnais fidèles", "2 sur 12 personnes")
	p.get("/segments/new?from=" + strings.TrimPrefix(path, "/segments/")).says("2 sur 12 personnes").one("input[name=name]")
	p.english().get(path).says("2 of 12 people", "In words: city is “Lyon” and tag “fidèle”.")
}

// What is missing is told where it is, and only when somebody saves.
func TestASegmentIsRefusedInWords(t *testing.T) {
	s := town(t)
	s.lyon()
	p := s.as(operator.Marketer)
	cases := []struct {
		name   string
		fields []string
		says   string
		at     string // the field that is marked
	}{
		{"no name", append([]string{"name", " "}, lyonFields...), "Donnez un nom au segment.", "name"},
		{"the name of another", append([]string{"name", "Lyon"}, lyonFields...), "Un autre segment porte déjà ce nom.", "name"},
		{"a long name", append([]string{"name", strings.Repeat("é", 101)}, lyonFields...), "100 caractères au plus", "name"},
		{"no value", []string{"name", "A", "r.field", "all", "r.0.field", "attribute/city", "r.0.was", "attribute/city", "r.0.op", "is"}, "Indiquez une valeur.", "r.0.value"},
		{"no number", []string{"name", "A", "r.field", "all", "r.0.field", "attribute/orders", "r.0.was", "attribute/orders", "r.0.op", ">=", "r.0.value", "deux"}, "Attendu : un nombre", "r.0.value"},
		{"an empty group", []string{"name", "A", "r.field", "all", "r.0.field", "any"}, "Ajoutez une condition à ce groupe, ou retirez-le.", "r.0.field"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			page := p.post("/segments/new", append(c.fields, "do", "save")...).is(422).says(c.says)
			for _, field := range page.all("[aria-invalid=true]") {
				if field.attr["name"] == c.at {
					return
				}
			}
			t.Errorf("%s is not marked", c.at)
		})
	}
	p.post("/segments/new", "name", "A", "do", "look", "r.field", "all", "r.0.field", "tag", "r.0.was", "tag").is(200).conceals("Indiquez une valeur.")
	if n := s.count(`SELECT count(*) FROM segment`); n != 1 {
		t.Errorf("%d segments, want one", n)
	}
}

func TestASegmentThatIsTooLargeIsRefused(t *testing.T) {
	s := town(t)
	p := s.as(operator.Marketer)
	fields := []string{"name", "A", "do", "save", "r.field", "any"}
	for i := range 200 {
		fields = append(fields, fmt.Sprintf("r.%d.field", i), "tag", fmt.Sprintf("r.%d.value", i), "vip")
	}
	p.post("/segments/new", fields...).is(422).says("200 conditions et 8 niveaux au plus")
}

func TestASegmentIsDeleted(t *testing.T) {
	s := town(t)
	p := s.as(operator.Marketer)
	id := s.lyon()
	path := fmt.Sprintf("/segments/%d/delete", id)
	draft := s.draft(func(d *campaign.Draft) { d.Name, d.Segment, d.Rule = "Été", id, nil })
	p.get(path).is(200).says("Supprimer le segment Lyon ?")
	p.post(path).is(422).says("des brouillons s’en servent encore (« Été »)")
	s.must(s.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return s.campaigns.DeleteDraftTx(ctx, tx, draft) }))
	p.follow(p.post(path)).says("Le segment est supprimé.", "Aucun segment pour l’instant")
	p.get(path).is(404)
	if p.audited(operator.SegmentDeleted) != 1 {
		t.Error("not recorded")
	}
}

// Who may not change a segment reads it; who may not see people sees how many.
func TestASegmentIsRead(t *testing.T) {
	s := town(t)
	path := fmt.Sprintf("/segments/%d", s.lyon())
	for _, role := range operator.Roles() {
		if !role.May(operator.SegmentView) || role.May(operator.SegmentEdit) {
			continue
		}
		page := s.as(role).get(path).is(200).says("city est « Lyon »", "6 sur 12 personnes")
		if len(page.all("#segment")) > 0 {
			t.Errorf("%s gets a form", role)
		}
		if people := len(page.all("#matches tbody tr")) > 0; people != role.May(operator.ContactView) {
			t.Errorf("%s sees people: %v", role, people)
		}
	}
}

// A change of one field counts again and answers with the part alone.
func TestASegmentCountsAsItIsTyped(t *testing.T) {
	s := town(t)
	p := s.as(operator.Marketer)
	p.get("/segments/new")
	fields := append([]string{"name", "x", "seed", "7", "form_tag", p.tag}, lyonFields...)
	body := []string{}
	for i := 0; i+1 < len(fields); i += 2 {
		body = append(body, fields[i]+"="+strings.ReplaceAll(fields[i+1], "/", "%2F"))
	}
	part := p.send("POST", "/segments/new", strings.Join(body, "&"), "Content-Type", "application/x-www-form-urlencoded", "HX-Request", "true").is(200)
	if len(part.all("html")) > 0 || !strings.Contains(part.one("#matches").text(), "6 sur 12 personnes") {
		t.Errorf("the part says %q", part.text())
	}
}
