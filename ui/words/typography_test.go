package words_test

import (
	"regexp"
	"strings"
	"testing"

	"accord/ui/words"
)

// typeset sets the spaces and apostrophes that a text typed by hand lacks.
func typeset(lang words.Lang, s string) string {
	if lang == words.French {
		return frenchSpaces.Replace(s)
	}
	return strings.NewReplacer("'", "’", "...", "…").Replace(s)
}

var frenchSpaces = strings.NewReplacer(
	" ;", "\u202f;", " !", "\u202f!", " ?", "\u202f?", " %", "\u202f%",
	" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", "'", "’", "...", "…")

// fault is something that a text may not contain, and why.
type fault struct {
	pattern *regexp.Regexp
	says    string
}

func match(pattern, says string) fault { return fault{regexp.MustCompile(pattern), says} }

// space is any space: those at which no line breaks are none to \s.
const space = `[\s\x{a0}\x{202f}]`

var bothFaults = []fault{
	match(`'`, "write the apostrophe ’"),
	match(`"`, "write the quotation marks of the language"),
	match(`\.\.\.`, "write … as one sign"),
	match(`^`+space+`|`+space+`$`, "a text neither begins nor ends with a space"),
	match(space+`{2}`, "two spaces"),
	match(space+`[,.…)]`, "a space before a sign that wants none"),
	match(`[\t\n\r\x{200b}\x{feff}]`, "a sign that nobody sees"),
	match(`(^|[^\w])-\d`, "write the minus sign − before a number"),
}

var frenchFaults = append([]fault{
	match(`(^|[^\x{202f}?!])[;!?]`, "put a narrow no-break space (U+202F) before ; ! ?"),
	match(`(^|[^\x{202f}])%`, "put a narrow no-break space (U+202F) before %"),
	match(`(^|[^\x{a0}]):([^/]|$)`, "put a no-break space (U+00A0) before :"),
	match(`«([^\x{a0}]|$)`, "put a no-break space (U+00A0) after «"),
	match(`(^|[^\x{a0}])»`, "put a no-break space (U+00A0) before »"),
	match(`[“”„]`, "write « » for quotation marks"),
	match(`(^|[^\x{a0}])€`, "put a no-break space (U+00A0) before €"),
	match(`\d \d{3}`, "put a narrow no-break space (U+202F) between thousands"),
	match(`\d\.\d`, "write the decimal comma"),
	match(`(^|[.!?…:]\s)(A|Ca)\s`, "write the accent or cedilla on the capital: À, Ç"),
	match(`(^|\PL)(Eca|Ech|Eco|Ecr|Edi|Efa|Ega|Ela|Eld|Ele|Eli|Elo|Emi|Ene|Epr|Equ|Eta|Ete|Eti|Eto|Etr|Etu|Eva|Eve|Evi|Evo|Evé|Etê)\pL`,
		"write the accent on the capital: É, Ê"),
	match(`(?i)(^|\PL)(coeur|noeud|oeuvre|oeil|soeur|voeu)`, "write œ as one letter"),
	match(`(?i)(^|\PL)(tu|toi|ton|tes|te)(\PL|$)`, "say vous"),
	match(`(?i)(^|\PL)(opt-?(in|out)|dashboard|email|login|password|tokens?|templates?|holdout|lift|slots?|upload|feedback|reporting|tracking|dry run|winner|team|leads?)(\PL|$)`,
		"say it in French: the glossary has the word"),
}, bothFaults...)

var englishFaults = append([]fault{
	match(space+`[;:!?%]`, "no space before ; : ! ? % in English"),
	match(`[«»]`, "write “ ” for quotation marks"),
	match(`(?i)\b(\w+n’t|(i|you|we|they|he|she|it|that|there|what|who)’(s|re|ve|ll|d|m))\b`, "no contractions: write both words"),
	match(`(?i)\b(color|organization|center|canceled|behavior|favorite|license[ds]?)\b`, "spell it the British way, as the rest does"),
}, bothFaults...)

func faultsOf(lang words.Lang, s string) []string {
	table := englishFaults
	if lang == words.French {
		table = frenchFaults
	}
	var found []string
	for _, f := range table {
		if f.pattern.MatchString(s) {
			found = append(found, f.says)
		}
	}
	return found
}

func TestTypography(t *testing.T) {
	for _, lang := range words.Langs() {
		for key, text := range catalogue(t, lang) {
			for form, s := range text {
				for _, says := range faultsOf(lang, s) {
					t.Errorf("%s: %s (%s) %+q: %s", lang, key, form, s, says)
				}
			}
		}
	}
}

// The check itself is checked: it finds what it should and lets pass what is
// right.
func TestTypographyFinds(t *testing.T) {
	for _, c := range []struct {
		name  string
		lang  words.Lang
		text  string
		fault bool
	}{
		{"right question", words.French, "Suspendre la campagne\u202f?", false},
		{"ordinary space before ?", words.French, "Suspendre la campagne ?", true},
		{"no space before ?", words.French, "Suspendre la campagne?", true},
		{"wide space before ;", words.French, "A\u00a0; B", true},
		{"narrow space before :", words.French, "Attendu\u202f: +33", true},
		{"right colon", words.French, "Attendu\u00a0: +33", false},
		{"an address keeps its colon", words.French, "Ouvrez https://exemple.fr", false},
		{"right quotation", words.French, "le numéro «\u00a006\u00a0»", false},
		{"loose quotation", words.French, "le numéro « 06 »", true},
		{"straight apostrophe", words.French, "l'import", true},
		{"three full stops", words.French, "Chargement...", true},
		{"right percentage", words.French, "4,1\u202f%", false},
		{"a placeholder and %", words.French, "{0} %", true},
		{"capital without accent", words.French, "Etat de la campagne", true},
		{"capital with accent", words.French, "État de la campagne", false},
		{"A for À", words.French, "A envoyer au reste", true},
		{"variant A", words.French, "La variante A gagne", false},
		{"no accent wanted", words.French, "Effacer, Enregistrer, Ensuite, Essayer", false},
		{"thou", words.French, "Choisis ton audience", true},
		{"jargon", words.French, "Ouvrir le dashboard", true},
		{"right English", words.English, "Pause the campaign?", false},
		{"French space in English", words.English, "Pause the campaign\u202f?", true},
		{"contraction", words.English, "The campaign isn’t running", true},
		{"genitive is none", words.English, "The number’s rate", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := faultsOf(c.lang, c.text); (len(got) > 0) != c.fault {
				t.Errorf("%q: faults %q, want some: %t", c.text, got, c.fault)
			}
		})
	}
}

func TestTypesettingMakesTextsRight(t *testing.T) {
	const typed = "« L'import » est fini : 4 % ; relancer ? Oui ! Attendez..."
	if faults := faultsOf(words.French, typeset(words.French, typed)); faults != nil {
		t.Errorf("after typesetting: %q", faults)
	}
}
