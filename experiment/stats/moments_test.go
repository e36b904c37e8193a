package stats

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func anyMoments() *rapid.Generator[Moments] {
	return rapid.Custom(func(t *rapid.T) Moments {
		value := rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64Range(-largestObservation, largestObservation))
		m, err := MomentsOf(rapid.SliceOfN(value, 0, 20).Draw(t, "values")...)
		if err != nil {
			t.Fatal(err)
		}
		return m
	})
}

func TestMomentsMergeIsAssociativeAndCommutative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyMoments().Draw(t, "a"), anyMoments().Draw(t, "b"), anyMoments().Draw(t, "c")
		if left, right := a.Merge(b).Merge(c), a.Merge(b.Merge(c)); left != right {
			t.Errorf("(a+b)+c = %+v, a+(b+c) = %+v", left, right)
		}
		if a.Merge(b) != b.Merge(a) {
			t.Errorf("a+b = %+v, b+a = %+v", a.Merge(b), b.Merge(a))
		}
		if a.Merge(Moments{}) != a {
			t.Errorf("a+0 = %+v, a = %+v", a.Merge(Moments{}), a)
		}
	})
}

func TestMomentsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Int64Range(-largestObservation, largestObservation)
		values := rapid.SliceOfN(value, 2, 30).Draw(t, "values")
		m, err := MomentsOf(values...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Variance()
		if err != nil {
			t.Fatal(err)
		}
		if want := exactVariance(values); got != want {
			t.Errorf("variance %v, want %v", got, want)
		}
	})
}

// exactVariance is Σ(v-mean)²/(n-1) from the deviations themselves.
func exactVariance(values []int64) float64 {
	mean := new(big.Rat)
	for _, v := range values {
		mean.Add(mean, new(big.Rat).SetInt64(v))
	}
	mean.Quo(mean, new(big.Rat).SetInt64(int64(len(values))))
	sum := new(big.Rat)
	for _, v := range values {
		d := new(big.Rat).Sub(new(big.Rat).SetInt64(v), mean)
		sum.Add(sum, d.Mul(d, d))
	}
	variance, _ := sum.Quo(sum, new(big.Rat).SetInt64(int64(len(values)-1))).Float64()
	return variance
}

// TestAStoreMayAddHalves: columns that were summed without any carry, and a
// correction of a person's total from 100 to 250, mean the same as Merge.
func TestAStoreMayAddHalves(t *testing.T) {
	values := []int64{1 << 45, 99, -(1<<45 - 1), 1<<40 + 7}
	want, err := MomentsOf(values...)
	if err != nil {
		t.Fatal(err)
	}
	var columns Moments
	for _, v := range values {
		hi, lo, err := Square(v)
		if err != nil {
			t.Fatal(err)
		}
		columns.N, columns.Sum = columns.N+1, columns.Sum+v
		columns.SqHi, columns.SqLo = columns.SqHi+hi, columns.SqLo+lo
	}
	if got := columns.Merge(Moments{}); got != want {
		t.Errorf("columns say %+v, want %+v", got, want)
	}
	before, err := MomentsOf(1<<30, 100)
	if err != nil {
		t.Fatal(err)
	}
	after, err := MomentsOf(1<<30, 250)
	if err != nil {
		t.Fatal(err)
	}
	hi, lo, _ := Square(250)
	oldHi, oldLo, _ := Square(100)
	if got := before.Merge(Moments{Sum: 150, SqHi: hi - oldHi, SqLo: lo - oldLo}); got != after {
		t.Errorf("corrected %+v, want %+v", got, after)
	}
	borrowed := Moments{N: 2, Sum: 2, SqHi: 1, SqLo: 2 - 1<<40}
	if v, err := borrowed.Variance(); err != nil || v != 0 {
		t.Errorf("variance of {1, 1} with a borrowed half = %v, %v", v, err)
	}
}

func TestAHundredThousandLargeOrders(t *testing.T) {
	// 100,000 orders of 100,000.00: an int64 of squared cents overflows here.
	m := Moments{}
	for range 100_000 {
		one, err := MomentsOf(10_000_000)
		if err != nil {
			t.Fatal(err)
		}
		m = m.Merge(one)
	}
	two, err := MomentsOf(9_999_999, 10_000_001)
	if err != nil {
		t.Fatal(err)
	}
	variance, err := m.Merge(two).Variance()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "variance", variance, 2.0/100_001, 1e-15)
}

func TestMomentsRefusals(t *testing.T) {
	cases := []struct {
		name string
		m    Moments
		want Refusal
	}{
		{"nobody", Moments{}, ErrNoData},
		{"one alone", Moments{N: 1, Sum: 3, SqLo: 9}, ErrTooFew},
		{"negative count", Moments{N: -1}, ErrNegativeCount},
		{"negative squares", Moments{N: 2, SqHi: -1}, ErrImpossibleMoments},
		{"squares below the mean's", Moments{N: 2, Sum: 10, SqLo: 49}, ErrImpossibleMoments},
		{"sum of nobody", Moments{Sum: 10, SqLo: 100}, ErrImpossibleMoments},
		{"squares of nobody", Moments{SqLo: 100}, ErrImpossibleMoments},
		{"sum at the end of the range", Moments{N: 5, Sum: math.MaxInt64, SqHi: 1 << 61}, ErrTooLarge},
		{"squares at the end of the range", Moments{N: 5, SqHi: math.MaxInt64, SqLo: math.MaxInt64}, ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.m.Variance()
			refused(t, err, c.want)
		})
	}
	_, err := MomentsOf(1, largestObservation+1)
	refused(t, err, ErrTooLarge)
	overflown := Moments{N: 1, Sum: math.MaxInt64 - 1}.Merge(Moments{N: 1, Sum: math.MaxInt64 - 1})
	_, err = overflown.Mean()
	refused(t, err, ErrTooLarge)
}
