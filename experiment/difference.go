package experiment

import (
	"errors"
	"fmt"

	"accord/experiment/stats"
)

// Difference is one arm minus another on a metric: in shares of one for a
// rate, in the metric's own unit for a mean.
type Difference struct {
	Value float64
	CI    stats.Interval // 95 %: Newcombe's for rates, Welch's for means
}

// Against compares two arms on a metric. It is nil while one of them has too
// few units counted.
func (r Results) Against(metric Metric, arm, reference ArmResult) (*Difference, error) {
	a, b := arm.Metrics[metric.Name], reference.Metrics[metric.Name]
	if a.N == 0 || b.N == 0 {
		return nil, nil
	}
	if !metric.Sum {
		ci, err := stats.Newcombe(stats.Binomial{X: b.Sum, N: b.N}, stats.Binomial{X: a.Sum, N: a.N}, stats.FivePercent)
		if err != nil {
			return nil, fmt.Errorf("compare %s with %s on %s: %w", arm.Key, reference.Key, metric.Name, err)
		}
		return &Difference{a.Value - b.Value, ci}, nil
	}
	c, err := compareMeans(b.moments, a.moments)
	if errors.Is(err, stats.ErrTooFew) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("compare %s with %s on %s: %w", arm.Key, reference.Key, metric.Name, err)
	}
	return &Difference{c.Diff, c.Interval}, nil
}

func compareMeans(control, treatment stats.Moments) (stats.MeanComparison, error) {
	c, errC := control.Sample()
	t, errT := treatment.Sample()
	if err := errors.Join(errC, errT); err != nil {
		return stats.MeanComparison{}, err
	}
	return stats.CompareMeans(c, t, stats.FivePercent)
}
