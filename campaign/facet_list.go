package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"accord/internal/db"
)

// Facets are what a page offers to choose from: each list has the most
// frequent first, and at most a hundred.
type Facets struct {
	People     int
	Tags       []FacetCount
	Languages  []FacetCount // "" is unknown
	Countries  []FacetCount // "" is unknown
	Attributes []AttributeFacet
}

// FacetCount is a value and how many people have it, exactly.
type FacetCount struct {
	Value  string
	People int
}

// AttributeFacet is an attribute that people have.
type AttributeFacet struct {
	Name   string
	Type   AttributeType // of most of its values
	People int           // who have it, exactly
	Values []string      // frequent ones among a sample of people; empty for numbers, and where hardly any comes twice
}

const (
	facetMax    = 100  // lines of each kind
	facetSample = 1000 // people whose attributes are looked at
	facetValues = 8    // frequent values of one attribute
)

// facetRow is a line of the table facet.
type facetRow struct {
	Kind  facetKind `db:"kind"`
	Value string    `db:"value"`
	N     int       `db:"n"`
}

// Facets reads what people have in common. Counts are kept as contacts are
// written, so that they are exact and reading them takes no longer with a
// million people than with ten.
func (s *Store) Facets(ctx context.Context, r db.Reader) (Facets, error) {
	var rows []facetRow
	err := r.Select(ctx, &rows, `SELECT kind, value, n FROM (SELECT kind, value, n,
			row_number() OVER (PARTITION BY kind ORDER BY n DESC, `+r.Engine().ByLetter("value")+`) AS place FROM facet) f
		WHERE place <= ? ORDER BY kind, place`, facetMax)
	if err != nil {
		return Facets{}, fmt.Errorf("read facets: %w", err)
	}
	frequent, err := frequentValues(ctx, r)
	if err != nil {
		return Facets{}, err
	}
	return facetsOf(rows, frequent), nil
}

func facetsOf(rows []facetRow, frequent map[string][]string) Facets {
	var f Facets
	attributes := map[string][]facetRow{}
	for _, row := range rows {
		count := FacetCount{row.Value, row.N}
		switch row.Kind {
		case facetEverybody:
			f.People = row.N
		case facetTag:
			f.Tags = append(f.Tags, count)
		case facetLanguage:
			f.Languages = append(f.Languages, count)
		case facetCountry:
			f.Countries = append(f.Countries, count)
		default:
			attributes[row.Value] = append(attributes[row.Value], row)
		}
	}
	for name, types := range attributes {
		f.Attributes = append(f.Attributes, attributeFacet(name, types, frequent[name]))
	}
	slices.SortFunc(f.Attributes, func(a, b AttributeFacet) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Name, b.Name))
	})
	return f
}

func attributeFacet(name string, types []facetRow, frequent []string) AttributeFacet {
	a := AttributeFacet{Name: name}
	most := 0
	for _, t := range types {
		a.People += t.N
		if t.N > most {
			a.Type, most = AttributeType(t.Kind), t.N
		}
	}
	if a.Type == AttributeText {
		a.Values = frequent
	}
	return a
}

// frequentValues finds texts that come more than once among some people. Ids
// are drawn at random, so that the first ones are a fair sample.
func frequentValues(ctx context.Context, r db.Reader) (map[string][]string, error) {
	var rows []string
	if err := r.Select(ctx, &rows, `SELECT attrs FROM contact ORDER BY id LIMIT ?`, facetSample); err != nil {
		return nil, fmt.Errorf("sample attributes: %w", err)
	}
	counts := map[string]map[string]int{}
	for _, row := range rows {
		var attributes Attributes
		if err := json.Unmarshal([]byte(row), &attributes); err != nil {
			return nil, fmt.Errorf("sample attributes: %w", err)
		}
		for name, value := range attributes {
			if text, ok := value.(string); ok && text != "" {
				if counts[name] == nil {
					counts[name] = map[string]int{}
				}
				counts[name][text]++
			}
		}
	}
	frequent := make(map[string][]string, len(counts))
	for name, values := range counts {
		frequent[name] = mostFrequent(values)
	}
	return frequent, nil
}

// mostFrequent are the values that come more than once, in alphabetical order.
func mostFrequent(counts map[string]int) []string {
	values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	values = slices.DeleteFunc(values[:min(len(values), facetValues)], func(v string) bool { return counts[v] < 2 })
	slices.Sort(values)
	return values
}
