package experiment

import (
	"slices"
	"testing"
)

// bought is a trial whose windows have closed, with A, B and C of 1,000, 1,000
// and 2,000 people and a holdout.
func bought(a, b, c int64) []armHour {
	return slices.Concat(fed(0, firstHour, 1000, map[MetricName]int64{Converted: a}), fed(1, firstHour, 1000, map[MetricName]int64{Converted: b}),
		fed(2, firstHour, 2000, map[MetricName]int64{Converted: c}), fed(3, firstHour, 1000, nil))
}

func TestVerdicts(t *testing.T) {
	planned := func(n int64) []armHour { return []armHour{{Arm: 0, Metric: assigned, N: n}} }
	const clearFR = "À retenir\u00a0: C (12,50\u202f%). Probabilité d’être la meilleure\u00a0: >\u00a099\u202f%\u202f; si ce choix était faux, il coûterait en moyenne moins de 0,01 conversion pour 100 personnes."
	const clearEN = "Choose C (12.50%). Chance to be best: >99%; were the choice wrong, it would cost less than 0.01 conversion per 100 people on average."
	easy := bought(30, 40, 250)
	cases := []struct {
		name string
		rows [][]armHour
		want Verdict
	}{
		{"no data", nil, Verdict{VerdictNoData, "Aucun résultat définitif pour l’instant.", "No final result yet."}},
		{"a clear winner", [][]armHour{easy}, Verdict{VerdictRanked, clearFR, clearEN}},
		{"close", [][]armHour{bought(101, 100, 201)}, Verdict{VerdictRanked,
			"À retenir\u00a0: A (10,10\u202f%). Probabilité d’être la meilleure\u00a0: 38\u202f%\u202f; si ce choix était faux, il coûterait en moyenne 0,68 conversion pour 100 personnes.",
			"Choose A (10.10%). Chance to be best: 38%; were the choice wrong, it would cost 0.68 conversion per 100 people on average."}},
		{"one waits", [][]armHour{easy, planned(1)}, Verdict{VerdictWaiting,
			clearFR + " 1 résultat est encore en attente.", clearEN + " 1 result is still waiting."}},
		{"many wait", [][]armHour{easy, planned(20), fed(1, firstHour+9, 23, nil)}, Verdict{VerdictWaiting,
			clearFR + " 43 résultats sont encore en attente.", clearEN + " 43 results are still waiting."}},
		{"divided wrongly", [][]armHour{easy, planned(700)}, Verdict{VerdictRatio,
			"Répartition anormale (log10 p = -73,5)\u00a0: les écarts entre variantes ne sont pas fiables.",
			"Sample-ratio mismatch (log10 p = -73.5): the differences between variants cannot be trusted."}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := evaluated(t, trial(), hourTime(firstHour+26), c.rows...).Verdict()
			if got != c.want {
				t.Errorf("verdict %+q\nwant    %+q", got, c.want)
			}
		})
	}
}

// A wrong division is known as soon as people are assigned.
func TestADivisionIsJudgedBeforeAnyResult(t *testing.T) {
	for n, want := range map[int64]bool{0: false, 1: false, 700: true} {
		got := evaluated(t, trial(), hourTime(firstHour), []armHour{{Arm: 0, Metric: assigned, N: n}})
		if got.Misdivided() != want || got.Verdict().Code != VerdictNoData {
			t.Errorf("%d people in one arm: misdivided %v, verdict %s", n, got.Misdivided(), got.Verdict().Code)
		}
	}
}

func TestAVerdictByMoneySpeaksOfAPerson(t *testing.T) {
	var rows []armHour
	for arm, values := range [][]int64{{100, 200}, {5000, 5100}, {10}} {
		rows = append(rows, fed(Arm(arm), firstHour, 4, nil)...)
		rows = append(rows, spent(t, Arm(arm), firstHour, values...))
	}
	got := evaluated(t, revenueTrial(), hourTime(firstHour+26), rows).Verdict()
	want := Verdict{VerdictRanked,
		"À retenir\u00a0: B (25,25 par personne). Probabilité d’être la meilleure\u00a0: 95\u202f%\u202f; si ce choix était faux, il coûterait en moyenne 0,28 par personne.",
		"Choose B (25.25 per person). Chance to be best: 95%; were the choice wrong, it would cost 0.28 per person on average."}
	if got != want {
		t.Errorf("verdict %+q\nwant    %+q", got, want)
	}
}

// TestTheRatioAlarmIsAThousandth: the arms of 4,000 people may differ by
// chance, but not by more than once in a thousand designs.
func TestTheRatioAlarmIsAThousandth(t *testing.T) {
	d := trial()
	d.Variants, d.Holdout = d.Variants[:2], 0 // two halves: z is 2·gap/√n
	cases := map[string]struct {
		gap  int64 // between the arms
		code VerdictCode
	}{
		"even":     {0, VerdictRanked},
		"p 0.0011": {206, VerdictRanked}, // z 3.26
		"p 0.0009": {210, VerdictRatio},  // z 3.32
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			res := evaluated(t, d, hourTime(firstHour+26), fed(0, firstHour, 2000+c.gap/2, nil), fed(1, firstHour, 2000-c.gap/2, nil))
			if got := res.Verdict().Code; got != c.code {
				t.Errorf("verdict %s with p %v, want %s", got, res.Ratio.P.Value(), c.code)
			}
		})
	}
}
