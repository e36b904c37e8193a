package campaign

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"accord/consent"
	"accord/internal/db"
)

// restriction is one part of a query. Whom it leaves can be read from an
// index, or asked of a contact c.
type restriction struct {
	list   string // SELECT … AS id: the people, each once; empty where no index has them in one piece
	where  string // the condition
	args   []any  // of list
	asked  any    // the parameter of where
	people int    // how many it leaves; of a word, counted only as far as it matters
	exact  bool   // people is the number of people
}

// nobody is a restriction that leaves nobody.
var nobody = restriction{exact: true}

func (s *Store) restrictAddress(ctx context.Context, r db.Reader, a consent.Address) (restriction, error) {
	id, err := s.Consent.Find(ctx, r, a)
	if errors.Is(err, consent.ErrUnknown) {
		return nobody, nil
	}
	return restriction{list: "SELECT CAST(? AS BIGINT) AS id", args: []any{int64(id)}, people: 1,
		where: "c.id = ?", asked: int64(id)}, err
}

// queryWords bounds how many words of a text are looked for.
const queryWords = 8

func (s *Store) restrictText(ctx context.Context, r db.Reader, text string) ([]restriction, error) {
	words := pieces(text)
	if len(words) == 0 && strings.TrimSpace(text) != "" {
		return []restriction{nobody}, nil // signs alone are in nobody's name
	}
	var parts []restriction
	for _, word := range words[:min(len(words), queryWords)] {
		part, err := restrictWord(ctx, r, shortened(word, wordBytes), s.few+1)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// restrictWord counts only up to many: whether fifty or a hundred thousand
// people have a word changes nothing.
func restrictWord(ctx context.Context, r db.Reader, word string, many int) (restriction, error) {
	from := []byte(word)
	until := bytes.Clone(from)
	until[len(until)-1]++ // no letter has a byte 0xFF
	part := restriction{list: "SELECT DISTINCT contact_id AS id FROM contact_word WHERE word >= ? AND word < ?", args: []any{from, until},
		where: r.Engine().Contains("c.sought", "CAST(? AS TEXT)"), asked: " " + word}
	err := r.Get(ctx, &part.people, `SELECT count(*) FROM (SELECT 1 FROM contact_word WHERE word >= ? AND word < ? LIMIT ?) w`, from, until, many)
	if err != nil {
		return part, fmt.Errorf("count a word: %w", err)
	}
	return part, nil
}

// facetParts say how people who have something in common are found. Languages
// and countries have no index of their own, for which every import would pay:
// those of the two orders hold them too, and to walk one from end to end, past
// a million people, takes a quarter of a second.
var facetParts = map[facetKind]restriction{
	facetTag: {list: "SELECT contact_id AS id FROM contact_tag WHERE tag = ?",
		where: "EXISTS (SELECT 1 FROM contact_tag t WHERE t.contact_id = c.id AND t.tag = ?)"},
	facetLanguage: {where: "c.language = ?"},
	facetCountry:  {where: "c.country = ?"},
}

// facets are those that a query names.
func (q ContactQuery) facets() []facet {
	named := []facet{{facetTag, q.Tag}, {facetLanguage, q.Language}, {facetCountry, q.Country}}
	return slices.DeleteFunc(named, func(f facet) bool { return f.value == "" })
}

// restrict is the restriction to people of a facet, of whom there are so many.
func (f facet) restrict(people int) restriction {
	part := facetParts[f.kind]
	part.args, part.asked, part.people, part.exact = []any{f.value}, f.value, people, true
	return part
}

// facetCounts reads how many people some facets have, and how many there are.
func facetCounts(ctx context.Context, r db.Reader, facets []facet) (counts map[facet]int, total int, err error) {
	set := db.NewSet(db.Text("kind"), db.Text("value"))
	for _, f := range append(facets, facet{facetEverybody, ""}) {
		set.Add(string(f.kind), f.value)
	}
	var rows []facetRow
	if err := r.SelectSet(ctx, &rows, set, `SELECT f.kind, f.value, f.n FROM v JOIN facet f ON f.kind = v.kind AND f.value = v.value`); err != nil {
		return nil, 0, fmt.Errorf("count facets: %w", err)
	}
	counts = make(map[facet]int, len(rows))
	for _, row := range rows {
		counts[facet{row.Kind, row.Value}] = row.N
	}
	return counts, counts[facet{facetEverybody, ""}], nil
}
