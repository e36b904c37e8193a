package campaign

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Census counts over all campaigns, for whoever watches the server. Its cost
// grows with the campaigns, not with their people.
type Census struct {
	Phases    map[Phase]int64 // campaigns
	States    map[State]int64 // messages as people see them
	Sent      int64           // messages that the platform ever said that it has; it only grows
	OldestDue time.Time       // slot of the planned message of a running campaign that comes first; zero when nothing is planned
}

// censusStates folds a cancel in, as the view message_state has it.
const censusStates = `SELECT CASE WHEN c.state = 'cancelled' AND t.what = 'planned' THEN 'cancelled' ELSE t.what END AS name, CAST(sum(t.n) AS BIGINT) AS n
	FROM (SELECT campaign_id, what, n FROM tally WHERE minute = 0 UNION ALL SELECT campaign_id, what, n FROM tally_step WHERE minute = 0) t
	JOIN campaign c ON c.id = t.campaign_id WHERE t.what NOT IN ('kept_out', 'held_out', 'taken') GROUP BY 1`

// Census counts.
func (s *Store) Census(ctx context.Context, r db.Reader) (c Census, err error) {
	if c.Phases, err = countBy[Phase](ctx, r, `SELECT state AS name, count(*) AS n FROM campaign GROUP BY state`); err != nil {
		return c, err
	}
	if c.States, err = countBy[State](ctx, r, censusStates); err != nil {
		return c, err
	}
	if err := r.Get(ctx, &c.Sent, `SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM (SELECT n FROM tally WHERE minute = 0 AND what = 'taken'
		UNION ALL SELECT n FROM tally_step WHERE minute = 0 AND what = 'taken') t`); err != nil {
		return c, fmt.Errorf("count what was sent: %w", err)
	}
	var due int64
	err = r.Get(ctx, &due, `SELECT coalesce(min((SELECT m.due_at FROM message m WHERE m.campaign_id = c.id AND m.state = 'planned'
		ORDER BY m.due_at, m.id LIMIT 1)), 0) FROM campaign c WHERE c.state = 'running'`)
	if err != nil {
		return c, fmt.Errorf("find the oldest due message: %w", err)
	}
	c.OldestDue = clock.At(due)
	return c, nil
}

// countBy reads counts by name; those of nothing are left out.
func countBy[T ~string](ctx context.Context, r db.Reader, query string) (map[T]int64, error) {
	var rows []struct {
		Name T     `db:"name"`
		N    int64 `db:"n"`
	}
	if err := r.Select(ctx, &rows, query); err != nil {
		return nil, fmt.Errorf("take the census: %w", err)
	}
	counts := map[T]int64{}
	for _, row := range rows {
		if row.N != 0 {
			counts[row.Name] = row.N
		}
	}
	return counts, nil
}
