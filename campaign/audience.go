package campaign

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"accord/consent"
	"accord/internal/db"
)

// chosen says that somebody has said whom the campaign is for.
func (c Campaign) chosen() bool {
	return c.Experiment != 0 || c.Content.Segment != 0 || c.Content.Rule != nil
}

// resolved is a draft as its launch locks it: segment and rule have become the
// audience, objective and window the metrics. What is locked stays as it is.
func (s *Store) resolved(ctx context.Context, r db.Reader, c Campaign) (Campaign, error) {
	if c.Experiment != 0 {
		return c, nil
	}
	var err error
	if c.Category, err = categoryOf(ctx, r, c.Purpose); err != nil {
		return c, err
	}
	if c.Content.Audience, err = s.audienceOf(ctx, r, c.Content); err != nil {
		return c, err
	}
	c.Content.Metrics = c.Content.Objective.metrics(c.Content.Window)
	c.Content.Variants = slices.Clone(c.Content.Variants)
	for i, v := range c.Content.Variants {
		c.Content.Variants[i] = v.withoutBlanks()
	}
	if c.StartsAt.IsZero() {
		c.StartsAt = s.Clock.Now()
	}
	return c, nil
}

// categoryOf is the category of a purpose, "" while there is none.
func categoryOf(ctx context.Context, r db.Reader, id consent.PurposeID) (consent.Category, error) {
	if id == "" {
		return "", nil
	}
	return purposeCategory(ctx, r, id)
}

// audienceOf is the rule of those who were chosen: of the segment as it stands
// now, and of the draft's own.
func (s *Store) audienceOf(ctx context.Context, r db.Reader, c Content) (Rule, error) {
	segment, err := s.segmentRule(ctx, r, c.Segment)
	switch {
	case err != nil:
		return Rule{}, err
	case c.Rule == nil || c.Rule.kinds() == 0:
		return segment, nil
	case segment.kinds() == 0:
		return *c.Rule, nil
	}
	return Rule{All: []Rule{segment, *c.Rule}}, nil
}

// segmentRule is the rule of a stored segment; everybody for 0.
func (s *Store) segmentRule(ctx context.Context, r db.Reader, id SegmentID) (Rule, error) {
	if id == 0 {
		return Rule{}, nil
	}
	segment, err := s.GetSegment(ctx, r, id)
	if errors.Is(err, ErrNotFound) {
		return Rule{}, fmt.Errorf("%w campaign: there is no segment %d; choose one that exists", ErrInvalid, id)
	}
	return segment.Rule, err
}

// withoutBlanks drops what a form left empty.
func (v Variant) withoutBlanks() Variant {
	blank := func(_ int, text string) bool { return text == "" }
	v.Links, v.Coupons, v.Payloads = maps.Clone(v.Links), maps.Clone(v.Coupons), maps.Clone(v.Payloads)
	for _, m := range []map[int]string{v.Links, v.Coupons, v.Payloads} {
		maps.DeleteFunc(m, blank)
	}
	return v
}

// freezeAudienceTx writes down who is in the audience from now on, and how
// many they are.
func (s *Store) freezeAudienceTx(ctx context.Context, tx *db.Tx, c Campaign) (int64, error) {
	if !c.chosen() {
		return 0, nil
	}
	audience := compile(tx.Engine(), c.Content.Audience, s.Clock.Now())
	audience.Select(fmt.Sprint(int64(c.ID)), "c.id")
	query, args := audience.Build()
	n, err := tx.Exec(ctx, `INSERT INTO audience (campaign_id, contact_id) `+query, args...)
	if err != nil {
		return 0, fmt.Errorf("freeze the audience: %w", err)
	}
	return n, nil
}

// eachMatch hands fn everybody who matches a rule, in pages in the order of
// their ids: the order in which a frozen audience is planned, too.
func (s *Store) eachMatch(ctx context.Context, rule Rule, fn func([]member) error) error {
	now := s.Clock.Now() // one instant for all pages
	for after := ContactID(-1); ; {
		members, err := s.matches(ctx, rule, now, after)
		if err != nil || len(members) == 0 {
			return err
		}
		if err := fn(members); err != nil {
			return err
		}
		after = members[len(members)-1].contact.ID
	}
}

// matches reads the next page of them.
func (s *Store) matches(ctx context.Context, rule Rule, now time.Time, after ContactID) ([]member, error) {
	b := compile(s.db.Engine(), rule, now)
	b.Select(contactColumns).Where(b.GreaterThan("c.id", int64(after))).OrderBy("c.id").Limit(planSize)
	query, args := b.Build()
	var rows []contactRow
	if err := s.db.Select(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("read the audience: %w", err)
	}
	return membersOf(rows)
}

func membersOf(rows []contactRow) (members []member, err error) {
	members = make([]member, len(rows))
	for i, row := range rows {
		if members[i].contact, err = row.contact(); err != nil {
			return nil, err
		}
	}
	return members, nil
}
