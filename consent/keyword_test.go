package consent

import (
	"strings"
	"testing"
)

func TestReadKeyword(t *testing.T) {
	for message, want := range map[string]Keyword{
		"STOP": KeywordStop, "stop": KeywordStop, " Stop. ": KeywordStop, "STOP !!!": KeywordStop, "🛑 stop": KeywordStop,
		"Arrêt": KeywordStop, "ARRÊTEZ svp": KeywordStop, "Désabonnez-moi !": KeywordStop, "se désabonner": NoKeyword,
		"Je ne veux plus de messages, merci": KeywordStop, "s'il vous plaît, arrêtez": KeywordStop, "Plus de pub": KeywordStop,
		"unsubscribe please": KeywordStop, "Opt-out": KeywordStop, "ＳＴＯＰ": KeywordStop, "st\u200bop": KeywordStop,
		"STOP ALL": KeywordAll, "stop tout svp": KeywordAll, "plus aucun message": KeywordAll,
		"":   NoKeyword,
		"ok": NoKeyword, "stop, o Zé não vem": NoKeyword, "Non-stop à Lyon ?": NoKeyword, "STOP 12345": NoKeyword,
		"please": NoKeyword, "merci": NoKeyword, "oui": NoKeyword, "Je passe à l’arrêt de bus": NoKeyword,
	} {
		if got := ReadKeyword(message); got != want {
			t.Errorf("%q means %q, want %q", message, got, want)
		}
	}
}

func FuzzReadKeyword(f *testing.F) {
	for _, seed := range []string{"STOP", "arrêt svp", "please please stop", "\xff\xfe", strings.Repeat("é", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, message string) {
		got := ReadKeyword(message)
		if again := ReadKeyword(" " + strings.ToUpper(message) + "!"); got != NoKeyword && len(message) < 190 && again != got && strings.ToLower(strings.ToUpper(message)) == strings.ToLower(message) {
			t.Errorf("%q is %q, but %q shouted", message, got, again)
		}
	})
}
