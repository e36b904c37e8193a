package ui

import (
	"cmp"
	"slices"

	"accord/consent"
	"accord/consent/state"
	"accord/ui/words"
)

// purposeTally is how many people stand where for one purpose.
type purposeTally struct {
	consent.Purpose
	People int64 // everybody
	Counts []tallyCount
}

// tallyCount is one state of a tally, or a stop that stands beside a state.
type tallyCount struct {
	Code string // "granted", "platform_stop"
	Sign badge
	N    int64
	Path string // of these people; empty where the register cannot list them
}

// known says that something is known of anybody.
func (t purposeTally) known() bool {
	for _, c := range t.Counts {
		if c.Code != string(state.None) && c.N > 0 {
			return true
		}
	}
	return false
}

// States are the counts of the states: they add up to everybody.
func (t purposeTally) States() []tallyCount { return t.Counts[:len(consentStates)] }

// Stops are the counts of what stands beside a state and denies.
func (t purposeTally) Stops() []tallyCount { return t.Counts[len(consentStates):] }

// Of is the count of a state.
func (t purposeTally) Of(code string) tallyCount {
	for _, c := range t.Counts {
		if c.Code == code {
			return c
		}
	}
	return tallyCount{Code: code}
}

// purposeTallies are the tallies of one purpose, or of all where none that
// exists was asked for.
func purposeTallies(purposes []consent.Purpose, tallies []consent.PurposeTally, wanted consent.PurposeID) (list []purposeTally) {
	for _, t := range tallies {
		i := slices.IndexFunc(purposes, func(p consent.Purpose) bool { return p.ID == t.Purpose })
		if i < 0 {
			continue // added a moment ago
		}
		tally := tallyOf(purposes[i], t)
		if t.Purpose == wanted {
			return []purposeTally{tally}
		}
		list = append(list, tally)
	}
	return list
}

func tallyOf(p consent.Purpose, t consent.PurposeTally) purposeTally {
	tally := purposeTally{Purpose: p}
	for _, st := range consentStates {
		count := tallyCount{Code: string(st), Sign: stateSigns[st], N: int64(t.People[st])}
		if st != state.None { // who is not known stands in no register
			count.Path = registerFilter{Purpose: p.ID, State: st}.Path()
		}
		tally.Counts = append(tally.Counts, count)
		tally.People += count.N
	}
	stop := badge{Sign: "stop", Icon: "stop"}
	tally.Counts = append(tally.Counts, tallyCount{Code: "platform_stop", Sign: stop, N: int64(t.PlatformStops)}, tallyCount{Code: "hard_stop", Sign: stop, N: int64(t.HardStops)})
	return tally
}

// purposeOf names a purpose, or the whole of them.
func purposeOf(w *words.Words, purposes []consent.Purpose, id consent.PurposeID) string {
	if id == consent.AnyPurpose {
		return w.T("register.every_purpose")
	}
	for _, p := range purposes {
		if p.ID == id {
			return cmp.Or(purposeName(w, p), string(id))
		}
	}
	return string(id)
}

// standingBadges are a state and the stops beside it.
func standingBadges(w *words.Words, s state.Standing) []badge {
	list := []badge{stateBadge(w, cmp.Or(s.State, state.None))}
	if s.HardStop {
		list = append(list, badge{"stop", "stop", w.Label("consent_state", "hard_stop")})
	}
	if s.PlatformStop {
		list = append(list, badge{"stop", "stop", w.Label("consent_state", "platform_stop")})
	}
	return list
}
