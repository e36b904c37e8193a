package campaign

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"accord/internal/db"
)

// facetKind says what is counted; the kinds of attributes are their types.
type facetKind string

// The kinds beside the types of attributes.
const (
	facetEverybody facetKind = "everybody" // one line, without a value
	facetTag       facetKind = "tag"
	facetLanguage  facetKind = "language"
	facetCountry   facetKind = "country"
)

// facetBytes bounds the name of an attribute that is offered to choose from.
const facetBytes = 400

// facet is something that contacts have in common.
type facet struct {
	kind  facetKind
	value string
}

// facets are what a contact is counted under.
func (c Contact) facets() []facet {
	list := []facet{{facetEverybody, ""}, {facetLanguage, c.Language}, {facetCountry, c.Country}}
	for _, tag := range c.Tags {
		list = append(list, facet{facetTag, tag})
	}
	for name, value := range c.Attributes {
		if kind, ok := typeOf(value); ok && len(name) <= facetBytes {
			list = append(list, facet{facetKind(kind), name})
		}
	}
	return list
}

// typeOf is the type of an attribute's value.
func typeOf(value any) (AttributeType, bool) {
	switch value.(type) {
	case string:
		return AttributeText, true
	case float64:
		return AttributeNumber, true
	case bool:
		return AttributeBoolean, true
	}
	return "", false
}

// writeFacets counts the difference between what contacts were and what they
// are. A page may then offer every tag with its number of people without
// reading a million of them, and a search knows how many people it leaves.
func writeFacets(ctx context.Context, tx *db.Tx, before, after map[ContactID]Contact) error {
	change := map[facet]int64{}
	for id, c := range after {
		if had, known := before[id]; known {
			for _, f := range had.facets() {
				change[f]--
			}
		}
		for _, f := range c.facets() {
			change[f]++
		}
	}
	counts := db.NewSet(db.Text("kind"), db.Text("value"), db.Int("n"))
	fewer := db.NewSet(db.Text("kind"), db.Text("value"))
	for _, f := range slices.SortedFunc(maps.Keys(change), compareFacets) { // one order, so that two writers never wait for each other
		if n := change[f]; n != 0 {
			counts.Add(string(f.kind), f.value, n)
			if n < 0 {
				fewer.Add(string(f.kind), f.value)
			}
		}
	}
	_, err := tx.ExecSet(ctx, counts, `INSERT INTO facet (kind, value, n) SELECT kind, value, n FROM v WHERE true
		ON CONFLICT (kind, value) DO UPDATE SET n = facet.n + excluded.n`)
	if err == nil {
		_, err = tx.ExecSet(ctx, fewer, `DELETE FROM facet WHERE n = 0 AND (kind, value) IN (SELECT kind, value FROM v)`)
	}
	if err != nil {
		return fmt.Errorf("count facets: %w", err)
	}
	return nil
}

func compareFacets(a, b facet) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.value, b.value))
}
