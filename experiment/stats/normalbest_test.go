package stats

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestTwoNormalsHaveAClosedForm(t *testing.T) {
	cases := []struct {
		name string
		a, b Normal
	}{
		{"equal", Normal{5, 1}, Normal{5, 1}},
		{"close", Normal{65.28, 7.95}, Normal{142.26, 12.16}},
		{"one is certain", Normal{3, 0}, Normal{2.5, 0.4}},
		{"one is nearly certain", Normal{3, 1e-9}, Normal{2.5, 0.4}},
		{"far apart", Normal{0, 1}, Normal{8, 1}},
		{"huge values", Normal{1e140, 3e138}, Normal{1.01e140, 2e138}},
		{"tiny values", Normal{1e-140, 3e-142}, Normal{1.01e-140, 2e-142}},
		{"close beside a large offset", Normal{1e9, 1e-4}, Normal{1e9 + 1e-4, 2e-4}},
		{"spreads of different size", Normal{1, 1e-6}, Normal{1.5, 1e3}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := BestOfNormals([]Normal{c.a, c.b})
			if err != nil {
				t.Fatal(err)
			}
			s := math.Hypot(c.a.SD, c.b.SD)
			z := (c.b.Mean - c.a.Mean) / s
			below := func(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
			density := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
			near(t, "P(a)", got[0].PBest, below(-z), 1e-10)
			near(t, "P(b)", got[1].PBest, below(z), 1e-10)
			near(t, "loss of a", got[0].ExpectedLoss, s*(density+z*below(z)), 1e-9)
			near(t, "loss of b", got[1].ExpectedLoss, s*(density-z*below(-z)), 1e-9)
		})
	}
}

func TestCertainArms(t *testing.T) {
	cases := []struct {
		name string
		arms []Normal
		want []Standing
	}{
		{"all certain", []Normal{{1, 0}, {3, 0}, {2.5, 0}}, []Standing{{0, 2}, {1, 0}, {0, 0.5}}},
		{"a tie on top", []Normal{{3, 0}, {3, 0}, {1, 0}}, []Standing{{0.5, 0}, {0.5, 0}, {0, 2}}},
		{"all equal", []Normal{{7, 0}, {7, 0}}, []Standing{{0.5, 0}, {0.5, 0}}},
		// Two standard normals against a sure 0: it is best when both are below.
		{"a sure zero", []Normal{{0, 1}, {0, 0}, {0, 1}}, []Standing{
			{0.375, (1 + math.Sqrt2) / (2 * math.Sqrt(math.Pi))},
			{0.25, (1 + math.Sqrt2) / (2 * math.Sqrt(math.Pi))},
			{0.375, (1 + math.Sqrt2) / (2 * math.Sqrt(math.Pi))},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := BestOfNormals(c.arms)
			if err != nil {
				t.Fatal(err)
			}
			for i, w := range c.want {
				if gap := math.Abs(got[i].PBest - w.PBest); gap > 1e-12 {
					t.Errorf("P(best %d) = %.14g, want %.14g", i, got[i].PBest, w.PBest)
				}
				if gap := math.Abs(got[i].ExpectedLoss - w.ExpectedLoss); gap > 1e-12 {
					t.Errorf("loss %d = %.14g, want %.14g", i, got[i].ExpectedLoss, w.ExpectedLoss)
				}
			}
		})
	}
}

func TestBestOfNormalsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arm := rapid.Custom(func(t *rapid.T) Normal {
			return Normal{
				Mean: rapid.Float64Range(-1000, 1000).Draw(t, "mean"),
				SD:   rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-3, 1), rapid.Float64Range(1, 500)).Draw(t, "sd"),
			}
		})
		arms := rapid.SliceOfN(arm, 2, 8).Draw(t, "arms")
		got, err := BestOfNormals(arms)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, g := range got {
			sum += g.PBest
			gap := (arms[i].Mean + g.ExpectedLoss) - (arms[0].Mean + got[0].ExpectedLoss)
			if math.Abs(gap) > 1e-8 {
				t.Errorf("E[max] from arm %d is off by %g from that of arm 0", i, gap)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("P(best) sums to %.12f", sum)
		}
	})
}

func TestBestOfNormalsRefusals(t *testing.T) {
	good := Normal{1, 2}
	cases := []struct {
		name string
		arms []Normal
		want Refusal
	}{
		{"one arm", []Normal{good}, ErrArms},
		{"negative spread", []Normal{good, {1, -0.1}}, ErrNegativeSpread},
		{"NaN mean", []Normal{good, {math.NaN(), 1}}, ErrNotFinite},
		{"infinite spread", []Normal{good, {1, math.Inf(1)}}, ErrNotFinite},
		{"enormous mean", []Normal{good, {1e200, 1}}, ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := BestOfNormals(c.arms)
			refused(t, err, c.want)
		})
	}
}

func BenchmarkBestOfNormals(b *testing.B) {
	for k := 2; k <= 8; k += 3 {
		arms := make([]Normal, k)
		for i := range arms {
			arms[i] = Normal{float64(100 + i), float64(2 + i)}
		}
		b.Run(fmt.Sprintf("arms=%d", k), func(b *testing.B) {
			for b.Loop() {
				if _, err := BestOfNormals(arms); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
