package campaign

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"accord/internal/db"
)

// DuplicateTx makes a draft of any campaign, for a person to change: the same
// audience, variants and goal, without the dates, and with a salt of its own,
// so that its arms are drawn anew. A launched campaign's segment is taken as
// it stands now; one that was deleted since, as it was frozen.
func (s *Store) DuplicateTx(ctx context.Context, tx *db.Tx, id ID) (ID, error) {
	c, err := s.Get(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	d := c.Draft()
	if _, err := s.GetSegment(ctx, tx, d.Segment); d.Segment != 0 && errors.Is(err, ErrNotFound) {
		d.Segment, d.Rule = 0, &c.Content.Audience
	}
	d.ID, d.Name, d.StartsAt, d.EndsAt = 0, nextName(d.Name), time.Time{}, time.Time{}
	copied, err := s.SaveDraftTx(ctx, tx, d)
	if err != nil {
		return 0, fmt.Errorf("duplicate campaign %d: %w", id, err)
	}
	return copied, nil
}

var numbered = regexp.MustCompile(`^(.*) \((\d{1,4})\)$`)

// nextName is the name of a copy: "Rentrée" becomes "Rentrée (2)", and that
// "Rentrée (3)".
func nextName(name string) string {
	n := 1
	if m := numbered.FindStringSubmatch(name); m != nil {
		name = m[1]
		n, _ = strconv.Atoi(m[2]) // at most four digits
	}
	suffix := fmt.Sprintf(" (%d)", n+1)
	letters := []rune(name)
	return string(letters[:min(len(letters), nameMax-len(suffix))]) + suffix
}
