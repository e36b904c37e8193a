package stats

import (
	"fmt"
	"math"
)

// Wilson is the score interval of one proportion, the set of rates that a
// two-sided normal test at alpha would not reject (Wilson 1927, JASA 22:209;
// recommended by Newcombe 1998, Statistics in Medicine 17:857). It is exactly
// 0 below when nobody succeeded and exactly 1 above when everybody did.
func Wilson(b Binomial, alpha Alpha) (Interval, error) {
	if err := checkProportion(b, alpha); err != nil {
		return Interval{}, fmt.Errorf("wilson interval: %w", err)
	}
	return wilson(b, alpha.z()), nil
}

func wilson(b Binomial, z float64) Interval {
	return Interval{wilsonLower(b, z), wilsonUpper(b, z)}
}

// wilsonLower is the smaller root of (p-q)² = z² q(1-q)/n in q, as the product
// of the roots over the larger one: centre minus half-width would cancel.
func wilsonLower(b Binomial, z float64) float64 {
	if b.X == 0 {
		return 0
	}
	p := b.rate()
	return p * p / wilsonReach(b, z)
}

// wilsonUpper is the larger root, or one minus the lower limit of the failures
// where that is the smaller number: each side keeps its digits, 1 is exact.
func wilsonUpper(b Binomial, z float64) float64 {
	if failures := b.N - b.X; failures < b.X {
		return 1 - wilsonLower(Binomial{failures, b.N}, z)
	}
	return wilsonReach(b, z) / (1 + z*z/float64(b.N))
}

// wilsonReach is centre plus half-width, both times 1 + z²/n.
func wilsonReach(b Binomial, z float64) float64 {
	p, k := b.rate(), z*z/float64(b.N)
	return p + k/2 + math.Sqrt(k*p*(1-p)+k*k/4)
}

// ClopperPearson is the exact interval of one proportion: beta quantiles at
// alpha/2 on either side (Clopper and Pearson 1934, Biometrika 26:404). It
// covers at least 1-alpha at every rate and is wider than [Wilson].
func ClopperPearson(b Binomial, alpha Alpha) (Interval, error) {
	if err := checkProportion(b, alpha); err != nil {
		return Interval{}, fmt.Errorf("clopper-pearson interval: %w", err)
	}
	x, rest, tail := float64(b.X), float64(b.N-b.X), float64(alpha)/2
	limits := Interval{0, 1}
	if b.X > 0 {
		limits[0] = Beta{x, rest + 1}.lowerQuantile(tail)
	}
	if b.X < b.N {
		limits[1] = Beta{x + 1, rest}.upperQuantile(tail)
	}
	return limits, nil
}

func checkProportion(b Binomial, alpha Alpha) error {
	if err := alpha.check(); err != nil {
		return fmt.Errorf("alpha: %w", err)
	}
	return b.check()
}
