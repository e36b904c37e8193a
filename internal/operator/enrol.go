package operator

import (
	"context"
	"errors"
	"fmt"

	"accord/internal/clock"
	"accord/internal/db"
)

// Add stores a new operator from the terminal and returns its id. Email, Name
// and Role are read, Language and Theme when they are set. They have no
// password: give them an invitation with [Store.Reinvite]. The error is
// [ErrInvalid] or [ErrExists].
func (s *Store) Add(ctx context.Context, o Operator) (ID, error) {
	return s.add(ctx, o, "")
}

// AddWithPassword is Add for an installation that is set up unattended. The
// error may be [ErrPassword] too.
func (s *Store) AddWithPassword(ctx context.Context, o Operator, password string) (ID, error) {
	hash, err := s.newHash(ctx, password, o.Email)
	if err != nil {
		return 0, fmt.Errorf("add operator %s: %w", o.Email, err)
	}
	return s.add(ctx, o, hash)
}

func (s *Store) add(ctx context.Context, o Operator, hash string) (id ID, err error) {
	if o, err = enrolment(o); err != nil {
		return 0, fmt.Errorf("add operator: %w", err)
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err = s.insertTx(ctx, tx, o, hash, Entry{Operator: Terminal, Action: OperatorAdded})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("add operator %s: %w", o.Email, err)
	}
	return id, nil
}

// insertTx stores an operator that enrolment returned and records it as e;
// hash may be empty.
func (s *Store) insertTx(ctx context.Context, tx *db.Tx, o Operator, hash string, e Entry) (id ID, err error) {
	if err := lockOperators(ctx, tx); err != nil {
		return 0, err
	}
	var password *string
	if hash != "" {
		password = &hash
	}
	err = tx.Get(ctx, &id, `INSERT INTO operator (email, name, role, language, theme, password, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (email) DO NOTHING RETURNING id`, o.Email, o.Name, string(o.Role), o.Language, o.Theme, password, clock.Millis(s.clock.Now()))
	if errors.Is(err, db.ErrNotFound) {
		return 0, ErrExists
	}
	if err != nil {
		return 0, err
	}
	e.Subject, e.Detail = operatorSubject(id), map[string]any{"role": string(o.Role)}
	return id, s.RecordTx(ctx, tx, e)
}

// lockOperators makes what decides over who works here follow each other:
// there is one first operator, and never no administrator.
func lockOperators(ctx context.Context, tx *db.Tx) error { return tx.Lock(ctx, "operators") }
