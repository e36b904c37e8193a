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

const (
	setupLife  = 15 * time.Minute
	setupTries = 5
)

// SetupError is a set-up code that opens nothing. It is [ErrSetupCode].
type SetupError struct {
	Left int // tries of the code that is valid now; 0 when a new one must be made
}

// Error says what to do.
func (e *SetupError) Error() string {
	if e.Left > 0 {
		return fmt.Sprintf("this is not the code on the terminal; tries left: %d", e.Left)
	}
	return "no set-up code is valid now: each lasts 15 minutes and five tries; start Accord again for a new one"
}

// Unwrap makes it an [ErrSetupCode].
func (e *SetupError) Unwrap() error { return ErrSetupCode }

// NewSetupCode makes the code that the terminal shows and the first
// administrator types, "7KQM-X2FD". The one before it opens nothing any more.
// It is valid for 15 minutes and five tries. The error is [ErrSetupOver] once
// there is an operator.
func (s *Store) NewSetupCode(ctx context.Context) (string, error) {
	code := newCode()
	err := s.whileVacant(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO setup_code (id, tag, tries, expires_at) VALUES (1, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET tag = excluded.tag, tries = excluded.tries, expires_at = excluded.expires_at`,
			s.setupTag(code), setupTries, clock.Millis(s.wall.Now().Add(setupLife)))
		if err != nil {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: Terminal, Action: SetUpCodeMade})
	})
	if err != nil {
		return "", fmt.Errorf("make a set-up code: %w", err)
	}
	return code[:codeLength/2] + "-" + code[codeLength/2:], nil
}

// trySetupCode spends a try on a wrong code. The spending is committed, so it
// is no error of the transaction.
func (s *Store) trySetupCode(ctx context.Context, code string) error {
	var wrong error
	err := s.whileVacant(ctx, func(ctx context.Context, tx *db.Tx) error {
		left, right, err := s.setupCodeTx(ctx, tx, code)
		wrong = nil
		if err != nil || right {
			return err
		}
		left = max(left-1, 0)
		wrong = &SetupError{Left: left}
		_, err = tx.Exec(ctx, `UPDATE setup_code SET tries = ?`, left)
		return err
	})
	return errors.Join(err, wrong)
}

// setupCodeTx says how many tries the code that is valid now has left, and
// whether this is it.
func (s *Store) setupCodeTx(ctx context.Context, tx *db.Tx, code string) (left int, right bool, err error) {
	var row struct {
		Tries int  `db:"tries"`
		Right bool `db:"matches"`
	}
	err = tx.Get(ctx, &row, `SELECT tries, tag = ? AS matches FROM setup_code WHERE tries > 0 AND expires_at > ?`,
		s.setupTag(code), clock.Millis(s.wall.Now()))
	if errors.Is(err, db.ErrNotFound) {
		return 0, false, nil
	}
	return row.Tries, row.Right, err
}

// setupTag reads the code as people type it: in any case, with or without the
// dash.
func (s *Store) setupTag(code string) []byte {
	code = strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(code))
	return s.keys.Tag("set-up", code)
}
