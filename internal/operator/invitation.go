package operator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// invitationLife is how long the link of an invitation opens.
const invitationLife = 72 * time.Hour

// Invite adds an operator and returns the token of the link with which they
// choose a password: once, within three days. Email, Name and Role are read,
// Language and Theme when they are set. The error is [ErrInvalid] or
// [ErrExists]. by is who invites.
func (s *Store) Invite(ctx context.Context, o Operator, by string) (token string, id ID, err error) {
	if o, err = enrolment(o); err != nil {
		return "", 0, fmt.Errorf("invite: %w", err)
	}
	token = newSecret()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if id, err = s.insertTx(ctx, tx, o, "", Entry{Operator: by, Action: OperatorInvited}); err != nil {
			return err
		}
		return s.inviteTx(ctx, tx, id, token)
	})
	if err != nil {
		return "", 0, fmt.Errorf("invite %s: %w", o.Email, err)
	}
	return token, id, nil
}

// Reinvite makes a new link for an operator whose first one has run out, or who
// has forgotten the password; an older link opens nothing any more. Until it is
// used an old password stays. The error is [ErrUnknown] or [ErrDisabled].
func (s *Store) Reinvite(ctx context.Context, id ID, by string) (token string, err error) {
	token = newSecret()
	err = s.change(ctx, id, func(ctx context.Context, tx *db.Tx, o Operator) error {
		if !o.Disabled.IsZero() {
			return ErrDisabled
		}
		if err := s.inviteTx(ctx, tx, id, token); err != nil {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: OperatorReinvited, Subject: operatorSubject(id)})
	})
	if err != nil {
		return "", fmt.Errorf("invite operator %d again: %w", id, err)
	}
	return token, nil
}

func (s *Store) inviteTx(ctx context.Context, tx *db.Tx, id ID, token string) error {
	_, err := tx.Exec(ctx, `INSERT INTO invitation (operator_id, tag, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (operator_id) DO UPDATE SET tag = excluded.tag, expires_at = excluded.expires_at`,
		int64(id), s.invitationTag(token), clock.Millis(s.wall.Now().Add(invitationLife)))
	return err
}

// Invited is for whom an invitation is, or [ErrInvitation].
func (s *Store) Invited(ctx context.Context, token string) (Operator, error) {
	o, err := find(ctx, s.db, `i.tag = ?`, s.invitationTag(token))
	if errors.Is(err, ErrUnknown) || err == nil && !o.Invited.After(s.wall.Now()) {
		return Operator{}, ErrInvitation
	}
	if err != nil {
		return Operator{}, fmt.Errorf("look an invitation up: %w", err)
	}
	return o, nil
}

// Accept gives the invited operator the password they chose, ends the sessions
// they had, and uses the invitation up. The error is [ErrInvitation] or
// [ErrPassword].
func (s *Store) Accept(ctx context.Context, token, password string) (ID, error) {
	o, err := s.Invited(ctx, token)
	if err != nil {
		return 0, err
	}
	hash, err := s.newHash(ctx, password, o.Email)
	if err == nil {
		err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.acceptTx(ctx, tx, o, token, hash) })
	}
	if err != nil {
		return 0, fmt.Errorf("accept the invitation of operator %d: %w", o.ID, err)
	}
	s.forgetSessions(o.ID)
	return o.ID, nil
}

func (s *Store) acceptTx(ctx context.Context, tx *db.Tx, o Operator, token, hash string) error {
	n, err := tx.Exec(ctx, `DELETE FROM invitation WHERE tag = ? AND expires_at > ?`, s.invitationTag(token), clock.Millis(s.wall.Now()))
	if err != nil {
		return err
	}
	if n == 0 { // used or replaced while the password was hashed
		return ErrInvitation
	}
	if _, err := tx.Exec(ctx, `UPDATE operator SET password = ? WHERE id = ?`, hash, int64(o.ID)); err != nil {
		return err
	}
	if _, err := deleteSessionsTx(ctx, tx, o.ID, 0); err != nil {
		return err
	}
	return s.RecordTx(ctx, tx, Entry{Operator: o.Email, Action: InvitationAccepted, Subject: operatorSubject(o.ID)})
}

func (s *Store) invitationTag(token string) []byte { return s.keys.Tag("invitation", token) }
