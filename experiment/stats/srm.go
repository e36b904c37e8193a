package stats

import (
	"fmt"
	"math"
)

// RatioCheck is the outcome of [SampleRatio].
type RatioCheck struct {
	Chi2     float64
	DF       int
	P        PValue
	Expected []float64 // people per arm that the shares ask for
}

// SampleRatio asks whether people are divided among the arms as planned:
// Pearson's chi-square of the counts against the shares, K-1 degrees of freedom
// (Pearson 1900, Philosophical Magazine 50:157). A tiny p (below 0.001 at a
// planned look) means that assignment or recording is broken and no effect of
// this experiment can be trusted (Fabijan et al. 2019, KDD).
//
// weights are the planned shares, one per count, above 0, with sum 1 to 1e-9.
func SampleRatio(counts []int64, weights []float64) (RatioCheck, error) {
	total, err := checkRatio(counts, weights)
	if err != nil {
		return RatioCheck{}, fmt.Errorf("sample ratio: %w", err)
	}
	check := RatioCheck{DF: len(counts) - 1, Expected: make([]float64, len(counts))}
	for i, c := range counts {
		expected := weights[i] * float64(total)
		gap := float64(c) - expected
		check.Expected[i] = expected
		check.Chi2 += gap / expected * gap
	}
	check.P = chiSquareAbove(check.Chi2, check.DF)
	return check, nil
}

func checkRatio(counts []int64, weights []float64) (total int64, err error) {
	if len(counts) < 2 {
		return 0, fmt.Errorf("counts: %w", ErrArms)
	}
	if err := checkWeights(weights, len(counts)); err != nil {
		return 0, fmt.Errorf("weights: %w", err)
	}
	for i, c := range counts {
		if err := checkCount(c); err != nil {
			return 0, fmt.Errorf("counts[%d]: %w", i, err)
		}
		total += c
	}
	if total == 0 {
		return 0, fmt.Errorf("counts: %w", ErrNoData)
	}
	return total, nil
}

// checkWeights refuses shares below 1e-9, too: no list is long enough to check
// them, and their expected counts would be lost in rounding.
func checkWeights(weights []float64, arms int) error {
	if len(weights) != arms {
		return ErrWeights
	}
	sum := 0.0
	for _, w := range weights {
		if !(w >= 1e-9) {
			return ErrWeights
		}
		sum += w
	}
	if !(math.Abs(sum-1) <= 1e-9) {
		return ErrWeights
	}
	return nil
}
