package stats

import "math"

// Lift is a relative difference, (treatment - control)/control.
type Lift struct {
	Value float64
	// SE and Delta are the standard error and interval of the delta method:
	// se² = v2/m1² + v1·m2²/m1⁴, with v the variances of the two estimates.
	SE    float64
	Delta Interval
}

// estimate is a figure and the variance of that figure.
type estimate struct{ value, variance float64 }

// liftOf is nil over a control of zero, where only the absolute difference
// has a meaning. A control below zero flips the sign, as the formula says.
func liftOf(control, treatment estimate, z float64) *Lift {
	ratio := treatment.value / control.value
	value := (treatment.value - control.value) / control.value
	se := math.Hypot(math.Sqrt(treatment.variance), math.Sqrt(control.variance)*ratio) / math.Abs(control.value)
	limits := definedInterval(around(value, z*se))
	if defined(value) == nil || limits == nil {
		return nil
	}
	return &Lift{Value: value, SE: se, Delta: *limits}
}

// katz is the interval of the lift from the logarithm of the ratio of rates
// (Katz et al. 1978, Biometrics 34:469), better than the delta method at small
// counts; nil when an arm has no successes.
func katz(control, treatment Binomial, z float64) *Interval {
	if control.X == 0 || treatment.X == 0 {
		return nil
	}
	share := func(b Binomial) float64 { return 1/float64(b.X) - 1/float64(b.N) }
	se := math.Sqrt(share(control) + share(treatment))
	ratio := math.Log(treatment.rate() / control.rate())
	return definedInterval(Interval{math.Expm1(ratio - z*se), math.Expm1(ratio + z*se)})
}

// fieller is the interval of the lift of two means from the ratio's own
// quadratic (Fieller 1954, JRSS B 16:175): with g = z²v1/m1²,
//
//	{r ∓ z/m1 √(v2 + r²v1 - g·v2)}/(1-g) - 1
//
// A control mean that is not clearly away from zero (g at least 1) bounds
// nothing: both limits are nil. It is nil altogether over a control of zero.
func fieller(control, treatment estimate, z float64) *Bounds {
	r := treatment.value / control.value
	if defined(r) == nil {
		return nil
	}
	g := z * z * control.variance / control.value / control.value
	if !(g < 1) {
		return &Bounds{}
	}
	inside := treatment.variance*(1-g) + r*r*control.variance
	half := z / math.Abs(control.value) * math.Sqrt(inside)
	return &Bounds{defined((r-half)/(1-g) - 1), defined((r+half)/(1-g) - 1)}
}
