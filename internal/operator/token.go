package operator

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// TokenID names an API token; it is no secret.
type TokenID int64

// TokenSpec says what an API token is for and what it may.
type TokenSpec struct {
	Name    string       // "shop"
	Role    Role         // what it may at most
	Scopes  []Permission // what it may of that; all of it when empty
	Expires time.Time    // on Config.Clock; never when zero
}

// tokenPrefix lets scanners for leaked secrets recognise ours.
const tokenPrefix = "acc_"

// CreateToken makes a token for a program and returns its clear text, "acc_"
// and 43 characters, which cannot be had again. by is who made it.
func (s *Store) CreateToken(ctx context.Context, spec TokenSpec, by string) (token string, id TokenID, err error) {
	if err := spec.check(s.clock.Now()); err != nil {
		return "", 0, fmt.Errorf("create token: %w", err)
	}
	token = tokenPrefix + newSecret()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Get(ctx, &id, `INSERT INTO api_token (name, role, scopes, tag, created_by, created_at, expires_at)
			VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`, spec.Name, string(spec.Role), joinScopes(spec.Scopes), s.tokenTag(token), by,
			clock.Millis(s.clock.Now()), orNull(spec.Expires))
		if err != nil {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: TokenCreated, Subject: tokenSubject(id),
			Detail: map[string]any{"name": spec.Name, "role": string(spec.Role), "scopes": scopeList(spec.Scopes)}})
	})
	if err != nil {
		return "", 0, fmt.Errorf("create token: %w", err)
	}
	return token, id, nil
}

func (t TokenSpec) check(now time.Time) error {
	var past error
	if !t.Expires.IsZero() && !t.Expires.After(now) {
		past = invalid("expires", Past, "it would never work; choose a later day")
	}
	return errors.Join(checkName(t.Name), t.Role.Validate(), checkScopes(t.Role, t.Scopes), past)
}

// Revoke ends a token for good: at once in this process, within five seconds
// in others. Revoking it again changes nothing. by is who does it.
func (s *Store) Revoke(ctx context.Context, id TokenID, by string) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE api_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL`,
			clock.Millis(s.clock.Now()), int64(id))
		if err != nil {
			return err
		}
		if n == 0 {
			return knownTx(ctx, tx, id)
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: TokenRevoked, Subject: tokenSubject(id)})
	})
	if err != nil {
		return fmt.Errorf("revoke token %d: %w", id, err)
	}
	s.tokens.forget(func(p Principal) bool { return p.ID == id })
	return nil
}

// knownTx returns [ErrUnknown] for a token that was never made.
func knownTx(ctx context.Context, tx *db.Tx, id TokenID) error {
	var n int
	if err := tx.Get(ctx, &n, `SELECT count(*) FROM api_token WHERE id = ?`, int64(id)); err != nil {
		return err
	}
	if n == 0 {
		return ErrUnknown
	}
	return nil
}

// orNull stores the zero time as NULL.
func orNull(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := clock.Millis(t)
	return &ms
}

func (s *Store) tokenTag(token string) []byte { return s.keys.Tag("token", token) }

// TokenAuthor is how an audit entry names a program: "token/3".
func TokenAuthor(id TokenID) string { return tokenSubject(id) }

func tokenSubject(id TokenID) string { return fmt.Sprint("token/", int64(id)) }

// wellFormed spares the database what cannot be a token.
func wellFormed(token string) bool {
	text, ok := strings.CutPrefix(token, tokenPrefix)
	return ok && len(text) == secretLength
}
