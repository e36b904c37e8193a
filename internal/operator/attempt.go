package operator

import (
	"context"
	"fmt"
	"strings"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// familiarFor is how long a network counts as somebody's own after they were
// last there.
const familiarFor = 90 * 24 * time.Hour

// attemptOf is a try by whoever typed that e-mail. One that nobody has is
// counted all the same: the limits do not tell who works here.
func (s *Store) attemptOf(email, network string) attempt {
	return attempt{
		Account: s.keys.Tag("account", strings.ToLower(strings.TrimSpace(email))),
		Network: s.keys.Tag("network", network),
		At:      clock.Millis(s.wall.Now()),
	}
}

// ownAttempt is a try by somebody whose session is open: no failure outside
// counts against it.
func (s *Store) ownAttempt(o Operator) attempt {
	a := s.attemptOf(o.Email, "session of "+operatorSubject(o.ID))
	a.familiar = true
	return a
}

// reserve counts an attempt as failed before it is looked at, so that many at
// once are no way around the limits. It returns a *[LimitError] when it must
// wait.
func (s *Store) reserve(ctx context.Context, a attempt) error {
	if err := hold(ctx, s.db, a); err != nil { // a flood costs a look, not a write
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "sign_in"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM attempt WHERE at <= ?`, a.At-attemptWindow.Milliseconds()); err != nil {
			return fmt.Errorf("prune attempts: %w", err)
		}
		if err := hold(ctx, tx, a); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO attempt (account, network, at) VALUES (?, ?, ?)`, a.Account, a.Network, a.At)
		return err
	})
}

// hold returns a *[LimitError] for an attempt that must wait.
func hold(ctx context.Context, r db.Reader, a attempt) error {
	if !a.familiar {
		var n int
		if err := r.Get(ctx, &n, `SELECT count(*) FROM familiar_network WHERE account = ? AND network = ? AND seen_at > ?`,
			a.Account, a.Network, a.At-familiarFor.Milliseconds()); err != nil {
			return fmt.Errorf("look a network up: %w", err)
		}
		a.familiar = n > 0
	}
	var past []attempt
	if err := r.Select(ctx, &past, `SELECT account, network, at FROM attempt WHERE account = ? OR network = ?`, a.Account, a.Network); err != nil {
		return fmt.Errorf("count attempts: %w", err)
	}
	if wait := waitFor(past, a); wait > 0 {
		return &LimitError{Wait: wait}
	}
	return nil
}

// clearAttemptsTx forgets the failures of an account in a network after one
// success there.
func clearAttemptsTx(ctx context.Context, tx *db.Tx, a attempt) error {
	if _, err := tx.Exec(ctx, `DELETE FROM attempt WHERE account = ? AND network = ?`, a.Account, a.Network); err != nil {
		return fmt.Errorf("clear attempts: %w", err)
	}
	return nil
}

// familiarTx remembers where somebody has signed in.
func familiarTx(ctx context.Context, tx *db.Tx, a attempt) error {
	_, err := tx.Exec(ctx, `DELETE FROM familiar_network WHERE account = ? AND seen_at <= ?`, a.Account, a.At-familiarFor.Milliseconds())
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO familiar_network (account, network, seen_at) VALUES (?, ?, ?)
			ON CONFLICT (account, network) DO UPDATE SET seen_at = excluded.seen_at`, a.Account, a.Network, a.At)
	}
	if err != nil {
		return fmt.Errorf("remember a network: %w", err)
	}
	return nil
}
