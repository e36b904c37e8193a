package operator

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"accord/internal/clock"
	"accord/internal/db"
)

// TokenID names an API token; it is no secret.
type TokenID int64

// tokenPrefix lets scanners for leaked secrets recognise ours.
const tokenPrefix = "acc_"

// tokenSize is how many random bytes a token carries.
const tokenSize = 32

// CreateToken makes a token for a program and returns its clear text, "acc_"
// and 43 characters, which cannot be had again. by is who made it.
func (s *Store) CreateToken(ctx context.Context, name string, role Role, by string) (token string, id TokenID, err error) {
	if strings.TrimSpace(name) == "" {
		return "", 0, fmt.Errorf("%w token: a name is required that says what it is for", ErrInvalid)
	}
	if err := role.Validate(); err != nil {
		return "", 0, err
	}
	token = newToken()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Get(ctx, &id, `INSERT INTO api_token (name, role, tag, created_by, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
			name, string(role), s.tag(token), by, clock.Millis(s.clock.Now())); err != nil {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: "token.create", Subject: tokenSubject(id),
			Detail: map[string]any{"name": name, "role": string(role)}})
	})
	if err != nil {
		return "", 0, fmt.Errorf("create token: %w", err)
	}
	return token, id, nil
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
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: "token.revoke", Subject: tokenSubject(id)})
	})
	if err != nil {
		return fmt.Errorf("revoke token %d: %w", id, err)
	}
	s.forgetToken(id)
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

func (s *Store) tag(token string) []byte { return s.keys.Tag("token", token) }

func tokenSubject(id TokenID) string { return fmt.Sprint("token/", int64(id)) }

func newToken() string {
	var b [tokenSize]byte
	_, _ = rand.Read(b[:]) // never fails
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// wellFormed spares the database what cannot be a token.
func wellFormed(token string) bool {
	text, ok := strings.CutPrefix(token, tokenPrefix)
	return ok && len(text) == base64.RawURLEncoding.EncodedLen(tokenSize)
}
