package operator

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
)

// Token is an API token without its clear text. Its instants are of
// Config.Clock.
type Token struct {
	ID TokenID
	TokenSpec
	CreatedBy string
	Created   time.Time
	Used      time.Time // last use, to the minute; zero before the first
	Revoked   time.Time // zero while it was not
}

// Works answers whether the token opens anything at an instant.
func (t Token) Works(now time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || now.Before(t.Expires))
}

// Tokens are all that were ever made, newest first.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	var rows []struct {
		ID      TokenID `db:"id"`
		Name    string  `db:"name"`
		Role    Role    `db:"role"`
		Scopes  string  `db:"scopes"`
		By      string  `db:"created_by"`
		Created int64   `db:"created_at"`
		Expires int64   `db:"expires_at"`
		Used    int64   `db:"last_used_at"`
		Revoked int64   `db:"revoked_at"`
	}
	err := s.db.Select(ctx, &rows, `SELECT id, name, role, scopes, created_by, created_at, COALESCE(expires_at, 0) AS expires_at,
		COALESCE(last_used_at, 0) AS last_used_at, COALESCE(revoked_at, 0) AS revoked_at FROM api_token ORDER BY id DESC`)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	list := make([]Token, len(rows))
	for i, r := range rows {
		list[i] = Token{ID: r.ID, TokenSpec: TokenSpec{Name: r.Name, Role: r.Role, Scopes: splitScopes(r.Scopes), Expires: clock.At(r.Expires)},
			CreatedBy: r.By, Created: clock.At(r.Created), Used: clock.At(r.Used), Revoked: clock.At(r.Revoked)}
	}
	return list, nil
}
