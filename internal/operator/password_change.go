package operator

import (
	"context"
	"errors"
	"fmt"

	"accord/internal/db"
)

// SetPassword changes the own password of an operator who knows the old one;
// somebody who has none yet gives an empty old one. It ends their other
// sessions, all but keep, the one they work in. Wrong tries are limited as when
// they sign in. The error is [ErrPassword] for the new one, [ErrCredentials]
// for the old one, a *[LimitError], or [ErrUnknown].
func (s *Store) SetPassword(ctx context.Context, id ID, old, password string, keep SessionID) error {
	if err := s.setPassword(ctx, id, old, password, keep); err != nil {
		return fmt.Errorf("set the password of operator %d: %w", id, err)
	}
	s.forgetSessions(id)
	return nil
}

func (s *Store) setPassword(ctx context.Context, id ID, old, password string, keep SessionID) error {
	o, stored, err := s.candidate(ctx, `o.id = ?`, int64(id))
	if err != nil {
		return err
	}
	if _, err := parsePassword(password, o.Email); err != nil {
		return err
	}
	if err := s.knows(ctx, o, old, stored); err != nil {
		return err
	}
	hash, err := s.newHash(ctx, password, o.Email)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.replacePasswordTx(ctx, tx, o, stored, hash, keep)
	})
}

// knows checks the old password.
func (s *Store) knows(ctx context.Context, o Operator, old, stored string) error {
	if stored == "" && old == "" {
		return nil
	}
	if err := s.reserve(ctx, s.ownAttempt(o)); err != nil {
		return err
	}
	err := s.verify(ctx, old, stored)
	if !errors.Is(err, ErrCredentials) {
		return err
	}
	return errors.Join(err, s.Record(ctx, Entry{Operator: o.Email, Action: PasswordRefused, Subject: operatorSubject(o.ID)}))
}

// replacePasswordTx refuses when the stored password is not the one that was
// compared: it was changed meanwhile.
func (s *Store) replacePasswordTx(ctx context.Context, tx *db.Tx, o Operator, stored, hash string, keep SessionID) error {
	n, err := tx.Exec(ctx, `UPDATE operator SET password = ? WHERE id = ? AND COALESCE(password, '') = ? AND disabled_at IS NULL`,
		hash, int64(o.ID), stored)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrCredentials
	}
	if err := clearAttemptsTx(ctx, tx, s.ownAttempt(o)); err != nil {
		return err
	}
	if _, err := deleteSessionsTx(ctx, tx, o.ID, keep); err != nil {
		return err
	}
	return s.RecordTx(ctx, tx, Entry{Operator: o.Email, Action: PasswordChanged, Subject: operatorSubject(o.ID)})
}
