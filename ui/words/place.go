package words

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Names of languages and countries come from the Unicode CLDR.

// Language is a language by its name: "Français" for "fr". A code that has no
// name stays as it is; no code is a dash.
func (w *Words) Language(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return orNone(code)
	}
	return orNone(capital(display.Tags(w.hand.tag).Name(tag)))
}

// Country is a country by its name: "Belgique" for "BE". A code that has no
// name stays as it is; no code is a dash.
func (w *Words) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return orNone(code)
	}
	return orNone(display.Regions(w.hand.tag).Name(region))
}

func orNone(text string) string {
	if text == "" {
		return none
	}
	return text
}

// capital begins a text with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
