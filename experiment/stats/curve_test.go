package stats

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestLogTailsAgreeWithClosedForms(t *testing.T) {
	sqrt := math.Sqrt
	for _, x := range []float64{0.01, 0.5, 1, 1.959963984540054, 5.3, 20} {
		cases := []struct {
			name      string
			got, want float64
		}{
			{"normal", logShareAbove(gaussian{0, 1}, x), math.Log(math.Erfc(x/math.Sqrt2) / 2)},
			{"student, df 1", logShareAbove(hyperbolic{1}, math.Asinh(x)), math.Log(math.Atan2(1, x) / math.Pi)},
			{"student, df 2", logShareAbove(hyperbolic{2}, math.Asinh(x/math.Sqrt2)), math.Log(1 / (sqrt(2+x*x) * (sqrt(2+x*x) + x)))},
			{"chi-square, df 1", chiSquareAbove(x, 1).ln, math.Log(math.Erfc(sqrt(x / 2)))},
			{"chi-square, df 2", chiSquareAbove(x, 2).ln, -x / 2},
			{"chi-square, df 4", chiSquareAbove(x, 4).ln, -x/2 + math.Log1p(x/2)},
		}
		for _, c := range cases {
			if gap := math.Abs(c.got - c.want); gap > 1e-13*math.Abs(c.want)+1e-13 {
				t.Errorf("%s at %g: ln p = %.16g, want %.16g", c.name, x, c.got, c.want)
			}
		}
	}
}

// TestFarTailsDoNotUnderflow: at 38 standard deviations a float64 ends.
func TestFarTailsDoNotUnderflow(t *testing.T) {
	for _, z := range []float64{30, 88.5, 1000, 1e6, 1e10} {
		near(t, fmt.Sprintf("normal at %g", z), logShareAbove(gaussian{0, 1}, z), logNormalTail(z), 1e-13)
		near(t, fmt.Sprintf("chi-square at %g²", z), chiSquareAbove(z*z, 1).ln, math.Ln2+logNormalTail(z), 1e-13)
		near(t, fmt.Sprintf("chi-square df 6 at %g", z), chiSquareAbove(z, 6).ln, -z/2+math.Log(1+z/2+z*z/8), 1e-13)
	}
	near(t, "cauchy at 1e200", twoSidedStudent(1e200, 1).ln, math.Log(2/math.Pi)-200*math.Ln10, 1e-14)
}

// logNormalTail is ln P(Z > z) by the asymptotic series, for z of 30 and more.
func logNormalTail(z float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1; k < 12; k++ {
		term *= -float64(2*k-1) / (z * z)
		sum += term
	}
	return -z*z/2 - math.Log(z*math.Sqrt(2*math.Pi)) + math.Log(sum)
}

func TestBetaSharesAgreeWithTheContinuedFraction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(0.05, 400).Draw(t, "a")
		b := rapid.Float64Range(0.05, 400).Draw(t, "b")
		x := rapid.Float64Range(0.001, 0.999).Draw(t, "x")
		c, y := newCurve(newLogit(a, b), depth), math.Log(x/(1-x))
		want := mathext.RegIncBeta(a, b, x)
		if got := c.shareBelow(y); math.Abs(got-want) > 1e-11*want+1e-18 {
			t.Errorf("share below %.16g, want %.16g", got, want)
		}
		if got := c.shareAbove(y); math.Abs(got-(1-want)) > 1e-12 {
			t.Errorf("share above %.16g, want %.16g", got, 1-want)
		}
	})
}

func TestQuantilesInvertShares(t *testing.T) {
	shapes := map[string]shape{
		"beta, flat":          newLogit(1, 1),
		"beta, prior 0.01":    newLogit(0.01, 0.01),
		"beta, ten million":   newLogit(5e6, 5e6),
		"beta, none of 1e7":   newLogit(1, 1e7),
		"beta, limits of use": newLogit(1e-6, 1e12),
		"normal":              gaussian{12, 3},
		"cauchy":              hyperbolic{1},
		"student, df 36671":   hyperbolic{36671.15798},
		"student, df 1e12":    hyperbolic{1e12},
		"gamma 0.5":           logGamma{0.5},
		"gamma 1e6":           logGamma{1e6},
	}
	for name, s := range shapes {
		c := newCurve(s, depth+30)
		for _, q := range []float64{0.5, 0.3, 0.025, 1e-3, 1e-9, 1e-12} {
			near(t, fmt.Sprintf("%s, below at %g", name, q), c.shareBelow(c.lowerQuantile(q)), q, 1e-11)
			near(t, fmt.Sprintf("%s, above at %g", name, q), c.shareAbove(c.upperQuantile(q)), q, 1e-11)
		}
	}
}

func TestStudentQuantile(t *testing.T) {
	for _, df := range []float64{1, 2, 3.7, 10, 30, 244.4996922} {
		want := distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(0.975)
		near(t, fmt.Sprintf("df %g", df), studentQuantile(FivePercent, df), want, 1e-9)
	}
	near(t, "df 1e12", studentQuantile(FivePercent, 1e12), FivePercent.z(), 1e-10)
}

// TestPanelsHoldTheDensities: halving every panel must change nothing, neither
// a mass nor a running integral. It fails when strides are made too long.
func TestPanelsHoldTheDensities(t *testing.T) {
	shapes := map[string]shape{
		"beta 1,1":       newLogit(1, 1),
		"beta 0.01,7":    newLogit(0.01, 7),
		"beta 1,1e7":     newLogit(1, 1e7),
		"beta 3e3,1e4":   newLogit(3e3, 1e4),
		"beta 1e-6,1e7":  newLogit(1e-6, 1e7),
		"beta 0.02,0.02": newLogit(0.02, 0.02),
		"beta 0.3,0.3":   newLogit(0.3, 0.3),
		"normal":         gaussian{0, 1},
		"cauchy":         hyperbolic{1},
		"student 1e6":    hyperbolic{1e6},
		"gamma 0.5":      logGamma{0.5},
		"gamma 3000":     logGamma{3000},
	}
	for name, s := range shapes {
		c := newCurve(s, depth)
		for i := range len(c.edges) - 1 {
			whole := c.panel(i)
			middle := (whole.low + whole.high) / 2
			halves := panel{whole.low, middle}.integral(c.density) + panel{middle, whole.high}.integral(c.density)
			if gap := math.Abs(whole.integral(c.density) - halves); gap > 1e-13*c.total {
				t.Errorf("%s: panel %d is off by %g of the total", name, i, gap/c.total)
			}
		}
		lane := runner{c}.lane(c.edges)
		for node := range lane.below {
			y := c.panel(node / order).at(node % order)
			if gap := math.Abs(lane.below[node] - c.shareBelow(y)); gap > 1e-12 {
				t.Errorf("%s: running integral at node %d is off by %g", name, node, gap)
			}
		}
	}
}
