package operator

import (
	"context"
	"encoding/json"
	"fmt"

	"accord/internal/clock"
	"accord/internal/db"
)

// Entry is one thing that somebody did.
type Entry struct {
	Operator string         // e-mail, [TokenAuthor], [Terminal] or [Visitor]
	Action   string         // "token.create"
	Subject  string         // what it was done to: "token/3"
	Detail   map[string]any // more, in names and numbers; nothing personal
}

// RecordTx writes an entry in the transaction of the act itself, so that
// neither is without the other.
func (s *Store) RecordTx(ctx context.Context, tx *db.Tx, e Entry) error {
	if e.Operator == "" || e.Action == "" {
		return fmt.Errorf("%w audit entry: it needs an operator and an action", ErrInvalid)
	}
	detail := []byte("{}")
	if e.Detail != nil {
		var err error
		if detail, err = json.Marshal(e.Detail); err != nil {
			return fmt.Errorf("audit %s: %w", e.Action, err)
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO audit (at, operator, action, subject, detail) VALUES (?, ?, ?, ?, ?)`,
		clock.Millis(s.clock.Now()), e.Operator, e.Action, e.Subject, string(detail))
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return nil
}

// Change runs an act and records in its transaction what it returns, under the
// name of who did it: neither is without the other.
func (s *Store) Change(ctx context.Context, by string, act func(ctx context.Context, tx *db.Tx) (Entry, error)) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := act(ctx, tx)
		if err != nil {
			return err
		}
		e.Operator = by
		return s.RecordTx(ctx, tx, e)
	})
}

// Record writes an entry on its own, for acts that change no row.
func (s *Store) Record(ctx context.Context, e Entry) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.RecordTx(ctx, tx, e) })
}
