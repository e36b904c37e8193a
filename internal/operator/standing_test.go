package operator_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"accord/internal/operator"
)

func TestARoleIsChanged(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Marketer)
		o.must(o.ChangeRole(t.Context(), id, operator.Auditor, "marc@example.org"))
		want := auditRow{start.UnixMilli(), "marc@example.org", operator.RoleChanged, fmt.Sprint("operator/", id), `{"from":"marketer","to":"auditor"}`}
		if got := o.last(); o.get(id).Role != operator.Auditor || got != want {
			t.Errorf("role %s, recorded %+v", o.get(id).Role, got)
		}
		recorded := len(o.audit())
		o.must(o.ChangeRole(t.Context(), id, operator.Auditor, "marc@example.org"))
		if len(o.audit()) != recorded {
			t.Error("a change to the same was recorded")
		}
		for role, want := range map[operator.Role]error{operator.Public: operator.ErrInvalid, "root": operator.ErrInvalid} {
			if err := o.ChangeRole(t.Context(), id, role, "x"); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", role, err, want)
			}
		}
	})
}

func TestDisabledAndEnabledAgain(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Marketer)
		token, _ := o.enter("claire@example.org", home)
		recorded := len(o.audit())
		for range 2 {
			o.must(o.Disable(t.Context(), id, "marc@example.org"))
		}
		if _, _, err := o.SignIn(t.Context(), attempt()); !errors.Is(err, operator.ErrCredentials) {
			t.Errorf("disabled, and signs in: %v", err)
		}
		for range 2 {
			o.must(o.Enable(t.Context(), id, "marc@example.org"))
		}
		if _, err := o.Session(t.Context(), token); !errors.Is(err, operator.ErrSession) {
			t.Errorf("the session of before: %v, want it over", err)
		}
		o.enter("claire@example.org", home)
		var actions []string
		for _, e := range o.audit()[recorded:] {
			actions = append(actions, e.Operator+" "+e.Action)
		}
		want := []string{"marc@example.org operator.disable", "visitor session.refuse", "marc@example.org operator.enable", "claire@example.org session.sign_in"}
		if fmt.Sprint(actions) != fmt.Sprint(want) {
			t.Errorf("recorded %q, want %q", actions, want)
		}
	})
}

func TestNobodyIsUnknown(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for name, act := range map[string]func() error{
			"role":        func() error { return o.ChangeRole(t.Context(), 7, operator.Agent, "x") },
			"disable":     func() error { return o.Disable(t.Context(), 7, "x") },
			"enable":      func() error { return o.Enable(t.Context(), 7, "x") },
			"preferences": func() error { return o.SetPreferences(t.Context(), 7, "fr", "dark") },
		} {
			if err := act(); !errors.Is(err, operator.ErrUnknown) {
				t.Errorf("%s: %v, want ErrUnknown", name, err)
			}
		}
	})
}

// Beside the administrator whose removal is tried, somebody else is there; only
// one who could sign in and run the installation makes it possible.
func TestTheLastWorkingAdministratorStays(t *testing.T) {
	cases := []struct {
		name  string
		other func(o office)
		free  bool
	}{
		{"nobody else", func(office) {}, false},
		{"a marketer", func(o office) { o.person("marc@example.org", operator.Marketer) }, false},
		{"an administrator", func(o office) { o.person("marc@example.org", operator.Administrator) }, true},
		{"a disabled one", func(o office) {
			o.must(o.Disable(o.t.Context(), o.person("marc@example.org", operator.Administrator), "x"))
		}, false},
		{"one who was invited", func(o office) {
			_, _, err := o.Invite(o.t.Context(), operator.Operator{Email: "marc@example.org", Name: "Marc", Role: operator.Administrator}, "x")
			o.must(err)
		}, false},
	}
	acts := map[string]func(o office, id operator.ID) error{
		"disabled":          func(o office, id operator.ID) error { return o.Disable(o.t.Context(), id, "x") },
		"given another job": func(o office, id operator.ID) error { return o.ChangeRole(o.t.Context(), id, operator.Auditor, "x") },
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			for what, act := range acts {
				t.Run(c.name+", "+what, func(t *testing.T) {
					defer o.empty()
					id := o.person("claire@example.org", operator.Administrator)
					c.other(o)
					recorded := len(o.audit())
					err := act(o, id)
					if c.free {
						o.must(err)
						return
					}
					if got := o.get(id); !errors.Is(err, operator.ErrLast) || got.Role != operator.Administrator || !got.Disabled.IsZero() {
						t.Errorf("%v, %+v; want ErrLast", err, got)
					}
					if len(o.audit()) != recorded {
						t.Error("what was refused was recorded as done")
					}
				})
			}
		}
	})
}

func TestTwoAdministratorsCannotRemoveEachOther(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		stores := []*operator.Store{o.Store, o.another()}
		for range 4 {
			ids := []operator.ID{o.person("claire@example.org", operator.Administrator), o.person("marc@example.org", operator.Administrator)}
			errs := make([]error, 2)
			o.together(2, func(i int) { errs[i] = stores[i].Disable(context.WithoutCancel(t.Context()), ids[i], "x") })
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), operator.ErrLast) {
				t.Errorf("%v; want one to win", errs)
			}
			o.empty()
		}
	})
}

func TestPreferences(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id := o.person("claire@example.org", operator.Marketer)
		token, _ := o.enter("claire@example.org", home)
		o.must(o.SetPreferences(t.Context(), id, "en", "dark"))
		got, err := o.Session(t.Context(), token)
		if err != nil || got.Operator.Language != "en" || got.Operator.Theme != "dark" {
			t.Errorf("the next page is in %+v, %v", got.Operator, err)
		}
		want := auditRow{start.UnixMilli(), "claire@example.org", operator.PreferencesChanged, fmt.Sprint("operator/", id), `{"language":"en","theme":"dark"}`}
		if got := o.last(); got != want {
			t.Errorf("recorded %+v, want %+v", got, want)
		}
		for _, p := range [][2]string{{"en", "light"}, {"fr", "light"}} { // one after the other
			o.must(o.SetPreferences(t.Context(), id, p[0], p[1]))
			if got := o.get(id); got.Language != p[0] || got.Theme != p[1] {
				t.Errorf("%+v, want %q", got, p)
			}
		}
		for _, p := range []struct{ language, theme string }{{"de", "dark"}, {"fr", "pink"}, {"", "dark"}, {"fr", ""}} {
			if err := o.SetPreferences(t.Context(), id, p.language, p.theme); !errors.Is(err, operator.ErrInvalid) {
				t.Errorf("%q: %v, want ErrInvalid", p, err)
			}
		}
	})
}
