package operator_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"accord/internal/operator"
)

var claire = operator.Operator{Email: "claire@example.org", Name: "Claire", Language: "en"}

func (o office) code() string {
	o.t.Helper()
	code, err := o.NewSetupCode(o.t.Context())
	o.must(err)
	return code
}

func (o office) vacant() bool {
	o.t.Helper()
	vacant, err := o.Vacant(o.t.Context())
	o.must(err)
	return vacant
}

func TestTheFirstAdministratorTypesTheCode(t *testing.T) {
	cases := []struct {
		name  string
		typed func(code string) string
	}{
		{"as it is shown", func(code string) string { return code }},
		{"in small letters", strings.ToLower},
		{"with spaces", func(code string) string { return " " + strings.ReplaceAll(code, "-", " ") }},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				defer o.empty()
				if !o.vacant() {
					t.Fatal("an empty database is not vacant")
				}
				code := o.code()
				if !regexp.MustCompile(`^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$`).MatchString(code) {
					t.Errorf("code %q", code)
				}
				o.wait(15*time.Minute - time.Millisecond)
				id, err := o.another().SetUp(t.Context(), c.typed(code), claire, password)
				o.must(err)
				got := o.get(id)
				if got.Role != operator.Administrator || got.Language != "en" || !got.HasPassword || o.vacant() {
					t.Errorf("set up %+v, vacant: %v", got, o.vacant())
				}
				if e := o.last(); e.Operator != "claire@example.org" || e.Action != operator.SetUpFinished {
					t.Errorf("recorded %+v", e)
				}
				o.enter("claire@example.org", home)
			})
		}
	})
}

func TestOnlyTheTagOfTheCodeIsStored(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		code := o.code()
		var tag []byte
		o.must(o.db.Get(t.Context(), &tag, `SELECT tag FROM setup_code`))
		if len(tag) != 32 || strings.Contains(string(tag), code[:4]) {
			t.Errorf("stored %q", tag)
		}
	})
}

func TestACodeHasFiveTries(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		code := o.code()
		for left := 4; left >= 0; left-- {
			_, err := o.SetUp(t.Context(), "AAAA-AAAA", claire, password)
			var bad *operator.SetupError
			if !errors.Is(err, operator.ErrSetupCode) || !errors.As(err, &bad) || bad.Left != left {
				t.Errorf("%v, want %d tries left", err, left)
			}
		}
		if _, err := o.SetUp(t.Context(), code, claire, password); !errors.Is(err, operator.ErrSetupCode) {
			t.Errorf("the right code after five tries: %v, want ErrSetupCode", err)
		}
		_, err := o.SetUp(t.Context(), o.code(), claire, password)
		o.must(err)
	})
}

func TestCodesThatOpenNothing(t *testing.T) {
	cases := []struct {
		name string
		code func(o office) string
	}{
		{"none was made", func(office) string { return "AAAA-AAAA" }},
		{"an empty one, none was made", func(office) string { return "" }},
		{"replaced", func(o office) string {
			code := o.code()
			o.code()
			return code
		}},
		{"too old", func(o office) string {
			code := o.code()
			o.wait(15 * time.Minute)
			return code
		}},
		{"half of it", func(o office) string { return o.code()[:4] }},
	}
	each(t, func(t *testing.T, o office) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				defer o.empty()
				if _, err := o.SetUp(t.Context(), c.code(o), claire, password); !errors.Is(err, operator.ErrSetupCode) || !o.vacant() {
					t.Errorf("%v, vacant: %v; want ErrSetupCode", err, o.vacant())
				}
			})
		}
	})
}

func TestAMistakeInTheFormCostsNoTry(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		code := o.code()
		for range 6 {
			_, err := o.SetUp(t.Context(), code, operator.Operator{Email: "claire"}, "court")
			if !errors.Is(err, operator.ErrInvalid) || !errors.Is(err, operator.ErrPassword) || len(operator.FieldErrors(err)) != 3 {
				t.Fatalf("%v, want e-mail, name and password", err)
			}
		}
		_, err := o.SetUp(t.Context(), code, claire, password)
		o.must(err)
	})
}

func TestSetUpIsOverOnceSomebodyWorksHere(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		code := o.code()
		_, err := o.AddWithPassword(t.Context(), operator.Operator{Email: "marc@example.org", Name: "Marc", Role: operator.Administrator}, password)
		o.must(err)
		if _, err := o.NewSetupCode(t.Context()); !errors.Is(err, operator.ErrSetupOver) {
			t.Errorf("a new code: %v, want ErrSetupOver", err)
		}
		for _, typed := range []string{code, "AAAA-AAAA"} {
			if _, err := o.SetUp(t.Context(), typed, claire, password); !errors.Is(err, operator.ErrSetupOver) {
				t.Errorf("%v, want ErrSetupOver", err)
			}
		}
	})
}

func TestOfManyWhoSetUpAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		code := o.code()
		stores := []*operator.Store{o.Store, o.another()}
		errs := make([]error, 8)
		o.together(8, func(i int) {
			who := operator.Operator{Email: string(rune('a'+i)) + "@example.org", Name: "Somebody"}
			_, errs[i] = stores[i%2].SetUp(context.WithoutCancel(t.Context()), code, who, password)
		})
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, operator.ErrSetupOver):
				t.Errorf("%v, want ErrSetupOver", err)
			}
		}
		if n := o.count(`SELECT count(*) FROM operator`); won != 1 || n != 1 {
			t.Errorf("%d won and %d operators were made, want one", won, n)
		}
	})
}
