package stats

import (
	"fmt"
	"math"
	"math/big"
)

// Sample is the sufficient statistic of a mean: how many, their mean, and the
// centred sum of squares M2 = Σ(v-mean)².
type Sample struct {
	N    int64
	Mean float64
	M2   float64
}

// SampleOf counts observations one by one, without cancellation (Welford 1962,
// Technometrics 4:419).
func SampleOf(values ...float64) (Sample, error) {
	var s Sample
	for i, v := range values {
		if err := checkValue(v); err != nil {
			return Sample{}, fmt.Errorf("values[%d]: %w", i, err)
		}
		s = s.Merge(Sample{N: 1, Mean: v})
	}
	return s, s.check()
}

// SampleFromSpread takes a published count, mean and standard deviation
// (divisor n-1).
func SampleFromSpread(n int64, mean, sd float64) (Sample, error) {
	if err := checkSpread(sd); err != nil {
		return Sample{}, fmt.Errorf("sd: %w", err)
	}
	s := Sample{N: n, Mean: mean, M2: sd * sd * float64(n-1)}
	return s, s.check()
}

// SampleFromSums takes a count, a sum and a sum of squares. The subtraction is
// done in rationals: the only error is what the two sums have lost already.
func SampleFromSums(n int64, sum, squares float64) (Sample, error) {
	if err := checkCount(n); err != nil {
		return Sample{}, fmt.Errorf("n: %w", err)
	}
	if err := checkValue(sum); err != nil {
		return Sample{}, fmt.Errorf("sum: %w", err)
	}
	if math.IsNaN(squares) || math.IsInf(squares, 0) {
		return Sample{}, fmt.Errorf("sumsq: %w", ErrNotFinite)
	}
	if n == 0 {
		return Sample{}, fmt.Errorf("n: %w", ErrNoData)
	}
	s := Sample{N: n, Mean: sum / float64(n), M2: centred(n, sum, squares)}
	if s.M2 < 0 {
		// A constant whose square was rounded comes out just below zero.
		if s.M2 < -1e-12*squares {
			return Sample{}, fmt.Errorf("sumsq: %w", ErrImpossibleMoments)
		}
		s.M2 = 0
	}
	return s, s.check()
}

// centred is squares - sum²/n, rounded once.
func centred(n int64, sum, squares float64) float64 {
	total := new(big.Rat).SetFloat64(sum)
	total.Mul(total, total)
	total.Quo(total, new(big.Rat).SetInt64(n))
	m2, _ := total.Sub(new(big.Rat).SetFloat64(squares), total).Float64()
	return m2
}

// Merge is the statistic of two disjoint groups together (Chan, Golub and
// LeVeque 1983, The American Statistician 37:242), exact up to rounding.
func (s Sample) Merge(o Sample) Sample {
	if s.N <= 0 {
		return o
	}
	if o.N <= 0 {
		return s
	}
	n := s.N + o.N
	delta, share := o.Mean-s.Mean, float64(o.N)/float64(n)
	return Sample{
		N:    n,
		Mean: s.Mean + delta*share,
		M2:   s.M2 + o.M2 + delta*delta*share*float64(s.N),
	}
}

// Variance is the sample variance M2/(n-1); ErrTooFew below two observations.
func (s Sample) Variance() (float64, error) {
	if err := s.checkSpread(); err != nil {
		return 0, err
	}
	return s.M2 / float64(s.N-1), nil
}

// Posterior is the normal posterior of the mean under a flat prior.
func (s Sample) Posterior() (Normal, error) {
	if err := s.checkSpread(); err != nil {
		return Normal{}, err
	}
	return Normal{Mean: s.Mean, SD: math.Sqrt(s.meanVariance())}, nil
}

// meanVariance is the variance of the mean, M2/(n-1)/n.
func (s Sample) meanVariance() float64 { return s.M2 / float64(s.N-1) / float64(s.N) }

func (s Sample) check() error {
	if err := checkCount(s.N); err != nil {
		return fmt.Errorf("n: %w", err)
	}
	if s.N == 0 {
		return fmt.Errorf("n: %w", ErrNoData)
	}
	if err := checkValue(s.Mean); err != nil {
		return fmt.Errorf("mean: %w", err)
	}
	switch {
	case math.IsNaN(s.M2) || math.IsInf(s.M2, 0):
		return fmt.Errorf("spread: %w", ErrNotFinite)
	case s.M2 < 0:
		return fmt.Errorf("spread: %w", ErrNegativeSpread)
	case s.M2 > largestValue*largestValue:
		return fmt.Errorf("spread: %w", ErrTooLarge)
	}
	return nil
}

// checkSpread refuses what has no variance.
func (s Sample) checkSpread() error {
	if err := s.check(); err != nil {
		return err
	}
	if s.N < 2 {
		return fmt.Errorf("n: %w", ErrTooFew)
	}
	return nil
}

func checkSpread(sd float64) error {
	if err := checkValue(sd); err != nil {
		return err
	}
	if sd < 0 {
		return ErrNegativeSpread
	}
	return nil
}
