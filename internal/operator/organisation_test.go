package operator_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"accord/internal/operator"
)

func lumen() operator.Organisation {
	return operator.Organisation{Name: "Maison Lumen", Zone: "Europe/Paris", Language: "fr", Currency: "EUR", FourEyes: true, PublicURL: "https://accord.example.org"}
}

func TestAnOrganisationBeforeSomebodyDescribesIt(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		got, err := o.Organisation(t.Context())
		want := operator.Organisation{Zone: "Europe/Paris", Language: "fr", Currency: "EUR", FourEyes: true}
		if err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}

func TestAnOrganisationIsSavedAndItsChangesAreNamed(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		steps := []struct {
			name    string
			change  func(*operator.Organisation)
			changed string // empty when nothing is recorded
		}{
			{"first", func(*operator.Organisation) {}, `{"changed":["name","public_url"]}`},
			{"again", func(*operator.Organisation) {}, ""},
			{"one pair of eyes", func(c *operator.Organisation) { c.FourEyes = false }, `{"changed":["four_eyes"],"four_eyes":false}`},
			{"moved", func(c *operator.Organisation) { c.Zone, c.Currency = "Europe/Zurich", "CHF" }, `{"changed":["currency","zone"]}`},
			{"no address any more", func(c *operator.Organisation) { c.PublicURL = "" }, `{"changed":["public_url"]}`},
		}
		org := lumen()
		for _, step := range steps {
			step.change(&org)
			before := len(o.audit())
			o.must(o.SaveOrganisation(t.Context(), org, "claire@example.org"))
			if got, err := o.another().Organisation(t.Context()); err != nil || got != org {
				t.Errorf("%s: %+v, %v; want %+v", step.name, got, err, org)
			}
			rows := o.audit()[before:]
			if step.changed == "" && len(rows) == 0 {
				continue
			}
			if len(rows) != 1 || rows[0].Detail != step.changed || rows[0].Operator != "claire@example.org" || rows[0].Action != operator.OrganisationChanged {
				t.Errorf("%s: recorded %+v, want %s", step.name, rows, step.changed)
			}
		}
	})
}

// Of two who change different things neither undoes the other's.
func TestAChangeLeavesTheRestAsItIs(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.must(o.SaveOrganisation(t.Context(), lumen(), "x"))
		errs := make([]error, 8)
		o.together(8, func(i int) {
			errs[i] = o.ChangeOrganisation(context.WithoutCancel(t.Context()), "x", func(c *operator.Organisation) {
				if i == 0 {
					c.FourEyes = false
				} else {
					c.Name += strconv.Itoa(i)
				}
			})
		})
		o.must(errors.Join(errs...))
		got, err := o.Organisation(t.Context())
		if err != nil || got.FourEyes || len(got.Name) != len(lumen().Name)+7 {
			t.Errorf("%+v, %v; want every change in it", got, err)
		}
	})
}

// Of several who save the same at once, one has changed something.
func TestAChangeIsRecordedOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		errs := make([]error, 8)
		o.together(8, func(i int) { errs[i] = o.SaveOrganisation(context.WithoutCancel(t.Context()), lumen(), "x") })
		o.must(errors.Join(errs...))
		if n := len(o.audit()); n != 1 {
			t.Errorf("%d changes are recorded, want one", n)
		}
	})
}

func TestWhatIsTypedIsTidied(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		org := lumen()
		org.Name, org.Currency, org.PublicURL = " Maison Lumen ", "eur", "https://accord.example.org/"
		o.must(o.SaveOrganisation(t.Context(), org, "x"))
		if got, err := o.Organisation(t.Context()); err != nil || got != lumen() {
			t.Errorf("%+v, %v; want %+v", got, err, lumen())
		}
	})
}

func TestAnOrganisationThatCannotBe(t *testing.T) {
	cases := []struct {
		name   string
		change func(*operator.Organisation)
		field  string // "" when it can
	}{
		{"as it is", func(*operator.Organisation) {}, ""},
		{"no name", func(o *operator.Organisation) { o.Name = " " }, "name"},
		{"a long name", func(o *operator.Organisation) { o.Name = strings.Repeat("n", 101) }, "name"},
		{"no zone", func(o *operator.Organisation) { o.Zone = "" }, "zone"},
		{"the zone of this machine", func(o *operator.Organisation) { o.Zone = "Local" }, "zone"},
		{"an invented zone", func(o *operator.Organisation) { o.Zone = "Europe/Lutetia" }, "zone"},
		{"a file as a zone", func(o *operator.Organisation) { o.Zone = "../../etc/passwd" }, "zone"},
		{"no language", func(o *operator.Organisation) { o.Language = "" }, "language"},
		{"a language without pages", func(o *operator.Organisation) { o.Language = "de" }, "language"},
		{"no currency", func(o *operator.Organisation) { o.Currency = "" }, "currency"},
		{"an invented currency", func(o *operator.Organisation) { o.Currency = "QQQ" }, "currency"},
		{"no address", func(o *operator.Organisation) { o.PublicURL = "" }, ""},
		{"an address in clear", func(o *operator.Organisation) { o.PublicURL = "http://accord.example.org" }, "public_url"},
		{"this machine in clear", func(o *operator.Organisation) { o.PublicURL = "http://localhost:8080" }, ""},
		{"an address with a path", func(o *operator.Organisation) { o.PublicURL = "https://example.org/accord" }, "public_url"},
		{"an address with a password", func(o *operator.Organisation) { o.PublicURL = "https://me:secret@example.org" }, "public_url"},
		{"a word as an address", func(o *operator.Organisation) { o.PublicURL = "accord" }, "public_url"},
		{"a script as an address", func(o *operator.Organisation) { o.PublicURL = "javascript:alert(1)" }, "public_url"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			org := lumen()
			c.change(&org)
			err := org.Validate()
			if c.field == "" {
				if err != nil {
					t.Errorf("%v, want it accepted", err)
				}
				return
			}
			if f := operator.FieldErrors(err); !errors.Is(err, operator.ErrInvalid) || len(f) != 1 || f[0].Field != c.field || f[0].Remedy == "" {
				t.Errorf("%v, want a complaint of %s", err, c.field)
			}
		})
	}
	each(t, func(t *testing.T, o office) {
		if err := o.SaveOrganisation(t.Context(), operator.Organisation{}, "x"); !errors.Is(err, operator.ErrInvalid) || o.count(`SELECT count(*) FROM setting`) != 0 {
			t.Errorf("%v, want nothing stored and ErrInvalid", err)
		}
	})
}
