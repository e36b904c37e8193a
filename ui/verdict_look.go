package ui

import (
	"accord/experiment"
	"accord/ui/words"
)

// verdictLooks are how verdicts look. Nothing final is no news.
var verdictLooks = map[experiment.VerdictCode]badge{
	experiment.VerdictRanked: {Sign: "good", Icon: "good"}, experiment.VerdictWaiting: {Sign: "notice", Icon: "waiting"},
	experiment.VerdictNoData: {Icon: "waiting"}, experiment.VerdictRatio: {Sign: "stop", Icon: "stop"},
}

// verdictBadge is a verdict in a word.
func verdictBadge(w *words.Words, code experiment.VerdictCode) badge {
	b := verdictLooks[code]
	b.Word = w.Label("verdict", string(code))
	return b
}

// verdictSays is a verdict in a sentence.
func verdictSays(w *words.Words, v experiment.Verdict) string {
	if w.Lang() == words.English {
		return v.EN
	}
	return v.FR
}
