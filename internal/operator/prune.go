package operator

import (
	"context"
	"fmt"

	"accord/internal/clock"
	"accord/internal/db"
)

// Prune deletes what has run out: answers kept for a repeated call, attempts
// to sign in, sessions. Answers may speak of people, so they go although
// nobody calls any more. Invitations stay: a page says that one has run out.
func (s *Store) Prune(ctx context.Context) error {
	now := s.wall.Now()
	idle, life := s.expiry()
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, old := range []struct {
			query string
			args  []any
		}{
			{`DELETE FROM api_call WHERE begun_at <= ?`, []any{clock.Millis(now.Add(-callLife))}},
			{`DELETE FROM attempt WHERE at <= ?`, []any{clock.Millis(now.Add(-attemptWindow))}},
			{`DELETE FROM session WHERE seen_at <= ? OR opened_at <= ?`, []any{idle, life}},
		} {
			if _, err := tx.Exec(ctx, old.query, old.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("prune sessions and calls: %w", err)
	}
	return nil
}
