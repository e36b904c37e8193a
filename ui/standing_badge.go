package ui

import (
	"accord/consent"
	"accord/consent/state"
	"accord/ui/words"
)

// badge is a word with its sign.
type badge struct {
	Sign, Icon, Word string
}

// stateSigns are how the states of a consent look; the word beside says what
// they mean. Red is kept for what stops a send for good.
var stateSigns = map[state.State]badge{
	state.Granted: {Sign: "good", Icon: "good"}, state.Quarantined: {Sign: "notice", Icon: "waiting"}, state.None: {Icon: "remove"},
	state.Refused: {Sign: "stop", Icon: "stop"}, state.Withdrawn: {Sign: "stop", Icon: "stop"}, state.Objected: {Sign: "stop", Icon: "stop"},
}

// stateBadge is a state in a word.
func stateBadge(w *words.Words, st state.State) badge {
	b := stateSigns[st]
	b.Word = w.Label("consent_state", string(st))
	return b
}

// standingBadge is where somebody stands in a word: what keeps every message
// back comes before the state of one purpose.
func standingBadge(w *words.Words, s consent.Standing) badge {
	over := ""
	switch {
	case s.Suppressed:
		over = "suppressed"
	case s.HardStop:
		over = "hard_stop"
	case s.PlatformStop:
		over = "platform_stop"
	case s.State == "":
		return stateBadge(w, state.None)
	default:
		return stateBadge(w, s.State)
	}
	return badge{"stop", "stop", w.Label("consent_state", over)}
}
