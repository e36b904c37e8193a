package campaign

import (
	"strings"

	"golang.org/x/text/language"
)

// readLanguage is a BCP 47 tag the way WhatsApp writes it: "fr", "en_US".
// Scripts and variants are left out, since no template is told apart by them.
func readLanguage(cell string) (string, bool) {
	if len(cell) > 35 {
		return "", false
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
