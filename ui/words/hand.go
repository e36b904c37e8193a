package words

import (
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// The spaces at which a line does not break.
const (
	noBreak = "\u00a0"
	narrow  = "\u202f"
)

// The signs that both languages share.
const (
	minus = "\u2212"
	plus  = "+"
	none  = "—" // stands where there is no number or no moment
)

// hand is how a language writes what is not words.
type hand struct {
	tag         language.Tag
	decimal     string // between the whole and its fraction
	group       string // between thousands
	percent     string // the sign, with the space before it
	symbolFirst bool   // whether money begins with its symbol
	clock       string // hours and minutes, for Printf
	first       string // the first day of a month
}

// Sources: Lexique des règles typographiques de l'Imprimerie nationale, and
// the Unicode CLDR, which agree but for the space before the percent sign.
var hands = map[Lang]hand{
	French: {tag: language.French, decimal: ",", group: narrow, percent: narrow + "%",
		clock: "%d" + noBreak + "h" + noBreak + "%02d", first: "1er"},
	English: {tag: language.English, decimal: ".", group: ",", percent: "%", symbolFirst: true,
		clock: "%02d:%02d", first: "1"},
}

// largestOperand stands for every larger number: CLDR's rules look at six
// digits.
const largestOperand = 1_000_000

// one says that a number in plain digits takes the singular, by the rules of
// the CLDR: in French 0, 1 and 1.8, in English only 1.
func (h hand) one(plain string) bool {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(plain, "-"), ".")
	significant := strings.TrimRight(fraction, "0")
	return plural.Cardinal.MatchPlural(h.tag, operand(whole), len(fraction), len(significant),
		operand(fraction), operand(significant)) == plural.One
}

func operand(digits string) int {
	if digits == "" {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > largestOperand {
		return largestOperand
	}
	return n
}
