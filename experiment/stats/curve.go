package stats

import (
	"math"
	"slices"
	"sort"
)

// depth is how far, in logarithms below the mode, a curve is followed: what is
// left out is some e^-45, a few 10^-20.
const depth = 45

// curve is a shape cut into panels, with the mass on either side of each edge.
// Masses are in units of the shape, so total is its normalising constant; they
// are summed from their own end, so each tail keeps its relative precision.
type curve struct {
	shape        shape
	edges        []float64
	below, above []float64 // mass left and right of edges[k]
	total        float64
}

// newCurve follows the shape down to deep logarithms below its mode.
func newCurve(s shape, deep float64) *curve {
	edges := extent(s, deep)
	last := len(edges) - 1
	c := &curve{shape: s, edges: edges, below: make([]float64, last+1), above: make([]float64, last+1)}
	masses := make([]float64, last)
	for i := range masses {
		masses[i] = c.panel(i).integral(c.density)
		c.below[i+1] = c.below[i] + masses[i]
	}
	for i := last - 1; i >= 0; i-- {
		c.above[i] = c.above[i+1] + masses[i]
	}
	c.total = c.below[last]
	return c
}

func (c *curve) density(y float64) float64 { return math.Exp(c.shape.height(y)) }

func (c *curve) panel(i int) panel { return panel{c.edges[i], c.edges[i+1]} }

// extent lists the panel edges of a shape, left to right.
func extent(s shape, deep float64) []float64 {
	left := march(s, s.mode(), -1, deep)
	slices.Reverse(left)
	return append(left, march(s, s.mode(), +1, deep)[1:]...)
}

// march walks from a place on the shape in one direction, away from the mode,
// until the density has fallen by deep logarithms, and lists its steps.
func march(s shape, from, direction, deep float64) []float64 {
	edges := []float64{from}
	floor := s.height(from) - deep
	for y := from; s.height(y) > floor; {
		next := y + direction*stride(s, y, direction)
		if next == y {
			break
		}
		edges = append(edges, next)
		y = next
	}
	return edges
}

// stride is how long a panel from y may be: two standard deviations where the
// shape looks normal, eight logarithms where it looks exponential, and shorter
// where it changes from one to the other on the way.
func stride(s shape, y, direction float64) float64 {
	slope := s.slope(y)
	step := min(s.widest(y), 2/math.Sqrt(s.bend(y)), 8/math.Abs(slope))
	for range 200 {
		turn := math.Abs(s.slope(y+direction*step) - slope)
		if turn*step <= 5 {
			break
		}
		step /= 2
	}
	return step
}

// shareBelow is the probability left of y, between 0 and 1.
func (c *curve) shareBelow(y float64) float64 {
	switch last := len(c.edges) - 1; {
	case y <= c.edges[0]:
		return 0
	case y >= c.edges[last]:
		return 1
	}
	i := c.panelAround(y)
	part := panel{c.edges[i], y}.integral(c.density)
	return min(1, (c.below[i]+part)/c.total)
}

// shareAbove is the probability right of y, with its relative precision.
func (c *curve) shareAbove(y float64) float64 {
	switch last := len(c.edges) - 1; {
	case y <= c.edges[0]:
		return 1
	case y >= c.edges[last]:
		return 0
	}
	i := c.panelAround(y)
	part := panel{y, c.edges[i+1]}.integral(c.density)
	return min(1, (c.above[i+1]+part)/c.total)
}

func (c *curve) panelAround(y float64) int {
	return sort.SearchFloat64s(c.edges[1:len(c.edges)-1], y)
}

// lowerQuantile is the y that has the share q of the mass on its left.
func (c *curve) lowerQuantile(q float64) float64 {
	want := q * c.total
	i := sort.Search(len(c.edges)-2, func(i int) bool { return c.below[i+1] >= want })
	return c.solve(i, func(y float64) float64 {
		return c.below[i] + panel{c.edges[i], y}.integral(c.density) - want
	})
}

// upperQuantile is the y that has the share q of the mass on its right.
func (c *curve) upperQuantile(q float64) float64 {
	want := q * c.total
	i := sort.Search(len(c.edges)-2, func(i int) bool { return c.above[i+1] < want })
	return c.solve(i, func(y float64) float64 {
		return want - c.above[i+1] - panel{y, c.edges[i+1]}.integral(c.density)
	})
}

// solve finds in panel i where excess, which rises with y at the rate of the
// density, is zero: Newton's method, halving the bracket where a step would
// leave it.
func (c *curve) solve(i int, excess func(y float64) float64) float64 {
	low, high := c.edges[i], c.edges[i+1]
	precision := 1e-15 * (high - low)
	y := (low + high) / 2
	for range 100 {
		over := excess(y)
		if over > 0 {
			high = y
		} else {
			low = y
		}
		next := y - over/c.density(y)
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if math.Abs(next-y) <= precision || next == y {
			return next
		}
		y = next
	}
	return y
}

// logShareAbove is the logarithm of the probability right of y; unlike the
// probability itself it does not underflow.
func logShareAbove(s shape, y float64) float64 {
	whole := newCurve(s, depth)
	if y <= s.mode() {
		return math.Log(whole.shareAbove(y))
	}
	return s.height(y) + math.Log(tailOver(s, y)/whole.total)
}

// tailOver is the mass right of y, which is beyond the mode, over the density
// at y.
func tailOver(s shape, y float64) float64 {
	// So far out that panels shrink into the rounding of y, the density is an
	// exponential of this slope to nine digits.
	if slope := math.Abs(s.slope(y)); 8/slope < 1e-8*math.Abs(y) {
		return 1 / slope
	}
	tail, top := 0.0, s.height(y)
	edges := march(s, y, +1, depth)
	for i := range len(edges) - 1 {
		tail += panel{edges[i], edges[i+1]}.integral(func(v float64) float64 {
			return math.Exp(s.height(v) - top)
		})
	}
	return tail
}
