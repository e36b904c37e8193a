package stats

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestProportionAtTheEnds(t *testing.T) {
	z := FivePercent.z()
	cases := []struct {
		name   string
		b      Binomial
		wilson Interval
		exact  Interval
	}{
		{"none of one", Binomial{0, 1}, Interval{0, z * z / (1 + z*z)}, Interval{0, 0.975}},
		{"one of one", Binomial{1, 1}, Interval{1 / (1 + z*z), 1}, Interval{0.025, 1}},
		{"none of ten million", Binomial{0, 1e7}, Interval{0, z * z / (1e7 + z*z)}, Interval{0, -math.Expm1(math.Log(0.025) / 1e7)}},
		{"all of a hundred", Binomial{100, 100}, Interval{100 / (100 + z*z), 1}, Interval{math.Pow(0.025, 0.01), 1}},
		{"none of 10^12", Binomial{0, 1e12}, Interval{0, z * z / (1e12 + z*z)}, Interval{0, -math.Expm1(math.Log(0.025) / 1e12)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wilson, err := Wilson(c.b, FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			exact, err := ClopperPearson(c.b, FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			for side := range wilson {
				near(t, "wilson", wilson[side], c.wilson[side], 1e-12)
				near(t, "clopper-pearson", exact[side], c.exact[side], 1e-12)
			}
		})
	}
}

func TestWilsonSolvesTheScoreEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1e9).Draw(t, "n")
		b := Binomial{rapid.Int64Range(0, n).Draw(t, "x"), n}
		alpha := Alpha(rapid.Float64Range(1e-6, 0.9).Draw(t, "alpha"))
		got, err := Wilson(b, alpha)
		if err != nil {
			t.Fatal(err)
		}
		if b.X == 0 && got.Low() != 0 || b.X == n && got.High() != 1 {
			t.Errorf("%v gives %v, not clamped", b, got)
		}
		if got.Low() < 0 || got.High() > 1 || !got.Contains(b.rate()) {
			t.Errorf("%v gives %v", b, got)
		}
		for _, q := range got {
			distance, reach := math.Abs(b.rate()-q), alpha.z()*math.Sqrt(q*(1-q)/float64(n))
			if math.Abs(distance-reach) > 1e-9*reach+1e-15 {
				t.Errorf("%v at %g: distance %g, score reach %g", b, q, distance, reach)
			}
		}
	})
}

// atMost is P(X <= x) for X ~ Binomial(n, p), summed in 150-bit arithmetic.
func atMost(x, n int64, p float64) *big.Float {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(150).SetFloat64(v) }
	success, failure := number(p), number(1)
	failure.Sub(failure, success)
	odds := number(0).Quo(success, failure)
	term, sum := number(1), number(0)
	for square, e := failure, n; e > 0; e >>= 1 {
		if e&1 == 1 {
			term.Mul(term, square)
		}
		square = number(0).Mul(square, square)
	}
	for k := int64(0); k <= x; k++ {
		sum.Add(sum, term)
		term.Mul(term, odds)
		term.Mul(term, number(float64(n-k)))
		term.Quo(term, number(float64(k+1)))
	}
	return sum
}

func TestClopperPearsonInvertsTheBinomial(t *testing.T) {
	for _, b := range []Binomial{{1, 2}, {3, 17}, {81, 263}, {250, 250_000}, {2500, 5000}, {12, 1e7}, {2000, 2100}} {
		for _, alpha := range []Alpha{0.2, 0.05, 1e-6} {
			t.Run(fmt.Sprintf("%d of %d at %g", b.X, b.N, alpha), func(t *testing.T) {
				got, err := ClopperPearson(b, alpha)
				if err != nil {
					t.Fatal(err)
				}
				below, _ := atMost(b.X, b.N, got.High()).Float64()
				near(t, "mass up to x at the upper limit", below, float64(alpha)/2, 1e-9)
				rest := atMost(b.X-1, b.N, got.Low())
				above, _ := rest.Sub(big.NewFloat(1), rest).Float64()
				near(t, "mass from x at the lower limit", above, float64(alpha)/2, 1e-9)
			})
		}
	}
}

func TestProportionRefusals(t *testing.T) {
	cases := []struct {
		name  string
		b     Binomial
		alpha Alpha
		want  Refusal
	}{
		{"nobody", Binomial{0, 0}, FivePercent, ErrNoData},
		{"negative x", Binomial{-1, 5}, FivePercent, ErrNegativeCount},
		{"negative n", Binomial{0, -5}, FivePercent, ErrNegativeCount},
		{"x above n", Binomial{6, 5}, FivePercent, ErrMoreSuccessesThanTrials},
		{"n beyond range", Binomial{6, math.MaxInt64}, FivePercent, ErrTooLarge},
		{"alpha 0", Binomial{1, 5}, 0, ErrAlpha},
		{"alpha 1", Binomial{1, 5}, 1, ErrAlpha},
		{"alpha negative", Binomial{1, 5}, -0.05, ErrAlpha},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Wilson(c.b, c.alpha)
			refused(t, err, c.want)
			_, err = ClopperPearson(c.b, c.alpha)
			refused(t, err, c.want)
			_, err = CompareProportions(Binomial{1, 9}, c.b, c.alpha)
			refused(t, err, c.want)
			_, err = Newcombe(c.b, Binomial{1, 9}, c.alpha)
			refused(t, err, c.want)
			_, err = MeasureIncrementality(c.b, Binomial{1, 9}, c.alpha)
			refused(t, err, c.want)
		})
	}
	_, err := Binomial{0, 0}.Rate()
	refused(t, err, ErrNoData)
}
