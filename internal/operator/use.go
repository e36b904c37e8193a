package operator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// usePatience is how long the note of a use waits for the writer.
const usePatience = 10 * time.Second

// noteUse writes the last use of a session or a token beside the request that
// it was found in: what is valid is valid, also while an import keeps the
// writer busy. A note that cannot be written is logged, and the next one is
// due a minute later.
func (s *Store) noteUse(ctx context.Context, what, query string, id int64, now time.Time) {
	s.uses.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), usePatience)
		defer cancel()
		err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, query, clock.Millis(now), id, clock.Millis(now))
			return err
		})
		if err != nil && !errors.Is(err, db.ErrClosed) {
			s.log.Warn(fmt.Sprintf("note the use of %s %d", what, id), "error", err)
		}
	})
}

// Settle waits until the last uses that were noticed are written: before the
// database is closed.
func (s *Store) Settle() { s.uses.Wait() }
