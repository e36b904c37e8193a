package ui

import (
	"accord/consent/state"
	"accord/ui/words"
)

// eventLooks are how the events of consent look.
var eventLooks = map[state.Kind]badge{
	state.Grant: {Sign: "good", Icon: "good"}, state.Released: {Sign: "good", Icon: "approve"}, state.Staged: {Sign: "notice", Icon: "import"},
	state.Refuse: {Sign: "stop", Icon: "stop"}, state.Withdraw: {Sign: "stop", Icon: "stop"}, state.Object: {Sign: "stop", Icon: "stop"},
	state.HardStop: {Sign: "stop", Icon: "stop"}, state.PlatformStopped: {Sign: "stop", Icon: "stop"},
	state.PlatformResumed: {Sign: "notice", Icon: "resume"},
}

// eventBadge is an event in a word.
func eventBadge(w *words.Words, kind state.Kind) badge {
	b := eventLooks[kind]
	b.Word = w.Label("consent_event", string(kind))
	return b
}
