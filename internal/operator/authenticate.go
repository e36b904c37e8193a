package operator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Principal is who stands behind a token.
type Principal struct {
	Name string
	Role Role
}

const (
	// passLife is how long a token that was found valid is not looked up again.
	passLife = 5 * time.Second
	// usedEvery is how often the last use of a token is written at most.
	usedEvery = time.Minute
)

// pass is a token that was found valid.
type pass struct {
	id    TokenID
	who   Principal
	until time.Time // looked up again from then on
	used  time.Time // last written use
}

// Authenticate finds who a token stands for, or returns [ErrToken]. The token
// is looked up by its keyed tag, so the time it takes says nothing of it.
func (s *Store) Authenticate(ctx context.Context, token string) (Principal, error) {
	if !wellFormed(token) {
		return Principal{}, ErrToken
	}
	tag := s.tag(token)
	now := s.clock.Now()
	p, err := s.admit(ctx, tag, now)
	if err != nil {
		return Principal{}, err
	}
	if s.useDue(p, now) {
		err = s.writeUse(ctx, p.id, now)
	}
	return p.who, err
}

// admit takes the pass from memory while it is fresh.
func (s *Store) admit(ctx context.Context, tag []byte, now time.Time) (*pass, error) {
	s.mu.Lock()
	p := s.known[string(tag)]
	s.mu.Unlock()
	if p != nil && now.Before(p.until) {
		return p, nil
	}
	fresh, err := s.load(ctx, tag)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		delete(s.known, string(tag)) // so there are never more entries than valid tokens
		return nil, err
	}
	fresh.until = now.Add(s.clock.ProcessTime(passLife))
	s.known[string(tag)] = fresh
	return fresh, nil
}

func (s *Store) load(ctx context.Context, tag []byte) (*pass, error) {
	var row struct {
		ID   TokenID `db:"id"`
		Name string  `db:"name"`
		Role Role    `db:"role"`
		Used *int64  `db:"last_used_at"`
	}
	err := s.db.Get(ctx, &row, `SELECT id, name, role, last_used_at FROM api_token WHERE tag = ? AND revoked_at IS NULL`, tag)
	if errors.Is(err, db.ErrNotFound) {
		return nil, ErrToken
	}
	if err != nil {
		return nil, fmt.Errorf("look a token up: %w", err)
	}
	p := &pass{id: row.ID, who: Principal{Name: row.Name, Role: row.Role}}
	if row.Used != nil {
		p.used = clock.At(*row.Used)
	}
	return p, nil
}

// forgetToken makes the next use of a token look it up again.
func (s *Store) forgetToken(id TokenID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.known, func(_ string, p *pass) bool { return p.id == id })
}

// useDue lets one of the requests that arrive together write the use.
func (s *Store) useDue(p *pass, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(p.used.Add(s.clock.ProcessTime(usedEvery))) {
		return false
	}
	p.used = now
	return true
}

func (s *Store) writeUse(ctx context.Context, id TokenID, now time.Time) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE api_token SET last_used_at = ? WHERE id = ?`, clock.Millis(now), int64(id))
		return err
	})
	if err != nil {
		return fmt.Errorf("note the use of token %d: %w", id, err)
	}
	return nil
}
