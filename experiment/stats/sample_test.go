package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestSamplesOfTheSameDataAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(-1e6, 1e6), 2, 60).Draw(t, "values")
		cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
		floats := make([]float64, len(values))
		sum, squares := 0.0, 0.0
		for i, v := range values {
			floats[i] = float64(v)
			sum += floats[i]
			squares += floats[i] * floats[i]
		}
		m, err := MomentsOf(values...)
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.Sample()
		if err != nil {
			t.Fatal(err)
		}
		left, right := welford(floats[:cut]), welford(floats[cut:])
		fromSums, err := SampleFromSums(int64(len(values)), sum, squares)
		if err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]Sample{"merged": left.Merge(right), "from sums": fromSums} {
			scale := 1e-12 * (1 + squares)
			if got.N != want.N || math.Abs(got.Mean-want.Mean) > 1e-9 || math.Abs(got.M2-want.M2) > scale {
				t.Errorf("%s %+v, want %+v", name, got, want)
			}
		}
	})
}

func welford(values []float64) Sample {
	var s Sample
	for _, v := range values {
		s = s.Merge(Sample{N: 1, Mean: v})
	}
	return s
}

func TestSampleRefusals(t *testing.T) {
	pass := func(_ Sample, err error) error { return err }
	cases := []struct {
		name string
		err  error
		want Refusal
	}{
		{"no values", pass(SampleOf()), ErrNoData},
		{"NaN among values", pass(SampleOf(1, math.NaN())), ErrNotFinite},
		{"enormous value", pass(SampleOf(1, 1e200)), ErrTooLarge},
		{"negative n", pass(SampleFromSpread(-1, 2, 1)), ErrNegativeCount},
		{"nobody", pass(SampleFromSpread(0, 2, 1)), ErrNoData},
		{"negative sd", pass(SampleFromSpread(5, 2, -1)), ErrNegativeSpread},
		{"infinite mean", pass(SampleFromSpread(5, math.Inf(-1), 1)), ErrNotFinite},
		{"NaN sum", pass(SampleFromSums(5, math.NaN(), 1)), ErrNotFinite},
		{"infinite squares", pass(SampleFromSums(5, 1, math.Inf(1))), ErrNotFinite},
		{"sums of nobody", pass(SampleFromSums(0, 0, 0)), ErrNoData},
		{"impossible sums", pass(SampleFromSums(2, 10, 49)), ErrImpossibleMoments},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { refused(t, c.err, c.want) })
	}
	_, err := Sample{N: 1, Mean: 3}.Variance()
	refused(t, err, ErrTooFew)
	_, err = Sample{N: 1, Mean: 3}.Posterior()
	refused(t, err, ErrTooFew)
}

func TestAConstantKeepsZeroSpread(t *testing.T) {
	// 0.1² summed three times is rounded below 0.3²/3.
	s, err := SampleFromSums(3, 0.1+0.1+0.1, 0.1*0.1+0.1*0.1+0.1*0.1)
	if err != nil || s.M2 > 1e-17 {
		t.Errorf("%+v, %v", s, err)
	}
}
