package words_test

import (
	"sync"
	"testing"
	"time"

	"accord/ui/words"
)

// both are what a case wants in each language.
type both struct{ fr, en string }

func (b both) in(lang words.Lang) string {
	if lang == words.French {
		return b.fr
	}
	return b.en
}

func (b both) check(t *testing.T, write func(*words.Words) string) {
	t.Helper()
	for _, lang := range words.Langs() {
		if got := write(words.In(lang)); got != b.in(lang) {
			t.Errorf("%s: got %+q, want %+q", lang, got, b.in(lang))
		}
	}
}

// place is a named type, as identifiers are.
type place int

func TestT(t *testing.T) {
	for _, c := range []struct {
		name string
		key  string
		args []any
		want both
	}{
		{"plain", "action.pause", nil, both{"Suspendre", "Pause"}},
		{"a whole number", "unit.about", []any{24000}, both{"environ 24\u202f000", "about 24,000"}},
		{"a large unsigned number", "unit.about", []any{uint64(1) << 63}, both{
			"environ 9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808", "about 9,223,372,036,854,775,808"}},
		{"a fraction", "unit.about", []any{1234.5}, both{"environ 1\u202f234,5", "about 1,234.5"}},
		{"a number of a type of its own", "unit.about", []any{place(24000)}, both{"environ 24000", "about 24000"}},
		{"a word", "unit.about", []any{"midi"}, both{"environ midi", "about midi"}},
		{"two arguments", "unit.of", []any{3904, 4012}, both{"3\u202f904 sur 4\u202f012", "3,904 of 4,012"}},
		{"braces within an argument", "unit.of", []any{"{1}", "{n}"}, both{"{1} sur {n}", "{1} of {n}"}},
		{"an argument is missing", "unit.of", []any{3}, both{"3 sur …", "3 of …"}},
		{"unknown", "action.fly", nil, both{"⟦action.fly⟧", "⟦action.fly⟧"}},
		{"a text that counts", "unit.person", nil, both{"⟦unit.person⟧", "⟦unit.person⟧"}},
		{"no key", "", nil, both{"⟦⟧", "⟦⟧"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.check(t, func(w *words.Words) string { return w.T(c.key, c.args...) })
		})
	}
}

func TestN(t *testing.T) {
	for _, c := range []struct {
		name string
		key  string
		n    int64
		want both
	}{
		{"none: singular in French", "unit.person", 0, both{"0\u00a0personne", "0\u00a0people"}},
		{"one", "unit.person", 1, both{"1\u00a0personne", "1\u00a0person"}},
		{"two", "unit.person", 2, both{"2\u00a0personnes", "2\u00a0people"}},
		{"many", "unit.person", 24000, both{"24\u202f000\u00a0personnes", "24,000\u00a0people"}},
		{"a million and one", "unit.person", 1_000_001, both{"1\u202f000\u202f001\u00a0personnes", "1,000,001\u00a0people"}},
		{"less than nothing", "unit.person", -1, both{"−1\u00a0personne", "−1\u00a0person"}},
		{"unknown", "unit.unicorn", 2, both{"⟦unit.unicorn⟧", "⟦unit.unicorn⟧"}},
		{"a text that does not count", "unit.of", 2, both{"⟦unit.of⟧", "⟦unit.of⟧"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.check(t, func(w *words.Words) string { return w.N(c.key, c.n) })
		})
	}
}

func TestLabel(t *testing.T) {
	for _, c := range []struct {
		name        string
		group, code string
		want        both
	}{
		{"known", "reason", "withdrawn", both{"Consentement retiré", "Consent withdrawn"}},
		{"with a detail", "reason", "missing_variable:ville", both{"Variable manquante\u00a0: ville", "Missing variable: ville"}},
		{"a detail with a colon", "reason", "missing_variable:a:b", both{"Variable manquante\u00a0: a:b", "Missing variable: a:b"}},
		{"the detail is missing", "reason", "missing_variable", both{"Variable manquante\u00a0: …", "Missing variable: …"}},
		{"a code of WhatsApp is no quantity", "reason", "whatsapp:131026", both{"Refus de WhatsApp (code 131026)", "Refused by WhatsApp (code 131026)"}},
		{"a detail that the text leaves out", "reason", "withdrawn:x", both{"Consentement retiré", "Consent withdrawn"}},
		{"a code that nobody knows", "reason", "moon_phase", both{"moon_phase", "moon_phase"}},
		{"no code", "reason", "", both{"", ""}},
		{"no group", "moon", "full", both{"full", "full"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.check(t, func(w *words.Words) string { return w.Label(c.group, c.code) })
		})
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		name  string
		items []string
		want  both
	}{
		{"nothing", nil, both{}},
		{"one", []string{"A"}, both{"A", "A"}},
		{"two", []string{"A", "B"}, both{"A et B", "A and B"}},
		{"three", []string{"A", "B", "C"}, both{"A, B et C", "A, B and C"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.check(t, func(w *words.Words) string { return w.List(c.items) })
		})
	}
}

// Every page of every visitor asks the same words; the race detector watches.
func TestWordsAreSharedSafely(t *testing.T) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for _, lang := range words.Langs() {
				w := words.In(lang)
				if w.T("action.save") == "" || w.N("unit.day", 2) == "" || w.Money(100, "EUR") == "" || w.Date(time.Unix(0, 0), time.UTC) == "" {
					t.Error("a text is empty")
				}
			}
		})
	}
	group.Wait()
}
