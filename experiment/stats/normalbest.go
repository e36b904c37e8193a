package stats

import (
	"fmt"
	"math"
)

// Normal is what is believed about a mean: its posterior mean and standard
// deviation (under a flat prior, the mean of the data and its standard error).
type Normal struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
}

// BestOfNormals is P(best) and expected loss of each of two or more
// independent normal posteriors, by the same quadrature as [BestOfBetas]. The
// loss is in the unit of the means. For two arms with d = m2-m1 and s the
// standard deviation of the difference, choosing the first loses
// s·φ(d/s) + d·Φ(d/s).
//
// An SD of zero is a certainty. Several equal certainties on top share the
// probability of being best.
func BestOfNormals(posteriors []Normal) ([]Standing, error) {
	if len(posteriors) < 2 {
		return nil, fmt.Errorf("best of normals: %w", ErrArms)
	}
	for i, p := range posteriors {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("best of normals: posteriors[%d]: %w", i, err)
		}
	}
	best, unit := scaleOf(posteriors)
	entrants := make([]entrant, len(posteriors))
	for i, p := range posteriors {
		entrants[i] = normalEntrant((p.Mean-best)/unit, p.SD/unit)
	}
	standings := contest(entrants, func(float64) float64 { return 1 }, nil)
	for i := range standings {
		standings[i].ExpectedLoss *= unit
	}
	return standings, nil
}

// scaleOf gives the origin and the unit in which the contest is run: measured
// from the largest mean, close rivals keep all their digits.
func scaleOf(posteriors []Normal) (best, unit float64) {
	best = math.Inf(-1)
	for _, p := range posteriors {
		best = math.Max(best, p.Mean)
	}
	for _, p := range posteriors {
		unit = max(unit, best-p.Mean, p.SD)
	}
	if unit == 0 {
		unit = 1
	}
	return best, unit
}

// normalEntrant is a point when the spread is zero, or so small that the nodes
// across it would be lost in the rounding of a place this far from the best.
func normalEntrant(mean, sd float64) entrant {
	if sd <= 1e-11*math.Abs(mean) || sd < 1e-100 {
		return point(mean)
	}
	return runner{newCurve(gaussian{mean, sd}, depth)}
}

func (p Normal) check() error {
	if err := checkValue(p.Mean); err != nil {
		return fmt.Errorf("mean: %w", err)
	}
	if err := checkSpread(p.SD); err != nil {
		return fmt.Errorf("sd: %w", err)
	}
	return nil
}

// point is the entrant whose value is certain.
type point float64

func (c point) edges() []float64 { return []float64{float64(c)} }

func (c point) below(y float64) float64 {
	if float64(c) < y {
		return 1
	}
	return 0
}

// lane is a step: the point is an edge of the mesh, so no node falls on it.
func (c point) lane(m mesh) *lane {
	l := newLane(m)
	for p := range m.panels() {
		side := l.above
		if float64(c) <= m[p] {
			side = l.below
		}
		for k := range order {
			side[p*order+k] = 1
		}
	}
	return l
}

func (c point) atPoint(all []entrant, self int) float64 {
	share, ties := 1.0, 1.0
	for i, e := range all {
		if i == self {
			continue
		}
		if e == entrant(c) {
			ties++
			continue
		}
		share *= e.below(float64(c))
	}
	return share / ties
}
