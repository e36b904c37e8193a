package campaign

import (
	"context"

	"accord/internal/db"
)

// What the tests outside of this package may see of its inside.

// PlanSize is how many members one transaction plans.
const PlanSize = planSize

// PlanPage plans the next members, as an interrupted launch does.
func (s *Store) PlanPage(ctx context.Context, c Campaign, placer Placer) (more bool, err error) {
	return s.planPage(ctx, c, placer)
}

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
