package words

import (
	"slices"

	"golang.org/x/text/language"
)

// Lang is a language that pages are written in, "fr".
type Lang string

// The languages.
const (
	French  Lang = "fr"
	English Lang = "en"
)

// Langs are all languages, the one that is written first in front.
func Langs() []Lang { return []Lang{French, English} }

// ParseLang reads the code of a language; ok is false when pages are not
// written in it.
func ParseLang(text string) (lang Lang, ok bool) {
	return Lang(text), slices.Contains(Langs(), Lang(text))
}

// matcher gives positions in [Langs].
var matcher = language.NewMatcher([]language.Tag{language.French, language.English})

// Match is the language that suits a browser best, by its Accept-Language
// header (RFC 9110, 12.5.4). Where nothing fits, it is French.
func Match(acceptLanguage string) Lang {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return French
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return French
	}
	return Langs()[i]
}
