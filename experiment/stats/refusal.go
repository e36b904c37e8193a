package stats

import "math"

// Refusal says why a procedure gives no figures. It is a stable code, an error
// to be compared with [errors.Is]; procedures wrap it with the name of the
// argument at fault ("control: …", "arms[2]: …").
type Refusal string

const (
	// ErrNoData: a rate or a mean of nobody.
	ErrNoData Refusal = "no_data"
	// ErrTooFew: a variance needs two observations.
	ErrTooFew Refusal = "too_few"
	// ErrNegativeCount: a count is below zero.
	ErrNegativeCount Refusal = "negative_count"
	// ErrMoreSuccessesThanTrials: x of n with x above n.
	ErrMoreSuccessesThanTrials Refusal = "more_successes_than_trials"
	// ErrTooLarge: beyond the range in which the arithmetic is exact.
	ErrTooLarge Refusal = "too_large"
	// ErrNotFinite: NaN or an infinity came in.
	ErrNotFinite Refusal = "not_finite"
	// ErrNegativeSpread: a variance or standard error below zero.
	ErrNegativeSpread Refusal = "negative_spread"
	// ErrImpossibleMoments: no data have this count, sum and sum of squares.
	ErrImpossibleMoments Refusal = "impossible_moments"
	// ErrAlpha: an error rate that is not between 1e-12 and 1.
	ErrAlpha Refusal = "alpha_out_of_range"
	// ErrPrior: a Beta whose parameters are not between 1e-6 and 1e12.
	ErrPrior Refusal = "prior_out_of_range"
	// ErrArms: fewer arms than the procedure compares.
	ErrArms Refusal = "too_few_arms"
	// ErrWeights: shares that are not one per arm, all above 0, with sum 1.
	ErrWeights Refusal = "weights"
)

var refusals = map[Refusal]string{
	ErrNoData:                  "there are no observations",
	ErrTooFew:                  "at least two observations are needed",
	ErrNegativeCount:           "a count is negative",
	ErrMoreSuccessesThanTrials: "there are more successes than trials",
	ErrTooLarge:                "the value is too large to compute with",
	ErrNotFinite:               "the value is not a finite number",
	ErrNegativeSpread:          "the spread is negative",
	ErrImpossibleMoments:       "no data have this count, sum and sum of squares",
	ErrAlpha:                   "alpha must be at least 1e-12 and below 1",
	ErrPrior:                   "Beta parameters must lie between 1e-6 and 1e12",
	ErrArms:                    "there are too few arms to compare",
	ErrWeights:                 "weights must be one per arm, above 0, with sum 1",
}

// Error implements error with a sentence for people.
func (r Refusal) Error() string {
	if text, ok := refusals[r]; ok {
		return text
	}
	return string(r)
}

// The bounds keep every square and product below the largest float64, and
// every count far inside the integers that a float64 holds exactly.
const (
	largestCount = int64(1e12)
	largestValue = 1e150
)

func checkCount(n int64) error {
	switch {
	case n < 0:
		return ErrNegativeCount
	case n > largestCount:
		return ErrTooLarge
	}
	return nil
}

func checkValue(v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return ErrNotFinite
	case math.Abs(v) > largestValue:
		return ErrTooLarge
	}
	return nil
}

// defined is nil for what has no finite value.
func defined(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
