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

	"github.com/google/go-cmp/cmp"
)

func TestATokenStandsForItsRole(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, id := o.token(operator.Marketer)
		if !regexp.MustCompile(`^acc_[A-Za-z0-9_-]{43}$`).MatchString(token) {
			t.Errorf("token %q, want acc_ and 43 characters", token)
		}
		if other, _ := o.token(operator.Marketer); other == token {
			t.Error("two tokens are equal")
		}
		for range 2 { // looked up, then remembered
			who, err := o.Authenticate(t.Context(), token)
			if err != nil || who.ID != id || who.Name != "shop" || who.Role != operator.Marketer || len(who.Scopes) != 0 {
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
				if who, err := o.Authenticate(t.Context(), c.token); !errors.Is(err, operator.ErrToken) || who.ID != 0 || who.Role != "" {
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
			o.Settle()
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
	cases := []struct {
		name  string
		spec  operator.TokenSpec
		by    string
		field string // "" for the audit's refusal
	}{
		{"no name", operator.TokenSpec{Name: " ", Role: operator.Marketer}, "x", "name"},
		{"the public's role", operator.TokenSpec{Name: "shop", Role: operator.Public}, "x", "role"},
		{"an invented role", operator.TokenSpec{Name: "shop", Role: "root"}, "x", "role"},
		{"nobody makes it", operator.TokenSpec{Name: "shop", Role: operator.Marketer}, "", ""},
		{"a scope beyond the role", operator.TokenSpec{Name: "shop", Role: operator.Marketer,
			Scopes: []operator.Permission{operator.ConversionWrite, operator.OperatorEdit}}, "x", "scopes"},
		{"an invented scope", operator.TokenSpec{Name: "shop", Role: operator.Administrator, Scopes: []operator.Permission{"fly"}}, "x", "scopes"},
		{"expired", operator.TokenSpec{Name: "shop", Role: operator.Marketer, Expires: start}, "x", "expires"},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				_, _, err := o.CreateToken(t.Context(), c.spec, c.by)
				if !errors.Is(err, operator.ErrInvalid) {
					t.Errorf("%v, want ErrInvalid", err)
				}
				if f := operator.FieldErrors(err); c.field != "" && (len(f) != 1 || f[0].Field != c.field) {
					t.Errorf("%v, want a complaint of %s", err, c.field)
				}
			})
		}
		if n := o.count(`SELECT count(*) FROM api_token`); n != 0 {
			t.Errorf("%d tokens; want none", n)
		}
	})
}

// A scope takes away from a role and never adds.
func TestScopesNarrowARole(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, _, err := o.CreateToken(t.Context(), operator.TokenSpec{Name: "shop", Role: operator.Marketer,
			Scopes: []operator.Permission{operator.ResultView, operator.ConversionWrite, operator.ResultView}}, "claire@example.org")
		o.must(err)
		if got := o.last().Detail; got != `{"name":"shop","role":"marketer","scopes":["conversion_write","result_view"]}` {
			t.Errorf("recorded %s", got)
		}
		whole, _ := o.token(operator.Marketer)
		for _, p := range operator.Permissions() {
			narrow, err := o.Authenticate(t.Context(), token)
			o.must(err)
			if want := operator.Public.May(p) || p == operator.ConversionWrite || p == operator.ResultView; narrow.May(p) != want {
				t.Errorf("with scopes %s: %v, want %v", p, !want, want)
			}
			wide, err := o.Authenticate(t.Context(), whole)
			o.must(err)
			if want := operator.Marketer.May(p); wide.May(p) != want {
				t.Errorf("without scopes %s: %v, want %v", p, !want, want)
			}
		}
		if (operator.Principal{Role: operator.Agent, Scopes: []operator.Permission{operator.SettingEdit}}).May(operator.SettingEdit) {
			t.Error("a scope gives what the role does not")
		}
	})
}

func TestATokenExpires(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		token, id, err := o.CreateToken(t.Context(), operator.TokenSpec{Name: "shop", Role: operator.Marketer, Expires: start.Add(time.Hour)}, "x")
		o.must(err)
		o.pass(time.Hour - time.Second)
		_, err = o.Authenticate(t.Context(), token)
		o.must(err)
		o.pass(time.Second) // while it is remembered
		for _, s := range []*operator.Store{o.Store, o.another()} {
			if _, err := s.Authenticate(t.Context(), token); !errors.Is(err, operator.ErrToken) {
				t.Errorf("at its end: %v, want ErrToken", err)
			}
		}
		list, err := o.Tokens(t.Context())
		if o.must(err); len(list) != 1 || list[0].ID != id || !list[0].Works(start) || list[0].Works(start.Add(time.Hour)) {
			t.Errorf("listed %+v", list)
		}
	})
}

func TestTokensAreListed(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		used, first := o.token(operator.Marketer)
		spec := operator.TokenSpec{Name: "reports", Role: operator.Analyst, Scopes: []operator.Permission{operator.ResultView}, Expires: start.Add(time.Hour)}
		_, second, err := o.CreateToken(t.Context(), spec, "marc@example.org")
		o.must(err)
		o.pass(10 * time.Minute)
		_, err = o.Authenticate(t.Context(), used)
		o.must(err)
		o.Settle()
		o.must(o.Revoke(t.Context(), first, "x"))
		list, err := o.Tokens(t.Context())
		o.must(err)
		at := start.Add(10 * time.Minute)
		want := []operator.Token{
			{ID: second, TokenSpec: spec, CreatedBy: "marc@example.org", Created: start},
			{ID: first, TokenSpec: operator.TokenSpec{Name: "shop", Role: operator.Marketer}, CreatedBy: "claire@example.org", Created: start, Used: at, Revoked: at},
		}
		if d := cmp.Diff(want, list); d != "" {
			t.Error(d)
		}
		if list[1].Works(start) || !list[0].Works(start) {
			t.Error("a revoked token works, or a fresh one does not")
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
