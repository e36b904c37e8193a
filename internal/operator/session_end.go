package operator

import (
	"context"
	"errors"
	"fmt"

	"accord/internal/db"
)

// SignOut ends the session that a token opens. One that is over already is no
// error.
func (s *Store) SignOut(ctx context.Context, token string) error {
	session, err := s.Session(ctx, token)
	if errors.Is(err, ErrSession) {
		return nil
	}
	if err == nil {
		err = s.endSession(ctx, session.ID, Entry{Operator: session.Operator.Email, Action: SignedOut})
	}
	if err != nil && !errors.Is(err, ErrUnknown) {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// EndSession ends a session: at once in this process, within five seconds in
// others. The error is [ErrUnknown] when it is over already. by is who does it.
func (s *Store) EndSession(ctx context.Context, id SessionID, by string) error {
	if err := s.endSession(ctx, id, Entry{Operator: by, Action: SessionEnded}); err != nil {
		return fmt.Errorf("end session %d: %w", id, err)
	}
	return nil
}

func (s *Store) endSession(ctx context.Context, id SessionID, e Entry) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var whose ID
		err := tx.Get(ctx, &whose, `DELETE FROM session WHERE id = ? RETURNING operator_id`, int64(id))
		if errors.Is(err, db.ErrNotFound) {
			return ErrUnknown
		}
		if err != nil {
			return err
		}
		e.Subject = operatorSubject(whose)
		return s.RecordTx(ctx, tx, e)
	})
	if err == nil {
		s.sessions.forget(func(known Session) bool { return known.ID == id })
	}
	return err
}

// EndSessions ends the sessions of an operator, all but one (or all, when
// except is zero), and returns how many those were. by is who does it.
func (s *Store) EndSessions(ctx context.Context, id ID, except SessionID, by string) (ended int, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := deleteSessionsTx(ctx, tx, id, except)
		ended = int(n)
		if err != nil || n == 0 {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: SessionEnded, Subject: operatorSubject(id), Detail: map[string]any{"sessions": n}})
	})
	if err != nil {
		return 0, fmt.Errorf("end the sessions of operator %d: %w", id, err)
	}
	s.forgetSessions(id)
	return ended, nil
}

func deleteSessionsTx(ctx context.Context, tx *db.Tx, id ID, except SessionID) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM session WHERE operator_id = ? AND id <> ?`, int64(id), int64(except))
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	return n, nil
}

// forgetSessions makes the next request of an operator look them up again.
func (s *Store) forgetSessions(id ID) {
	s.sessions.forget(func(known Session) bool { return known.Operator.ID == id })
}
