package ui

import (
	"context"
	"time"

	"accord/internal/clock"
)

// pruneEvery is how often what has run out is deleted.
const pruneEvery = 10 * time.Minute

// pruneOperators deletes sessions, attempts and answers that have run out. One
// that fails, on a database that is busy, is done with the next.
func (s *Server) pruneOperators(ctx context.Context) error {
	for {
		if err := s.Office.Operators.Prune(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("prune sessions and calls", "error", err)
		}
		if clock.Wait(ctx, pruneEvery) != nil {
			return nil
		}
	}
}
