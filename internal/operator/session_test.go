package operator_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"accord/internal/operator"
	"accord/internal/secret"
)

// open opens a session for a new operator.
func (o office) open(email string) (string, operator.Session) {
	o.t.Helper()
	id, err := o.Add(o.t.Context(), operator.Operator{Email: email, Name: email, Role: operator.Marketer})
	o.must(err)
	token, session, err := o.OpenSession(o.t.Context(), id, home, browser)
	o.must(err)
	return token, session
}

func TestASessionOpensWithItsTokenOnly(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, session := o.open("claire@example.org")
		if !regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`).MatchString(token) {
			t.Errorf("token %q, want 43 characters", token)
		}
		for range 2 { // looked up, then remembered
			if got, err := o.Session(t.Context(), token); err != nil || got != session {
				t.Errorf("%+v, %v; want %+v", got, err, session)
			}
		}
		for name, text := range map[string]string{"none": "", "one sign changed": token[:41] + "--", "longer": token + "A", "not UTF-8": strings.Repeat("\xff", 43)} {
			if _, err := o.Session(t.Context(), text); !errors.Is(err, operator.ErrSession) {
				t.Errorf("%s: %v, want ErrSession", name, err)
			}
		}
		strangers := o.config
		strangers.Keys = secret.Ephemeral()
		other, err := operator.New(strangers)
		o.must(err)
		if _, err := other.Session(t.Context(), token); !errors.Is(err, operator.ErrSession) {
			t.Errorf("with another pepper: %v, want ErrSession", err)
		}
	})
}

func TestOnlyTheTagOfASessionIsStored(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _ := o.open("claire@example.org")
		var tag []byte
		o.must(o.db.Get(t.Context(), &tag, `SELECT tag FROM session`))
		if plain := sha256.Sum256([]byte(token)); len(tag) != 32 || bytes.Equal(tag, plain[:]) || bytes.Contains(tag, []byte(token)) {
			t.Errorf("tag %x can be found without the pepper", tag)
		}
		for _, row := range o.audit() {
			if strings.Contains(row.Detail, token) {
				t.Error("the audit holds the token")
			}
		}
	})
}

func TestHowASessionEndsByItself(t *testing.T) {
	cases := []struct {
		name  string
		waits []time.Duration // between requests; the last request is judged
		open  bool
	}{
		{"used within half a day", []time.Duration{12*time.Hour - time.Millisecond}, true},
		{"idle for half a day", []time.Duration{12 * time.Hour}, false},
		{"used every ten hours", []time.Duration{10 * time.Hour, 10 * time.Hour, 10 * time.Hour}, true},
		{"used for six days and twenty hours", slicesOf(16, 10*time.Hour), true},
		{"used for seven days", slicesOf(21, 8*time.Hour), false},
	}
	each(t, func(t *testing.T, o office) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				token, _ := o.open(fmt.Sprintf("p%d@example.org", i))
				var err error
				for _, d := range c.waits {
					o.wait(d)
					_, err = o.Session(t.Context(), token)
					o.Settle()
				}
				if (err == nil) != c.open || err != nil && !errors.Is(err, operator.ErrSession) {
					t.Errorf("%v, want open: %v", err, c.open)
				}
			})
		}
	})
}

func slicesOf(n int, d time.Duration) []time.Duration {
	list := make([]time.Duration, n)
	for i := range list {
		list[i] = d
	}
	return list
}

// A demonstration plays a month in a minute: nobody is signed out by it.
func TestBusinessTimeDoesNotEndASession(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _ := o.open("claire@example.org")
		o.pass(60 * 24 * time.Hour)
		if _, err := o.another().Session(t.Context(), token); err != nil {
			t.Errorf("after two months of business: %v", err)
		}
	})
}

// A remembered session ends at its instant, not when it is looked up next.
func TestARememberedSessionEndsInTime(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, session := o.open("claire@example.org")
		for o.wall.Now().Before(session.Until().Add(-10 * time.Hour)) {
			o.wait(10 * time.Hour)
			_, err := o.Session(t.Context(), token)
			o.must(err)
			o.Settle()
		}
		o.wall.Advance(session.Until().Add(-time.Second))
		_, err := o.Session(t.Context(), token)
		o.must(err)
		o.wait(time.Second)
		if _, err := o.Session(t.Context(), token); !errors.Is(err, operator.ErrSession) {
			t.Errorf("at its end: %v, want ErrSession", err)
		}
	})
}

func TestSeenIsWrittenAtMostOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _ := o.open("claire@example.org")
		steps := []struct {
			name string
			wait time.Duration
			want time.Time
		}{
			{"at once", 0, today},
			{"soon after", 59 * time.Second, today},
			{"a minute after", time.Second, today.Add(time.Minute)},
			{"soon after that", 30 * time.Second, today.Add(time.Minute)},
		}
		for _, step := range steps {
			o.wait(step.wait)
			_, err := o.Session(t.Context(), token)
			o.must(err)
			o.Settle()
			if seen := o.count(`SELECT seen_at FROM session`); int64(seen) != step.want.UnixMilli() {
				t.Errorf("%s: seen at %d, want %d", step.name, seen, step.want.UnixMilli())
			}
		}
	})
}

func TestWhatIsKeptOfTheBrowser(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Agent)
		agent := "Mozilla\r\n\x00\xff" + strings.Repeat("é", 500)
		_, session, err := o.OpenSession(t.Context(), id, strings.Repeat("n", 100), agent)
		o.must(err)
		if n := utf8.RuneCountInString(session.Agent); n != 160 || !strings.HasPrefix(session.Agent, "Mozillaé") || !strings.HasSuffix(session.Agent, "é…") {
			t.Errorf("agent %q of %d characters", session.Agent, n)
		}
		if n := utf8.RuneCountInString(session.Network); n != 64 {
			t.Errorf("network of %d characters", n)
		}
	})
}

func TestOpenSessionIsForWhoMayWork(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Administrator)
		id := o.person("marc@example.org", operator.Agent)
		o.must(o.Disable(t.Context(), id, "claire@example.org"))
		if _, _, err := o.OpenSession(t.Context(), id, home, browser); !errors.Is(err, operator.ErrDisabled) {
			t.Errorf("somebody disabled: %v, want ErrDisabled", err)
		}
		if _, _, err := o.OpenSession(t.Context(), id+1, home, browser); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("nobody: %v, want ErrUnknown", err)
		}
	})
}

func TestSigningOut(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, session := o.open("claire@example.org")
		other, _, err := o.OpenSession(t.Context(), session.Operator.ID, home, browser)
		o.must(err)
		for range 2 { // the second time it is over already
			o.must(o.SignOut(t.Context(), token))
		}
		o.must(o.SignOut(t.Context(), "no token"))
		if _, err := o.Session(t.Context(), token); !errors.Is(err, operator.ErrSession) {
			t.Errorf("signed out: %v, want ErrSession", err)
		}
		if _, err := o.Session(t.Context(), other); err != nil {
			t.Errorf("the other browser: %v", err)
		}
		if got := o.last(); got.Operator != "claire@example.org" || got.Action != operator.SignedOut {
			t.Errorf("recorded %+v", got)
		}
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, first := o.open("claire@example.org")
		id := first.Operator.ID
		tokens, sessions := map[operator.SessionID]string{}, []operator.Session{first}
		for i := range 3 {
			o.wait(time.Hour)
			token, session, err := o.OpenSession(t.Context(), id, fmt.Sprintf("192.0.%d.0/24", i), browser)
			o.must(err)
			tokens[session.ID] = token
			sessions = append([]operator.Session{session}, sessions...)
		}
		_, foreign := o.open("marc@example.org")
		list, err := o.Sessions(t.Context(), id)
		if err != nil || fmt.Sprint(list) != fmt.Sprint(sessions) {
			t.Fatalf("listed %+v, %v; want %+v", list, err, sessions)
		}
		o.must(o.EndSession(t.Context(), sessions[1].ID, "marc@example.org"))
		if err := o.EndSession(t.Context(), sessions[1].ID, "marc@example.org"); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("ended again: %v, want ErrUnknown", err)
		}
		if got := o.last(); got.Operator != "marc@example.org" || got.Action != operator.SessionEnded || got.Subject != fmt.Sprint("operator/", id) {
			t.Errorf("recorded %+v", got)
		}
		n, err := o.EndSessions(t.Context(), id, sessions[0].ID, "claire@example.org")
		if err != nil || n != 2 {
			t.Errorf("%d ended, %v; want 2", n, err)
		}
		if list, err = o.Sessions(t.Context(), id); err != nil || len(list) != 1 || list[0].ID != sessions[0].ID {
			t.Errorf("left %+v, %v; want the one that was kept", list, err)
		}
		if list, err = o.Sessions(t.Context(), foreign.Operator.ID); err != nil || len(list) != 1 {
			t.Errorf("of somebody else %+v, %v", list, err)
		}
		o.wait(12 * time.Hour)
		if list, err = o.Sessions(t.Context(), id); err != nil || len(list) != 0 {
			t.Errorf("half a day later %+v, %v; want none", list, err)
		}
		if _, _, err := o.OpenSession(t.Context(), id, home, browser); err != nil || o.count(`SELECT count(*) FROM session`) != 1 {
			t.Errorf("what was over is still stored, %v", err)
		}
	})
}

// What is done in one process shows there at once, and in others within five
// seconds.
func TestChangesReachOtherProcessesWithinSeconds(t *testing.T) {
	cases := []struct {
		name string
		act  func(o office, s operator.Session) error
		over bool // or the role has changed
	}{
		{"ended", func(o office, s operator.Session) error { return o.EndSession(o.t.Context(), s.ID, "x") }, true},
		{"all ended", func(o office, s operator.Session) error {
			_, err := o.EndSessions(o.t.Context(), s.Operator.ID, 0, "x")
			return err
		}, true},
		{"disabled", func(o office, s operator.Session) error { return o.Disable(o.t.Context(), s.Operator.ID, "x") }, true},
		{"another role", func(o office, s operator.Session) error {
			return o.ChangeRole(o.t.Context(), s.Operator.ID, operator.Auditor, "x")
		}, false},
	}
	each(t, func(t *testing.T, o office) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				token, session := o.open(fmt.Sprintf("p%d@example.org", i))
				other := o.another()
				_, err := other.Session(t.Context(), token)
				o.must(err)
				o.must(c.act(o, session))
				check := func(where string, s *operator.Store) {
					got, err := s.Session(t.Context(), token)
					if c.over != errors.Is(err, operator.ErrSession) || !c.over && got.Operator.Role != operator.Auditor {
						t.Errorf("%s: %+v, %v", where, got, err)
					}
				}
				check("in this process", o.Store)
				o.wait(5 * time.Second)
				check("in another one, five seconds later", other)
			})
		}
	})
}

func TestManyRequestsOfASessionAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, session := o.open("claire@example.org")
		var wg sync.WaitGroup
		errs := make([]error, 33)
		for i := range 32 {
			wg.Go(func() {
				_, errs[i] = o.Session(context.WithoutCancel(t.Context()), token)
				if errors.Is(errs[i], operator.ErrSession) {
					errs[i] = nil
				}
			})
		}
		wg.Go(func() { errs[32] = o.EndSession(context.WithoutCancel(t.Context()), session.ID, "x") })
		wg.Wait()
		o.must(errors.Join(errs...))
		if _, err := o.Session(t.Context(), token); !errors.Is(err, operator.ErrSession) {
			t.Errorf("ended amid requests: %v, want ErrSession at once", err)
		}
	})
}
