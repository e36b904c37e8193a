package operator

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"accord/internal/clock"
	"accord/internal/db"
)

// What is kept of where a session comes from, in characters.
const (
	networkLength = 64
	agentLength   = 160
)

// OpenSession opens a session for an operator who has shown in another way who
// they are: by an invitation, by the set-up code, or by sitting at the machine
// of a sample workspace. It returns the token of its cookie. The error is
// [ErrUnknown] or [ErrDisabled].
func (s *Store) OpenSession(ctx context.Context, id ID, network, agent string) (token string, _ Session, err error) {
	return s.open(ctx, id, "", network, agent)
}

// open makes a session, provided that the password is still the one whose hash
// was compared; an empty hash means that none was.
func (s *Store) open(ctx context.Context, id ID, hash, network, agent string) (token string, session Session, err error) {
	token = newSecret()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		email, err := s.admitTx(ctx, tx, id, hash)
		if err != nil {
			return err
		}
		return s.insertSessionTx(ctx, tx, Session{Operator: Operator{ID: id, Email: email}, Network: network, Agent: agent}, token, hash != "")
	})
	if err == nil {
		session, err = s.Session(ctx, token)
	}
	if err != nil {
		return "", Session{}, fmt.Errorf("open a session of operator %d: %w", id, err)
	}
	return token, session, nil
}

// admitTx makes sure that the operator may work at the commit, and returns
// their e-mail.
func (s *Store) admitTx(ctx context.Context, tx *db.Tx, id ID, hash string) (email string, err error) {
	var row struct {
		Email    string `db:"email"`
		Hash     string `db:"hash"`
		Disabled bool   `db:"disabled"`
	}
	err = tx.Get(ctx, &row, `SELECT email, COALESCE(password, '') AS hash, disabled_at IS NOT NULL AS disabled FROM operator WHERE id = ?`+
		tx.Engine().ForShare(), int64(id))
	switch {
	case errors.Is(err, db.ErrNotFound):
		return "", ErrUnknown
	case err != nil:
		return "", err
	case hash != "" && (row.Disabled || row.Hash != hash):
		return "", ErrCredentials // changed while it was compared
	case row.Disabled:
		return "", ErrDisabled
	}
	return row.Email, nil
}

// insertSessionTx stores a session, notes where its operator works from, and
// sweeps out the sessions that are over.
func (s *Store) insertSessionTx(ctx context.Context, tx *db.Tx, n Session, token string, signedIn bool) error {
	idle, life := s.expiry()
	if _, err := tx.Exec(ctx, `DELETE FROM session WHERE seen_at <= ? OR opened_at <= ?`, idle, life); err != nil {
		return fmt.Errorf("prune sessions: %w", err)
	}
	now := clock.Millis(s.wall.Now())
	_, err := tx.Exec(ctx, `INSERT INTO session (operator_id, tag, network, agent, opened_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)`,
		int64(n.Operator.ID), s.sessionTag(token), oneLine(n.Network, networkLength), oneLine(n.Agent, agentLength), now, now)
	if err != nil {
		return err
	}
	a, action := s.attemptOf(n.Operator.Email, n.Network), SessionOpened
	if signedIn {
		action = SignInSucceeded
	}
	if err := clearAttemptsTx(ctx, tx, a); err != nil {
		return err
	}
	if err := familiarTx(ctx, tx, a); err != nil {
		return err
	}
	return s.RecordTx(ctx, tx, Entry{Operator: n.Operator.Email, Action: action, Subject: operatorSubject(n.Operator.ID),
		Detail: map[string]any{"network": oneLine(n.Network, networkLength)}})
}

// oneLine is text from outside as it can be stored and shown: valid, without
// control characters, at most so many characters.
func oneLine(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most-1]) + "…"
	}
	return strings.TrimSpace(text)
}
