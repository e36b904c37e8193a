package ui_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"
)

// people adds contacts; the number of the n-th ends in n, from 0 on.
func (h *house) people(n int, shape func(i int, c *campaign.Contact)) []campaign.ContactID {
	h.t.Helper()
	list := make([]campaign.NewContact, n)
	for i := range list {
		list[i].Address = consent.Address{Kind: consent.Phone, Value: fmt.Sprintf("+3361234%04d", i)}
		list[i].Contact = campaign.Contact{Name: fmt.Sprintf("Personne %d", i), ExternalID: fmt.Sprintf("K-%d", i), Language: "fr", Country: "FR",
			Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber}
		if shape != nil {
			shape(i, &list[i].Contact)
		}
	}
	var ids []campaign.ContactID
	h.must(h.db.Write(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		ids, err = h.campaigns.UpsertTx(ctx, tx, list)
		return err
	}))
	return ids
}

// threePeople are Zoé, who agreed, and two whom nobody asked.
func (w *workplace) threePeople() campaign.ContactID {
	w.t.Helper()
	zoe := w.person(context.Background())
	w.people(2, func(i int, c *campaign.Contact) {
		c.Name, c.Language, c.Country = []string{"Adèle", "Ömer"}[i], []string{"fr", "de"}[i], []string{"FR", "DE"}[i]
		c.Tags = []string{[]string{"vip", "salon"}[i]}
	})
	return zoe
}

// names are the people that a list shows, in its order.
func (p sheet) names() string {
	var names []string
	for _, link := range p.all("#list tbody a.row-link") {
		names = append(names, link.text())
	}
	return strings.Join(names, ", ")
}

func TestContactsAreListedWithoutTheirNumbers(t *testing.T) {
	w := desk(t)
	w.threePeople()
	p := w.as(operator.Marketer)
	list := p.get("/contacts").is(200).says("3 contacts", "+33 6 •• •• •• 78", "Français", "Allemand", "Donné", "Aucun consentement", "vip").conceals(phone, "612345678")
	if got := list.names(); got != "Adèle, Ömer, Zoé" {
		t.Errorf("listed %s", got)
	}
	p.english().get("/contacts").says("3 contacts", "French", "German", "Granted", "No consent")
	for role, status := range map[operator.Role]int{operator.Agent: 200, operator.Auditor: 200, operator.Analyst: 403} {
		w.as(role).get("/contacts").is(status)
	}
}

func TestContactsAreNarrowedDown(t *testing.T) {
	w := desk(t)
	w.threePeople()
	segment, err := w.campaigns.AddSegment(t.Context(), "Salon", campaign.Rule{Tag: "salon"})
	w.must(err)
	p := w.as(operator.Marketer)
	cases := []struct{ name, query, want string }{
		{"the beginning of a name", "q=ad", "Adèle"},
		{"without its accents", "q=omer", "Ömer"},
		{"an id", "q=k-1", "Ömer"},
		{"a tag", "tag=vip", "Adèle"},
		{"a language", "language=fr", "Adèle, Zoé"},
		{"a country", "country=DE", "Ömer"},
		{"a segment", fmt.Sprint("segment=", segment), "Ömer"},
		{"those who agreed", "consent=granted", "Zoé"},
		{"those nobody asked", "consent=none", "Adèle, Ömer"},
		{"a segment and a consent", fmt.Sprint("consent=granted&segment=", segment), ""},
		{"a state that is none", "consent=perhaps", "Adèle, Ömer, Zoé"},
		{"nobody", "q=xavier", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := p.get("/contacts?" + c.query).is(200)
			if got.names() != c.want {
				t.Errorf("listed %q, want %q", got.names(), c.want)
			}
			if c.want == "" {
				got.says("Personne ne correspond", "Effacer les filtres")
			}
		})
	}
	p.get("/contacts?consent=granted").says("1 contact sur 3")
	p.get("/contacts?segment=77").is(404)
	if got := p.get("/contacts?sort=recent").one("#list th[aria-sort=descending]").text(); got != "Ajouté le" {
		t.Errorf("sorted by %q", got)
	}
}

func TestNumbersAreSearchedForOutOfSight(t *testing.T) {
	w := desk(t)
	zoe := w.threePeople()
	p := w.as(operator.Agent)
	page := fmt.Sprint("/contacts/", zoe)
	cases := []struct{ name, typed, to string }{
		{"international", "+33 6 12 34 56 78", page},
		{"national", "06.12.34.56.78", page},
		{"a name", "Zo", "/contacts?q=Zo"},
		{"nothing", " ", "/contacts"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := p.post("/contacts", "q", c.typed).is(303).header.Get("Location"); got != c.to {
				t.Errorf("leads to %q, want %q", got, c.to)
			}
		})
	}
	p.post("/contacts", "q", "06 99 99 99 99").is(200).says("Personne ne correspond", "Saisissez le numéro entier")
	p.post("/contacts", "q", "zoe@example.org").is(200).says("Personne ne correspond")
	if got := p.get("/contacts?q=0612345678&tag=vip").is(303).header.Get("Location"); got != "/contacts?tag=vip" {
		t.Errorf("a number in the address leads to %q", got)
	}
	if log := w.log.String(); strings.Contains(log, "12345678") || strings.Contains(log, "12.34") {
		t.Error("the log holds the number")
	}
}

func TestContactsAreFoundWhileOneTypes(t *testing.T) {
	w := desk(t)
	w.threePeople()
	p := w.as(operator.Marketer)
	p.get("/contacts")
	typed := func(q string) sheet {
		return p.send(http.MethodPost, "/contacts", "q="+q+"&language=fr", "Content-Type", "application/x-www-form-urlencoded", "HX-Request", "true", "X-Form", p.tag).is(200)
	}
	for _, c := range []struct{ typed, names, address string }{
		{"ad", "Adèle", "/contacts?language=fr&q=ad"},
		{"0612345678", "Zoé", "/contacts?language=fr"},
	} {
		got := typed(c.typed)
		if got.names() != c.names || got.header.Get("HX-Replace-Url") != c.address {
			t.Errorf("%s finds %q under %q", c.typed, got.names(), got.header.Get("HX-Replace-Url"))
		}
	}
}

func TestLongListsAreTurned(t *testing.T) {
	w := desk(t)
	w.people(120, func(i int, c *campaign.Contact) {
		c.Name, c.ExternalID = fmt.Sprintf("P%03d", i), fmt.Sprintf("%06d", i)
	})
	p := w.as(operator.Marketer)
	seen := map[string]bool{}
	turn := func(page sheet) {
		for name := range strings.SplitSeq(page.names(), ", ") {
			if seen[name] {
				t.Errorf("%s stands on two pages", name)
			}
			seen[name] = true
		}
	}
	t.Run("by address", func(t *testing.T) {
		page := p.get("/contacts").says("120 contacts")
		for turn(page); len(page.all("a[rel=next]")) > 0; turn(page) {
			page = p.get(page.one("a[rel=next]").attr["href"]).is(200)
		}
		if len(seen) != 120 {
			t.Errorf("%d people on all pages", len(seen))
		}
		if first := page.one("nav.pager a").attr["href"]; first != "/contacts" {
			t.Errorf("the first page is %q", first)
		}
	})
	clear(seen)
	t.Run("out of sight", func(t *testing.T) {
		page := p.post("/contacts", "q", "0000").is(200).says("100 contacts sur 120")
		turn(page)
		fields := []string{"q", "0000"}
		for _, f := range page.all("form.pager input[type=hidden]") {
			if f.attr["name"] == "after" {
				fields = append(fields, "after", f.attr["value"])
			}
		}
		turn(p.post("/contacts", fields...).is(200))
		if len(seen) != 100 {
			t.Errorf("%d people on both pages", len(seen))
		}
	})
}

func TestNoContactsLeadToAnImport(t *testing.T) {
	w := desk(t)
	if link := w.as(operator.Marketer).get("/contacts").says("Aucun contact pour l’instant").one("#list a").attr["href"]; link != "/imports/new" {
		t.Errorf("the way on is %q", link)
	}
	if links := w.as(operator.Agent).get("/contacts").says("Aucun contact").all("#list a"); len(links) > 0 {
		t.Error("an agent is led to where they may not go")
	}
}
