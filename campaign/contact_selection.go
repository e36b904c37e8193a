package campaign

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"accord/internal/db"

	"github.com/huandu/go-sqlbuilder"
)

// fewPeople is up to how many people are fetched and sorted for one page. Where
// a list of a million is walked instead, so many of them fill a page soon.
const fewPeople = 10_000

// selection is a query, read: the people to whom all of it applies.
type selection struct {
	engine db.Engine
	now    time.Time
	rule   *Rule
	parts  []restriction // beginning with the one that leaves the fewest
	total  int           // people there are
	few    int           // people who are fetched and sorted
}

func (s *Store) read(ctx context.Context, r db.Reader, q ContactQuery) (selection, error) {
	found := selection{engine: r.Engine(), now: s.Clock.Now(), rule: q.Rule, few: s.few}
	if q.Rule != nil {
		if err := q.Rule.Validate(); err != nil {
			return found, err
		}
	}
	if q.Address != nil {
		part, err := s.restrictAddress(ctx, r, *q.Address)
		if err != nil {
			return found, err
		}
		found.parts = append(found.parts, part)
	}
	words, err := s.restrictText(ctx, r, q.Text)
	if err != nil {
		return found, err
	}
	found.parts = append(found.parts, words...)
	facets := q.facets()
	counts, total, err := facetCounts(ctx, r, facets)
	if err != nil {
		return found, err
	}
	for _, f := range facets {
		found.parts = append(found.parts, f.restrict(counts[f]))
	}
	found.total = total
	slices.SortStableFunc(found.parts, func(a, b restriction) int { return cmp.Compare(a.people, b.people) })
	return found, nil
}

// empty says that somebody to whom all applies cannot be.
func (f selection) empty() bool { return len(f.parts) > 0 && f.parts[0].people == 0 }

// narrow is the part by whose index so few people are named that reading them
// all is quick; none is -1.
func (f selection) narrow() int {
	return slices.IndexFunc(f.parts, func(p restriction) bool { return p.list != "" && p.people <= f.few })
}

// counted is how many people there are, where that is known without counting.
func (f selection) counted() (n int, known bool) {
	switch {
	case f.empty():
		return 0, true
	case f.rule != nil || len(f.parts) > 1:
		return 0, false
	case len(f.parts) == 0:
		return f.total, true
	}
	return f.parts[0].people, f.parts[0].exact
}

// build is the query for contacts c, of which shape says the rest. Where few
// are left they are fetched by their index; otherwise all are looked at, along
// an index.
func (f selection) build(index string, shape func(b *sqlbuilder.SelectBuilder)) (query string, args []any) {
	var rule Rule
	if f.rule != nil {
		rule = *f.rule
	}
	b, narrow := compile(f.engine, rule, f.now), f.narrow()
	if narrow < 0 {
		b.From("contact c" + f.engine.Along(index))
	} else {
		b.From("hit CROSS JOIN contact c").Where("c.id = hit.id")
	}
	for i, part := range f.parts {
		if i != narrow {
			b.Where(strings.Replace(part.where, "?", b.Var(part.asked), 1))
		}
	}
	shape(b)
	query, args = b.Build()
	if narrow >= 0 {
		by := f.parts[narrow]
		query, args = "WITH hit AS MATERIALIZED ("+by.list+") "+query, slices.Concat(by.args, args)
	}
	return query, args
}

// count is the query for the number of people. A rule asks for more than the
// index has that a list is walked along.
func (f selection) count() (query string, args []any) {
	if f.rule == nil && len(f.parts) == 1 {
		return "SELECT count(*) FROM (" + f.parts[0].list + ") x", f.parts[0].args
	}
	index := ""
	if f.rule == nil {
		index = arrangements[OrderName].index
	}
	return f.build(index, func(b *sqlbuilder.SelectBuilder) { b.Select("count(*)") })
}
