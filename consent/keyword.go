package consent

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Keyword is what a whole message means to the consent register.
type Keyword string

// What a message can mean.
const (
	NoKeyword   Keyword = ""
	KeywordStop Keyword = "stop"
	KeywordAll  Keyword = "stop_all"
)

// keywords are whole messages, normalised. Carriers' and regulators' lists
// agree on most of them.
var keywords = listed(map[Keyword][]string{
	KeywordStop: {
		// French
		"stop", "arret", "arrete", "arreter", "arretez", "arrett", "desabonner", "desabonnement", "desabonnez moi",
		"me desabonner", "desinscrire", "desinscription", "desinscrivez moi", "me desinscrire", "retrait", "retirez moi",
		"resilier", "plus de pub", "stop pub", "ne plus recevoir", "je ne veux plus de messages", "non merci stop",
		// English
		"end", "quit", "cancel", "unsubscribe", "revoke", "opt out", "optout", "remove me", "unsub", "stop promotions",
		"no more messages",
	},
	KeywordAll: {"stop tout", "plus aucun message", "stop total", "stop all", "stopall"},
})

// courtesies may stand before or after a keyword without changing it.
var courtesies = []string{"s il vous plait", "s il te plait", "please", "merci", "thanks", "thank you", "svp", "stp"}

func listed(words map[Keyword][]string) map[string]Keyword {
	list := map[string]Keyword{}
	for meaning, texts := range words {
		for _, text := range texts {
			list[text] = meaning
		}
	}
	return list
}

// ReadKeyword says what a message means when it is, as a whole, one of the
// listed ones: "Stop.", "STOP svp", "Désabonnez-moi !". A sentence that
// contains such a word is not a keyword.
func ReadKeyword(message string) Keyword {
	text := normalise(message)
	for {
		if meaning, ok := keywords[text]; ok {
			return meaning
		}
		shorter := withoutCourtesy(text)
		if shorter == text {
			return NoKeyword
		}
		text = shorter
	}
}

func withoutCourtesy(text string) string {
	for _, c := range courtesies {
		if rest, ok := strings.CutSuffix(text, " "+c); ok {
			return rest
		}
		if rest, ok := strings.CutPrefix(text, c+" "); ok {
			return rest
		}
	}
	return text
}

// normaliseMax bounds the work for a hostile message; no keyword is as long.
const normaliseMax = 200

// normalise folds case and width, drops accents, and turns every run of
// anything but letters and digits into one space.
func normalise(message string) string {
	if len(message) > normaliseMax {
		return ""
	}
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(message))) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			// an accent that was split off, or an invisible sign
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
			space = false
		default:
			space = true
		}
	}
	return b.String()
}
