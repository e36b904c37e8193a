package words_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"accord/ui/words"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "sort the catalogues and set their typography")

func TestMain(m *testing.M) {
	flag.Parse()
	if *update {
		for _, lang := range words.Langs() {
			if err := tidy(lang); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
		fmt.Println("The catalogues are in order; run the tests again, which embed them anew.")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// text is what stands under a key: "other" alone, or with "one" where it counts.
type text map[string]string

func (t *text) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		*t = text{"other": ""}
		plain := ""
		err := json.Unmarshal(data, &plain)
		(*t)["other"] = plain
		return err
	}
	return json.Unmarshal(data, (*map[string]string)(t))
}

func (t text) forms() string { return strings.Join(slices.Sorted(maps.Keys(t)), " and ") }

var argument = regexp.MustCompile(`\{[^}]*\}`)

// arguments of all forms, each once.
func (t text) arguments() []string {
	list := argument.FindAllString(t["one"]+t["other"], -1)
	slices.Sort(list)
	return slices.Compact(list)
}

func fileOf(lang words.Lang) string { return string(lang) + ".json" }

func catalogue(t *testing.T, lang words.Lang) map[string]text {
	t.Helper()
	data, err := os.ReadFile(fileOf(lang))
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]text
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatalf("%s: %v", fileOf(lang), err)
	}
	return c
}

// keysInFile are the keys as they follow each other, doubles included.
func keysInFile(lang words.Lang) (keys []string, err error) {
	data, err := os.ReadFile(fileOf(lang))
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	for _, err = d.Token(); err == nil && d.More(); { // the opening brace
		var key json.Token
		var value json.RawMessage
		if key, err = d.Token(); err == nil {
			keys = append(keys, fmt.Sprint(key))
			err = d.Decode(&value)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return keys, err
}

var keyShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

func TestKeysAreSortedAndUnique(t *testing.T) {
	for _, lang := range words.Langs() {
		keys, err := keysInFile(lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, key := range keys {
			switch {
			case !keyShape.MatchString(key):
				t.Errorf("%s: key %q; use lower_snake words joined by dots", lang, key)
			case i > 0 && keys[i-1] == key:
				t.Errorf("%s: key %q stands there twice", lang, key)
			case i > 0 && keys[i-1] > key:
				t.Errorf("%s: key %q comes after %q; run go test ./ui/words -update", lang, key, keys[i-1])
			}
		}
	}
}

func TestCataloguesAgree(t *testing.T) {
	french, english := catalogue(t, words.French), catalogue(t, words.English)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(french)), slices.Sorted(maps.Keys(english))); diff != "" {
		t.Fatalf("the languages have different keys (-French +English):\n%s", diff)
	}
	for key, fr := range french {
		en := english[key]
		if fr.forms() != en.forms() {
			t.Errorf("%s: French has the forms %s, English %s", key, fr.forms(), en.forms())
		}
		if diff := cmp.Diff(fr.arguments(), en.arguments()); diff != "" {
			t.Errorf("%s: the languages have different arguments (-French +English):\n%s", key, diff)
		}
	}
}

func TestTextsAreWhole(t *testing.T) {
	for _, lang := range words.Langs() {
		for key, text := range catalogue(t, lang) {
			counts := len(text) > 1
			if counts && text.forms() != "one and other" {
				t.Errorf("%s: %s has the forms %s; write one and other", lang, key, text.forms())
			}
			for form, s := range text {
				if strings.TrimSpace(s) == "" {
					t.Errorf("%s: %s (%s) is empty", lang, key, form)
				}
				if counts != strings.Contains(s, "{n}") {
					t.Errorf("%s: %s (%s) %q: a text that counts shows {n}, and only such a text", lang, key, form, s)
				}
			}
			for i, arg := range withoutCount(text.arguments()) {
				if arg != fmt.Sprintf("{%d}", i) {
					t.Errorf("%s: %s has the argument %s where {%d} is next", lang, key, arg, i)
				}
			}
		}
	}
}

func withoutCount(arguments []string) []string {
	return slices.DeleteFunc(arguments, func(a string) bool { return a == "{n}" })
}

// tidy writes a catalogue anew: sorted, a line for each key, its spaces and
// apostrophes set. A key that stands there twice is refused, since one of its
// texts would be lost.
func tidy(lang words.Lang) error {
	keys, err := keysInFile(lang)
	if err != nil {
		return fmt.Errorf("%s: %w", fileOf(lang), err)
	}
	data, err := os.ReadFile(fileOf(lang))
	if err != nil {
		return err
	}
	var texts map[string]text
	if err := json.Unmarshal(data, &texts); err != nil {
		return fmt.Errorf("%s: %w", fileOf(lang), err)
	}
	if len(texts) != len(keys) {
		return fmt.Errorf("%s: %d keys stand there twice; run the tests to see them", fileOf(lang), len(keys)-len(texts))
	}
	lines := make([]string, 0, len(texts))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		lines = append(lines, "  "+quote(key)+": "+texts[key].line(lang))
	}
	return os.WriteFile(fileOf(lang), []byte("{\n"+strings.Join(lines, ",\n")+"\n}\n"), 0o644)
}

func (t text) line(lang words.Lang) string {
	if len(t) == 1 {
		return quote(typeset(lang, t["other"]))
	}
	return fmt.Sprintf(`{"one": %s, "other": %s}`, quote(typeset(lang, t["one"])), quote(typeset(lang, t["other"])))
}

// quote is JSON with < > & as they are.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a string can always be written
	}
	return strings.TrimSuffix(b.String(), "\n")
}
