package campaign

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// readLanguage is a BCP 47 tag the way WhatsApp writes it: "fr", "en_US".
// Scripts and variants are left out, since no template is told apart by them.
func readLanguage(cell string) (string, bool) {
	if len(cell) > 35 {
		return "", false
	}
	if tongue, ok := tongues()[snake(cell)]; ok {
		return tongue, true
	}
	tag, err := language.Parse(strings.ReplaceAll(cell, "_", "-"))
	if err != nil {
		return "", false
	}
	tongue, _, region := tag.Raw()
	switch {
	case tongue.String() == "und":
		return "", false
	case region.String() == "ZZ":
		return tongue.String(), true
	}
	return tongue.String() + "_" + region.String(), true
}

// named are the languages that a file may call by name.
const named = "af sq ar az bn bg ca zh hr cs da nl en et fil fi fr ka de el gu ha he hi hu id ga it ja kn kk ko lo lv lt mk ms ml mr nb fa pl pt pa ro ru sr sk sl es sw sv ta te th tr uk ur uz vi zu"

// tongues are languages by their names in French, in English and in themselves:
// "francais", "french", "espanol".
var tongues = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for code := range strings.FieldsSeq(named) {
		tag := language.MustParse(code)
		for _, name := range []string{display.French.Languages().Name(tag), display.English.Languages().Name(tag), display.Self.Name(tag)} {
			names[snake(name)] = code
		}
	}
	return names
})

// memo remembers what a cell means that stands in many rows.
type memo struct {
	read  func(cell string) (string, bool)
	known map[string]string
}

// memoSize bounds a memo; a column has few languages and few zones.
const memoSize = 1000

func newMemo(read func(string) (string, bool)) memo {
	return memo{read: read, known: map[string]string{}}
}

func (m memo) get(cell string) (string, bool) {
	if value, ok := m.known[cell]; ok {
		return value, true
	}
	value, ok := m.read(cell)
	if ok && len(m.known) < memoSize {
		m.known[strings.Clone(cell)] = strings.Clone(value) // a cell keeps its whole row alive
	}
	return value, ok
}
