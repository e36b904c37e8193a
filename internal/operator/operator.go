package operator

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// ID names an operator.
type ID int64

// Operator is a person who works with Accord.
type Operator struct {
	ID       ID
	Email    string // lower case
	Name     string
	Role     Role
	Created  time.Time
	Disabled time.Time // zero while they may work
}

// May answers whether this person is allowed something now.
func (o Operator) May(p Permission) bool { return o.Disabled.IsZero() && o.Role.May(p) }

// Add stores a new operator and returns its id. Only Email, Name and Role are
// read. The error is [ErrInvalid] or [ErrExists].
func (s *Store) Add(ctx context.Context, o Operator) (ID, error) {
	email, err := parseEmail(o.Email)
	if err != nil {
		return 0, err
	}
	if strings.TrimSpace(o.Name) == "" {
		return 0, fmt.Errorf("%w operator %s: a name is required", ErrInvalid, email)
	}
	if err := o.Role.Validate(); err != nil {
		return 0, err
	}
	var id ID
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Get(ctx, &id, `INSERT INTO operator (email, name, role, created_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (email) DO NOTHING RETURNING id`, email, o.Name, string(o.Role), clock.Millis(s.clock.Now()))
		if errors.Is(err, db.ErrNotFound) {
			return ErrExists
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("add operator %s: %w", email, err)
	}
	return id, nil
}

// parseEmail is the address alone, in lower case.
func parseEmail(text string) (string, error) {
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text {
		return "", fmt.Errorf("%w e-mail %q: want an address such as claire@example.org", ErrInvalid, text)
	}
	return strings.ToLower(text), nil
}

// ByEmail finds an operator, in whatever case the address is written, or
// returns [ErrUnknown]. A disabled one is found too: ask [Operator.May].
func (s *Store) ByEmail(ctx context.Context, email string) (Operator, error) {
	var row struct {
		ID       ID     `db:"id"`
		Email    string `db:"email"`
		Name     string `db:"name"`
		Role     Role   `db:"role"`
		Created  int64  `db:"created_at"`
		Disabled *int64 `db:"disabled_at"`
	}
	err := s.db.Get(ctx, &row, `SELECT id, email, name, role, created_at, disabled_at FROM operator WHERE email = ?`,
		strings.ToLower(email))
	if errors.Is(err, db.ErrNotFound) {
		return Operator{}, fmt.Errorf("operator %q: %w", email, ErrUnknown)
	}
	if err != nil {
		return Operator{}, fmt.Errorf("find operator %q: %w", email, err)
	}
	o := Operator{ID: row.ID, Email: row.Email, Name: row.Name, Role: row.Role, Created: clock.At(row.Created)}
	if row.Disabled != nil {
		o.Disabled = clock.At(*row.Disabled)
	}
	return o, nil
}
