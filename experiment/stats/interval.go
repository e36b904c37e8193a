package stats

import "gonum.org/v1/gonum/stat/distuv"

// Alpha is the two-sided error rate of an interval: 0.05 for a 95% interval.
type Alpha float64

// FivePercent is the error rate of a 95% interval.
const FivePercent Alpha = 0.05

func (a Alpha) check() error {
	if !(a >= 1e-12 && a < 1) {
		return ErrAlpha
	}
	return nil
}

// z is the normal quantile at 1-alpha/2, taken from the lower tail because
// 1-alpha/2 has already lost the digits of a small alpha.
func (a Alpha) z() float64 { return -distuv.UnitNormal.Quantile(float64(a) / 2) }

// Interval is a pair of limits, low first; in JSON it is [low, high].
type Interval [2]float64

// Low is the lower limit.
func (i Interval) Low() float64 { return i[0] }

// High is the upper limit.
func (i Interval) High() float64 { return i[1] }

// Contains tells whether v lies in the interval, limits included.
func (i Interval) Contains(v float64) bool { return i[0] <= v && v <= i[1] }

// Times scales both limits by a factor that is not negative.
func (i Interval) Times(factor float64) Interval {
	return Interval{factor * i[0], factor * i[1]}
}

func around(centre, half float64) Interval { return Interval{centre - half, centre + half} }

// definedInterval is nil unless both limits are finite.
func definedInterval(i Interval) *Interval {
	if defined(i[0]) == nil || defined(i[1]) == nil {
		return nil
	}
	return &i
}

// Bounds is an interval of which a limit may be unbounded (nil, in JSON null).
type Bounds [2]*float64
