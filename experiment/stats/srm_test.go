package stats

import (
	"math"
	"testing"
)

func TestSampleRatioThatUnderflows(t *testing.T) {
	got, err := SampleRatio([]int64{200_000, 260_000}, []float64{0.5, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chi2", got.Chi2, 2*30_000.0*30_000/230_000, 1e-14)
	want := (math.Ln2 + logNormalTail(math.Sqrt(got.Chi2))) / math.Ln10
	near(t, "log10 p", got.P.Log10(), want, 1e-13)
	if math.Round(got.P.Log10()) != -1701 || got.P.Value() != 0 {
		t.Errorf("log10 p = %g, p = %g", got.P.Log10(), got.P.Value())
	}
}

func TestSampleRatio(t *testing.T) {
	third := []float64{1. / 3, 1. / 3, 1. / 3}
	cases := []struct {
		name    string
		counts  []int64
		weights []float64
		p       float64
	}{
		{"as planned", []int64{400, 400, 200}, []float64{0.4, 0.4, 0.2}, 1},
		// Two degrees of freedom: p = exp(-chi2/2).
		{"one arm empty", []int64{0, 30, 34}, third, math.Exp(-(64./3 + math.Pow(30-64./3, 2)*3/64 + math.Pow(34-64./3, 2)*3/64) / 2)},
		{"cookie cats", []int64{44_700, 45_489}, []float64{0.5, 0.5}, math.Erfc(math.Sqrt(2 * 394.5 * 394.5 / 45_094.5 / 2))},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := SampleRatio(c.counts, c.weights)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "p", got.P.Value(), c.p, 1e-11)
		})
	}
}

func TestSampleRatioRefusals(t *testing.T) {
	half := []float64{0.5, 0.5}
	cases := []struct {
		name    string
		counts  []int64
		weights []float64
		want    Refusal
	}{
		{"one arm", []int64{5}, []float64{1}, ErrArms},
		{"no arms", nil, nil, ErrArms},
		{"negative", []int64{5, -1}, half, ErrNegativeCount},
		{"nobody", []int64{0, 0}, half, ErrNoData},
		{"beyond range", []int64{5, math.MaxInt64}, half, ErrTooLarge},
		{"a weight missing", []int64{5, 5, 5}, half, ErrWeights},
		{"sum above one", []int64{5, 5}, []float64{0.5, 0.6}, ErrWeights},
		{"a weight of zero", []int64{5, 5}, []float64{0, 1}, ErrWeights},
		{"a negative weight", []int64{5, 5}, []float64{-0.5, 1.5}, ErrWeights},
		{"NaN", []int64{5, 5}, []float64{0.5, math.NaN()}, ErrWeights},
		{"infinity", []int64{5, 5}, []float64{0.5, math.Inf(1)}, ErrWeights},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := SampleRatio(c.counts, c.weights)
			refused(t, err, c.want)
		})
	}
}
