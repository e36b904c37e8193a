package campaign_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"accord/campaign"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

// wantIndexed checks that what follows from contacts, the facets and the
// words, is what a look at all of them would give.
func (h house) wantIndexed() {
	h.t.Helper()
	var ids []campaign.ContactID
	h.must(h.db.Select(h.t.Context(), &ids, `SELECT id FROM contact`))
	contacts, err := h.ContactsTx(h.t.Context(), h.db, ids)
	h.must(err)
	want := map[string]int{}
	for id, c := range contacts {
		want["everybody "]++
		want["language "+c.Language]++
		want["country "+c.Country]++
		for _, tag := range c.Tags {
			want["tag "+tag]++
		}
		for name, value := range c.Attributes {
			if len(name) > 400 {
				continue // nobody chooses by such a name
			}
			want[map[string]string{"string": "text", "float64": "number", "bool": "boolean"}[fmt.Sprintf("%T", value)]+" "+name]++
		}
		for _, word := range c.Words() {
			want[fmt.Sprint("word of ", id, " ", word)]++
		}
	}
	var rows []struct {
		Name string `db:"name"`
		N    int    `db:"n"`
	}
	h.must(h.db.Select(h.t.Context(), &rows, `SELECT kind || ' ' || value AS name, n FROM facet`))
	got := map[string]int{}
	for _, r := range rows {
		got[r.Name] = r.N
	}
	var words []struct {
		Word    []byte             `db:"word"`
		Contact campaign.ContactID `db:"contact_id"`
	}
	h.must(h.db.Select(h.t.Context(), &words, `SELECT word, contact_id FROM contact_word`))
	for _, w := range words {
		got[fmt.Sprint("word of ", w.Contact, " ", string(w.Word))]++
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("facets and words (-want +got):\n%s", diff)
	}
}

// TestFacetsFollowTheirContacts through changes of everything they count.
func TestFacetsFollowTheirContacts(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		rnd := rand.New(rand.NewPCG(4, 4))
		for range 12 {
			list := make([]campaign.NewContact, 15)
			for i := range list {
				p := drawPerson(rnd)
				p.Name, p.Tags = fmt.Sprint(p.Language, " ", rnd.IntN(5)), p.Tags[:rnd.IntN(len(p.Tags)+1)]
				list[i] = campaign.NewContact{Address: housePhone(rnd.IntN(30)), Contact: p.Contact}
			}
			h.upsert(list...)
			h.wantIndexed()
		}
	})
}

// TestFacetsOfWritersAtOnce: none counts from what another is changing.
func TestFacetsOfWritersAtOnce(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		var writers errgroup.Group
		for w := range 6 {
			writers.Go(func() error {
				list := make([]campaign.NewContact, 20)
				for i := range list {
					list[i] = campaign.NewContact{Address: housePhone(i), Contact: campaign.Contact{Name: fmt.Sprint("Name ", w), Language: []string{"fr", "en"}[w%2],
						Attributes: campaign.Attributes{"n": []any{"text", 1.0, true}[w%3]}}}
				}
				return h.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := h.UpsertTx(ctx, tx, list)
					return err
				})
			})
		}
		h.must(writers.Wait())
		h.wantIndexed()
	})
}

func TestFacetsAreOffered(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		empty, err := h.Facets(t.Context(), h.db)
		if diff := cmp.Diff(campaign.Facets{}, empty); err != nil || diff != "" {
			t.Errorf("of nobody: %v, %s", err, diff)
		}
		h.people(12, func(i int, c *campaign.NewContact) {
			c.Attributes = campaign.Attributes{"city": []string{"Lyon", "Évry", "Lyon"}[i%3], "age": float64(i), strings.Repeat("x", 401): "long"}
			if i < 4 {
				c.Tags, c.Country = []string{"vip", fmt.Sprint("t", i)}, "BE"
				c.Attributes["age"], c.Attributes["member"] = "unknown", true
			}
			if i == 0 {
				c.Language, c.Attributes["city"] = "", "Nice"
			}
		})
		got, err := h.Facets(t.Context(), h.db)
		h.must(err)
		want := campaign.Facets{People: 12, Tags: []campaign.FacetCount{{Value: "vip", People: 4}, {Value: "t0", People: 1}, {Value: "t1", People: 1}, {Value: "t2", People: 1}, {Value: "t3", People: 1}},
			Languages: []campaign.FacetCount{{Value: "fr", People: 11}, {Value: "", People: 1}},
			Countries: []campaign.FacetCount{{Value: "FR", People: 8}, {Value: "BE", People: 4}},
			Attributes: []campaign.AttributeFacet{{Name: "age", Type: campaign.AttributeNumber, People: 12},
				{Name: "city", Type: campaign.AttributeText, People: 12, Values: []string{"Lyon", "Évry"}},
				{Name: "member", Type: campaign.AttributeBoolean, People: 4}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestOnlyTheMostFrequentAreOffered(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(130, func(i int, c *campaign.NewContact) {
			c.Tags = []string{fmt.Sprintf("t%03d", i), fmt.Sprintf("t%03d", (i+1)%130/2)}
			c.Attributes = campaign.Attributes{"shop": fmt.Sprint("s", i%20)}
		})
		got, err := h.Facets(t.Context(), h.db)
		h.must(err)
		if len(got.Tags) != 100 || got.Tags[0].People != 3 || got.Tags[99].People != 1 || !slices.IsSortedFunc(got.Tags, func(a, b campaign.FacetCount) int { return b.People - a.People }) {
			t.Errorf("%d tags: %v", len(got.Tags), got.Tags)
		}
		if values := got.Attributes[0].Values; len(values) != 8 {
			t.Errorf("%d values: %v", len(values), values)
		}
	})
}
