package stats

import "fmt"

// Incrementality is what a campaign added over sending nothing.
type Incrementality struct {
	Rate float64 // treated rate minus holdout rate

	// Conversions is Rate times the people treated: how many would not have
	// converted without the campaign. Limits are those of [Newcombe] times the
	// same number.
	Conversions float64
	Limits      Interval

	// Share is the part of the treated arm's conversions that is incremental,
	// Rate over the treated rate; nil when nobody converted.
	Share *float64
}

// MeasureIncrementality compares people treated with a holdout by intention to
// treat: N is everyone assigned, messages that never arrived included. The
// holdout has no reads or clicks, so X must be an outcome that happens without
// a message as well.
func MeasureIncrementality(holdout, treated Binomial, alpha Alpha) (Incrementality, error) {
	if err := alpha.check(); err != nil {
		return Incrementality{}, fmt.Errorf("incrementality: alpha: %w", err)
	}
	if err := checkPair("holdout", holdout, "treated", treated); err != nil {
		return Incrementality{}, fmt.Errorf("incrementality: %w", err)
	}
	rate, people := treated.rate()-holdout.rate(), float64(treated.N)
	return Incrementality{
		Rate:        rate,
		Conversions: rate * people,
		Limits:      newcombe(holdout, treated, alpha.z()).Times(people),
		Share:       defined(rate / treated.rate()),
	}, nil
}
