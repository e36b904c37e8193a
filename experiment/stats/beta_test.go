package stats

import (
	"math"
	"testing"
)

func TestBetaInterval(t *testing.T) {
	cases := []struct {
		name string
		b    Beta
		want Interval
	}{
		{"flat", Beta{1, 1}, Interval{0.025, 0.975}},
		{"arcsine", Beta{0.5, 0.5}, Interval{math.Pow(math.Sin(0.0125*math.Pi), 2), math.Pow(math.Cos(0.0125*math.Pi), 2)}},
		{"none of ten million", Beta{1, 1e7 + 1}, Interval{-math.Expm1(math.Log(0.975) / (1e7 + 1)), -math.Expm1(math.Log(0.025) / (1e7 + 1))}},
		{"power below one", Beta{0.1, 1}, Interval{math.Pow(0.025, 10), math.Pow(0.975, 10)}},
		{"mirrored power", Beta{1, 0.1}, Interval{1 - math.Pow(0.975, 10), 1 - math.Pow(0.025, 10)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.b.Interval(FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "low", got.Low(), c.want.Low(), 1e-12)
			near(t, "high", got.High(), c.want.High(), 1e-12)
		})
	}
}

func TestBetaUpdateIsTheSameInParts(t *testing.T) {
	first, err := Beta{0.5, 2}.Update(Binomial{30, 300})
	if err != nil {
		t.Fatal(err)
	}
	inParts, err := first.Update(Binomial{45, 310})
	if err != nil {
		t.Fatal(err)
	}
	atOnce, err := Beta{0.5, 2}.Update(Binomial{75, 610})
	if err != nil {
		t.Fatal(err)
	}
	if inParts != atOnce {
		t.Errorf("%v in parts, %v at once", inParts, atOnce)
	}
	mean, err := atOnce.Mean()
	if err != nil || mean != 75.5/612.5 {
		t.Errorf("mean %v, %v", mean, err)
	}
}

func TestBetaRefusals(t *testing.T) {
	for _, b := range []Beta{{}, {-1, 1}, {1, math.Inf(1)}, {math.NaN(), 1}, {1e-7, 1}, {1, 1e13}} {
		_, err := b.Mean()
		refused(t, err, ErrPrior)
		_, err = b.Interval(FivePercent)
		refused(t, err, ErrPrior)
		_, err = b.Update(Binomial{1, 2})
		refused(t, err, ErrPrior)
	}
	_, err := Uniform.Interval(0)
	refused(t, err, ErrAlpha)
}
