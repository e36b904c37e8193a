package operator_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"accord/internal/operator"
	"accord/internal/secret"

	"github.com/google/go-cmp/cmp"
)

func number(change ...func(*operator.Number)) operator.Number {
	n := operator.Number{ID: "106540352242922", WABAID: "102290129340398", Label: "Boutique", BaseURL: "http://127.0.0.1:9090", Version: "v26.0",
		Token: operator.NewSecret("EAAJB-token"), AppSecrets: []operator.Secret{operator.NewSecret("app-secret-1")}, VerifyToken: operator.NewSecret("verify-me")}
	for _, c := range change {
		c(&n)
	}
	return n
}

func without(n *operator.Number) {
	n.Token, n.AppSecrets, n.VerifyToken = operator.Secret{}, nil, operator.Secret{}
}

func (o office) numbers() []operator.Number {
	o.t.Helper()
	list, err := o.another().Numbers(o.t.Context())
	o.must(err)
	return list
}

func TestANumberIsSavedAndItsChangesAreNamed(t *testing.T) {
	secrets := func(texts ...string) (list []operator.Secret) {
		for _, text := range texts {
			list = append(list, operator.NewSecret(text))
		}
		return list
	}
	redacted := operator.NewSecret(operator.Redacted)
	steps := []struct {
		name    string
		save    operator.Number
		want    operator.Number
		changed string // empty when nothing is recorded
	}{
		{"new", number(), number(), `{"base_url":"http://127.0.0.1:9090","changed":["app_secrets","base_url","label","token","verify_token","version","waba_id"]}`},
		{"again", number(), number(), ""},
		{"without its secrets", number(without), number(), ""},
		{"with what a page showed", number(func(n *operator.Number) {
			n.Token, n.AppSecrets, n.VerifyToken = redacted, []operator.Secret{redacted}, redacted
		}), number(), ""},
		{"another label", number(without, func(n *operator.Number) { n.Label = "Atelier" }), number(func(n *operator.Number) { n.Label = "Atelier" }), `{"changed":["label"]}`},
		{"another token", number(without, func(n *operator.Number) { n.Token = operator.NewSecret(" EAAJB-new\n") }),
			number(func(n *operator.Number) { n.Token = operator.NewSecret("EAAJB-new") }), `{"changed":["label","token"]}`},
		{"a second app secret", number(without, func(n *operator.Number) { n.AppSecrets = secrets("app-secret-2", "app-secret-1") }),
			number(func(n *operator.Number) {
				n.Token, n.AppSecrets = operator.NewSecret("EAAJB-new"), secrets("app-secret-2", "app-secret-1")
			}), `{"changed":["app_secrets"]}`},
	}
	each(t, func(t *testing.T, o office) {
		for _, step := range steps {
			before := len(o.audit())
			o.must(o.SaveNumber(t.Context(), step.save, "claire@example.org"))
			if d := cmp.Diff([]operator.Number{step.want}, o.numbers()); d != "" {
				t.Errorf("%s: %s", step.name, d)
			}
			rows := o.audit()[before:]
			if step.changed == "" && len(rows) == 0 {
				continue
			}
			if len(rows) != 1 || rows[0].Detail != step.changed || rows[0].Subject != "number/106540352242922" {
				t.Errorf("%s: recorded %+v, want %s", step.name, rows, step.changed)
			}
		}
	})
}

// TestAStoredTokenGoesNowhereElse: whoever may change where the platform stands
// may not read the token there.
func TestAStoredTokenGoesNowhereElse(t *testing.T) {
	elsewhere := func(n *operator.Number) { n.BaseURL = "https://graph.example.org" }
	each(t, func(t *testing.T, o office) {
		o.must(o.SaveNumber(t.Context(), number(), "claire@example.org"))
		for name, address := range map[string]string{"another platform": "https://graph.example.org", "Meta's own": "", "another port": "http://127.0.0.1:9091"} {
			err := o.SaveNumber(t.Context(), number(without, func(n *operator.Number) { n.BaseURL = address }), "mallory@example.org")
			if f := operator.FieldErrors(err); len(f) != 1 || f[0].Field != "token" || f[0].Fault != operator.Elsewhere {
				t.Errorf("%s: %v", name, err)
			}
			if n, err := number(without, func(n *operator.Number) { n.BaseURL = address }).Over(number()); err == nil || n.Token.Reveal() != "" {
				t.Errorf("%s: the token is %q, %v", name, n.Token.Reveal(), err)
			}
		}
		if d := cmp.Diff([]operator.Number{number()}, o.numbers()); d != "" {
			t.Errorf("what was refused is stored: %s", d)
		}
		o.must(o.SaveNumber(t.Context(), number(elsewhere), "claire@example.org")) // with the token
		if e := o.last(); e.Detail != `{"base_url":"https://graph.example.org","changed":["base_url"]}` {
			t.Errorf("recorded %s", e.Detail)
		}
		o.must(o.SaveNumber(t.Context(), number(without, elsewhere), "claire@example.org"))
		if n := o.numbers()[0]; n.Token.Reveal() != "EAAJB-token" {
			t.Errorf("under the same address the token is %q", n.Token.Reveal())
		}
	})
}

func TestSecretsAreSealed(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.must(o.SaveNumber(t.Context(), number(), "claire@example.org"))
		o.must(o.SaveNumber(t.Context(), number(func(n *operator.Number) { n.ID = "2" }), "claire@example.org"))
		var rows []struct {
			Key    string  `db:"key"`
			Value  *string `db:"value"`
			Sealed []byte  `db:"sealed"`
		}
		o.must(o.db.Select(t.Context(), &rows, `SELECT key, value, sealed FROM setting`))
		sealed := 0
		for _, r := range rows {
			for _, clear := range []string{"EAAJB-token", "app-secret-1", "verify-me"} {
				if r.Value != nil && strings.Contains(*r.Value, clear) || bytes.Contains(r.Sealed, []byte(clear)) {
					t.Errorf("%s holds a secret in clear", r.Key)
				}
			}
			if r.Sealed != nil {
				sealed++
			}
		}
		if sealed != 6 {
			t.Errorf("%d settings are sealed, want three of each number", sealed)
		}
		strangers := o.config
		strangers.Keys = secret.Ephemeral()
		other, err := operator.New(strangers)
		o.must(err)
		if _, err := other.Numbers(t.Context()); !errors.Is(err, secret.ErrUnreadable) {
			t.Errorf("with other keys: %v, want ErrUnreadable", err)
		}
		// A secret copied to another number does not open there.
		o.must(o.exec(`UPDATE setting SET sealed = (SELECT sealed FROM setting WHERE key = 'number/106540352242922/token') WHERE key = 'number/2/token'`))
		if _, err := o.Numbers(t.Context()); !errors.Is(err, secret.ErrUnreadable) {
			t.Errorf("moved: %v, want ErrUnreadable", err)
		}
	})
}

func TestNumbersThatCannotBe(t *testing.T) {
	cases := []struct {
		name   string
		change func(*operator.Number)
		field  string // "" when it can
	}{
		{"as it is", func(*operator.Number) {}, ""},
		{"Meta's own platform", func(n *operator.Number) { n.BaseURL, n.Version = "", "" }, ""},
		{"spaces around", func(n *operator.Number) { n.ID, n.WABAID = " 106540352242922 ", "102290129340398\n" }, ""},
		{"without a verify token", func(n *operator.Number) { n.VerifyToken = operator.Secret{} }, ""},
		{"no id", func(n *operator.Number) { n.ID = "" }, "id"},
		{"a phone number as its id", func(n *operator.Number) { n.ID = "+33 1 84 88 00 01" }, "id"},
		{"an id that leads elsewhere", func(n *operator.Number) { n.ID = "1/../2" }, "id"},
		{"no account", func(n *operator.Number) { n.WABAID = "" }, "waba_id"},
		{"a label of two lines", func(n *operator.Number) { n.Label = "a\nb" }, "label"},
		{"an address without a scheme", func(n *operator.Number) { n.BaseURL = "graph.facebook.com" }, "base_url"},
		{"a file as an address", func(n *operator.Number) { n.BaseURL = "file:///etc/passwd" }, "base_url"},
		{"this machine in clear", func(n *operator.Number) { n.BaseURL = "http://[::1]:9090/graph" }, ""},
		{"another machine in clear", func(n *operator.Number) { n.BaseURL = "http://graph.facebook.com" }, "base_url"},
		{"a machine in clear that sounds like this one", func(n *operator.Number) { n.BaseURL = "http://localhost.example.org" }, "base_url"},
		{"an address with a password", func(n *operator.Number) { n.BaseURL = "https://me:secret@example.org" }, "base_url"},
		{"a number as its version", func(n *operator.Number) { n.Version = "26" }, "version"},
		{"no token", func(n *operator.Number) { n.Token = operator.Secret{} }, "token"},
		{"a token of two words", func(n *operator.Number) { n.Token = operator.NewSecret("two words") }, "token"},
		{"no app secret", func(n *operator.Number) { n.AppSecrets = nil }, "app_secrets"},
		{"an empty app secret", func(n *operator.Number) { n.AppSecrets = make([]operator.Secret, 1) }, "app_secrets"},
		{"an app secret of two words", func(n *operator.Number) { n.AppSecrets[0] = operator.NewSecret("two words") }, "app_secrets"},
		{"three app secrets", func(n *operator.Number) {
			n.AppSecrets = []operator.Secret{operator.NewSecret("1"), operator.NewSecret("2"), operator.NewSecret("3")}
		}, "app_secrets"},
		{"a verify token of two words", func(n *operator.Number) { n.VerifyToken = operator.NewSecret("two words") }, "verify_token"},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				defer func() { o.must(o.exec(`DELETE FROM setting`)) }()
				n := number(c.change)
				err := o.SaveNumber(t.Context(), n, "x")
				if c.field == "" {
					o.must(err)
					return
				}
				if f := operator.FieldErrors(err); !errors.Is(err, operator.ErrInvalid) || len(f) != 1 || f[0].Field != c.field {
					t.Errorf("%v, want a complaint of %s", err, c.field)
				}
				if strings.Contains(fmt.Sprint(err), "two words") {
					t.Errorf("the error tells the secret: %v", err)
				}
				if len(o.numbers()) != 0 {
					t.Error("it was stored")
				}
			})
		}
	})
}

func TestARemovedNumberLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for _, id := range []string{"10", "1", "1_", "A", "a"} {
			o.must(o.SaveNumber(t.Context(), number(func(n *operator.Number) { n.ID = id }), "x"))
		}
		for _, id := range []string{"1", "A"} {
			o.must(o.RemoveNumber(t.Context(), id, "claire@example.org"))
			if e := o.last(); e.Action != operator.NumberRemoved || e.Subject != "number/"+id || e.Operator != "claire@example.org" {
				t.Errorf("recorded %+v", e)
			}
		}
		var left []string
		for _, n := range o.numbers() {
			left = append(left, n.ID)
		}
		if d := cmp.Diff([]string{"10", "1_", "a"}, left); d != "" {
			t.Error(d)
		}
		for _, id := range []string{"1", "", "%", "1/token", "\x00"} {
			if err := o.RemoveNumber(t.Context(), id, "x"); !errors.Is(err, operator.ErrUnknown) {
				t.Errorf("%q: %v, want ErrUnknown", id, err)
			}
		}
	})
}

func TestASettingIsInClearOrSealedNeverBoth(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for name, c := range map[string]struct {
			value any
			seal  any
			ok    bool
		}{
			"clear": {"on", nil, true}, "sealed": {nil, []byte{1}, true}, "both": {"on", []byte{1}, false}, "neither": {nil, nil, false},
		} {
			err := o.exec(`INSERT INTO setting (key, value, sealed) VALUES (?, ?, ?)`, name, c.value, c.seal)
			if (err == nil) != c.ok {
				t.Errorf("%s: %v, want ok: %v", name, err, c.ok)
			}
		}
	})
}
