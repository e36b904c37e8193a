package operator_test

import (
	"errors"
	"testing"

	"accord/internal/operator"
)

func TestNewRefusesMissingParts(t *testing.T) {
	if _, err := operator.New(operator.Config{}); err == nil {
		t.Error("a store without database, keys and clock was made")
	}
}

func TestAnOperatorIsFoundByEmailInAnyCase(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		id, err := o.Add(t.Context(), operator.Operator{Email: "Claire@Example.org", Name: "Claire", Role: operator.Compliance})
		o.must(err)
		for _, written := range []string{"claire@example.org", "CLAIRE@EXAMPLE.ORG"} {
			got, err := o.ByEmail(t.Context(), written)
			want := operator.Operator{ID: id, Email: "claire@example.org", Name: "Claire", Role: operator.Compliance, Created: start}
			if err != nil || got != want {
				t.Errorf("by %s: %+v, %v; want %+v", written, got, err, want)
			}
		}
		if _, err := o.ByEmail(t.Context(), "nobody@example.org"); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("nobody: %v, want ErrUnknown", err)
		}
		_, err = o.Add(t.Context(), operator.Operator{Email: "claire@EXAMPLE.org", Name: "Other", Role: operator.Marketer})
		if !errors.Is(err, operator.ErrExists) {
			t.Errorf("the same address again: %v, want ErrExists", err)
		}
	})
}

func TestAddRefuses(t *testing.T) {
	cases := []struct {
		name string
		o    operator.Operator
	}{
		{"no address", operator.Operator{Name: "Claire", Role: operator.Marketer}},
		{"no domain", operator.Operator{Email: "claire", Name: "Claire", Role: operator.Marketer}},
		{"a name around the address", operator.Operator{Email: "Claire <claire@example.org>", Name: "Claire", Role: operator.Marketer}},
		{"no name", operator.Operator{Email: "claire@example.org", Name: " ", Role: operator.Marketer}},
		{"no role", operator.Operator{Email: "claire@example.org", Name: "Claire"}},
		{"the role of anybody", operator.Operator{Email: "claire@example.org", Name: "Claire", Role: operator.Public}},
		{"an invented role", operator.Operator{Email: "claire@example.org", Name: "Claire", Role: "root"}},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if _, err := o.Add(t.Context(), c.o); !errors.Is(err, operator.ErrInvalid) {
					t.Errorf("Add = %v, want ErrInvalid", err)
				}
			})
		}
		var n int
		if err := o.db.Get(t.Context(), &n, `SELECT count(*) FROM operator`); err != nil || n != 0 {
			t.Errorf("%d operators, %v; want none", n, err)
		}
	})
}

func TestADisabledOperatorMayNothing(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, err := o.Add(t.Context(), operator.Operator{Email: "marc@example.org", Name: "Marc", Role: operator.Administrator})
		o.must(err)
		marc, err := o.ByEmail(t.Context(), "marc@example.org")
		if o.must(err); !marc.May(operator.ImportRelease) {
			t.Error("an administrator may not release an import")
		}
		o.must(o.exec(`UPDATE operator SET disabled_at = ? WHERE id = ?`, start.UnixMilli(), int64(marc.ID)))
		marc, err = o.ByEmail(t.Context(), "marc@example.org")
		if o.must(err); marc.May(operator.ImportRelease) || marc.Disabled != start {
			t.Errorf("disabled at %s, and may still release an import", marc.Disabled)
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
