package operator

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"accord/internal/db"
)

// Attempt is what somebody gives who signs in.
type Attempt struct {
	Email    string
	Password string
	Network  string // where from, coarse: "203.0.113.0/24"
	Agent    string // what the browser says it is
}

// SignIn opens a session for who knows the password of an e-mail, and returns
// the token of its cookie. The error is [ErrCredentials], the same and after
// the same time whether the e-mail, the password or neither is known, or a
// *[LimitError] after too many failures.
func (s *Store) SignIn(ctx context.Context, a Attempt) (token string, _ Session, err error) {
	if err := s.reserve(ctx, s.attemptOf(a.Email, a.Network)); err != nil {
		return "", Session{}, fmt.Errorf("sign in: %w", err)
	}
	o, hash, err := s.stranger(ctx, a.Email)
	if err == nil {
		err = s.verify(ctx, a.Password, hash)
	}
	if errors.Is(err, ErrCredentials) {
		err = errors.Join(err, s.Record(ctx, refusal(o, a)))
	}
	if err != nil {
		return "", Session{}, fmt.Errorf("sign in: %w", err)
	}
	return s.open(ctx, o.ID, hash, a.Network, a.Agent)
}

// stranger is whom an e-mail names: nobody, with an empty hash, when it names
// none, and an empty hash for who may not work.
func (s *Store) stranger(ctx context.Context, typed string) (Operator, string, error) {
	email, err := parseEmail(strings.TrimSpace(typed))
	if err != nil {
		return Operator{}, "", nil
	}
	o, hash, err := s.candidate(ctx, `o.email = ?`, email)
	if errors.Is(err, ErrUnknown) {
		return Operator{}, "", nil
	}
	if !o.Disabled.IsZero() {
		hash = ""
	}
	return o, hash, err
}

// candidate is an operator with the hash of their password, empty for none.
func (s *Store) candidate(ctx context.Context, where string, arg any) (Operator, string, error) {
	var row struct {
		operatorRow
		Hash string `db:"hash"`
	}
	err := s.db.Get(ctx, &row, `SELECT `+operatorColumns+`, COALESCE(o.password, '') AS hash FROM `+operatorTables+` WHERE `+where, arg)
	if errors.Is(err, db.ErrNotFound) {
		return Operator{}, "", ErrUnknown
	}
	return row.operator(), row.Hash, err
}

// refusal names whom somebody claimed to be when that is one of us; what else
// was typed may be a password in the wrong field.
func refusal(o Operator, a Attempt) Entry {
	e := Entry{Operator: Visitor, Action: SignInRefused, Detail: map[string]any{"network": oneLine(a.Network, networkLength)}}
	if o.ID != 0 {
		e.Subject = operatorSubject(o.ID)
		e.Detail["email"] = o.Email
	}
	return e
}
