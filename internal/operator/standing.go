package operator

import (
	"context"
	"fmt"

	"accord/internal/clock"
	"accord/internal/db"
)

// ChangeRole gives an operator another role: at once in this process, within
// five seconds in others. The error is [ErrUnknown], [ErrInvalid] or
// [ErrLast]. by is who does it, here and below.
func (s *Store) ChangeRole(ctx context.Context, id ID, role Role, by string) error {
	if err := role.Validate(); err != nil {
		return fmt.Errorf("change the role of operator %d: %w", id, err)
	}
	err := s.change(ctx, id, func(ctx context.Context, tx *db.Tx, o Operator) error {
		if o.Role == role {
			return nil
		}
		if err := spareTx(ctx, tx, o); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE operator SET role = ? WHERE id = ?`, string(role), int64(id)); err != nil {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: RoleChanged, Subject: operatorSubject(id),
			Detail: map[string]any{"from": string(o.Role), "to": string(role)}})
	})
	if err != nil {
		return fmt.Errorf("change the role of operator %d: %w", id, err)
	}
	return nil
}

// Disable ends what an operator may do, their sessions and their invitation.
// The tokens they made stay: programs work with those. Disabling again changes
// nothing. The error is [ErrUnknown] or [ErrLast].
func (s *Store) Disable(ctx context.Context, id ID, by string) error {
	err := s.change(ctx, id, func(ctx context.Context, tx *db.Tx, o Operator) error {
		if !o.Disabled.IsZero() {
			return nil
		}
		if err := spareTx(ctx, tx, o); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE operator SET disabled_at = ? WHERE id = ?`, clock.Millis(s.clock.Now()), int64(id)); err != nil {
			return err
		}
		if _, err := deleteSessionsTx(ctx, tx, id, 0); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM invitation WHERE operator_id = ?`, int64(id)); err != nil {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: OperatorDisabled, Subject: operatorSubject(id)})
	})
	if err != nil {
		return fmt.Errorf("disable operator %d: %w", id, err)
	}
	return nil
}

// Enable lets a disabled operator work again, with the password they had. The
// error is [ErrUnknown].
func (s *Store) Enable(ctx context.Context, id ID, by string) error {
	err := s.change(ctx, id, func(ctx context.Context, tx *db.Tx, o Operator) error {
		if o.Disabled.IsZero() {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE operator SET disabled_at = NULL WHERE id = ?`, int64(id)); err != nil {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: OperatorEnabled, Subject: operatorSubject(id)})
	})
	if err != nil {
		return fmt.Errorf("enable operator %d: %w", id, err)
	}
	return nil
}

// change runs fn with an operator as they are, one change at a time.
func (s *Store) change(ctx context.Context, id ID, fn func(context.Context, *db.Tx, Operator) error) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockOperators(ctx, tx); err != nil {
			return err
		}
		o, err := find(ctx, tx, `o.id = ?`, int64(id))
		if err != nil {
			return err
		}
		return fn(ctx, tx, o)
	})
	s.forgetSessions(id)
	return err
}

// spareTx returns [ErrLast] for an administrator without whom none is left who
// can sign in. An invited one cannot until they have chosen a password.
func spareTx(ctx context.Context, tx *db.Tx, o Operator) error {
	if o.Role != Administrator || !o.Disabled.IsZero() {
		return nil
	}
	var others int
	err := tx.Get(ctx, &others, `SELECT count(*) FROM operator WHERE role = ? AND disabled_at IS NULL AND password IS NOT NULL AND id <> ?`,
		string(Administrator), int64(o.ID))
	if err == nil && others == 0 {
		return ErrLast
	}
	return err
}
