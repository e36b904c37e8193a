package campaign

import (
	"context"
	"fmt"
	"math/rand/v2"

	"accord/internal/db"
)

// Sample shows n (1 to 500) of the people whom a rule matches now, or all of
// them where there are fewer. The same seed shows the same people as long as
// nobody comes or goes.
//
// Ids are drawn at random: whoever follows a number that the seed gives is as
// good a choice as any, and is found without reading the others.
func (s *Store) Sample(ctx context.Context, r db.Reader, rule Rule, n int, seed uint64) ([]Contact, error) {
	if err := checkPage(n); err != nil {
		return nil, err
	}
	if err := rule.Validate(); err != nil {
		return nil, err
	}
	pivot := rand.New(rand.NewPCG(seed, 0)).Int64()
	ids, err := s.sampleFrom(ctx, r, rule, n, ">=", pivot)
	if err == nil && len(ids) < n {
		var more []ContactID
		more, err = s.sampleFrom(ctx, r, rule, n-len(ids), "<", pivot)
		ids = append(ids, more...)
	}
	if err != nil {
		return nil, fmt.Errorf("sample a segment: %w", err)
	}
	return s.inOrder(ctx, r, ids)
}

func (s *Store) sampleFrom(ctx context.Context, r db.Reader, rule Rule, n int, side string, pivot int64) (ids []ContactID, err error) {
	b := compile(r.Engine(), rule, s.Clock.Now())
	b.Select("c.id").From("contact c" + r.Engine().Along(""))
	b.Where("c.id " + side + " " + b.Var(pivot)).OrderBy("c.id").Limit(n)
	query, args := b.Build()
	return ids, r.Select(ctx, &ids, query, args...)
}
