package words

import (
	"fmt"
	"strconv"
	"strings"
)

// Words are the texts of one language and the way it writes numbers and
// dates. They never change, and are safe for concurrent use.
type Words struct {
	lang    Lang
	hand    hand
	entries map[string]entry
}

// In are the words of a language; for a language that is none of ours, French.
func In(lang Lang) *Words {
	if w, ok := load()[lang]; ok {
		return w
	}
	return load()[French]
}

// Lang is the language of the words.
func (w *Words) Lang() Lang { return w.lang }

// Has says that there is a text under this key.
func (w *Words) Has(key string) bool {
	_, ok := w.entries[key]
	return ok
}

// T is the text of a key, with its arguments filled in: numbers of Go's own
// types as the language writes them, everything else as fmt.Sprint does. An
// identifier is given as a string, so that it is not taken for a quantity. An
// unknown key is shown in ⟦ ⟧; the tests leave no such key.
func (w *Words) T(key string, args ...any) string {
	e, ok := w.entries[key]
	if !ok || e.counts {
		return unknown(key)
	}
	return e.other.write("", w.texts(args))
}

// N is the text of a key that counts: in the form that n has in the language,
// with n for {n} and the arguments as T has them.
func (w *Words) N(key string, n int64, args ...any) string {
	return w.count(key, strconv.FormatInt(n, 10), w.Int(n), args...)
}

// count chooses the form by a number in plain digits, "1.8", and shows it as
// it was written for the language.
func (w *Words) count(key, plain, written string, args ...any) string {
	e, ok := w.entries[key]
	if !ok || !e.counts {
		return unknown(key)
	}
	form := e.other
	if w.hand.one(plain) {
		form = e.one
	}
	return form.write(written, w.texts(args))
}

// Label is the text of a code within a group, or the code itself where the
// catalogue does not know it: the platform invents codes, and people
// attributes. What a code says after a colon ("missing_variable:city") is the
// argument {0} of its text.
func (w *Words) Label(group, code string) string {
	name, detail, detailed := strings.Cut(code, ":")
	key := group + "." + name
	switch {
	case !w.Has(key):
		return code
	case detailed:
		return w.T(key, detail)
	}
	return w.T(key)
}

// unknown is what stands for a text that is not there: nobody can take it for
// one.
func unknown(key string) string { return "⟦" + key + "⟧" }

// texts writes arguments.
func (w *Words) texts(args []any) []string {
	texts := make([]string, len(args))
	for i, arg := range args {
		texts[i] = w.argument(arg)
	}
	return texts
}

func (w *Words) argument(arg any) string {
	switch x := arg.(type) {
	case string:
		return x
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return w.set(fmt.Sprint(x))
	case float64:
		return w.Decimal(x, -1)
	case float32:
		return w.set(strconv.FormatFloat(float64(x), 'f', -1, 32))
	}
	return fmt.Sprint(arg)
}
