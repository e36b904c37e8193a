package operator_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"accord/internal/operator"
	"accord/internal/secret"
)

func TestATokenStandsForItsRole(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _ := o.token(operator.Marketer)
		if !regexp.MustCompile(`^acc_[A-Za-z0-9_-]{43}$`).MatchString(token) {
			t.Errorf("token %q, want acc_ and 43 characters", token)
		}
		if other, _ := o.token(operator.Marketer); other == token {
			t.Error("two tokens are equal")
		}
		for range 2 { // looked up, then remembered
			who, err := o.Authenticate(t.Context(), token)
			if err != nil || who != (operator.Principal{Name: "shop", Role: operator.Marketer}) {
				t.Errorf("Authenticate = %+v, %v", who, err)
			}
		}
	})
}

func TestTokensThatOpenNothing(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _ := o.token(operator.Marketer)
		gone, goneID := o.token(operator.Marketer)
		o.must(o.Revoke(t.Context(), goneID, "claire@example.org"))
		strangers := o.config
		strangers.Keys = secret.Ephemeral()
		cases := []struct{ name, token string }{
			{"none", ""},
			{"prefix alone", "acc_"},
			{"without prefix", strings.TrimPrefix(token, "acc_")},
			{"one sign changed", token[:len(token)-2] + "--"},
			{"longer", token + "A"},
			{"upper case", strings.ToUpper(token)},
			{"revoked", gone},
			{"not UTF-8", "acc_" + strings.Repeat("\xff", 43)},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if who, err := o.Authenticate(t.Context(), c.token); !errors.Is(err, operator.ErrToken) || who != (operator.Principal{}) {
					t.Errorf("Authenticate = %+v, %v; want ErrToken", who, err)
				}
			})
		}
		other, err := operator.New(strangers)
		o.must(err)
		if _, err := other.Authenticate(t.Context(), token); !errors.Is(err, operator.ErrToken) {
			t.Errorf("with another pepper: %v, want ErrToken", err)
		}
	})
}

func TestTheClearTextIsNotStored(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, id := o.token(operator.Marketer)
		var tag []byte
		o.must(o.db.Get(t.Context(), &tag, `SELECT tag FROM api_token WHERE id = ?`, int64(id)))
		if plain := sha256.Sum256([]byte(token)); len(tag) != 32 || bytes.Equal(tag, plain[:]) {
			t.Errorf("tag %x can be found without the pepper", tag)
		}
		for _, row := range o.audit() {
			if strings.Contains(row.Detail, token) {
				t.Error("the audit holds the token")
			}
		}
	})
}

func TestRevocationReachesOtherProcessesWithinSeconds(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, id := o.token(operator.Marketer)
		other := o.another()
		for _, s := range []*operator.Store{o.Store, other} {
			_, err := s.Authenticate(t.Context(), token)
			o.must(err)
		}
		o.must(o.Revoke(t.Context(), id, "claire@example.org"))
		if _, err := o.Authenticate(t.Context(), token); !errors.Is(err, operator.ErrToken) {
			t.Errorf("in the process that revoked it: %v, want ErrToken at once", err)
		}
		o.pass(5 * time.Second)
		if _, err := other.Authenticate(t.Context(), token); !errors.Is(err, operator.ErrToken) {
			t.Errorf("in another process after five seconds: %v, want ErrToken", err)
		}
	})
}

func TestUseIsWrittenAtMostOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, id := o.token(operator.Marketer)
		steps := []struct {
			name string
			wait time.Duration
			want int64
		}{
			{"first use", 0, start.UnixMilli()},
			{"soon after", 30 * time.Second, start.UnixMilli()},
			{"a minute after", 30 * time.Second, start.Add(time.Minute).UnixMilli()},
		}
		for _, step := range steps {
			o.pass(step.wait)
			_, err := o.Authenticate(t.Context(), token)
			o.must(err)
			var used int64
			o.must(o.db.Get(t.Context(), &used, `SELECT last_used_at FROM api_token WHERE id = ?`, int64(id)))
			if used != step.want {
				t.Errorf("%s: last used at %d, want %d", step.name, used, step.want)
			}
		}
	})
}

func TestManyRequestsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _ := o.token(operator.Marketer)
		var wg sync.WaitGroup
		errs := make([]error, 32)
		for i := range errs {
			wg.Go(func() { _, errs[i] = o.Authenticate(context.WithoutCancel(t.Context()), token) })
		}
		wg.Wait()
		o.must(errors.Join(errs...))
	})
}

func TestCreateTokenRefuses(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for name, try := range map[string]func() error{
			"no name":           func() error { _, _, err := o.CreateToken(t.Context(), " ", operator.Marketer, "x"); return err },
			"the public's role": func() error { _, _, err := o.CreateToken(t.Context(), "shop", operator.Public, "x"); return err },
			"an invented role":  func() error { _, _, err := o.CreateToken(t.Context(), "shop", "root", "x"); return err },
			"nobody makes it":   func() error { _, _, err := o.CreateToken(t.Context(), "shop", operator.Marketer, ""); return err },
		} {
			if err := try(); !errors.Is(err, operator.ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
		var n int
		if err := o.db.Get(t.Context(), &n, `SELECT count(*) FROM api_token`); err != nil || n != 0 {
			t.Errorf("%d tokens, %v; want none", n, err)
		}
	})
}

func TestRevokeUnknownAndTwice(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		if err := o.Revoke(t.Context(), 99, "x"); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("a token nobody made: %v, want ErrUnknown", err)
		}
		_, id := o.token(operator.Agent)
		o.must(o.Revoke(t.Context(), id, "x"))
		o.pass(time.Hour)
		o.must(o.Revoke(t.Context(), id, "x"))
		var at int64
		o.must(o.db.Get(t.Context(), &at, `SELECT revoked_at FROM api_token WHERE id = ?`, int64(id)))
		if at != start.UnixMilli() || len(o.audit()) != 2 {
			t.Errorf("revoked at %d with %d audit entries; want the first time only", at, len(o.audit()))
		}
	})
}
