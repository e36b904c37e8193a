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

// ID names an operator.
type ID int64

// Operator is a person who works with Accord.
type Operator struct {
	ID          ID
	Email       string // lower case
	Name        string
	Role        Role
	Language    string    // "fr" or "en"
	Theme       string    // "system", "light" or "dark"
	HasPassword bool      // false until they have chosen one
	Created     time.Time // on Config.Clock, like Disabled
	Disabled    time.Time // zero while they may work
	Invited     time.Time // until when an invitation waits for them, on Config.Wall; zero for none
}

// May answers whether this person is allowed something now.
func (o Operator) May(p Permission) bool { return o.Disabled.IsZero() && o.Role.May(p) }

// operatorRow is how an operator is read; operatorColumns and operatorTables
// go with it.
type operatorRow struct {
	ID          ID     `db:"id"`
	Email       string `db:"email"`
	Name        string `db:"name"`
	Role        Role   `db:"role"`
	Language    string `db:"language"`
	Theme       string `db:"theme"`
	HasPassword bool   `db:"has_password"`
	Created     int64  `db:"created_at"`
	Disabled    int64  `db:"disabled_at"`
	Invited     int64  `db:"invited"`
}

const (
	operatorColumns = `o.id, o.email, o.name, o.role, o.language, o.theme, o.password IS NOT NULL AS has_password, o.created_at,
		COALESCE(o.disabled_at, 0) AS disabled_at, COALESCE(i.expires_at, 0) AS invited`
	operatorTables = `operator o LEFT JOIN invitation i ON i.operator_id = o.id`
)

func (r operatorRow) operator() Operator {
	return Operator{ID: r.ID, Email: r.Email, Name: r.Name, Role: r.Role, Language: r.Language, Theme: r.Theme, HasPassword: r.HasPassword,
		Created: clock.At(r.Created), Disabled: clock.At(r.Disabled), Invited: clock.At(r.Invited)}
}

// ByEmail finds an operator, in whatever case the address is written, or
// returns [ErrUnknown]. A disabled one is found too: ask [Operator.May].
func (s *Store) ByEmail(ctx context.Context, email string) (Operator, error) {
	o, err := find(ctx, s.db, `o.email = ?`, strings.ToLower(email))
	if err != nil {
		return Operator{}, fmt.Errorf("find operator %q: %w", email, err)
	}
	return o, nil
}

// Get finds an operator by id, a disabled one too, or returns [ErrUnknown].
func (s *Store) Get(ctx context.Context, id ID) (Operator, error) {
	o, err := find(ctx, s.db, `o.id = ?`, int64(id))
	if err != nil {
		return Operator{}, fmt.Errorf("find operator %d: %w", id, err)
	}
	return o, nil
}

// List is everybody, by name; the disabled ones too.
func (s *Store) List(ctx context.Context) ([]Operator, error) {
	var rows []operatorRow
	if err := s.db.Select(ctx, &rows, `SELECT `+operatorColumns+` FROM `+operatorTables+` ORDER BY o.name, o.id`); err != nil {
		return nil, fmt.Errorf("list operators: %w", err)
	}
	list := make([]Operator, len(rows))
	for i, r := range rows {
		list[i] = r.operator()
	}
	return list, nil
}

func find(ctx context.Context, r db.Reader, where string, arg any) (Operator, error) {
	var row operatorRow
	err := r.Get(ctx, &row, `SELECT `+operatorColumns+` FROM `+operatorTables+` WHERE `+where, arg)
	if errors.Is(err, db.ErrNotFound) {
		return Operator{}, ErrUnknown
	}
	return row.operator(), err
}

func operatorSubject(id ID) string { return fmt.Sprint("operator/", int64(id)) }
