package experiment

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"accord/experiment/stats"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	firstHour = int64(492_000) // hours since 1970: a day in February 2026
	day       = 24 * time.Hour
)

// trial has three arms and a holdout; buying within a day is the goal, a click
// counts for an hour.
func trial() Design {
	return Design{
		Variants: []Variant{{"A", 1}, {"B", 1}, {"C", 2}},
		Holdout:  2000,
		Salt:     "trial",
		Metrics: []Metric{
			{Name: Clicked, Role: Secondary, Window: time.Hour},
			{Name: Converted, Role: Goal, Window: day},
			{Name: Revenue, Role: Secondary, Sum: true, Window: day},
		},
	}
}

// revenueTrial is ranked by money.
func revenueTrial() Design {
	d := trial()
	d.Metrics[1].Role, d.Metrics[2].Role = Secondary, Goal
	return d
}

// fed is the rollup of one arm and hour, of n people of whom some did it.
func fed(arm Arm, hour, n int64, did map[MetricName]int64) []armHour {
	rows := []armHour{{Arm: arm, Metric: assigned, N: n}, {Arm: arm, Hour: hour, Metric: opened, N: n}}
	for m, x := range did {
		rows = append(rows, armHour{Arm: arm, Hour: hour, Metric: m, N: x, Sum: x, SqLo: x})
	}
	return rows
}

// spent is the revenue of one arm and hour.
func spent(t *testing.T, arm Arm, hour int64, values ...int64) armHour {
	t.Helper()
	m, err := stats.MomentsOf(values...)
	if err != nil {
		t.Fatal(err)
	}
	return armHour{Arm: arm, Hour: hour, Metric: Revenue, N: m.N, Sum: m.Sum, SqHi: m.SqHi, SqLo: m.SqLo}
}

func evaluated(t *testing.T, d Design, now time.Time, rows ...[]armHour) Results {
	t.Helper()
	var all []armHour
	for _, r := range rows {
		all = append(all, r...)
	}
	res, err := evaluate(d, all, now)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestAnHourMaturesWhenItsLastUnitsWindowHasClosed(t *testing.T) {
	end := hourTime(firstHour + 1) // of the first hour
	rows := append(fed(0, firstHour, 10, map[MetricName]int64{Converted: 3, Clicked: 4}),
		fed(0, firstHour+2, 100, map[MetricName]int64{Converted: 50, Clicked: 60})...)
	rows = append(rows, armHour{Arm: 0, Metric: assigned, N: 7}) // planned, not sent yet
	cases := []struct {
		name               string
		now                time.Time
		clicked, converted Estimate // N and Sum
	}{
		{"before any window closes", end.Add(time.Hour - time.Millisecond), Estimate{}, Estimate{}},
		{"clicks of the first hour", end.Add(time.Hour), Estimate{N: 10, Sum: 4}, Estimate{}},
		{"clicks of both", end.Add(3 * time.Hour), Estimate{N: 110, Sum: 64}, Estimate{}},
		{"just before a day", end.Add(day - time.Millisecond), Estimate{N: 110, Sum: 64}, Estimate{}},
		{"a day", end.Add(day), Estimate{N: 110, Sum: 64}, Estimate{N: 10, Sum: 3}},
		{"all", end.Add(day + 2*time.Hour), Estimate{N: 110, Sum: 64}, Estimate{N: 110, Sum: 53}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := evaluated(t, trial(), c.now, rows)
			for m, want := range map[MetricName]Estimate{Clicked: c.clicked, Converted: c.converted} {
				got := res.Variants[0].Metrics[m]
				if got.N != want.N || got.Sum != want.Sum || (got.CI == nil) != (want.N == 0) {
					t.Errorf("%s: %+v, want %d of %d", m, got, want.Sum, want.N)
				}
			}
			if n := res.Variants[0].Assigned; n != 117 {
				t.Errorf("%d assigned, want 117", n)
			}
			if n := res.Waiting(); n != 117-c.converted.N {
				t.Errorf("%d waiting, want %d", n, 117-c.converted.N)
			}
		})
	}
}

func TestEstimates(t *testing.T) {
	rows := append(fed(1, firstHour, 4, map[MetricName]int64{Converted: 1}), spent(t, 1, firstHour, 300, 100))
	got := evaluated(t, trial(), hourTime(firstHour+26), rows).Variants[1].Metrics
	rate, _ := stats.Wilson(stats.Binomial{X: 1, N: 4}, stats.FivePercent)
	// 0, 0, 100 and 300 have mean 100 and variance 20,000; half the width is 1.96·√(20,000/4)
	half := 1.959963984540054 * math.Sqrt(5000)
	want := map[MetricName]Estimate{
		Clicked:   {N: 4, CI: got[Clicked].CI},
		Converted: {N: 4, Sum: 1, Value: 0.25, CI: &rate},
		Revenue:   {N: 4, Sum: 400, Value: 100, CI: &stats.Interval{100 - half, 100 + half}},
	}
	almost := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) })
	if diff := cmp.Diff(want, got, almost, cmpopts.IgnoreUnexported(Estimate{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRankingByARate(t *testing.T) {
	now := hourTime(firstHour + 26)
	cases := []struct {
		name   string
		counts [3]int64 // of 1000, 1000 and 2000
		ranks  []int
	}{
		{"the last is best", [3]int64{20, 30, 200}, []int{3, 2, 1}},
		{"the reference is best", [3]int64{50, 30, 80}, []int{1, 3, 2}},
		{"a tie keeps the order of the design", [3]int64{40, 40, 20}, []int{1, 2, 3}},
		{"nobody bought", [3]int64{0, 0, 0}, []int{1, 2, 3}}, // the rate of the larger arm is the surest to be low
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := evaluated(t, trial(), now, bought(c.counts[0], c.counts[1], c.counts[2]))
			arms, err := stats.BetaBinomial([]stats.Binomial{{X: c.counts[0], N: 1000}, {X: c.counts[1], N: 1000}, {X: c.counts[2], N: 2000}}, stats.Uniform, stats.FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for i, v := range res.Variants {
				if v.Rank != c.ranks[i] || v.PBest != arms[i].PBest || v.ExpectedLoss != arms[i].ExpectedLoss {
					t.Errorf("%s: rank %d, P(best) %g, loss %g; want rank %d and %+v", v.Key, v.Rank, v.PBest, v.ExpectedLoss, c.ranks[i], arms[i].Standing)
				}
				sum += v.PBest
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("probabilities add up to %v", sum)
			}
			for i, v := range res.Ranked() {
				if v.Rank != i+1 {
					t.Errorf("place %d of the ranking has rank %d", i+1, v.Rank)
				}
			}
		})
	}
}

func TestRankingByMoney(t *testing.T) {
	now := hourTime(firstHour + 26)
	cases := []struct {
		name   string
		spent  [3][]int64
		ranks  []int
		chance float64 // of the first of the ranking, 0 for none
	}{
		{"the second earns more", [3][]int64{{100, 200, 90}, {9000, 8000, 8500, 9100}, {10, 20, 0}}, []int{2, 1, 3}, 1},
		{"nobody bought", [3][]int64{}, []int{1, 2, 3}, 1.0 / 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var rows []armHour
			for arm, values := range c.spent {
				rows = append(rows, fed(Arm(arm), firstHour, 4, nil)...)
				rows = append(rows, spent(t, Arm(arm), firstHour, values...))
			}
			res := evaluated(t, revenueTrial(), now, rows)
			for i, v := range res.Variants {
				if v.Rank != c.ranks[i] {
					t.Errorf("%s has rank %d, want %d", v.Key, v.Rank, c.ranks[i])
				}
			}
			if got := res.Ranked()[0].PBest; math.Abs(got-c.chance) > 1e-3 {
				t.Errorf("the first is best with %v, want %v", got, c.chance)
			}
		})
	}
}

func TestNothingToRank(t *testing.T) {
	now := hourTime(firstHour + 26)
	cases := []struct {
		name   string
		design Design
		rows   []armHour
	}{
		{"nobody assigned", trial(), nil},
		{"nobody assigned, by money", revenueTrial(), nil},
		{"one person an arm, by money", revenueTrial(), append(append(fed(0, firstHour, 1, nil), fed(1, firstHour, 1, nil)...), fed(2, firstHour, 1, nil)...)},
		{"one arm has nobody", trial(), append(fed(0, firstHour, 50, nil), fed(1, firstHour, 50, nil)...)},
		{"all windows run", trial(), fed(0, firstHour+20, 50, nil)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := evaluated(t, c.design, now, c.rows)
			if v := res.Verdict(); v.Code != VerdictNoData {
				t.Errorf("verdict %+v", v)
			}
			if (res.Ratio == nil) != (c.rows == nil) {
				t.Errorf("sample ratio %+v", res.Ratio)
			}
		})
	}
}

func TestTheHoldoutIsShownWhenThereIsOne(t *testing.T) {
	now := hourTime(firstHour + 26)
	without := trial()
	without.Holdout = 0
	if res := evaluated(t, without, now); res.Holdout != nil {
		t.Errorf("holdout %+v", res.Holdout)
	}
	imported := fed(3, firstHour, 30, map[MetricName]int64{Converted: 6})
	later := fed(3, firstHour+40, 5, nil) // their virtual send has not come
	res := evaluated(t, without, now, imported, later)
	h := res.Holdout
	if h == nil || h.Key != HoldoutKey || h.Assigned != 35 || h.Opened != 30 || h.Rank != 0 || h.Metrics[Converted].Value != 0.2 {
		t.Errorf("holdout %+v", h)
	}
	if res.Ratio != nil {
		t.Errorf("a holdout outside the design was compared with it: %+v", res.Ratio)
	}
}

func TestARollupThatCannotBeIsAnError(t *testing.T) {
	now := hourTime(firstHour + 26)
	_, err := evaluate(trial(), fed(1, firstHour, 3, map[MetricName]int64{Converted: 4}), now)
	if !errors.Is(err, stats.ErrMoreSuccessesThanTrials) || !strings.Contains(err.Error(), "metric converted of arm B") {
		t.Errorf("error %v", err)
	}
}
