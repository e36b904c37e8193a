package stats

import "math"

// PValue is a probability under a null hypothesis, kept as its logarithm:
// 2(1-cdf) is 0 below 10^-16 and a float64 ends at 10^-308.
type PValue struct{ ln float64 }

// Value is the p-value, 0 when it is too small for a float64.
func (p PValue) Value() float64 { return math.Exp(p.ln) }

// Log10 is its decimal logarithm, finite and not above 0.
func (p PValue) Log10() float64 { return p.ln / math.Ln10 }

func newPValue(ln float64) PValue {
	if ln >= 0 {
		return PValue{}
	}
	return PValue{ln}
}

// twoSidedNormal is 2·P(Z > |z|).
func twoSidedNormal(z float64) PValue {
	return newPValue(math.Ln2 + logShareAbove(gaussian{0, 1}, math.Abs(z)))
}

// twoSidedStudent is 2·P(T > |t|) with df degrees of freedom.
func twoSidedStudent(t, df float64) PValue {
	w := math.Asinh(math.Abs(t) / math.Sqrt(df))
	return newPValue(math.Ln2 + logShareAbove(hyperbolic{df}, w))
}

// studentQuantile is the t that has alpha/2 above it.
func studentQuantile(alpha Alpha, df float64) float64 {
	tail := float64(alpha) / 2
	w := newCurve(hyperbolic{df}, depth-math.Log(tail)).upperQuantile(tail)
	return math.Sqrt(df) * math.Sinh(w)
}

// chiSquareAbove is P(X > x) for a chi-square with df degrees of freedom: x/2
// is a Gamma(df/2, 1).
func chiSquareAbove(x float64, df int) PValue {
	if x <= 0 {
		return PValue{}
	}
	return newPValue(logShareAbove(logGamma{float64(df) / 2}, math.Log(x/2)))
}
