package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestNewcombeTable checks the differences and limits that Newcombe (1998,
// table II, method 10) prints to four decimals.
func TestNewcombeTable(t *testing.T) {
	cases := []struct {
		name               string
		treatment, control Binomial
		want               Interval
	}{
		{"56/70 - 48/80", Binomial{56, 70}, Binomial{48, 80}, Interval{0.0524, 0.3339}},
		{"9/10 - 3/10", Binomial{9, 10}, Binomial{3, 10}, Interval{0.1705, 0.8090}},
		{"10/10 - 0/20", Binomial{10, 10}, Binomial{0, 20}, Interval{0.6791, 1}},
		{"10/10 - 0/10", Binomial{10, 10}, Binomial{0, 10}, Interval{0.6075, 1}},
		{"0/10 - 0/20", Binomial{0, 10}, Binomial{0, 20}, Interval{-0.1611, 0.2775}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Newcombe(c.control, c.treatment, FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			for side := range got {
				if math.Abs(got[side]-c.want[side]) > 5.1e-5 {
					t.Errorf("limits %.4f, want %.4f", got, c.want)
				}
			}
		})
	}
}

func TestProportionsWithoutEvents(t *testing.T) {
	cases := []struct {
		name               string
		control, treatment Binomial
		tested, lifted     bool
		logRatio           bool
	}{
		{"nobody anywhere", Binomial{0, 500}, Binomial{0, 500}, false, false, false},
		{"everybody everywhere", Binomial{500, 500}, Binomial{40, 40}, false, true, true},
		{"nobody under control", Binomial{0, 500}, Binomial{12, 500}, true, false, false},
		{"nobody under treatment", Binomial{12, 500}, Binomial{0, 500}, true, true, false},
		{"one person each", Binomial{1, 1}, Binomial{0, 1}, true, true, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := CompareProportions(c.control, c.treatment, FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			if tested := got.P != nil && got.Z != nil && got.Chi2 != nil; tested != c.tested {
				t.Errorf("tested: %v, want %v", tested, c.tested)
			}
			if lifted := got.Lift != nil; lifted != c.lifted {
				t.Errorf("lift: %v, want %v", lifted, c.lifted)
			}
			if logRatio := got.Katz != nil; logRatio != c.logRatio {
				t.Errorf("katz: %v, want %v", logRatio, c.logRatio)
			}
			if !got.Newcombe.Contains(got.Diff) || got.Newcombe.Low() == got.Newcombe.High() {
				t.Errorf("newcombe %v around %g", got.Newcombe, got.Diff)
			}
		})
	}
}

func TestAHugeDifferenceKeepsItsP(t *testing.T) {
	got, err := CompareProportions(Binomial{1000, 1e7}, Binomial{500_000, 1e7}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	if got.P.Value() != 0 {
		t.Errorf("p = %g is expected below a float64", got.P.Value())
	}
	near(t, "log10 p", got.P.Log10(), (math.Ln2+logNormalTail(*got.Z))/math.Ln10, 1e-12)
}

func TestProportionComparisonProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arm := rapid.Custom(func(t *rapid.T) Binomial {
			n := rapid.Int64Range(1, 1e7).Draw(t, "n")
			return Binomial{rapid.Int64Range(0, n).Draw(t, "x"), n}
		})
		a, b := arm.Draw(t, "a"), arm.Draw(t, "b")
		ab, err := CompareProportions(a, b, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		ba, err := CompareProportions(b, a, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(ab.Newcombe.Low()+ba.Newcombe.High()) > 1e-12 || ab.Diff != -ba.Diff {
			t.Errorf("%v and back %v", ab.Newcombe, ba.Newcombe)
		}
		if !ab.Newcombe.Contains(ab.Diff) || ab.Newcombe.Low() < -1 || ab.Newcombe.High() > 1 {
			t.Errorf("newcombe %v around %g", ab.Newcombe, ab.Diff)
		}
		if (ab.P == nil) != (ba.P == nil) || ab.P != nil && ab.P.Log10() != ba.P.Log10() {
			t.Errorf("p %v and back %v", ab.P, ba.P)
		}
	})
}
