package campaign

import (
	"context"

	"accord/internal/db"
)

// What the tests outside of this package may see of its inside.

// PlanSize is how many members one transaction plans.
const PlanSize = planSize

// EndedStates is what a query says for SQLite to use the index of messages that
// ended unsent.
const EndedStates = endedStates

// Fold adds up all counts, however few.
func (s *Store) Fold(ctx context.Context) error { return s.fold(ctx) }

// FoldFrom is how many steps wait before they are folded.
const FoldFrom = foldFrom

// PlanPage plans the next members, as an interrupted launch does.
func (s *Store) PlanPage(ctx context.Context, c Campaign, placer Placer) (more bool, err error) {
	p, err := s.newPlanner(ctx, c, placer)
	if err != nil {
		return false, err
	}
	return s.planPage(ctx, p)
}

// Words are what a contact is found by.
func (c Contact) Words() []string { return c.words() }

// LowerFew makes searches among few people take the way of searches among many.
func (s *Store) LowerFew(n int) { s.few = n }

// Fill is the message of one person, or the reason why there is none.
func (v Variant) Fill(c Contact, templates map[TemplateKey]Template, fallback string, codes map[int]Code) (Outgoing, Reason) {
	return v.fill(c, templates, fallback, codes)
}

// WithUTM is the address that a short link leads to.
func WithUTM(address, campaign, variant string) string { return withUTM(address, campaign, variant) }

// Members are the contacts a rule matches now.
func (s *Store) Members(ctx context.Context, r db.Reader, rule Rule) (ids []ContactID, err error) {
	b := compile(r.Engine(), rule, s.Clock.Now())
	b.Select("c.id")
	query, args := b.Build()
	return ids, r.Select(ctx, &ids, query, args...)
}
