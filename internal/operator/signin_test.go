package operator_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"accord/internal/operator"
)

// attempt is Claire's, with the password above.
func attempt(change ...func(*operator.Attempt)) operator.Attempt {
	a := operator.Attempt{Email: "claire@example.org", Password: password, Network: home, Agent: browser}
	for _, c := range change {
		c(&a)
	}
	return a
}

func wrong(a *operator.Attempt) { a.Password = "une phrase fausse" }

func from(network string) func(*operator.Attempt) {
	return func(a *operator.Attempt) { a.Network = network }
}

func as(email string) func(*operator.Attempt) {
	return func(a *operator.Attempt) { a.Email = email }
}

func TestSigningInOpensASession(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Marketer)
		for _, typed := range []string{"claire@example.org", " Claire@Example.org "} {
			token, session, err := o.SignIn(t.Context(), attempt(as(typed)))
			o.must(err)
			again, err := o.another().Session(t.Context(), token)
			if err != nil || again != session {
				t.Errorf("in another process %+v, %v; want %+v", again, err, session)
			}
			if session.Operator != o.get(id) || session.Network != home || session.Agent != browser || session.Opened != today || session.Seen != today {
				t.Errorf("session %+v", session)
			}
		}
		want := auditRow{start.UnixMilli(), "claire@example.org", operator.SignInSucceeded, fmt.Sprint("operator/", id), `{"network":"` + home + `"}`}
		if got := o.last(); got != want {
			t.Errorf("recorded %+v, want %+v", got, want)
		}
	})
}

func TestOneErrorForAllThatOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Administrator)
		marc := o.person("marc@example.org", operator.Marketer)
		o.must(o.Disable(t.Context(), marc, "claire@example.org"))
		_, err := o.Add(t.Context(), operator.Operator{Email: "nadia@example.org", Name: "Nadia", Role: operator.Agent})
		o.must(err)
		cases := []struct {
			name string
			a    operator.Attempt
		}{
			{"a wrong password", attempt(wrong)},
			{"an empty one", attempt(func(a *operator.Attempt) { a.Password = "" })},
			{"one that is a book", attempt(func(a *operator.Attempt) { a.Password = strings.Repeat(password, 1000) })},
			{"one that is not text", attempt(func(a *operator.Attempt) { a.Password = "\x00\xff" })},
			{"nobody", attempt(as("nobody@example.org"))},
			{"no address", attempt(as("claire"))},
			{"an address that no database stores", attempt(as("claire\x00@example.org"))},
			{"nothing", operator.Attempt{}},
			{"somebody disabled", attempt(as("marc@example.org"))},
			{"somebody without a password", attempt(as("nadia@example.org"))},
			{"somebody without a password, and none given", attempt(as("nadia@example.org"), func(a *operator.Attempt) { a.Password = "" })},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				token, session, err := o.SignIn(t.Context(), c.a)
				if !errors.Is(err, operator.ErrCredentials) || token != "" || session != (operator.Session{}) {
					t.Fatalf("%q, %+v, %v; want ErrCredentials alone", token, session, err)
				}
				if said := "sign in: " + operator.ErrCredentials.Error(); err.Error() != said {
					t.Errorf("says %q, want no more than %q", err, said)
				}
			})
		}
		if n := o.count(`SELECT count(*) FROM session`); n != 0 {
			t.Errorf("%d sessions are open", n)
		}
	})
}

// Whoever is claimed to be there, a password is worked out: the time that a
// refusal takes tells nobody who works here. Here all wait for it in vain.
func TestARefusalTakesAsLongForAnybody(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Administrator)
		marc := o.person("marc@example.org", operator.Marketer)
		o.must(o.Disable(t.Context(), marc, "claire@example.org"))
		defer o.OccupyHasher()()
		for _, email := range []string{"claire@example.org", "marc@example.org", "nobody@example.org", "no address"} {
			for _, text := range []string{password, "", strings.Repeat(password, 1000)} {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				_, _, err := o.SignIn(ctx, operator.Attempt{Email: email, Password: text, Network: home})
				if cancel(); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s: %v, want to wait for a password to be worked out", email, err)
				}
			}
		}
		if n := o.count(`SELECT count(*) FROM attempt`); n != 12 {
			t.Errorf("%d of twelve came as far as a password", n)
		}
	})
}

func TestARefusalNamesNobodyButOneOfUs(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Marketer)
		cases := []struct{ name, email, subject, detail string }{
			{"one of us", "claire@example.org", fmt.Sprint("operator/", id), `{"email":"claire@example.org","network":"` + home + `"}`},
			{"a stranger", "stranger@example.org", "", `{"network":"` + home + `"}`},
			{"a password in the wrong field", "hunter2 hunter2", "", `{"network":"` + home + `"}`},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if _, _, err := o.SignIn(t.Context(), attempt(wrong, as(c.email))); !errors.Is(err, operator.ErrCredentials) {
					t.Fatal(err)
				}
				want := auditRow{start.UnixMilli(), operator.Visitor, operator.SignInRefused, c.subject, c.detail}
				if got := o.last(); got != want {
					t.Errorf("recorded %+v, want %+v", got, want)
				}
			})
		}
	})
}

func TestGuessingIsHeldBackInEveryProcess(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Marketer)
		processes := []*operator.Store{o.Store, o.another()}
		for i := range 5 {
			if _, _, err := processes[i%2].SignIn(t.Context(), attempt(wrong)); !errors.Is(err, operator.ErrCredentials) {
				t.Fatalf("guess %d: %v", i, err)
			}
			o.wait(time.Minute)
		}
		for i, s := range processes {
			var limit *operator.LimitError
			if _, _, err := s.SignIn(t.Context(), attempt()); !errors.As(err, &limit) || limit.Wait != 10*time.Minute {
				t.Errorf("the right password in process %d: %v, want to wait ten minutes", i, err)
			}
		}
		recorded := len(o.audit())
		o.wait(10*time.Minute - time.Millisecond)
		if _, _, err := o.SignIn(t.Context(), attempt()); errors.Is(err, operator.ErrCredentials) || err == nil {
			t.Errorf("a moment too early: %v", err)
		}
		if len(o.audit()) != recorded {
			t.Error("a flood of refused attempts fills the audit")
		}
		o.wait(time.Millisecond)
		o.enter("claire@example.org", home)
	})
}

func TestASuccessClearsTheFailuresBeforeIt(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Marketer)
		for range 3 {
			for range 4 {
				if _, _, err := o.SignIn(t.Context(), attempt(wrong)); !errors.Is(err, operator.ErrCredentials) {
					t.Fatal(err)
				}
			}
			o.enter("claire@example.org", home)
		}
	})
}

// However many machines an attacker has, the owner gets in from where they
// work, and the attacker does not get on.
func TestNobodyLocksTheOwnerOut(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Marketer)
		o.enter("claire@example.org", home)
		var limited int
		for i := range 40 {
			_, _, err := o.SignIn(t.Context(), attempt(wrong, from(fmt.Sprintf("198.51.%d.0/24", i))))
			var limit *operator.LimitError
			if errors.As(err, &limit) {
				limited++
			}
		}
		if limited != 20 {
			t.Errorf("%d of 40 guesses were held back, want all after twenty", limited)
		}
		o.enter("claire@example.org", home)
		var limit *operator.LimitError
		if _, _, err := o.SignIn(t.Context(), attempt(from("192.0.2.0/24"))); !errors.As(err, &limit) {
			t.Errorf("from a network where she never was: %v, want to wait", err)
		}
		o.wait(90 * 24 * time.Hour)
		for i := range 20 {
			if _, _, err := o.SignIn(t.Context(), attempt(wrong, from(fmt.Sprintf("198.51.%d.0/24", i)))); !errors.Is(err, operator.ErrCredentials) {
				t.Fatal(err)
			}
		}
		if _, _, err := o.SignIn(t.Context(), attempt()); !errors.As(err, &limit) {
			t.Errorf("from a network of ninety days ago: %v, want to wait", err)
		}
	})
}

func TestOneNetworkCannotTryEverybody(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Marketer)
		for i := range 50 {
			if _, _, err := o.SignIn(t.Context(), attempt(wrong, as(fmt.Sprintf("p%d@example.org", i)))); !errors.Is(err, operator.ErrCredentials) {
				t.Fatal(err)
			}
		}
		var limit *operator.LimitError
		if _, _, err := o.SignIn(t.Context(), attempt()); !errors.As(err, &limit) {
			t.Errorf("the fifty-first: %v, want to wait", err)
		}
		o.enter("claire@example.org", "192.0.2.0/24")
	})
}

// Eight processes, or tabs, that guess together get no more than one that
// guesses in turn.
func TestGuessingTogetherIsNoWayAround(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		stores := []*operator.Store{o.Store, o.another(), o.another(), o.another()}
		for round := range 4 {
			email := fmt.Sprintf("p%d@example.org", round)
			o.person(email, operator.Marketer)
			var looked, held atomic.Int32
			o.together(8, func(i int) {
				_, _, err := stores[i%len(stores)].SignIn(context.WithoutCancel(t.Context()), attempt(wrong, as(email)))
				var limit *operator.LimitError
				switch {
				case errors.Is(err, operator.ErrCredentials):
					looked.Add(1)
				case errors.As(err, &limit):
					held.Add(1)
				default:
					t.Errorf("%v", err)
				}
			})
			if looked.Load() != 5 || held.Load() != 3 {
				t.Errorf("%d were looked at and %d held back, want 5 and 3", looked.Load(), held.Load())
			}
		}
	})
}

func TestManySignInAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		other := o.another()
		for i := range 8 {
			o.person(fmt.Sprintf("p%d@example.org", i), operator.Marketer)
		}
		errs := make([]error, 8)
		o.together(8, func(i int) {
			s := []*operator.Store{o.Store, other}[i%2]
			_, _, errs[i] = s.SignIn(context.WithoutCancel(t.Context()), attempt(as(fmt.Sprintf("p%d@example.org", i))))
		})
		o.must(errors.Join(errs...))
		if n := o.count(`SELECT count(*) FROM session`); n != 8 {
			t.Errorf("%d sessions, want 8", n)
		}
		if n := o.count(`SELECT count(*) FROM attempt`); n != 0 {
			t.Errorf("%d attempts count as failed, want none", n)
		}
	})
}

func TestOldAttemptsArePruned(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for i := range 4 {
			_, _, err := o.SignIn(t.Context(), attempt(as(fmt.Sprintf("p%d@example.org", i))))
			if !errors.Is(err, operator.ErrCredentials) {
				t.Fatal(err)
			}
			o.wait(5 * time.Minute)
		}
		if n := o.count(`SELECT count(*) FROM attempt`); n != 3 {
			t.Errorf("%d attempts are kept, want those of a quarter of an hour", n)
		}
	})
}

// What is kept of attempts tells nobody who works here.
func TestAttemptsAreKeptByTag(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, _, err := o.SignIn(t.Context(), attempt())
		if !errors.Is(err, operator.ErrCredentials) {
			t.Fatal(err)
		}
		var row struct {
			Account []byte `db:"account"`
			Network []byte `db:"network"`
		}
		o.must(o.db.Get(t.Context(), &row, `SELECT account, network FROM attempt`))
		if len(row.Account) != 32 || len(row.Network) != 32 {
			t.Errorf("stored %q and %q, want tags", row.Account, row.Network)
		}
	})
}
