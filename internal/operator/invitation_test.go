package operator_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"accord/internal/operator"
)

// invite invites Nadia in Marc's name.
func (o office) invite() (string, operator.ID) {
	o.t.Helper()
	token, id, err := o.Invite(o.t.Context(), operator.Operator{Email: "nadia@example.org", Name: "Nadia", Role: operator.Analyst}, "marc@example.org")
	o.must(err)
	return token, id
}

func TestWhoIsInvitedChoosesAPassword(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, id := o.invite()
		if got := o.get(id); got.HasPassword || got.Invited != today.Add(72*time.Hour) {
			t.Errorf("invited %+v", got)
		}
		if e := o.last(); e.Operator != "marc@example.org" || e.Action != operator.OperatorInvited || e.Detail != `{"role":"analyst"}` {
			t.Errorf("recorded %+v", e)
		}
		o.wait(72*time.Hour - time.Millisecond)
		who, err := o.another().Invited(t.Context(), token)
		if err != nil || who.ID != id || who.Email != "nadia@example.org" {
			t.Errorf("the link is for %+v, %v", who, err)
		}
		if _, err := o.Accept(t.Context(), token, "court"); !errors.Is(err, operator.ErrPassword) {
			t.Errorf("a short password: %v, want ErrPassword", err)
		}
		got, err := o.Accept(t.Context(), token, password)
		if err != nil || got != id || !o.get(id).Invited.IsZero() {
			t.Errorf("accepted by %d, %v; want %d", got, err, id)
		}
		if e := o.last(); e.Operator != "nadia@example.org" || e.Action != operator.InvitationAccepted {
			t.Errorf("recorded %+v", e)
		}
		o.enter("nadia@example.org", home)
	})
}

func TestInvitationsThatOpenNothing(t *testing.T) {
	cases := []struct {
		name string
		act  func(o office, token string, id operator.ID) string // returns the token to try
	}{
		{"invented", func(_ office, token string, _ operator.ID) string { return token[:41] + "--" }},
		{"empty", func(office, string, operator.ID) string { return "" }},
		{"not text", func(office, string, operator.ID) string { return strings.Repeat("\xff", 43) }},
		{"too old", func(o office, token string, _ operator.ID) string {
			o.wait(72 * time.Hour)
			return token
		}},
		{"used", func(o office, token string, _ operator.ID) string {
			_, err := o.Accept(o.t.Context(), token, password)
			o.must(err)
			return token
		}},
		{"replaced", func(o office, token string, id operator.ID) string {
			_, err := o.Reinvite(o.t.Context(), id, "marc@example.org")
			o.must(err)
			return token
		}},
		{"of somebody disabled", func(o office, token string, id operator.ID) string {
			o.must(o.Disable(o.t.Context(), id, "marc@example.org"))
			return token
		}},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				defer o.empty()
				token, id := o.invite()
				token = c.act(o, token, id)
				if _, err := o.Invited(t.Context(), token); !errors.Is(err, operator.ErrInvitation) {
					t.Errorf("Invited: %v, want ErrInvitation", err)
				}
				if _, err := o.Accept(t.Context(), token, password); !errors.Is(err, operator.ErrInvitation) {
					t.Errorf("Accept: %v, want ErrInvitation", err)
				}
			})
		}
	})
}

func TestALinkIsUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _ := o.invite()
		errs := make([]error, 6)
		o.together(len(errs), func(i int) {
			_, errs[i] = o.Accept(context.WithoutCancel(t.Context()), token, fmt.Sprint("le mot de passe ", i))
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, operator.ErrInvitation) {
				t.Errorf("%v, want ErrInvitation", err)
			}
		}
		if won != 1 {
			t.Errorf("%d accepted, want one", won)
		}
	})
}

// A forgotten password: the old one stays until the link is used; then it and
// the sessions opened with it end.
func TestANewLinkForAForgottenPassword(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Marketer)
		token, err := o.Reinvite(t.Context(), id, "marc@example.org")
		o.must(err)
		if e := o.last(); e.Operator != "marc@example.org" || e.Action != operator.OperatorReinvited {
			t.Errorf("recorded %+v", e)
		}
		session, _ := o.enter("claire@example.org", home)
		_, err = o.Accept(t.Context(), token, "une autre phrase")
		o.must(err)
		if _, err := o.Session(t.Context(), session); !errors.Is(err, operator.ErrSession) {
			t.Errorf("the session of the old password: %v, want ErrSession", err)
		}
		if _, _, err := o.SignIn(t.Context(), attempt()); !errors.Is(err, operator.ErrCredentials) {
			t.Errorf("the old password: %v, want ErrCredentials", err)
		}
	})
}

func TestWhoCannotBeInvited(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, id := o.invite()
		if _, _, err := o.Invite(t.Context(), operator.Operator{Email: "NADIA@example.org", Name: "N", Role: operator.Agent}, "x"); !errors.Is(err, operator.ErrExists) {
			t.Errorf("somebody again: %v, want ErrExists", err)
		}
		if _, _, err := o.Invite(t.Context(), operator.Operator{Email: "nadia", Name: "N", Role: "root"}, "x"); !errors.Is(err, operator.ErrInvalid) {
			t.Errorf("nonsense: %v, want ErrInvalid", err)
		}
		if _, _, err := o.Invite(t.Context(), operator.Operator{Email: "zoe@example.org", Name: "Z", Role: operator.Agent}, ""); !errors.Is(err, operator.ErrInvalid) {
			t.Errorf("by nobody: %v, want ErrInvalid", err)
		}
		if _, err := o.Reinvite(t.Context(), id+1, "x"); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("nobody: %v, want ErrUnknown", err)
		}
		o.must(o.Disable(t.Context(), id, "x"))
		if _, err := o.Reinvite(t.Context(), id, "x"); !errors.Is(err, operator.ErrDisabled) {
			t.Errorf("somebody disabled: %v, want ErrDisabled", err)
		}
		if n := o.count(`SELECT count(*) FROM operator`); n != 1 {
			t.Errorf("%d operators, want one", n)
		}
	})
}
