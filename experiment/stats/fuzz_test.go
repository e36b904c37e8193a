package stats

import (
	"encoding/binary"
	"math"
	"reflect"
	"testing"
)

// finite walks a result and fails on any NaN or infinity in it.
func finite(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			t.Errorf("%s = %v", path, f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			finite(t, v.Elem(), path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			finite(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			finite(t, v.Index(i), path)
		}
	}
}

// clean checks a result if there is one; a refusal is as good.
func clean[T any](t *testing.T, name string) func(T, error) {
	return func(result T, err error) {
		t.Helper()
		if err == nil {
			finite(t, reflect.ValueOf(result), name)
		}
	}
}

func FuzzProportion(f *testing.F) {
	f.Add(int64(0), int64(1), int64(1), int64(1), 0.05)
	f.Add(int64(30), int64(300), int64(45), int64(310), 0.05)
	f.Add(int64(0), int64(1e12), int64(1e12), int64(1e12), 1e-12)
	f.Add(int64(1), int64(1e12), int64(1e12-1), int64(1e12), 0.999999)
	f.Add(int64(1), int64(1e12), int64(1e12-1), int64(1e12), 0.4999995) // a chi-square of 10^18
	f.Add(int64(-1), int64(math.MaxInt64), int64(5), int64(3), math.NaN())
	f.Fuzz(func(t *testing.T, x1, n1, x2, n2 int64, level float64) {
		a, b, alpha := Binomial{x1, n1}, Binomial{x2, n2}, Alpha(level)
		clean[float64](t, "rate")(a.Rate())
		clean[Interval](t, "wilson")(Wilson(a, alpha))
		clean[Interval](t, "clopper-pearson")(ClopperPearson(a, alpha))
		clean[ProportionComparison](t, "comparison")(CompareProportions(a, b, alpha))
		clean[Incrementality](t, "incrementality")(MeasureIncrementality(a, b, alpha))
		clean[RatioCheck](t, "ratio")(SampleRatio([]int64{x1, n1, x2}, []float64{level, 0.5 - level, 0.5}))
		clean[float64](t, "variance")(Moments{n1, x1, x2, n2}.Variance())
		clean[Sample](t, "sample")(Moments{n1, x1, x2, n2}.Sample())
	})
}

func FuzzMeans(f *testing.F) {
	f.Add(int64(120), 14.2, 9.1, int64(135), 11.7, 12.4, 0.05)
	f.Add(int64(2), 0.0, 0.0, int64(2), 0.0, 0.0, 0.05)
	f.Add(int64(2), 1e-300, 1e150, int64(1e12), 1e150, 1e-300, 1e-12)
	f.Add(int64(2), 5e-324, 5e-324, int64(3), -5e-324, 0.0, 0.99)
	f.Add(int64(2), math.Inf(1), math.NaN(), int64(3), -1.0, -1.0, 0.5)
	f.Fuzz(func(t *testing.T, n1 int64, mean1, sd1 float64, n2 int64, mean2, sd2, level float64) {
		alpha := Alpha(level)
		a, err := SampleFromSpread(n1, mean1, sd1)
		if err == nil {
			finite(t, reflect.ValueOf(a), "sample")
			clean[Interval](t, "interval")(MeanInterval(a, alpha))
		}
		b, err := SampleFromSums(n2, mean2, sd2)
		if err == nil {
			finite(t, reflect.ValueOf(b), "sample from sums")
		}
		clean[MeanComparison](t, "comparison")(CompareMeans(a, b, alpha))
		clean[[]Standing](t, "standings")(BestOfNormals([]Normal{{mean1, sd1}, {mean2, sd2}, {mean1, sd2}}))
		clean[Sample](t, "sample of values")(SampleOf(mean1, sd1, mean2, sd2))
	})
}

// FuzzBest reads arms of two 32-bit counts and checks what must hold of every
// contest: figures are finite and P(best) sums to 1.
func FuzzBest(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x09\x00\x00\x00"), 1.0, 1.0)
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff"), 0.5, 0.01)
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\x01\x00\x00\x00\x01\x00\x00\x00"), 1e-6, 1e12)
	f.Fuzz(func(t *testing.T, counts []byte, alpha, beta float64) {
		var arms []Binomial
		for ; len(counts) >= 8 && len(arms) < 8; counts = counts[8:] {
			x, n := binary.LittleEndian.Uint32(counts), binary.LittleEndian.Uint32(counts[4:])
			arms = append(arms, Binomial{int64(min(x, n)), int64(max(x, n))})
		}
		got, err := BetaBinomial(arms, Beta{alpha, beta}, FivePercent)
		if err != nil {
			return
		}
		finite(t, reflect.ValueOf(got), "arms")
		sum := 0.0
		for _, arm := range got {
			sum += arm.PBest
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("P(best) sums to %.9f", sum)
		}
	})
}
