package campaign_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"
)

// townsfolk are many people whose names, tags and countries are as unevenly
// spread as those of real ones.
func (h house) townsfolk(n int) {
	h.t.Helper()
	rnd := rand.New(rand.NewPCG(5, 8))
	for from := 0; from < n; from += 5000 {
		list := make([]campaign.NewContact, min(5000, n-from))
		for i := range list {
			list[i] = campaign.NewContact{Address: housePhone(from + i), Contact: townsman(rnd, from+i)}
		}
		h.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := h.UpsertTx(ctx, tx, list)
			return err
		})
	}
	h.must(h.db.Analyze(h.t.Context(), "contact", "contact_word", "contact_tag"))
}

var (
	firstNames = strings.Fields("Élise Léa Marie Jean-Pierre Zoë Karim Noël Anaïs Jeanne Élodie Hugo Ibrahim Chloé Ömer Thomas Louise Paul Nadia Inès Marc")
	lastStarts = strings.Fields("Mar Du Ber Le Gar Ro Fon Mo Sau Per Cha Gi Ri Bou Vil")
	lastEnds   = strings.Fields("tin pont nard febvre cia bert taine reau nier rin pelle raud chard let leneuve")
	townTags   = []string{"newsletter", "newsletter", "newsletter", "fidele", "vip"}
)

// townsman has a rare mark once in a thousand times.
func townsman(rnd *rand.Rand, i int) campaign.Contact {
	first, last := firstNames[rnd.IntN(len(firstNames))], lastStarts[rnd.IntN(len(lastStarts))]+lastEnds[rnd.IntN(len(lastEnds))]
	c := campaign.Contact{ExternalID: fmt.Sprint("C-", i), Name: first + " " + last, Language: "fr", Country: "FR", Zone: "Europe/Paris",
		ZoneSource: campaign.ZoneNumber, Attributes: campaign.Attributes{"first_name": first, "orders": float64(rnd.IntN(20)), "city": last + "ville"},
		Tags: []string{townTags[rnd.IntN(len(townTags))]}}
	if rnd.IntN(5) == 0 {
		c.Language, c.Country = "en", "BE"
	}
	if rnd.IntN(1000) == 0 {
		c.Language, c.Country, c.Tags = "pt", "PT", []string{"ambassadeur"}
	}
	return c
}

// searches are what people look for, from what leaves one to what leaves most.
var searches = []struct {
	name  string
	query campaign.ContactQuery
}{
	{"everybody", campaign.ContactQuery{}},
	{"recent", campaign.ContactQuery{Sort: campaign.OrderRecent}},
	{"one name", campaign.ContactQuery{Text: "elise sauleneuve"}},
	{"one letter", campaign.ContactQuery{Text: "e"}},
	{"two letters", campaign.ContactQuery{Text: "m p"}},
	{"an external id", campaign.ContactQuery{Text: "C-77777"}},
	{"a number", campaign.ContactQuery{Address: &consent.Address{Kind: consent.Phone, Value: "+33600077777"}}},
	{"nobody", campaign.ContactQuery{Text: "xyz"}},
	{"a rare tag", campaign.ContactQuery{Tag: "ambassadeur"}},
	{"a frequent tag", campaign.ContactQuery{Tag: "newsletter"}},
	{"a rare language", campaign.ContactQuery{Language: "pt"}},
	{"a frequent country", campaign.ContactQuery{Country: "FR", Sort: campaign.OrderRecent}},
	{"a letter of a country", campaign.ContactQuery{Text: "l", Country: "FR"}},
	{"a segment", campaign.ContactQuery{Rule: &campaign.Rule{Attribute: &campaign.AttributeRule{Name: "orders", Op: campaign.OpAtLeast, Value: []float64{15}}}}},
	{"a segment by language", campaign.ContactQuery{Rule: &campaign.Rule{Language: []string{"fr", "pt"}}}},
}

// BenchmarkSearchContacts takes the first page and one further in, and counts,
// among 200,000 people.
func BenchmarkSearchContacts(b *testing.B) {
	const people = 200_000
	for _, engine := range []db.Engine{db.SQLite, db.PostgreSQL} {
		h := newHouse(b, dbtest.New(b, engine, consent.Schema, experiment.Schema, campaign.Schema))
		h.townsfolk(people)
		for _, s := range searches {
			list, err := h.SearchContacts(b.Context(), h.db, s.query, "", 50)
			h.must(err)
			b.Run(fmt.Sprint(engine, "/", s.name, "/page"), func(b *testing.B) { h.benchPage(b, s.query, "") })
			if list.Next != "" {
				b.Run(fmt.Sprint(engine, "/", s.name, "/next"), func(b *testing.B) { h.benchPage(b, s.query, list.Next) })
			}
			b.Run(fmt.Sprint(engine, "/", s.name, "/count"), func(b *testing.B) {
				for b.Loop() {
					if _, err := h.CountContacts(b.Context(), h.db, s.query); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func (h house) benchPage(b *testing.B, q campaign.ContactQuery, cursor string) {
	for b.Loop() {
		if _, err := h.SearchContacts(b.Context(), h.db, q, cursor, 50); err != nil {
			b.Fatal(err)
		}
	}
}
