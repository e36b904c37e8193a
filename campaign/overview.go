package campaign

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accord/experiment"
	"accord/internal/db"
)

// Overview is a campaign as a line of the list.
type Overview struct {
	Campaign // its Content is what is shown of it: keys of variants, the objective
	States   map[State]int64
	Taken    int64 // messages that the platform ever said that it has
	KeptOut  int64 // people whom the plan gave a reason
	HeldOut  int64
}

// Variants are the keys of the arms.
func (o Overview) Variants() []experiment.VariantKey {
	keys := make([]experiment.VariantKey, len(o.Content.Variants))
	for i, v := range o.Content.Variants {
		keys[i] = v.Key
	}
	return keys
}

// OverviewFilter chooses campaigns; the zero filter is all of them.
type OverviewFilter struct {
	Phases []Phase // one of these; any when empty
	Text   string  // in the name, whatever the case and the accents
}

// Overviews lists campaigns, newest first, from behind the cursor on; the next
// cursor is empty after the last.
func (s *Store) Overviews(ctx context.Context, r db.Reader, f OverviewFilter, cursor string, limit int) (list []Overview, next string, err error) {
	limit = max(limit, 1)
	before, err := parseCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	ids, err := f.campaigns(ctx, r, ID(before), limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(ids) > limit {
		ids = ids[:limit]
		next = strconv.FormatInt(int64(ids[limit-1]), 10)
	}
	list, err = overviews(ctx, r, ids)
	return list, next, err
}

// campaigns finds the ids that a filter chooses, below the one given unless
// that is 0. Names are compared here: there are thousands of campaigns, not
// millions, and no database folds accents as people do.
func (f OverviewFilter) campaigns(ctx context.Context, r db.Reader, before ID, limit int) (ids []ID, err error) {
	query, args := `SELECT id, name FROM campaign WHERE (? = 0 OR id < ?)`, []any{int64(before), int64(before)}
	if len(f.Phases) > 0 {
		query += ` AND state IN (?` + strings.Repeat(", ?", len(f.Phases)-1) + `)`
		for _, p := range f.Phases {
			args = append(args, string(p))
		}
	}
	var rows []struct {
		ID   ID     `db:"id"`
		Name string `db:"name"`
	}
	if err := r.Select(ctx, &rows, query+` ORDER BY id DESC`, args...); err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	text := slug(f.Text)
	for _, row := range rows {
		if strings.Contains(slug(row.Name), text) {
			if ids = append(ids, row.ID); len(ids) == limit {
				break
			}
		}
	}
	return ids, nil
}

// overviews reads some campaigns and their counts.
func overviews(ctx context.Context, r db.Reader, ids []ID) ([]Overview, error) {
	var rows []campaignRow
	if err := r.SelectSet(ctx, &rows, db.IDs("cid", ids), `SELECT `+campaignColumns+` FROM v JOIN campaign ON campaign.id = v.cid`); err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	lines, err := tallies(ctx, r, ids, false)
	if err != nil {
		return nil, err
	}
	byCampaign := map[ID][]tallyLine{}
	for _, l := range lines {
		byCampaign[l.Campaign] = append(byCampaign[l.Campaign], l)
	}
	list := make([]Overview, len(rows))
	for i, row := range rows {
		c, err := row.campaign()
		if err != nil {
			return nil, err
		}
		list[i] = c.overview(byCampaign[c.ID])
	}
	slices.SortFunc(list, func(a, b Overview) int { return int(b.ID - a.ID) })
	return list, nil
}

func (c Campaign) overview(lines []tallyLine) Overview {
	p := c.progress(lines)
	o := Overview{Campaign: c, States: p.States, Taken: p.Taken, HeldOut: p.HeldOut}
	for _, step := range p.KeptOut {
		o.KeptOut += step.N
	}
	return o
}

// parseCursor reads the place that a list gave out; 0 for its beginning.
func parseCursor(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%w cursor %q: take the one that the list gave, or none", ErrInvalid, cursor)
	}
	return n, nil
}
