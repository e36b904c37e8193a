package words_test

import (
	"strings"
	"testing"

	"accord/ui/words"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name, header string
		want         words.Lang
	}{
		{"no header", "", words.French},
		{"anything", "*", words.French},
		{"French", "fr", words.French},
		{"French of Canada", "fr-CA,fr;q=0.9", words.French},
		{"English of Britain before French", "en-GB,fr;q=0.5", words.English},
		{"French before English", "fr;q=0.9,en;q=0.8", words.French},
		{"a language that we have not, then English", "de,en;q=0.3", words.English},
		{"only languages that we have not", "de-AT,ja;q=0.8", words.French},
		{"anything but French", "fr;q=0,en", words.English},
		{"no header at all", "zz-bogus-!!;q=x", words.French},
		{"a long one", strings.Repeat("en-", 5000), words.French},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := words.Match(c.header); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestParseLang(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
	}{{"fr", true}, {"en", true}, {"", false}, {"FR", false}, {"fr-FR", false}, {"de", false}} {
		if lang, ok := words.ParseLang(c.text); ok != c.ok || ok && string(lang) != c.text {
			t.Errorf("%q: got %q, %t", c.text, lang, ok)
		}
	}
}

func TestInFallsBackToFrench(t *testing.T) {
	if got := words.In("de").Lang(); got != words.French {
		t.Errorf("German words are %s", got)
	}
	for _, lang := range words.Langs() {
		if got := words.In(lang).Lang(); got != lang {
			t.Errorf("the words in %s are %s", lang, got)
		}
	}
}
