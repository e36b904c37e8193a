package stats

import (
	"fmt"
	"math"
)

// Detectable is the smallest rise of a rate that a comparison of two arms of n
// people each finds with the given power: the difference d for which
//
//	n = (z(alpha/2) + z(1-power))² (p(1-p) + (p+d)(1-p-d)) / d²
//
// with each arm's own variance (Fleiss, Levin and Paik 2003, Statistical
// Methods for Rates and Proportions, section 4.2). It is infinite where even
// a rise to 1 would be missed.
func Detectable(n int64, rate float64, alpha Alpha, power float64) (float64, error) {
	missed := Alpha(2 * (1 - power))
	switch {
	case n < 1:
		return 0, fmt.Errorf("n: %w", ErrNoData)
	case !(rate >= 0 && rate < 1):
		return 0, fmt.Errorf("rate: %w", ErrNotFinite)
	}
	for _, a := range []Alpha{alpha, missed} {
		if err := a.check(); err != nil {
			return 0, err
		}
	}
	z := alpha.z() + missed.z()
	// needs falls as the difference grows, so that halving finds it.
	needs := func(d float64) float64 {
		other := rate + d
		return z * z * (rate*(1-rate) + other*(1-other)) / (d * d)
	}
	low, high := 0.0, 1-rate
	if needs(high) > float64(n) {
		return math.Inf(1), nil
	}
	for range 60 {
		if middle := (low + high) / 2; needs(middle) > float64(n) {
			low = middle
		} else {
			high = middle
		}
	}
	return high, nil
}
