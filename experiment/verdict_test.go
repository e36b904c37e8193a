package experiment

import (
	"regexp"
	"testing"
)

// shown writes the no-break spaces of French as they are named in Unicode.
func shown(rows ...[]armHour) (d Design, all []armHour) {
	for _, r := range rows {
		all = append(all, r...)
	}
	return trial(), all
}

func TestVerdicts(t *testing.T) {
	planned := func(arm Arm, n int64) []armHour { return []armHour{{Arm: arm, Metric: assigned, N: n}} }
	holdout := fed(3, firstHour, 1000, nil)
	clear, all := shown(fed(0, firstHour, 1000, map[MetricName]int64{Converted: 30}),
		fed(1, firstHour, 1000, map[MetricName]int64{Converted: 40}), fed(2, firstHour, 2000, map[MetricName]int64{Converted: 250}), holdout)
	_, close := shown(fed(0, firstHour, 1000, map[MetricName]int64{Converted: 101}),
		fed(1, firstHour, 1000, map[MetricName]int64{Converted: 100}), fed(2, firstHour, 2000, map[MetricName]int64{Converted: 201}), holdout)
	cases := []struct {
		name string
		rows [][]armHour
		want Verdict
	}{
		{"no data", nil, Verdict{VerdictNoData, "Aucun résultat définitif pour l’instant.", "No final result yet."}},
		{"a clear winner", [][]armHour{all}, Verdict{VerdictRanked,
			"À envoyer au reste\u00a0: C (12,50\u202f%). Probabilité d’être la meilleure\u00a0: >\u00a099\u202f%\u202f; si ce choix était faux, il coûterait en moyenne 0,000 pour 100 personnes.",
			"Send C to the rest (12.50%). Chance to be best: >99%; were the choice wrong, it would cost 0.000 per 100 people on average."}},
		{"close", [][]armHour{close}, Verdict{VerdictRanked, "", ""}},
		{"some wait", [][]armHour{all, planned(0, 7)}, Verdict{VerdictWaiting, "", ""}},
		{"divided wrongly", [][]armHour{all, planned(0, 700)}, Verdict{VerdictRatio, "", ""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := evaluated(t, clear, hourTime(firstHour+26), c.rows...).Verdict()
			if got != c.want {
				t.Errorf("verdict %+q\nwant %+q", got, c.want)
			}
		})
	}
}

// plainSpace is a space that may break a line before a double sign.
var plainSpace = regexp.MustCompile(` [:;%!?»]`)
