package stats

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// millerSum is P(second > first) for integer parameters, the exact sum of Evan
// Miller (2015) in 300-bit arithmetic:
//
//	Σ_{i<a2} B(a1+i, b1+b2) / {(b2+i) B(1+i, b2) B(a1, b1)}
//
// Its first term is a product of a1 factors, each next one a ratio.
func millerSum(first, second Beta) float64 {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(v) }
	a1, b1, a2, b2 := first.Alpha, first.Beta, second.Alpha, second.Beta
	term, sum := number(1), number(0)
	for k := 0.0; k < a1; k++ {
		term.Mul(term, number(b1+k))
		term.Quo(term, number(b1+b2+k))
	}
	for i := 0.0; i < a2; i++ {
		sum.Add(sum, term)
		term.Mul(term, number((a1+i)*(b2+i)))
		term.Quo(term, number((a1+i+b1+b2)*(i+1)))
	}
	p, _ := sum.Float64()
	return p
}

func TestBestOfBetasAgreesWithTheExactSum(t *testing.T) {
	cases := []struct {
		name          string
		first, second Beta
	}{
		{"two flat priors", Beta{1, 1}, Beta{1, 1}},
		{"small counts", Beta{3, 8}, Beta{4, 6}},
		{"nobody in one arm", Beta{1, 501}, Beta{13, 489}},
		{"everybody in one arm", Beta{501, 1}, Beta{489, 13}},
		{"flat against certain", Beta{1, 1}, Beta{1, 1e7}},
		{"twenty of ten million", Beta{21, 1e7}, Beta{31, 1e7}},
		{"ten million, close", Beta{50_001, 9_950_001}, Beta{50_401, 9_949_601}},
		{"far apart", Beta{901, 101}, Beta{101, 901}},
		{"very far apart", Beta{2, 1001}, Beta{12, 21}},
		{"unequal sizes", Beta{4, 12}, Beta{2001, 6001}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := BestOfBetas([]Beta{c.first, c.second})
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range []float64{millerSum(c.second, c.first), millerSum(c.first, c.second)} {
				if gap := math.Abs(got[i].PBest - want); gap > 1e-11*want+1e-20 {
					t.Errorf("P(arm %d is best) = %.15g, want %.15g", i, got[i].PBest, want)
				}
			}
		})
	}
}

// TestBestOfPowers: θ ~ Beta(a, 1) has F = x^a, so the largest of them is
// Beta(Σa, 1) and arm i holds it with probability a_i/Σa. Beta(1, b) mirrors
// that for the smallest.
func TestBestOfPowers(t *testing.T) {
	cases := map[string][]float64{
		"flat":               {1, 1, 1},
		"priors below one":   {0.1, 0.5, 0.9},
		"nearly nothing":     {1e-6, 1, 2},
		"eight arms":         {1, 2, 3, 4, 5, 6, 7, 8},
		"wide range":         {1e-3, 1, 1e3, 1e7},
		"ten million equals": {1e7, 1e7},
	}
	for name, powers := range cases {
		t.Run(name, func(t *testing.T) {
			total := 0.0
			arms := make([]Beta, len(powers))
			for i, a := range powers {
				total += a
				arms[i] = Beta{a, 1}
			}
			got, err := BestOfBetas(arms)
			if err != nil {
				t.Fatal(err)
			}
			for i, a := range powers {
				near(t, fmt.Sprintf("P(best %d)", i), got[i].PBest, a/total, 1e-10)
				loss := (total - a) / (total + 1) / (a + 1)
				near(t, fmt.Sprintf("loss %d", i), got[i].ExpectedLoss, loss, 1e-9)
			}
		})
	}
}

func anyBinomial(largest int64) *rapid.Generator[Binomial] {
	return rapid.Custom(func(t *rapid.T) Binomial {
		n := rapid.OneOf(rapid.Int64Range(0, 50), rapid.Int64Range(0, largest)).Draw(t, "n")
		x := rapid.OneOf(rapid.Just(int64(0)), rapid.Just(n), rapid.Int64Range(0, n)).Draw(t, "x")
		return Binomial{x, n}
	})
}

func anyPrior() *rapid.Generator[Beta] {
	return rapid.Custom(func(t *rapid.T) Beta {
		side := rapid.SampledFrom([]float64{0.01, 0.1, 0.5, 1, 2.5, 40})
		return Beta{side.Draw(t, "alpha"), side.Draw(t, "beta")}
	})
}

func TestBetaBinomialProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arms := rapid.SliceOfN(anyBinomial(1e7), 2, 8).Draw(t, "arms")
		prior := anyPrior().Draw(t, "prior")
		got, err := BetaBinomial(arms, prior, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, g := range got {
			sum += g.PBest
			if g.PBest < 0 || g.PBest > 1 || g.ExpectedLoss < 0 || g.ExpectedLoss > 1 {
				t.Errorf("arm %d stands at %+v", i, g.Standing)
			}
			if !(0 <= g.Interval.Low() && g.Interval.Low() < g.Interval.High() && g.Interval.High() <= 1) {
				t.Errorf("arm %d has interval %v", i, g.Interval)
			}
			// E[max] is one number, whichever arm it is measured from.
			if gap := (g.Mean + g.ExpectedLoss) - (got[0].Mean + got[0].ExpectedLoss); math.Abs(gap) > 1e-10 {
				t.Errorf("E[max] from arm %d is off by %g from that of arm 0", i, gap)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("P(best) sums to %.12f", sum)
		}
	})
}

func TestArmsMayBePermuted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arms := rapid.SliceOfN(anyBinomial(1e6), 2, 6).Draw(t, "arms")
		order := rapid.Permutation(indexes(len(arms))).Draw(t, "order")
		shuffled := make([]Binomial, len(arms))
		for to, from := range order {
			shuffled[to] = arms[from]
		}
		got, err := BetaBinomial(arms, Uniform, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		again, err := BetaBinomial(shuffled, Uniform, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		for to, from := range order {
			if gap := again[to].PBest - got[from].PBest; math.Abs(gap) > 1e-12 {
				t.Errorf("P(best) of arm %d moved by %g", from, gap)
			}
			if gap := again[to].ExpectedLoss - got[from].ExpectedLoss; math.Abs(gap) > 1e-12 {
				t.Errorf("loss of arm %d moved by %g", from, gap)
			}
		}
	})
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestIdenticalArmsShareEqually(t *testing.T) {
	for k := 2; k <= 8; k++ {
		got, err := BetaBinomial(slices.Repeat([]Binomial{{37, 411}}, k), Uniform, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			near(t, "P(best)", got[i].PBest, 1/float64(k), 1e-11)
		}
	}
}

// TestOneMoreSuccessHelps: P(best) of an arm grows with its successes.
func TestOneMoreSuccessHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 100_000).Draw(t, "n")
		x := rapid.Int64Range(0, n-1).Draw(t, "x")
		rival := anyBinomial(1e5).Draw(t, "rival")
		before, err := BetaBinomial([]Binomial{{x, n}, rival}, Uniform, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		after, err := BetaBinomial([]Binomial{{x + 1, n}, rival}, Uniform, FivePercent)
		if err != nil {
			t.Fatal(err)
		}
		if after[0].PBest < before[0].PBest-1e-12 || after[0].ExpectedLoss > before[0].ExpectedLoss+1e-12 {
			t.Errorf("from %+v to %+v", before[0].Standing, after[0].Standing)
		}
	})
}

func TestBetaBinomialRefusals(t *testing.T) {
	arms := []Binomial{{1, 2}, {1, 3}}
	cases := []struct {
		name  string
		arms  []Binomial
		prior Beta
		alpha Alpha
		want  Refusal
	}{
		{"one arm", arms[:1], Uniform, FivePercent, ErrArms},
		{"no arms", nil, Uniform, FivePercent, ErrArms},
		{"negative", []Binomial{{-1, 2}, {1, 3}}, Uniform, FivePercent, ErrNegativeCount},
		{"negative trials", []Binomial{{0, 2}, {0, -3}}, Uniform, FivePercent, ErrNegativeCount},
		{"x above n", []Binomial{{1, 2}, {4, 3}}, Uniform, FivePercent, ErrMoreSuccessesThanTrials},
		{"too many people", []Binomial{{1, 2}, {4, 2e12}}, Uniform, FivePercent, ErrTooLarge},
		{"zero prior", arms, Beta{0, 1}, FivePercent, ErrPrior},
		{"negative prior", arms, Beta{1, -1}, FivePercent, ErrPrior},
		{"NaN prior", arms, Beta{1, math.NaN()}, FivePercent, ErrPrior},
		{"infinite prior", arms, Beta{math.Inf(1), 1}, FivePercent, ErrPrior},
		{"alpha of zero", arms, Uniform, 0, ErrAlpha},
		{"alpha of one", arms, Uniform, 1, ErrAlpha},
		{"alpha NaN", arms, Uniform, Alpha(math.NaN()), ErrAlpha},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := BetaBinomial(c.arms, c.prior, c.alpha)
			refused(t, err, c.want)
		})
	}
}

func BenchmarkBetaBinomial(b *testing.B) {
	many := func(k int, n int64) []Binomial {
		arms := make([]Binomial, k)
		for i := range arms {
			arms[i] = Binomial{n / 10 * int64(20+i) / 20, n}
		}
		return arms
	}
	for _, c := range []struct {
		arms int
		n    int64
	}{{2, 1000}, {3, 1000}, {3, 20_000}, {3, 1e7}, {8, 20_000}, {8, 1e7}} {
		b.Run(fmt.Sprintf("arms=%d/n=%d", c.arms, c.n), func(b *testing.B) {
			arms := many(c.arms, c.n)
			for b.Loop() {
				if _, err := BetaBinomial(arms, Uniform, FivePercent); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
