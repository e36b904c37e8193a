package campaign

import (
	"cmp"
	"slices"
	"strings"

	"accord/consent"
)

// Step is one line of a waterfall: how many people a reason keeps out.
type Step struct {
	Reason Reason
	N      int64
	// Sample are the first of them, at most sampleSize: of a forecast, whose
	// people are written down nowhere.
	Sample []ContactID
}

const sampleSize = 20

// decisions are the reasons of the plan in the order in which they are asked;
// the holdout is drawn after the last.
var decisions = []Reason{
	Reason(consent.NoAddress), Reason(consent.Suppressed), Reason(consent.HardStopped), Reason(consent.PlatformStop),
	Reason(consent.HasObjected), Reason(consent.HasWithdrawn), Reason(consent.HasRefused), Reason(consent.InQuarantine),
	Reason(consent.NoConsent), Reason(consent.UnknownFacts), Reason(consent.NotRequested),
	ReasonGlobalHoldout, ReasonLanguage, ReasonVariable, ReasonNoSlot, ReasonUnassigned,
}

// compareReasons orders reasons as they are asked, and missing variables among
// themselves by name. A reason that the plan does not know is the last.
func compareReasons(a, b Reason) int {
	return cmp.Or(cmp.Compare(a.place(), b.place()), cmp.Compare(a, b))
}

func (r Reason) place() int {
	kind, _, _ := strings.Cut(string(r), ":")
	if i := slices.Index(decisions, Reason(kind)); i >= 0 {
		return i
	}
	return len(decisions)
}

// sortSteps puts the lines of a waterfall in order.
func sortSteps(steps []Step) {
	slices.SortFunc(steps, func(a, b Step) int { return compareReasons(a.Reason, b.Reason) })
}
