package operator

import (
	"context"
	"errors"
	"fmt"

	"accord/internal/db"
)

// Vacant answers whether nobody works here yet, not even somebody disabled.
func (s *Store) Vacant(ctx context.Context) (bool, error) { return vacant(ctx, s.db) }

func vacant(ctx context.Context, r db.Reader) (bool, error) {
	var n int
	if err := r.Get(ctx, &n, `SELECT count(*) FROM operator`); err != nil {
		return false, fmt.Errorf("count operators: %w", err)
	}
	return n == 0, nil
}

// whileVacant runs fn in a transaction during which nobody else becomes an
// operator.
func (s *Store) whileVacant(ctx context.Context, fn func(context.Context, *db.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockOperators(ctx, tx); err != nil {
			return err
		}
		free, err := vacant(ctx, tx)
		if err != nil {
			return err
		}
		if !free {
			return ErrSetupOver
		}
		return fn(ctx, tx)
	})
}

// SetUp makes the first operator, an administrator whatever o.Role says, for
// who types the code of the terminal. Of two at once one wins. The error is
// [ErrInvalid] or [ErrPassword], which cost no try, a *[SetupError], or
// [ErrSetupOver].
func (s *Store) SetUp(ctx context.Context, code string, o Operator, password string) (id ID, err error) {
	o.Role = Administrator
	o, err = enrolment(o)
	_, weak := parsePassword(password, o.Email)
	if err = errors.Join(err, weak); err != nil {
		return 0, fmt.Errorf("set up: %w", err)
	}
	if err := s.trySetupCode(ctx, code); err != nil {
		return 0, fmt.Errorf("set up: %w", err)
	}
	hash, err := s.newHash(ctx, password, o.Email)
	if err == nil {
		err = s.whileVacant(ctx, func(ctx context.Context, tx *db.Tx) error {
			id, err = s.finishSetupTx(ctx, tx, code, o, hash)
			return err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("set up: %w", err)
	}
	return id, nil
}

func (s *Store) finishSetupTx(ctx context.Context, tx *db.Tx, code string, o Operator, hash string) (ID, error) {
	left, right, err := s.setupCodeTx(ctx, tx, code)
	if err != nil {
		return 0, err
	}
	if !right { // replaced, or run out while the password was hashed
		return 0, &SetupError{Left: left}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM setup_code`); err != nil {
		return 0, err
	}
	return s.insertTx(ctx, tx, o, hash, Entry{Operator: o.Email, Action: SetUpFinished})
}
