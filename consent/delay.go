package consent

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Delay is how long people's noes took from their act until they held: from
// the moment that a no is recorded no claim includes the person. Of an act of
// which only the day is known the delay is counted from the day's beginning: it
// was no longer than that.
type Delay struct {
	People          int           // who withdrew or objected
	Median, Longest time.Duration // 0 without people; of an even number the lower of the two in the middle
}

// DelaySince looks at those who withdrew or objected from a moment on, and of
// each at the latest no. Stops inside WhatsApp are not in it: they change no
// state.
func (s *Store) DelaySince(ctx context.Context, r db.Reader, since time.Time) (Delay, error) {
	var row struct {
		People  int   `db:"people"`
		Median  int64 `db:"median"`
		Longest int64 `db:"longest"`
	}
	err := r.Get(ctx, &row, `SELECT count(*) AS people, coalesce(max(late) FILTER (WHERE 2 * n <= of_all + 1), 0) AS median,
			coalesce(max(late), 0) AS longest
		FROM (SELECT late, row_number() OVER (ORDER BY late) AS n, count(*) OVER () AS of_all
			FROM (SELECT CASE WHEN e.received_at > e.occurred_at THEN e.received_at - e.occurred_at ELSE 0 END + e.within AS late
				FROM consent_state c CROSS JOIN event e
				WHERE c.purpose = '*' AND c.state IN ('withdrawn', 'objected') AND c.since >= ? AND c.channel = 'whatsapp'
					AND e.subject_id = c.subject_id AND e.seq = c.seq) noes) ranked`, clock.Millis(since))
	if err != nil {
		return Delay{}, fmt.Errorf("measure the delay of withdrawals: %w", err)
	}
	return Delay{row.People, time.Duration(row.Median) * time.Millisecond, time.Duration(row.Longest) * time.Millisecond}, nil
}
