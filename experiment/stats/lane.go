package stats

import "math"

// lane is one entrant at every node of the mesh: density, and the mass below
// and above, both summed from their own end.
type lane struct{ density, below, above []float64 }

func newLane(m mesh) *lane {
	n := m.panels() * order
	all := make([]float64, 3*n)
	return &lane{all[:n], all[n : 2*n], all[2*n:]}
}

// runner is the entrant with a curve.
type runner struct{ curve *curve }

func (r runner) edges() []float64               { return r.curve.edges }
func (r runner) atPoint([]entrant, int) float64 { return 0 }
func (r runner) below(y float64) float64        { return r.curve.shareBelow(y) }

// lane lays the curve on the mesh. Outside its extent the density is 0.
func (r runner) lane(m mesh) *lane {
	l := newLane(m)
	c := r.curve
	first, last := c.edges[0], c.edges[len(c.edges)-1]
	masses := make([]float64, m.panels())
	gathered := 0.0
	for p := range masses {
		here, at := m.panel(p), p*order
		if here.low >= first && here.high <= last {
			masses[p] = l.fill(c, here, at)
		}
		for k := at; k < at+order; k++ {
			l.above[k] = masses[p] - l.below[k]
			l.below[k] += gathered
		}
		gathered += masses[p]
	}
	l.close(masses, gathered)
	return l
}

// fill sets the densities in one panel and the mass gathered since its left
// edge, and returns the mass of the whole panel.
func (l *lane) fill(c *curve, here panel, at int) float64 {
	half, mass := here.half(), 0.0
	density, below := l.density[at:at+order], l.below[at:at+order]
	for k, w := range gauss.weight {
		density[k] = c.density(here.at(k))
		mass += w * density[k] * half
	}
	for k := range below {
		sum := 0.0
		for n, a := range &gauss.running[k] {
			sum += a * density[n]
		}
		below[k] = math.Max(0, math.Min(sum*half, mass))
	}
	return mass
}

// close adds the mass of the panels to the right and brings all to total 1.
func (l *lane) close(masses []float64, total float64) {
	beyond := 0.0
	for p := len(masses) - 1; p >= 0; p-- {
		for k := p * order; k < (p+1)*order; k++ {
			l.density[k] /= total
			l.below[k] /= total
			l.above[k] = (l.above[k] + beyond) / total
		}
		beyond += masses[p]
	}
}
