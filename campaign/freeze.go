package campaign

import (
	"context"
	"fmt"
)

// Freeze locks a draft and its audience and returns; the planning, which may
// take minutes, goes on when a process next looks at it. The errors are those
// of [Store.Launch].
func (s *Store) Freeze(ctx context.Context, id ID) error {
	if err := s.freeze(ctx, id); err != nil {
		return fmt.Errorf("launch campaign %d: %w", id, err)
	}
	return nil
}
