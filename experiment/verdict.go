package experiment

import (
	"fmt"
	"strconv"
	"strings"
)

// VerdictCode is what may be said of the results, as a stable word.
type VerdictCode string

// The verdicts.
const (
	VerdictNoData  VerdictCode = "no_data"      // no window has closed yet
	VerdictRatio   VerdictCode = "sample_ratio" // people are not divided as planned: believe nothing
	VerdictWaiting VerdictCode = "waiting"      // ranked on part of the people
	VerdictRanked  VerdictCode = "ranked"       // ranked on everybody
)

// ratioAlarm is the p below which the division of people is called broken.
const ratioAlarm = 0.001

// Verdict is one sentence about the results, in French and English. It says
// which variant the rest should get and what a wrong choice would cost; it
// does not claim that the variant is better.
type Verdict struct {
	Code   VerdictCode
	FR, EN string
}

// Misdivided says that people are not divided as the design asks. It is known
// long before the first window closes.
func (r Results) Misdivided() bool { return r.Ratio != nil && r.Ratio.P.Value() < ratioAlarm }

// Verdict judges the results.
func (r Results) Verdict() Verdict {
	goal := r.Design.Goal()
	for _, v := range r.Variants {
		if v.Metrics[goal.Name].N == 0 || v.Rank == 0 {
			return Verdict{VerdictNoData, "Aucun résultat définitif pour l’instant.", "No final result yet."}
		}
	}
	if r.Misdivided() {
		p := decimal(r.Ratio.P.Log10(), 1)
		return Verdict{VerdictRatio,
			french("Répartition anormale (log10 p = " + comma(p) + ") : les écarts entre variantes ne sont pas fiables."),
			"Sample-ratio mismatch (log10 p = " + p + "): the differences between variants cannot be trusted."}
	}
	code, first := VerdictRanked, r.Ranked()[0]
	fr, en := describe(first, goal)
	if n := r.Waiting(); n > 0 {
		code = VerdictWaiting
		moreFR, moreEN := waiting(n)
		fr, en = fr+moreFR, en+moreEN
	}
	return Verdict{code, french(fr), en}
}

func waiting(n int64) (fr, en string) {
	if n == 1 {
		return " 1 résultat est encore en attente.", " 1 result is still waiting."
	}
	return fmt.Sprintf(" %d résultats sont encore en attente.", n), fmt.Sprintf(" %d results are still waiting.", n)
}

func describe(first ArmResult, goal Metric) (fr, en string) {
	chance := percent(first.PBest)
	if goal.Sum {
		value, loss := decimal(first.Metrics[goal.Name].Value/100, 2), atLeast(first.ExpectedLoss/100) // minor units
		return fmt.Sprintf("À retenir : %s (%s par personne). Probabilité d’être la meilleure : %s ; si ce choix était faux, il coûterait en moyenne %s par personne.",
				first.Key, comma(value), comma(chance), comma(loss.fr)),
			fmt.Sprintf("Choose %s (%s per person). Chance to be best: %s; were the choice wrong, it would cost %s per person on average.",
				first.Key, value, strings.ReplaceAll(chance, " ", ""), loss.en)
	}
	value, loss := decimal(100*first.Metrics[goal.Name].Value, 2)+" %", atLeast(100*first.ExpectedLoss)
	thing, known := things[goal.Name]
	if !known {
		thing = wording{"résultat", "result"}
	}
	return fmt.Sprintf("À retenir : %s (%s). Probabilité d’être la meilleure : %s ; si ce choix était faux, il coûterait en moyenne %s %s pour 100 personnes.",
			first.Key, comma(value), comma(chance), comma(loss.fr), thing.fr),
		fmt.Sprintf("Choose %s (%s). Chance to be best: %s; were the choice wrong, it would cost %s %s per 100 people on average.",
			first.Key, strings.ReplaceAll(value, " ", ""), strings.ReplaceAll(chance, " ", ""), loss.en, thing.en)
}

// wording is the same in French and in English.
type wording struct{ fr, en string }

// things are what a person did who counts for a metric, one of them.
var things = map[MetricName]wording{"converted": {"conversion", "conversion"}, "clicked": {"clic", "click"}, "replied": {"réponse", "reply"}}

// atLeast is a small amount with two digits behind the point; none is called
// nothing.
func atLeast(x float64) wording {
	if x < 0.01 {
		return wording{"moins de 0.01", "less than 0.01"}
	}
	return wording{decimal(x, 2), decimal(x, 2)}
}

// percent caps what could be read as certainty.
func percent(p float64) string {
	switch {
	case p > 0.99:
		return "> 99 %"
	case p < 0.01:
		return "< 1 %"
	}
	return decimal(100*p, 0) + " %"
}

func decimal(x float64, places int) string { return strconv.FormatFloat(x, 'f', places, 64) }

func comma(text string) string { return strings.ReplaceAll(text, ".", ",") }

// french sets the no-break spaces that French puts before double signs, and
// keeps a comparison together.
var french = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", " %", "\u202f%", "> ", ">\u00a0", "< ", "<\u00a0").Replace
