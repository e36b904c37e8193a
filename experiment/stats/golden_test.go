package stats

import (
	"math"
	"testing"
)

// near demands a relative difference of at most tolerance.
func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g (off by %.1e of it)", name, got, want, math.Abs(got-want)/math.Abs(want))
	}
}

// digits is what the published examples are given to, with room for the
// rounding of their last digit.
const digits = 1e-9

func nearInterval(t *testing.T, name string, got, want Interval) {
	t.Helper()
	near(t, name+" low", got.Low(), want.Low(), digits)
	near(t, name+" high", got.High(), want.High(), digits)
}

func nearPointer(t *testing.T, name string, got *float64, want float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is undefined, want %g", name, want)
		return
	}
	near(t, name, *got, want, digits)
}

func TestGoldenTwoProportions(t *testing.T) {
	c, err := CompareProportions(Binomial{30, 300}, Binomial{45, 310}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "p1", c.P1, 0.1, digits)
	near(t, "p2", c.P2, 0.1451612903, digits)
	near(t, "diff", c.Diff, 0.04516129032, digits)
	nearPointer(t, "z", c.Z, 1.69810762)
	near(t, "p", c.P.Value(), 0.08948745159, digits)
	nearPointer(t, "chi2", c.Chi2, 2.883569491)
	near(t, "se", c.SE, 0.02646296805, digits)
	nearInterval(t, "wald", c.Wald, Interval{-0.006705173971, 0.09702775462})
	near(t, "lift", c.Lift.Value, 0.4516129032, digits)
	near(t, "lift se", c.Lift.SE, 0.3213164615, digits)
	nearInterval(t, "lift delta", c.Lift.Delta, Interval{-0.1781557889, 1.081381595})
	nearInterval(t, "katz", *c.Katz, Interval{-0.05933233061, 1.240089767})
	nearInterval(t, "newcombe", c.Newcombe, Interval{-0.007278932861, 0.09751829816})
}

func TestGoldenNewcombe(t *testing.T) {
	got, err := Newcombe(Binomial{48, 80}, Binomial{56, 70}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	nearInterval(t, "newcombe", got, Interval{0.0524314724, 0.333872654})
}

func TestGoldenProportion(t *testing.T) {
	wilson, err := Wilson(Binomial{81, 263}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	nearInterval(t, "wilson", wilson, Interval{0.2552885199, 0.366209577})
	exact, err := ClopperPearson(Binomial{81, 263}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	nearInterval(t, "clopper-pearson", exact, Interval{0.2527367456, 0.3676219226})
}

func TestGoldenMeansFromSpread(t *testing.T) {
	control, err := SampleFromSpread(120, 14.2, 9.1)
	if err != nil {
		t.Fatal(err)
	}
	treatment, err := SampleFromSpread(135, 11.7, 12.4)
	if err != nil {
		t.Fatal(err)
	}
	c, err := CompareMeans(control, treatment, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "diff", c.Diff, -2.5, digits)
	near(t, "se", c.SE, 1.352422381, digits)
	nearPointer(t, "t", c.T, -1.848534922)
	nearPointer(t, "df", c.DF, 244.4996922)
	near(t, "p", c.P.Value(), 0.06573238613, digits)
	nearInterval(t, "interval", c.Interval, Interval{-5.1638852, 0.1638851996})
	near(t, "lift", c.Lift.Value, -0.176056338, digits)
	near(t, "lift se", c.Lift.SE, 0.08928535827, digits)
	nearInterval(t, "lift delta", c.Lift.Delta, Interval{-0.3510524246, -0.00106025147})
	nearPointer(t, "fieller low", c.Fieller[0], -0.3415793088)
	nearPointer(t, "fieller high", c.Fieller[1], 0.01141974027)
}

func TestGoldenMeansHillstrom(t *testing.T) {
	control, err := SampleFromSums(21306, 1390833, 28700503621)
	if err != nil {
		t.Fatal(err)
	}
	exact, err := Moments{N: 21307, Sum: 3031169, SqLo: 67590244973}.Sample()
	if err != nil {
		t.Fatal(err)
	}
	c, err := CompareMeans(control, exact, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "diff", c.Diff, 76.98271559, digits)
	near(t, "se", c.SE, 14.52465602, digits)
	nearPointer(t, "t", c.T, 5.300140358)
	nearPointer(t, "df", c.DF, 36671.15798)
	near(t, "p", c.P.Value(), 1.163814968e-07, digits)
	nearInterval(t, "interval", c.Interval, Interval{48.51397326, 105.4514579})
	near(t, "lift", c.Lift.Value, 1.17928877, digits)
	near(t, "lift se", c.Lift.SE, 0.3239768974, digits)
	nearPointer(t, "fieller low", c.Fieller[0], 0.6436904379)
	nearPointer(t, "fieller high", c.Fieller[1], 1.977447361)
}

func TestGoldenMoments(t *testing.T) {
	m, err := MomentsOf(1000000004, 1000000007, 1000000013, 1000000016)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := m.Mean()
	if err != nil {
		t.Fatal(err)
	}
	variance, err := m.Variance()
	if err != nil {
		t.Fatal(err)
	}
	if m.N != 4 || mean != 1000000010 || variance != 30 {
		t.Errorf("n %d, mean %v, variance %v, want 4, 1000000010, 30", m.N, mean, variance)
	}
	s, err := SampleOf(1000000004, 1000000007, 1000000013, 1000000016)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := s.Variance(); err != nil || v != 30 {
		t.Errorf("variance of the float sample = %v, %v, want 30", v, err)
	}
}

func TestGoldenBetaBinomial(t *testing.T) {
	arms, err := BetaBinomial([]Binomial{{30, 300}, {45, 310}}, Uniform, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	want := []BetaArm{
		{Beta{31, 271}, 0.1026490066, Interval{0.07105584125, 0.1392195949}, Standing{0.0454999627, 0.04528903863}},
		{Beta{46, 266}, 0.1474358974, Interval{0.1103676214, 0.1887821594}, Standing{0.9545000373, 0.0005021478151}},
	}
	for i, w := range want {
		if arms[i].Posterior != w.Posterior {
			t.Errorf("posterior %v, want %v", arms[i].Posterior, w.Posterior)
		}
		near(t, "mean", arms[i].Mean, w.Mean, digits)
		nearInterval(t, "interval", arms[i].Interval, w.Interval)
		near(t, "p best", arms[i].PBest, w.PBest, digits)
		near(t, "expected loss", arms[i].ExpectedLoss, w.ExpectedLoss, digits)
	}
}

func TestGoldenTwoPosteriors(t *testing.T) {
	got, err := BestOfBetas([]Beta{{121, 81}, {101, 101}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "p second beats first", got[1].PBest, 0.02241363673, digits)
}

func TestGoldenNormalPosteriors(t *testing.T) {
	got, err := BestOfNormals([]Normal{{5.24, 0.21}, {5.6, 0.25}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "p best 0", got[0].PBest, 0.1350971956, digits)
	near(t, "p best 1", got[1].PBest, 0.8649028044, digits)
	near(t, "loss 0", got[0].ExpectedLoss, 0.3822884462, digits)
	near(t, "loss 1", got[1].ExpectedLoss, 0.02228844618, digits)
}

func TestGoldenThreeArms(t *testing.T) {
	// The Thompson weights of a published allocation example are P(best).
	got, err := BetaBinomial([]Binomial{{120, 1000}, {140, 1005}, {131, 998}}, Uniform, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.05571313482, 0.6650144877, 0.2792723775} {
		near(t, "p best", got[i].PBest, want, digits)
	}
}

func TestGoldenSampleRatio(t *testing.T) {
	got, err := SampleRatio([]int64{500, 520}, []float64{0.5, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chi2", got.Chi2, 0.3921568627, digits)
	near(t, "p", got.P.Value(), 0.5311678365, digits)
	near(t, "log10 p", got.P.Log10(), -0.2747682304, digits)
	if got.DF != 1 || got.Expected[0] != 510 || got.Expected[1] != 510 {
		t.Errorf("df %d, expected %v, want 1, [510 510]", got.DF, got.Expected)
	}
}

func TestGoldenIncrementality(t *testing.T) {
	got, err := MeasureIncrementality(Binomial{122, 21306}, Binomial{267, 21307}, FivePercent)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rate", got.Rate, 0.00680500652, digits)
	near(t, "conversions", got.Conversions, 144.9942739, digits)
	nearInterval(t, "limits", got.Limits, Interval{106.8406419, 184.1078934})
	nearPointer(t, "share", got.Share, 0.543049715)
}
