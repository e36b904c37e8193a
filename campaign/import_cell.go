package campaign

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of cells, in characters.
const (
	maxName       = 200
	maxExternalID = 200
	maxAttribute  = 2000
	maxEvidence   = 200
	maxTag        = 100
	maxTags       = 50
)

// formula tells a cell that a spreadsheet would run, here or in whatever is
// exported later; a number or a phone number may begin with a sign.
// Source: OWASP, CSV Injection.
func formula(cell string) bool {
	if cell == "" {
		return false
	}
	if cell[0] == '\t' || cell[0] == '\r' {
		return true
	}
	cell = strings.TrimSpace(cell)
	switch {
	case cell == "":
		return false
	case cell[0] == '=', cell[0] == '@':
		return true
	case cell[0] == '+', cell[0] == '-':
		_, number := readNumber(cell)
		return !number && !dialable(cell)
	}
	return false
}

// dialable tells an international number written with nothing but digits,
// spaces, dots and parentheses.
func dialable(cell string) bool {
	digits, plus, fault := dialled(cell)
	return fault == "" && plus && len(digits) >= 7 && len(digits) <= 15 && !strings.ContainsAny(cell, "-/'")
}

// controls tells a cell with a line break, a tab or another control character.
func controls(cell string) bool {
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c < 0x20 || c == 0x7f:
			return true
		case c >= utf8.RuneSelf:
			return strings.ContainsFunc(cell[i:], unicode.IsControl)
		}
	}
	return false
}

// longer tells a text of more than limit characters.
func longer(text string, limit int) bool {
	return len(text) > limit && utf8.RuneCountInString(text) > limit
}

// tagsOf splits a cell at commas, semicolons and bars.
func tagsOf(cell string) []string {
	var tags []string
	for tag := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ',' || r == ';' || r == '|' }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}
