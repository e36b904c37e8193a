package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestMeanInterval(t *testing.T) {
	cases := []struct {
		name string
		s    Sample
		want Interval
	}{
		{"spread of 10 over 100", Sample{N: 100, Mean: 50, M2: 9900}, Interval{50 - 1.959963984540054, 50 + 1.959963984540054}},
		{"no spread", Sample{N: 3, Mean: 7}, Interval{7, 7}},
		{"two observations", Sample{N: 2, Mean: 0, M2: 2}, Interval{-1.959963984540054, 1.959963984540054}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := MeanInterval(c.s, FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			nearInterval(t, "interval", got, c.want)
		})
	}
}

func TestMeansWithoutVariance(t *testing.T) {
	got, err := CompareMeans(Sample{N: 5, Mean: 2}, Sample{N: 9, Mean: 3}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	if got.T != nil || got.DF != nil || got.P != nil || got.Interval != (Interval{1, 1}) {
		t.Errorf("without variance: %+v", got)
	}
	near(t, "lift", got.Lift.Value, 0.5, digits)
}

func TestOneArmWithoutVariance(t *testing.T) {
	got, err := CompareMeans(Sample{N: 500, Mean: 0}, Sample{N: 9, Mean: 3, M2: 8}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	nearPointer(t, "df", got.DF, 8)
	nearPointer(t, "t", got.T, 9)
	if got.Lift != nil || got.Fieller != nil {
		t.Errorf("a lift over zero: %+v, %+v", got.Lift, got.Fieller)
	}
}

func TestFiellerUnbounded(t *testing.T) {
	// The control mean is half a standard error away from zero.
	got, err := CompareMeans(Sample{N: 100, Mean: 0.05, M2: 99}, Sample{N: 100, Mean: 1, M2: 99}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	if got.Fieller == nil || got.Fieller[0] != nil || got.Fieller[1] != nil {
		t.Errorf("fieller limits %v, want both unbounded", got.Fieller)
	}
}

func TestAHugeTKeepsItsP(t *testing.T) {
	got, err := CompareMeans(Sample{N: 1e6, Mean: 0, M2: 1e6}, Sample{N: 1e6, Mean: 1, M2: 1e6}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	if got.P.Value() != 0 || !(got.P.Log10() < -90_000 && got.P.Log10() > -110_000) {
		t.Errorf("p = %g, log10 p = %g, t = %g", got.P.Value(), got.P.Log10(), *got.T)
	}
}

func TestMeanComparisonProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sample := rapid.Custom(func(t *rapid.T) Sample {
			return Sample{
				N:    rapid.Int64Range(2, 1e7).Draw(t, "n"),
				Mean: rapid.Float64Range(-1e6, 1e6).Draw(t, "mean"),
				M2:   rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1e12)).Draw(t, "m2"),
			}
		})
		a, b := sample.Draw(t, "a"), sample.Draw(t, "b")
		ab, err := CompareMeans(a, b, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		ba, err := CompareMeans(b, a, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		if ab.Diff != -ba.Diff || !ab.Interval.Contains(ab.Diff) {
			t.Errorf("%+v and back %+v", ab, ba)
		}
		if (ab.P == nil) != (ba.P == nil) {
			t.Fatalf("p %v and back %v", ab.P, ba.P)
		}
		if ab.P == nil {
			return
		}
		smaller := float64(min(a.N, b.N) - 1)
		if *ab.DF < smaller*(1-1e-12) || *ab.DF > float64(a.N+b.N-2)*(1+1e-12) {
			t.Errorf("df %g for %d and %d", *ab.DF, a.N, b.N)
		}
		// The 95% interval and p = 0.05 are one statement.
		if math.Abs(ab.P.Value()-0.05) > 1e-9 && ab.Interval.Contains(0) != (ab.P.Value() > 0.05) {
			t.Errorf("interval %v, p %g", ab.Interval, ab.P.Value())
		}
	})
}

func TestMeanRefusals(t *testing.T) {
	good := Sample{N: 5, Mean: 1, M2: 3}
	cases := []struct {
		name  string
		s     Sample
		alpha Alpha
		want  Refusal
	}{
		{"nobody", Sample{}, FivePercent, ErrNoData},
		{"one alone", Sample{N: 1, Mean: 3}, FivePercent, ErrTooFew},
		{"negative spread", Sample{N: 4, Mean: 3, M2: -1}, FivePercent, ErrNegativeSpread},
		{"NaN spread", Sample{N: 4, Mean: 3, M2: math.NaN()}, FivePercent, ErrNotFinite},
		{"NaN mean", Sample{N: 4, Mean: math.NaN(), M2: 1}, FivePercent, ErrNotFinite},
		{"enormous spread", Sample{N: 4, Mean: 1, M2: 1e301}, FivePercent, ErrTooLarge},
		{"alpha", good, 2, ErrAlpha},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := MeanInterval(c.s, c.alpha)
			refused(t, err, c.want)
			_, err = CompareMeans(c.s, good, c.alpha)
			refused(t, err, c.want)
			_, err = CompareMeans(good, c.s, c.alpha)
			refused(t, err, c.want)
		})
	}
}
