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

func TestPasswordsThatMayBeChosen(t *testing.T) {
	cases := []struct {
		name, password string
		fault          operator.Fault // "" when it may
	}{
		{"twelve characters", "douze lettrs", ""},
		{"eleven", "onze lettre", operator.TooShort},
		{"eleven that are more bytes", "éééééééééèè", operator.TooShort},
		{"eleven, one of them in two parts", "onze lettre\u0301", operator.TooShort},
		{"256", strings.Repeat("é", 256), ""},
		{"257", strings.Repeat("a", 257), operator.TooLong},
		{"the e-mail", "claire@example.org", operator.LikeEmail},
		{"the e-mail in capitals, with spaces", " CLAIRE@example.org ", operator.LikeEmail},
		{"beginning with the e-mail", "claire@example.org and more", ""},
		{"not text", "a long sentence \xff", operator.Malformed},
		{"nothing", "", operator.TooShort},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				defer func() { o.must(o.exec(`DELETE FROM operator`)) }()
				_, err := o.AddWithPassword(t.Context(), operator.Operator{Email: "claire@example.org", Name: "Claire", Role: operator.Agent}, c.password)
				if c.fault == "" {
					o.must(err)
					return
				}
				f := operator.FieldErrors(err)
				if !errors.Is(err, operator.ErrPassword) || errors.Is(err, operator.ErrInvalid) || len(f) != 1 || f[0].Fault != c.fault {
					t.Errorf("%v, want ErrPassword: %s", err, c.fault)
				}
				if c.fault != operator.LikeEmail && c.password != "" && strings.Contains(err.Error(), c.password) {
					t.Errorf("the error tells the password: %v", err)
				}
			})
		}
	})
}

func TestTheHashIsInItsColumnOnly(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Agent)
		var stored string
		o.must(o.db.Get(t.Context(), &stored, `SELECT password FROM operator WHERE id = ?`, int64(id)))
		if !strings.HasPrefix(stored, "$argon2id$v=19$") {
			t.Errorf("stored %q", stored)
		}
		for _, row := range o.audit() {
			if strings.Contains(row.Detail, "argon2") || strings.Contains(row.Detail, password) {
				t.Errorf("the audit holds a password: %+v", row)
			}
		}
	})
}

// A Mac sends "é" in two parts, a PC in one.
func TestAPasswordIsTheSameOnEveryKeyboard(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, err := o.AddWithPassword(t.Context(), operator.Operator{Email: "zoe@example.org", Name: "Zoé", Role: operator.Agent}, "cafe\u0301 de la gare")
		o.must(err)
		_, _, err = o.SignIn(t.Context(), operator.Attempt{Email: "zoe@example.org", Password: "caf\u00e9 de la gare", Network: home})
		o.must(err)
	})
}

func TestAChangedPasswordEndsTheOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Agent)
		here, session := o.enter("claire@example.org", home)
		there, _ := o.enter("claire@example.org", "198.51.100.0/24")
		o.must(o.SetPassword(t.Context(), id, password, "une autre phrase", session.ID))
		if _, err := o.Session(t.Context(), here); err != nil {
			t.Errorf("the session at hand: %v, want it open", err)
		}
		if _, err := o.Session(t.Context(), there); !errors.Is(err, operator.ErrSession) {
			t.Errorf("the other session: %v, want ErrSession", err)
		}
		for text, want := range map[string]error{password: operator.ErrCredentials, "une autre phrase": nil} {
			if _, _, err := o.SignIn(t.Context(), operator.Attempt{Email: "claire@example.org", Password: text, Network: home}); !errors.Is(err, want) {
				t.Errorf("%q: %v, want %v", text, err, want)
			}
		}
	})
}

func TestOfManyChangesAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Agent)
		errs := make([]error, 4)
		o.together(len(errs), func(i int) {
			errs[i] = o.SetPassword(context.WithoutCancel(t.Context()), id, password, fmt.Sprint("le mot de passe ", i), 0)
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, operator.ErrCredentials) {
				t.Errorf("%v, want ErrCredentials", err)
			}
		}
		if won != 1 {
			t.Errorf("%d changed the password that all of them had compared, want one", won)
		}
	})
}

// Between the comparison and the session the operator may change.
func TestAPasswordThatMatchedMayBeOver(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Administrator)
		id := o.person("marc@example.org", operator.Agent)
		var hash string
		o.must(o.db.Get(t.Context(), &hash, `SELECT password FROM operator WHERE id = ?`, int64(id)))
		o.must(o.OpenAfter(t.Context(), id, hash))
		o.must(o.Disable(t.Context(), id, "x"))
		if err := o.OpenAfter(t.Context(), id, hash); !errors.Is(err, operator.ErrCredentials) {
			t.Errorf("disabled meanwhile: %v, want ErrCredentials", err)
		}
		o.must(o.Enable(t.Context(), id, "x"))
		o.must(o.SetPassword(t.Context(), id, password, "une autre phrase", 0))
		if err := o.OpenAfter(t.Context(), id, hash); !errors.Is(err, operator.ErrCredentials) {
			t.Errorf("changed meanwhile: %v, want ErrCredentials", err)
		}
	})
}

func TestSetPasswordRefuses(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Agent)
		cases := []struct {
			name     string
			id       operator.ID
			old, new string
			want     error
		}{
			{"a wrong old one", id, "une phrase trop longue", "une autre phrase", operator.ErrCredentials},
			{"no old one", id, "", "une autre phrase", operator.ErrCredentials},
			{"a short new one", id, password, "court", operator.ErrPassword},
			{"the e-mail as the new one", id, password, "claire@example.org", operator.ErrPassword},
			{"nobody", id + 1, password, "une autre phrase", operator.ErrUnknown},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if err := o.SetPassword(t.Context(), c.id, c.old, c.new, 0); !errors.Is(err, c.want) {
					t.Errorf("%v, want %v", err, c.want)
				}
			})
		}
		o.enter("claire@example.org", home)
		if got := o.count(`SELECT count(*) FROM audit WHERE action = ?`, operator.PasswordRefused); got != 2 {
			t.Errorf("%d refusals are recorded, want 2", got)
		}
	})
}

// Whoever sits down at an open session cannot try the old password for ever;
// and whoever fails to sign in from outside does not keep its owner from
// changing it.
func TestTheOldPasswordCannotBeGuessed(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Agent)
		for i := range 20 {
			network := "198.51.100." + strings.Repeat("1", i) + "/24"
			_, _, err := o.SignIn(t.Context(), operator.Attempt{Email: "claire@example.org", Password: "guess", Network: network})
			if !errors.Is(err, operator.ErrCredentials) {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		for range 5 {
			if err := o.SetPassword(t.Context(), id, "guess", "une autre phrase", 0); !errors.Is(err, operator.ErrCredentials) {
				t.Fatalf("%v, want ErrCredentials", err)
			}
		}
		var limit *operator.LimitError
		if err := o.SetPassword(t.Context(), id, password, "une autre phrase", 0); !errors.As(err, &limit) || limit.Wait != 15*time.Minute {
			t.Errorf("the sixth: %v, want to wait", err)
		}
		o.wait(15 * time.Minute)
		o.must(o.SetPassword(t.Context(), id, password, "une autre phrase", 0))
	})
}

func TestAFirstPasswordNeedsNoOldOne(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id, err := o.Add(t.Context(), operator.Operator{Email: "claire@example.org", Name: "Claire", Role: operator.Agent})
		o.must(err)
		if err := o.SetPassword(t.Context(), id, "invented", password, 0); !errors.Is(err, operator.ErrCredentials) {
			t.Errorf("an old one where there is none: %v, want ErrCredentials", err)
		}
		o.must(o.SetPassword(t.Context(), id, "", password, 0))
		if !o.get(id).HasPassword {
			t.Error("no password was set")
		}
	})
}
