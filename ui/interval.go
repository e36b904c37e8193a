package ui

import (
	"fmt"

	"accord/experiment"
)

// intervalScale draws differences and their limits on one line that has its
// zero in view.
type intervalScale struct{ low, high float64 }

// scaleOf holds every interval and zero, with some air.
func scaleOf(rows []resultRow) intervalScale {
	var s intervalScale
	for _, r := range rows {
		if r.Difference != nil {
			s.low, s.high = min(s.low, r.Difference.CI.Low()), max(s.high, r.Difference.CI.High())
		}
	}
	air := (s.high - s.low) * .06
	return intervalScale{s.low - air, s.high + air}
}

// at is a place on the line, as SVG writes it.
func (s intervalScale) at(x float64) string {
	if s.high == s.low {
		return "50%"
	}
	return fmt.Sprintf("%.2f%%", 100*(x-s.low)/(s.high-s.low))
}

// Zero is where no difference stands.
func (s intervalScale) Zero() string { return s.at(0) }

// Low, High and Value are where a difference stands.
func (s intervalScale) Low(d *experiment.Difference) string   { return s.at(d.CI.Low()) }
func (s intervalScale) High(d *experiment.Difference) string  { return s.at(d.CI.High()) }
func (s intervalScale) Value(d *experiment.Difference) string { return s.at(d.Value) }
