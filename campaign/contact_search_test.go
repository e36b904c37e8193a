package campaign_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"accord/campaign"
	"accord/consent"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// found are the names that a search gives, all pages in one.
func (h house) found(q campaign.ContactQuery) []string {
	h.t.Helper()
	names := []string{}
	for _, c := range h.searched(q, 3) {
		names = append(names, c.Name)
	}
	return names
}

// searched reads a search page by page and checks that it ends.
func (h house) searched(q campaign.ContactQuery, limit int) (all []campaign.Contact) {
	h.t.Helper()
	cursor := ""
	for range 1000 {
		list, err := h.SearchContacts(h.t.Context(), h.db, q, cursor, limit)
		h.must(err)
		if all = append(all, list.Contacts...); list.Next == "" {
			return all
		}
		if len(list.Contacts) != limit {
			h.t.Fatalf("a page of %d contacts, and another after it", len(list.Contacts))
		}
		cursor = list.Next
	}
	h.t.Fatal("the pages do not end")
	return nil
}

func (h house) named(list ...campaign.Contact) {
	h.t.Helper()
	contacts := make([]campaign.NewContact, len(list))
	for i, c := range list {
		contacts[i] = campaign.NewContact{Address: housePhone(i), Contact: c}
	}
	h.upsert(contacts...)
}

func TestPeopleAreFoundByTheBeginningOfAWord(t *testing.T) {
	long := strings.Repeat("é", 60)
	cases := []struct {
		person      campaign.Contact
		found, lost []string
	}{
		{campaign.Contact{Name: "Élise Le Goff"}, []string{"elise", "ÉLI", "e", "le", "goff elise", "  LE  goff ", "Élise Le Goff"},
			[]string{"lise", "elises", "elise martin", "élise-x"}},
		{campaign.Contact{Name: "Jean-Pierre Dupont"}, []string{"jean", "pierre", "jean-pierre", "jeanpierre", "jean pierre", "dup jean-pi"}, []string{"ierre", "pierre-jean x"}},
		{campaign.Contact{Name: "Siobhán O’Brien"}, []string{"obrien", "o'brien", "o’brien", "brien", "siobhan o"}, []string{"rien"}},
		{campaign.Contact{Name: "J.-P. Sœurette"}, []string{"jp", "j.p.", "J.-P.", "soeur", "sœur"}, []string{"eur"}},
		{campaign.Contact{Name: "Groß Łukasz Ørsted"}, []string{"gross", "groß", "GROSS", "lukasz", "orsted"}, []string{"gros x"}},
		{campaign.Contact{Name: "Иван Ίων 王小明 किरण"}, []string{"иван", "ИВ", "ιων", "王", "王小", "कि"}, []string{"小明"}},
		{campaign.Contact{Name: "Zoë", ExternalID: "C-10/234"}, []string{"c10234", "C-10", "c-10/234", "10", "234", "zoe c-10"}, []string{"0234", "c-11"}},
		{campaign.Contact{Attributes: campaign.Attributes{"first_name": "Inès", "last_name": "Benali", "city": "Lyon", "nick": "Nana"}},
			[]string{"ines", "benali in"}, []string{"lyon", "nana"}},
		{campaign.Contact{Attributes: campaign.Attributes{"first_name": 75.0, "last_name": true}}, []string{"75", "true"}, []string{"7.5"}},
		{campaign.Contact{Name: long + "a"}, []string{long + "a", long + "b"}, []string{long + " b"}}, // only so much is compared
		{campaign.Contact{Name: "100%_ $1 ?"}, []string{"100", "1"}, []string{"%", "_", "$", "?", "'", "---", "100%_x"}},
		{campaign.Contact{}, nil, []string{"a", "0"}},
	}
	for _, many := range []bool{false, true} {
		eachHouse(t, func(t *testing.T, h house) {
			if many {
				h.LowerFew(0)
			}
			for i, c := range cases {
				c.person.Tags = []string{fmt.Sprint("case ", i)}
				h.upsert(campaign.NewContact{Address: housePhone(i), Contact: c.person})
				for _, text := range c.found {
					if n := len(h.searched(campaign.ContactQuery{Text: text, Tag: c.person.Tags[0]}, 3)); n != 1 {
						t.Errorf("%q does not find %+v", text, c.person)
					}
				}
				for _, text := range c.lost {
					if n := len(h.searched(campaign.ContactQuery{Text: text, Tag: c.person.Tags[0]}, 3)); n != 0 {
						t.Errorf("%q finds %+v", text, c.person)
					}
				}
			}
		})
	}
}

func TestContactsAreSortedAsPeopleSort(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.named(campaign.Contact{Name: "zoé"}, campaign.Contact{Name: "Élodie"}, campaign.Contact{Name: "«Adèle»"}, campaign.Contact{}, campaign.Contact{Name: "Eloi"},
			campaign.Contact{Name: "adele b"}, campaign.Contact{Name: "…"})
		h.clock.Advance(noon.Add(time.Minute))
		h.upsert(campaign.NewContact{Address: housePhone(50), Contact: campaign.Contact{Name: "Milo"}})
		h.clock.Advance(noon.Add(2 * time.Minute))
		h.upsert(campaign.NewContact{Address: housePhone(51), Contact: campaign.Contact{Name: "Bob"}},
			campaign.NewContact{Address: housePhone(0), Contact: campaign.Contact{Language: "fr"}}) // Zoé was here before
		got := h.found(campaign.ContactQuery{})
		if want := []string{"«Adèle»", "adele b", "Bob", "Élodie", "Eloi", "Milo", "zoé"}; !slices.Equal(got[:7], want) || len(got) != 9 {
			t.Errorf("by name: %q, want %q and the nameless", got, want)
		}
		if got := h.found(campaign.ContactQuery{Sort: campaign.OrderRecent}); !slices.Equal(got[:2], []string{"Bob", "Milo"}) || len(got) != 9 {
			t.Errorf("the last added are %q, want Bob and Milo", got)
		}
	})
}

// TestANewNameIsFoundAndTheOldOneIsNot, and people who come again as they were
// write nothing.
func TestANewNameIsFoundAndTheOldOneIsNot(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		a := campaign.Contact{Name: "Léa Martin", ExternalID: "C-1", Attributes: campaign.Attributes{"first_name": "Léa"}}
		h.named(a)
		words := `SELECT count(*) FROM contact_word`
		before := h.number(words)
		h.named(a)
		if n := h.number(words); n != before || n != 4 { // lea, martin, c1, 1
			t.Errorf("%d words, before %d; want 4", n, before)
		}
		h.named(campaign.Contact{Name: "Léa Durand"})
		for text, want := range map[string]int{"martin": 0, "durand": 1, "lea": 1, "c-1": 1} {
			if n, err := h.CountContacts(t.Context(), h.db, campaign.ContactQuery{Text: text}); err != nil || n != want {
				t.Errorf("%q counts %d, %v; want %d", text, n, err, want)
			}
		}
	})
}

func TestASearchByAddress(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(3)
		theirs, nobodys, broken := housePhone(1), housePhone(9), consent.Address{Kind: consent.Phone, Value: "06"}
		cases := []struct {
			name  string
			query campaign.ContactQuery
			want  []string
		}{
			{"theirs", campaign.ContactQuery{Address: &theirs}, []string{"Person 1"}},
			{"theirs by another name", campaign.ContactQuery{Address: &theirs, Text: "nobody"}, []string{}},
			{"theirs by their name", campaign.ContactQuery{Address: &theirs, Text: "pers", Country: "FR"}, []string{"Person 1"}},
			{"theirs in another country", campaign.ContactQuery{Address: &theirs, Country: "BE"}, []string{}},
			{"nobody's", campaign.ContactQuery{Address: &nobodys}, []string{}},
			{"no number", campaign.ContactQuery{Address: &broken}, []string{}},
		}
		for _, c := range cases {
			got := h.found(c.query)
			if n, err := h.CountContacts(t.Context(), h.db, c.query); !slices.Equal(got, c.want) || err != nil || n != len(c.want) {
				t.Errorf("%s: %q, counted %d, %v; want %q", c.name, got, n, err, c.want)
			}
		}
	})
}

func TestSearchesThatAreRefused(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(5)
		page, err := h.SearchContacts(t.Context(), h.db, campaign.ContactQuery{}, "", 2)
		h.must(err)
		cases := []struct {
			name, cursor string
			query        campaign.ContactQuery
			limit        int
			says         string // "" where it is fine
		}{
			{"the next page", page.Next, campaign.ContactQuery{}, 2, ""},
			{"the next page, longer", page.Next, campaign.ContactQuery{Text: "person"}, 500, ""},
			{"no line", "", campaign.ContactQuery{}, 0, "1 to 500"},
			{"too many lines", "", campaign.ContactQuery{}, 501, "1 to 500"},
			{"another order", page.Next, campaign.ContactQuery{Sort: campaign.OrderRecent}, 2, "begin again"},
			{"a made up cursor", "2", campaign.ContactQuery{}, 2, "begin again"},
			{"a cursor with a tail", page.Next + "A", campaign.ContactQuery{}, 2, "begin again"},
			{"a cursor of nobody", "bgAAAAAAAAAH", campaign.ContactQuery{}, 2, "begin again"},
			{"a cursor that is none", "'; DROP TABLE contact; --", campaign.ContactQuery{}, 2, "begin again"},
			{"an unknown order", "", campaign.ContactQuery{Sort: "age"}, 2, "name or by recent"},
			{"a broken rule", "", campaign.ContactQuery{Rule: &campaign.Rule{Any: []campaign.Rule{}}}, 2, "any"},
		}
		for _, c := range cases {
			_, err := h.SearchContacts(t.Context(), h.db, c.query, c.cursor, c.limit)
			if c.says == "" && err != nil || c.says != "" && (!errors.Is(err, campaign.ErrInvalid) || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("%s: %v, want one that says %q", c.name, err, c.says)
			}
		}
		if _, err := h.CountContacts(t.Context(), h.db, campaign.ContactQuery{Rule: &campaign.Rule{Any: []campaign.Rule{}}}); !errors.Is(err, campaign.ErrInvalid) {
			t.Errorf("a broken rule is counted: %v", err)
		}
	})
}

// TestSearchesFindWhoTheySay compares both engines, on both ways that a search
// can take, with a loop over people.
func TestSearchesFindWhoTheySay(t *testing.T) {
	eachHouse(t, func(outer *testing.T, h house) {
		people := h.villagers(250)
		h.wantIndexed()
		rapid.Check(outer, func(t *rapid.T) {
			h.LowerFew(rapid.SampledFrom([]int{0, 3, 1000}).Draw(t, "few"))
			q, limit := drawQuery(t), rapid.IntRange(1, 60).Draw(t, "limit")
			want := expected(people, q)
			got := h.searched(q, limit)
			same := func(a, b campaign.Contact) bool { return a.ID == b.ID && slices.Equal(a.Tags, b.Tags) }
			if !slices.EqualFunc(got, want, same) {
				t.Fatalf("%+v finds %d people: %v\nwant %d: %v", q, len(got), got, len(want), want)
			}
			if n, err := h.CountContacts(outer.Context(), h.db, q); err != nil || n != len(want) {
				t.Fatalf("%+v counts %d, %v; want %d", q, n, err, len(want))
			}
		})
	})
}

// villagers came on three days, and some changed their names since.
func (h house) villagers(n int) []campaign.Contact {
	h.t.Helper()
	rnd := rand.New(rand.NewPCG(2, 7))
	pick := func(texts ...string) string { return texts[rnd.IntN(len(texts))] }
	draw := func() campaign.Contact {
		c := campaign.Contact{Name: strings.TrimSpace(pick("Élise", "Elisa", "Jean-Luc", "O’Hara", "Zoë", "") + " " + pick("Martin", "d’Artagnan", "Lebœuf", "")),
			Language: pick("fr", "en", ""), Country: pick("FR", "BE", "CH"), Attributes: campaign.Attributes{}}
		if rnd.IntN(3) == 0 {
			c.Attributes["last_name"] = pick("Martinez", "Élysée")
		}
		c.Tags = slices.Compact(slices.Sorted(slices.Values([]string{pick("vip", "new"), pick("new", "É'")})))
		return c
	}
	var all []campaign.Contact
	for day := range 3 {
		h.clock.Advance(noon.AddDate(0, 0, day))
		list := make([]campaign.NewContact, n/3)
		for i := range list {
			list[i] = campaign.NewContact{Address: housePhone(1000*day + i), Contact: draw()}
			list[i].ExternalID = fmt.Sprintf("K%d-%d", day, i)
		}
		all = append(all, h.upsert(list...)...)
	}
	for i := range 20 {
		all[i] = h.upsert(campaign.NewContact{Address: housePhone(i), Contact: campaign.Contact{Name: "Milo " + pick("Martin", "Zola")}})[0]
	}
	return all
}

func drawQuery(t *rapid.T) campaign.ContactQuery {
	maybe := func(name string, values ...string) string {
		return rapid.SampledFrom(append(values, "", "", "")).Draw(t, name)
	}
	q := campaign.ContactQuery{Text: maybe("text", "e", "elis", "z", "mart el", "jean-l", "k1-2", "o'hara", "d art", "milo", "nobody", " "), Tag: maybe("tag", "vip", "new", "É'", "none"),
		Language: maybe("language", "fr", "en", "de"), Country: maybe("country", "FR", "CH"), Sort: campaign.ContactOrder(maybe("sort", "name", "recent"))}
	if rapid.Bool().Draw(t, "with a rule") {
		rule := ruleOf(2).Draw(t, "rule")
		q.Rule = &rule
	}
	return q
}

// expected is the plain answer to a query.
func expected(people []campaign.Contact, q campaign.ContactQuery) (found []campaign.Contact) {
	for _, c := range people {
		ruled := q.Rule == nil || person{Contact: c}.matches(*q.Rule)
		if ruled && (q.Tag == "" || slices.Contains(c.Tags, q.Tag)) && (q.Language == "" || c.Language == q.Language) &&
			(q.Country == "" || c.Country == q.Country) && spells(c, q.Text) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b campaign.Contact) int {
		if q.Sort == campaign.OrderRecent {
			return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
		}
		return cmp.Or(cmp.Compare(alphabetical(a), alphabetical(b)), cmp.Compare(a.ID, b.ID))
	})
	return found
}

func alphabetical(c campaign.Contact) string {
	return cmp.Or(strings.Join(spelled(c.Name), " "), "\xff")
}

// spelled are the runs of plain small letters and digits of a text.
func spelled(text string) []string {
	plain, _, _ := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), strings.ToLower(strings.ReplaceAll(text, "œ", "oe")))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// spells says whether each part of a text begins a word of a person, with or
// without the signs within it.
func spells(c campaign.Contact, text string) bool {
	var words []string
	for _, field := range strings.Fields(c.Name + " " + shownAs(c.Attributes["last_name"]) + " " + c.ExternalID) {
		parts := spelled(field)
		words = append(append(words, parts...), strings.Join(parts, ""))
	}
	for _, part := range spelled(text) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, part) }) {
			return false
		}
	}
	return true
}
