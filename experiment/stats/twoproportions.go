package stats

import (
	"fmt"
	"math"
)

// ProportionComparison is treatment against control, two arms of people who
// did or did not do something.
type ProportionComparison struct {
	P1, P2 float64 // rates of control and treatment
	Diff   float64 // P2 - P1
	SE     float64 // of Diff, unpooled, with p(1-p)/n

	// Newcombe is the interval of Diff to show; Wald is Diff ± z·SE, kept for
	// comparison with other tools.
	Newcombe Interval
	Wald     Interval

	// Z and P are the pooled test of no difference at a fixed horizon, Chi2
	// is Z²; nil when nobody succeeded or everybody did.
	Z, Chi2 *float64
	P       *PValue

	Lift *Lift     // nil when nobody succeeded under control
	Katz *Interval // of the lift; nil when an arm has no successes
}

// CompareProportions compares two arms. Its p-value is for one look at a
// planned end: who looks every hour needs an anytime-valid interval instead.
func CompareProportions(control, treatment Binomial, alpha Alpha) (ProportionComparison, error) {
	if err := checkComparison(control, treatment, alpha); err != nil {
		return ProportionComparison{}, fmt.Errorf("compare proportions: %w", err)
	}
	z, p1, p2 := alpha.z(), control.rate(), treatment.rate()
	c := ProportionComparison{
		P1: p1, P2: p2, Diff: p2 - p1,
		SE:       math.Sqrt(control.variance() + treatment.variance()),
		Newcombe: newcombe(control, treatment, z),
		Lift:     liftOf(estimate{p1, control.variance()}, estimate{p2, treatment.variance()}, z),
		Katz:     katz(control, treatment, z),
	}
	c.Wald = around(c.Diff, z*c.SE)
	c.pooledTest(control, treatment)
	return c, nil
}

// pooledTest sets z = d/√(p̄(1-p̄)(1/n1+1/n2)) and what follows from it.
func (c *ProportionComparison) pooledTest(control, treatment Binomial) {
	all := control.Merge(treatment)
	if all.X == 0 || all.X == all.N {
		return
	}
	p, n1, n2 := all.rate(), float64(control.N), float64(treatment.N)
	z := c.Diff / math.Sqrt(p*(1-p)*(1/n1+1/n2))
	chi2, pValue := z*z, twoSidedNormal(z)
	c.Z, c.Chi2, c.P = &z, &chi2, &pValue
}

// Newcombe is the interval of treatment minus control from the Wilson limits
// l, u of each arm (Newcombe 1998, Statistics in Medicine 17:873, method 10):
//
//	low  = d - √((p2-l2)² + (u1-p1)²)
//	high = d + √((u2-p2)² + (p1-l1)²)
//
// It is defined for every table, 0 of n against 0 of m included.
func Newcombe(control, treatment Binomial, alpha Alpha) (Interval, error) {
	if err := checkComparison(control, treatment, alpha); err != nil {
		return Interval{}, fmt.Errorf("newcombe interval: %w", err)
	}
	return newcombe(control, treatment, alpha.z()), nil
}

func newcombe(control, treatment Binomial, z float64) Interval {
	p1, p2 := control.rate(), treatment.rate()
	w1, w2 := wilson(control, z), wilson(treatment, z)
	d := p2 - p1
	return Interval{
		math.Max(-1, d-math.Hypot(p2-w2.Low(), w1.High()-p1)),
		math.Min(1, d+math.Hypot(w2.High()-p2, p1-w1.Low())),
	}
}

func checkComparison(control, treatment Binomial, alpha Alpha) error {
	if err := alpha.check(); err != nil {
		return fmt.Errorf("alpha: %w", err)
	}
	return checkPair("control", control, "treatment", treatment)
}
