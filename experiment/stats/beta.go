package stats

import (
	"fmt"
	"math"
)

// Beta is what is believed about a rate: as if Alpha successes and Beta
// failures had been seen. Both parameters lie between 1e-6 and 1e12.
type Beta struct {
	Alpha float64 `json:"alpha"`
	Beta  float64 `json:"beta"`
}

// Uniform is the flat prior Beta(1, 1).
var Uniform = Beta{1, 1}

// Update is the posterior after b was seen: Beta(α+x, β+n-x).
func (p Beta) Update(b Binomial) (Beta, error) {
	if err := p.check(); err != nil {
		return Beta{}, fmt.Errorf("prior: %w", err)
	}
	if err := b.checkCounts(); err != nil {
		return Beta{}, err
	}
	posterior := Beta{p.Alpha + float64(b.X), p.Beta + float64(b.N-b.X)}
	return posterior, posterior.check()
}

// Mean is α/(α+β).
func (p Beta) Mean() (float64, error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	return p.mean(), nil
}

func (p Beta) mean() float64 { return p.Alpha / (p.Alpha + p.Beta) }

// Interval is the equal-tailed credible interval, alpha/2 on either side.
func (p Beta) Interval(alpha Alpha) (Interval, error) {
	if err := alpha.check(); err != nil {
		return Interval{}, fmt.Errorf("alpha: %w", err)
	}
	if err := p.check(); err != nil {
		return Interval{}, err
	}
	return equalTails(p.curve(float64(alpha)/2), alpha), nil
}

// equalTails cuts alpha/2 from both ends of a curve on the log-odds scale.
func equalTails(c *curve, alpha Alpha) Interval {
	tail := float64(alpha) / 2
	return Interval{expit(c.lowerQuantile(tail)), expit(c.upperQuantile(tail))}
}

// lowerQuantile is the rate with probability q below it.
func (p Beta) lowerQuantile(q float64) float64 { return expit(p.curve(q).lowerQuantile(q)) }

// upperQuantile is the rate with probability q above it.
func (p Beta) upperQuantile(q float64) float64 { return expit(p.curve(q).upperQuantile(q)) }

// curve reaches as far out as a tail of size q is exact.
func (p Beta) curve(q float64) *curve { return newCurve(p.shape(), depth-math.Log(q)) }

func (p Beta) shape() logit { return newLogit(p.Alpha, p.Beta) }

func (p Beta) check() error {
	for _, v := range [...]float64{p.Alpha, p.Beta} {
		if !(v >= 1e-6 && v <= 2e12) {
			return ErrPrior
		}
	}
	return nil
}
