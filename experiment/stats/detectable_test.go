package stats_test

import (
	"errors"
	"math"
	"testing"

	"accord/experiment/stats"
)

func TestDetectable(t *testing.T) {
	cases := []struct {
		name  string
		n     int64
		rate  float64
		power float64
		want  float64
	}{
		{"a fifth, as the textbook has it", 1091, .2, .8, 0.04999986411},
		{"a rate of nobody", 100, 0, .8, 0.07277665}, // z²(d(1-d))/d² = n, so d = z²/(n+z²)
		{"too few for any rise", 3, .5, .8, math.Inf(1)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := stats.Detectable(c.n, c.rate, stats.FivePercent, c.power)
			if err != nil || got != c.want && math.Abs(got-c.want) > 1e-6 {
				t.Errorf("%v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestDetectableRefuses(t *testing.T) {
	cases := []struct {
		name  string
		n     int64
		rate  float64
		power float64
		want  error
	}{
		{"nobody", 0, .1, .8, stats.ErrNoData},
		{"a rate of all", 10, 1, .8, stats.ErrNotFinite},
		{"no rate", 10, math.NaN(), .8, stats.ErrNotFinite},
		{"certainty", 10, .1, 1, stats.ErrAlpha},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := stats.Detectable(c.n, c.rate, stats.FivePercent, c.power); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}
