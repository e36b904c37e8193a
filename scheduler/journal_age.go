package scheduler

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
)

// Oldest is when the webhook came in that has waited longest to be recorded;
// the zero time when none waits.
func (j *Journal) Oldest(ctx context.Context) (time.Time, error) {
	var at int64
	err := j.db.Get(ctx, &at, `SELECT coalesce((SELECT b.received_at FROM journal_todo t JOIN journal b ON b.id = t.id ORDER BY t.id LIMIT 1), 0)`)
	if err != nil {
		return time.Time{}, fmt.Errorf("age of the journal: %w", err)
	}
	return clock.At(at), nil
}
