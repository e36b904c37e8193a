package operator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Principal is who stands behind a token.
type Principal struct {
	ID      TokenID
	Name    string
	Role    Role
	Scopes  []Permission // all of the role when empty; not to be changed
	Expires time.Time    // on Config.Clock; zero for never
}

// May answers whether the program is allowed something: by its role, and by
// its scopes when it has any.
func (p Principal) May(what Permission) bool {
	return p.Role.May(what) && (len(p.Scopes) == 0 || Public.May(what) || slices.Contains(p.Scopes, what))
}

// Authenticate finds who a token stands for, or returns [ErrToken]. The token
// is looked up by its keyed tag, so the time it takes says nothing of it.
func (s *Store) Authenticate(ctx context.Context, token string) (Principal, error) {
	if !wellFormed(token) {
		return Principal{}, ErrToken
	}
	tag, now := s.tokenTag(token), s.clock.Now()
	found, err := s.tokens.find(tag, now, s.clock.ProcessTime(recallLife), func() (Principal, time.Time, error) { return s.loadToken(ctx, tag) })
	if err != nil {
		return Principal{}, err
	}
	who := found.value
	if !who.Expires.IsZero() && !now.Before(who.Expires) {
		return Principal{}, ErrToken
	}
	if s.tokens.due(found, now, s.clock.ProcessTime(usedEvery)) {
		s.noteUse(ctx, "token", `UPDATE api_token SET last_used_at = ? WHERE id = ? AND COALESCE(last_used_at, 0) < ?`, int64(who.ID), now)
	}
	return who, nil
}

func (s *Store) loadToken(ctx context.Context, tag []byte) (Principal, time.Time, error) {
	var row struct {
		ID      TokenID `db:"id"`
		Name    string  `db:"name"`
		Role    Role    `db:"role"`
		Scopes  string  `db:"scopes"`
		Expires int64   `db:"expires_at"`
		Used    int64   `db:"last_used_at"`
	}
	err := s.db.Get(ctx, &row, `SELECT id, name, role, scopes, COALESCE(expires_at, 0) AS expires_at, COALESCE(last_used_at, 0) AS last_used_at
		FROM api_token WHERE tag = ? AND revoked_at IS NULL`, tag)
	if errors.Is(err, db.ErrNotFound) {
		return Principal{}, time.Time{}, ErrToken
	}
	if err != nil {
		return Principal{}, time.Time{}, fmt.Errorf("look a token up: %w", err)
	}
	return Principal{ID: row.ID, Name: row.Name, Role: row.Role, Scopes: splitScopes(row.Scopes), Expires: clock.At(row.Expires)}, clock.At(row.Used), nil
}
