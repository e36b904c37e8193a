package operator_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/internal/clock"
	"accord/internal/operator"
)

func TestNewRefusesMissingParts(t *testing.T) {
	if _, err := operator.New(operator.Config{}); err == nil {
		t.Error("a store without database, keys and clock was made")
	}
}

func TestAnOperatorIsFoundByEmailInAnyCase(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id, err := o.Add(t.Context(), operator.Operator{Email: "Claire@Example.org", Name: " Claire ", Role: operator.Compliance})
		o.must(err)
		want := operator.Operator{ID: id, Email: "claire@example.org", Name: "Claire", Role: operator.Compliance,
			Language: "fr", Theme: "system", Created: start}
		for _, written := range []string{"claire@example.org", "CLAIRE@EXAMPLE.ORG"} {
			if got, err := o.ByEmail(t.Context(), written); err != nil || got != want {
				t.Errorf("by %s: %+v, %v; want %+v", written, got, err, want)
			}
		}
		if got := o.get(id); got != want {
			t.Errorf("by id: %+v, want %+v", got, want)
		}
		if _, err := o.ByEmail(t.Context(), "nobody@example.org"); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("nobody: %v, want ErrUnknown", err)
		}
		if _, err := o.Get(t.Context(), id+1); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("no such id: %v, want ErrUnknown", err)
		}
		_, err = o.Add(t.Context(), operator.Operator{Email: "claire@EXAMPLE.org", Name: "Other", Role: operator.Marketer})
		if !errors.Is(err, operator.ErrExists) {
			t.Errorf("the same address again: %v, want ErrExists", err)
		}
		if got := o.last(); got.Operator != operator.Terminal || got.Action != operator.OperatorAdded || len(o.audit()) != 1 {
			t.Errorf("recorded %+v, want one entry of the terminal", got)
		}
	})
}

func TestEverybodyIsListedByName(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for _, name := range []string{"Marc", "Claire", "Nadia"} {
			_, err := o.Add(t.Context(), operator.Operator{Email: name + "@example.org", Name: name, Role: operator.Administrator})
			o.must(err)
		}
		_, _, err := o.Invite(t.Context(), operator.Operator{Email: "zoe@example.org", Name: "Zoé", Role: operator.Agent, Language: "en", Theme: "dark"}, "marc@example.org")
		o.must(err)
		list, err := o.List(t.Context())
		o.must(err)
		var names []string
		for _, p := range list {
			names = append(names, p.Name)
		}
		if want := []string{"Claire", "Marc", "Nadia", "Zoé"}; !slices.Equal(names, want) {
			t.Errorf("listed %q, want %q", names, want)
		}
		if zoe := list[3]; zoe.Invited.IsZero() || zoe.HasPassword || zoe.Language != "en" || zoe.Theme != "dark" {
			t.Errorf("%+v, want somebody invited, in English and dark", zoe)
		}
	})
}

func TestAddRefuses(t *testing.T) {
	cases := []struct {
		name  string
		o     operator.Operator
		field string
		fault operator.Fault
	}{
		{"no address", operator.Operator{Name: "Claire", Role: operator.Marketer}, "email", operator.Malformed},
		{"no domain", operator.Operator{Email: "claire", Name: "Claire", Role: operator.Marketer}, "email", operator.Malformed},
		{"a name around the address", operator.Operator{Email: "Claire <claire@example.org>", Name: "Claire", Role: operator.Marketer}, "email", operator.Malformed},
		{"an address that mail cannot reach", operator.Operator{Email: strings.Repeat("c", 250) + "@example.org", Name: "Claire", Role: operator.Marketer}, "email", operator.Malformed},
		{"no name", operator.Operator{Email: "claire@example.org", Name: " ", Role: operator.Marketer}, "name", operator.Missing},
		{"a name of two lines", operator.Operator{Email: "claire@example.org", Name: "Claire\nMorel", Role: operator.Marketer}, "name", operator.Malformed},
		{"a name that is a book", operator.Operator{Email: "claire@example.org", Name: strings.Repeat("é", 101), Role: operator.Marketer}, "name", operator.TooLong},
		{"no role", operator.Operator{Email: "claire@example.org", Name: "Claire"}, "role", operator.NotOffered},
		{"the role of anybody", operator.Operator{Email: "claire@example.org", Name: "Claire", Role: operator.Public}, "role", operator.NotOffered},
		{"an invented role", operator.Operator{Email: "claire@example.org", Name: "Claire", Role: "root"}, "role", operator.NotOffered},
		{"a language that no page has", operator.Operator{Email: "claire@example.org", Name: "Claire", Role: operator.Marketer, Language: "de"}, "language", operator.NotOffered},
		{"a theme that no page has", operator.Operator{Email: "claire@example.org", Name: "Claire", Role: operator.Marketer, Theme: "pink"}, "theme", operator.NotOffered},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				_, err := o.Add(t.Context(), c.o)
				if !errors.Is(err, operator.ErrInvalid) {
					t.Errorf("Add = %v, want ErrInvalid", err)
				}
				if f := operator.FieldErrors(err); len(f) != 1 || f[0].Field != c.field || f[0].Fault != c.fault {
					t.Errorf("complains of %v, want %s %s", err, c.field, c.fault)
				}
			})
		}
		if n := o.count(`SELECT count(*) FROM operator`); n != 0 {
			t.Errorf("%d operators; want none", n)
		}
	})
}

func TestAFormHearsOfAllItsMistakesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, err := o.Add(t.Context(), operator.Operator{Role: "root"})
		var fields []string
		for _, f := range operator.FieldErrors(err) {
			fields = append(fields, f.Field)
		}
		if want := []string{"email", "name", "role"}; !slices.Equal(fields, want) {
			t.Errorf("complains of %q, want %q", fields, want)
		}
	})
	if got := operator.FieldErrors(errors.New("disk full")); got != nil {
		t.Errorf("fields of an error that is nobody's: %v", got)
	}
}

func TestADisabledOperatorMayNothing(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.person("claire@example.org", operator.Administrator)
		id := o.person("marc@example.org", operator.Administrator)
		if !o.get(id).May(operator.ImportRelease) {
			t.Error("an administrator may not release an import")
		}
		o.must(o.Disable(t.Context(), id, "claire@example.org"))
		if marc := o.get(id); marc.May(operator.ImportRelease) || marc.Disabled != start {
			t.Errorf("disabled at %s, and may still release an import", marc.Disabled)
		}
	})
}

// Without a wall of its own, a store goes by the real time, and by the clock at
// hand when that is real: it may have been corrected by the database's.
func TestTheWallIsRealTime(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		corrected := &clock.Real{}
		corrected.SetOffset(1000 * 24 * time.Hour)
		id := o.person("claire@example.org", operator.Agent)
		for name, c := range map[string]struct{ clock, want clock.Clock }{
			"a demonstration": {o.clock, &clock.Real{}}, "a server": {corrected, corrected},
		} {
			config := o.config
			config.Clock, config.Wall = c.clock, nil
			s, err := operator.New(config)
			o.must(err)
			_, session, err := s.OpenSession(t.Context(), id, home, browser)
			o.must(err)
			if d := c.want.Now().Sub(session.Opened); d < 0 || d.Minutes() > 1 {
				t.Errorf("%s: a session of now was opened %s ago", name, d)
			}
		}
	})
}
