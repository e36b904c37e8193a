package stats

import "slices"

// Standing is where one arm stands among all.
type Standing struct {
	// PBest is the posterior probability that this arm has the largest value.
	PBest float64
	// ExpectedLoss is E[max_j θ_j] - E[θ_i], what choosing this arm is expected
	// to cost against the best, in the unit of θ.
	ExpectedLoss float64
}

// contest runs independent posteriors against each other by quadrature: no
// draws, no seed. With densities f, distribution functions F and dx = measure
// dy,
//
//	P(best_i) = ∫ f_i Π_{j≠i} F_j dy
//	loss_i    = ∫ F_i (1 - Π_{j≠i} F_j) dx
//
// The second form is E[(max_{j≠i} θ_j - θ_i)⁺] = ∫ P(θ_i ≤ x < max) dx: all its
// terms are positive, so the loss of a clear winner keeps its digits, where
// E[max] - E[θ_i] would cancel. (Scott 2010, Applied Stochastic Models in
// Business and Industry 26:639, gives the first and falls back on simulation.)
//
// further are edges wanted besides those of the entrants.
func contest(entrants []entrant, measure func(y float64) float64, further []float64) []Standing {
	mesh := newMesh(entrants, further)
	lanes := make([]*lane, len(entrants))
	for i, e := range entrants {
		lanes[i] = e.lane(mesh)
	}
	standings := make([]Standing, len(entrants))
	heat := newHeat(len(entrants))
	for p := range mesh.panels() {
		half := mesh.panel(p).half()
		for k, w := range gauss.weight {
			heat.set(lanes, p*order+k)
			y := mesh.panel(p).at(k)
			heat.score(standings, w*half, w*half*measure(y))
		}
	}
	for i, e := range entrants {
		standings[i].PBest = min(1, standings[i].PBest+e.atPoint(entrants, i))
	}
	return standings
}

// entrant is one posterior in a contest: a curve or a point.
type entrant interface {
	edges() []float64
	lane(mesh mesh) *lane
	// atPoint is the probability of being best at a single point, which a
	// quadrature cannot see; 0 for a curve.
	atPoint(all []entrant, self int) float64
	// below is the probability of lying below y.
	below(y float64) float64
}

// mesh is the common panels of all entrants.
type mesh []float64

func newMesh(entrants []entrant, further []float64) mesh {
	var edges []float64
	for _, e := range entrants {
		edges = append(edges, e.edges()...)
	}
	low, high := slices.Min(edges), slices.Max(edges)
	for _, y := range further {
		if y > low && y < high {
			edges = append(edges, y)
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

func (m mesh) panels() int       { return len(m) - 1 }
func (m mesh) panel(p int) panel { return panel{m[p], m[p+1]} }

// heat is one node of the mesh: what each entrant does there, and the products
// over those before and after it, from which the product over all others
// follows without a division by a mass that may be 0.
type heat struct {
	density, below []float64
	// allBelow[i] is P(all entrants before i lie below), anyAbove[i] its
	// complement; the second pair is about i and all entrants after it. The
	// complements are sums of their own: 1 - allBelow would cancel.
	allBelow, anyAbove      []float64
	restBelow, restAnyAbove []float64
}

func newHeat(n int) *heat {
	row := func() []float64 { return make([]float64, n+1) }
	h := &heat{row(), row(), row(), row(), row(), row()}
	h.allBelow[0], h.restBelow[n] = 1, 1
	return h
}

func (h *heat) set(lanes []*lane, node int) {
	for i, l := range lanes {
		below, above := l.below[node], l.above[node]
		h.density[i], h.below[i] = l.density[node], below
		h.allBelow[i+1] = h.allBelow[i] * below
		h.anyAbove[i+1] = h.anyAbove[i] + h.allBelow[i]*above
	}
	for i := len(lanes) - 1; i >= 0; i-- {
		below, above := lanes[i].below[node], lanes[i].above[node]
		h.restBelow[i] = h.restBelow[i+1] * below
		h.restAnyAbove[i] = h.restAnyAbove[i+1] + h.restBelow[i+1]*above
	}
}

func (h *heat) score(standings []Standing, weight, measure float64) {
	for i := range standings {
		others := h.allBelow[i] * h.restBelow[i+1]
		beaten := h.anyAbove[i] + h.allBelow[i]*h.restAnyAbove[i+1]
		standings[i].PBest += weight * h.density[i] * others
		standings[i].ExpectedLoss += measure * h.below[i] * beaten
	}
}
