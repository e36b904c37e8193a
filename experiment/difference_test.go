package experiment

import (
	"math"
	"testing"
	"time"

	"accord/experiment/stats"
)

func TestDifferencesBetweenArms(t *testing.T) {
	d := trial()
	rows := [][]armHour{
		fed(0, firstHour, 200, map[MetricName]int64{Converted: 20}), fed(1, firstHour, 100, map[MetricName]int64{Converted: 17}),
		{spent(t, 0, firstHour, 100, 300), spent(t, 1, firstHour, 500, 700, 900)},
	}
	res := evaluated(t, d, hourTime(firstHour+1).Add(2*day), rows...)
	converted, revenue := d.Metrics[1], d.Metrics[2]

	got, err := res.Against(converted, res.Variants[1], res.Variants[0])
	if err != nil {
		t.Fatal(err)
	}
	ci, err := stats.Newcombe(stats.Binomial{X: 20, N: 200}, stats.Binomial{X: 17, N: 100}, stats.FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	if got == nil || math.Abs(got.Value-0.07) > 1e-12 || got.CI != ci {
		t.Errorf("conversion: %+v, want 0.07 within %v", got, ci)
	}
	got, err = res.Against(revenue, res.Variants[1], res.Variants[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := 21.0 - 2.0; got == nil || math.Abs(got.Value-want) > 1e-9 || !(got.CI.Low() < want && want < got.CI.High()) {
		t.Errorf("revenue: %+v, want %v per person", got, want)
	}
	if got, err = res.Against(converted, res.Variants[2], res.Variants[0]); err != nil || got != nil {
		t.Errorf("against an arm without people: %+v, %v; want nothing", got, err)
	}
}

// A campaign begins with nobody, then with one person a variant.
func TestFewPeopleAreNoDifferenceYet(t *testing.T) {
	d := trial()
	values := []int64{300, 500}
	for a := range 3 {
		for b := range 3 {
			res := evaluated(t, d, hourTime(firstHour+1).Add(2*day), fed(0, firstHour, int64(a), nil), fed(1, firstHour, int64(b), nil),
				[]armHour{spent(t, 0, firstHour, values[:a]...), spent(t, 1, firstHour, values[:b]...)})
			for _, m := range d.Metrics {
				needed := 1
				if m.Sum {
					needed = 2
				}
				got, err := res.Against(m, res.Variants[1], res.Variants[0])
				if err != nil || (got != nil) != (min(a, b) >= needed) {
					t.Errorf("%s of %d against %d people: %+v, %v", m.Name, b, a, got, err)
				}
			}
		}
	}
}

func TestTheCurveEndsAtTheResult(t *testing.T) {
	d := trial()
	var rows []armHour
	for h := range int64(300) {
		for arm := range Arm(4) {
			rows = append(rows, fed(arm, firstHour+h, 3, map[MetricName]int64{Converted: (h + int64(arm)) % 3})[1:]...)
		}
	}
	now := hourTime(firstHour + 200).Add(day)
	points, err := curve(d, d.Metrics[1], rows, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(points) != curvePoints || len(points[0].Arms) != 4 {
		t.Fatalf("%d points of %d arms, want %d of 4", len(points), len(points[0].Arms), curvePoints)
	}
	for i := 1; i < len(points); i++ {
		if !points[i].Until.After(points[i-1].Until) || points[i].Arms[0].N < points[i-1].Arms[0].N {
			t.Fatalf("point %d does not go on from the one before", i)
		}
	}
	res := evaluated(t, d, now, rows)
	last := points[len(points)-1]
	for a, v := range append(res.Variants, *res.Holdout) {
		if want := v.Metrics[Converted]; last.Arms[a].N != want.N || last.Arms[a].Sum != want.Sum || *last.Arms[a].CI != *want.CI {
			t.Errorf("arm %s ends at %+v, want %+v", v.Key, last.Arms[a], want)
		}
	}
	if want := hourTime(firstHour + 200); !last.Until.Equal(want) {
		t.Errorf("the curve ends at %s, want %s", last.Until.Format(time.RFC3339), want.Format(time.RFC3339))
	}
}
