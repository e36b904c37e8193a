package stats

import "math"

// shape is a density on the whole line, known up to a factor, whose logarithm
// is concave and analytic around the line. Every distribution here is brought
// into this form by a change of variable, which also removes the infinite
// density that a Beta with a parameter below 1 has at an end.
type shape interface {
	// mode is where the density is largest.
	mode() float64
	// height is ln density(y) - ln density(mode), never above 0.
	height(y float64) float64
	// slope is the derivative of height.
	slope(y float64) float64
	// bend is minus the second derivative of height.
	bend(y float64) float64
	// widest is the widest panel around y that the singularities of the
	// density in the complex plane allow; +Inf when there are none near.
	widest(y float64) float64
}

// logit is ln x/(1-x) for x ~ Beta(a, b): the density is x^a (1-x)^b there.
type logit struct{ a, b, peak float64 }

func newLogit(a, b float64) logit { return logit{a, b, math.Log(a / b)} }

func (l logit) mode() float64 { return l.peak }

// height is written from the mode, and from the end of the unit interval that
// is nearer to it: the terms are then of the size of √(a+b) and not of a+b, so
// ten million recipients cost no digits.
func (l logit) height(y float64) float64 {
	s, near, total := y-l.peak, l.a, l.a+l.b
	if l.b < l.a {
		s, near = -s, l.b
	}
	p := near / total
	if s > 600 { // where e^s would overflow and 1-p is nothing beside p·e^s
		return near*s - total*(math.Log(p)+s)
	}
	return near*s - total*math.Log1p(p*math.Expm1(s))
}

func (l logit) slope(y float64) float64 { return l.a - (l.a+l.b)*expit(y) }

func (l logit) bend(y float64) float64 { return (l.a + l.b) * logitMeasure(y) }

// widest follows from ln(1+e^y), which is singular at ±πi; 42 steps out on
// either side the density is a pure exponential.
func (l logit) widest(y float64) float64 { return widestWithin(y, 2, 42) }

// expit brings the log-odds y back to the probability.
func expit(y float64) float64 { return 1 / (1 + math.Exp(-y)) }

// logitMeasure is dx/dy = x(1-x), from the side that does not overflow.
func logitMeasure(y float64) float64 {
	e := math.Exp(-math.Abs(y))
	return e / ((1 + e) * (1 + e))
}

// gaussian is the normal density.
type gaussian struct{ mean, sd float64 }

func (g gaussian) mode() float64           { return g.mean }
func (g gaussian) slope(y float64) float64 { return -(y - g.mean) / g.sd / g.sd }
func (g gaussian) bend(float64) float64    { return 1 / g.sd / g.sd }
func (g gaussian) widest(float64) float64  { return math.Inf(1) }
func (g gaussian) height(y float64) float64 {
	z := (y - g.mean) / g.sd
	return -z * z / 2
}

// hyperbolic is asinh(t/√df) for Student's t: the density is cosh(w)^-df.
type hyperbolic struct{ df float64 }

func (h hyperbolic) mode() float64            { return 0 }
func (h hyperbolic) slope(w float64) float64  { return -h.df * math.Tanh(w) }
func (h hyperbolic) widest(w float64) float64 { return widestWithin(w, 1, 21) }

func (h hyperbolic) height(w float64) float64 {
	w = math.Abs(w)
	if w < 1 {
		s := math.Sinh(w / 2)
		return -h.df * math.Log1p(2*s*s)
	}
	return -h.df * (w - math.Ln2 + math.Log1p(math.Exp(-2*w)))
}

func (h hyperbolic) bend(w float64) float64 {
	c := math.Cosh(math.Min(math.Abs(w), 300))
	return h.df / (c * c)
}

// logGamma is ln x for x ~ Gamma(a, 1): the density is exp(a·y - e^y).
type logGamma struct{ a float64 }

func (g logGamma) mode() float64           { return math.Log(g.a) }
func (g logGamma) slope(y float64) float64 { return g.a - math.Exp(y) }
func (g logGamma) bend(y float64) float64  { return math.Exp(y) }

// widest keeps the doubly exponential part, which stays visible far left of
// the mode, from growing too much within a panel.
func (g logGamma) widest(y float64) float64 { return widestWithin(y, 4, 42) }

func (g logGamma) height(y float64) float64 {
	s := y - g.mode()
	return g.a * (s - math.Expm1(s))
}

func widestWithin(y, width, extent float64) float64 {
	if math.Abs(y) < extent {
		return width
	}
	return math.Inf(1)
}
