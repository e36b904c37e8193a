package stats

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// squareShift is where a square is cut in two: a square is Hi*2^40 + Lo.
const squareShift = 40

// largestObservation keeps the high half of a square below 2^50, so that a
// store can add squares in two plain 64-bit columns.
const largestObservation = int64(1) << 45

// Moments is the exact count, sum and sum of squares of integer data, such as
// the revenue of each recipient in minor units. The sum of squares is
// SqHi*2^40 + SqLo; how it is split between the two halves carries no meaning,
// a store adds each half by itself (SqLo has room for eight million squares
// before [Moments.Merge] carries it over).
//
// Squared cents overflow one int64 after some 92,000 orders of 100,000.00, and
// float sums cancel: the variance of 1e9+{4, 7, 13, 16} is exactly 30 here.
type Moments struct {
	N    int64 `json:"n"`
	Sum  int64 `json:"sum"`
	SqHi int64 `json:"sq_hi"`
	SqLo int64 `json:"sq_lo"`
}

// Square is v squared as the two halves a store adds up. It refuses |v| above
// 2^45 (350 billion euros in cents) with ErrTooLarge.
func Square(v int64) (hi, lo int64, err error) {
	if v > largestObservation || v < -largestObservation {
		return 0, 0, fmt.Errorf("square of %d: %w", v, ErrTooLarge)
	}
	if v < 0 {
		v = -v
	}
	top, bottom := bits.Mul64(uint64(v), uint64(v))
	hi = int64(top<<(64-squareShift) | bottom>>squareShift)
	return hi, int64(bottom & (1<<squareShift - 1)), nil
}

// MomentsOf counts integer observations; see [Square] for what it refuses.
func MomentsOf(values ...int64) (Moments, error) {
	var m Moments
	for _, v := range values {
		hi, lo, err := Square(v)
		if err != nil {
			return Moments{}, err
		}
		m = m.Merge(Moments{N: 1, Sum: v, SqHi: hi, SqLo: lo})
	}
	return m, nil
}

// Merge is the moments of two disjoint groups together, exact and in canonical
// form (SqLo below 2^40). A sum beyond 64 bits stays at the end of the range,
// which every procedure refuses with ErrTooLarge.
func (m Moments) Merge(o Moments) Moments {
	m, o = m.canonical(), o.canonical()
	return Moments{
		N:    addClamped(m.N, o.N),
		Sum:  addClamped(m.Sum, o.Sum),
		SqHi: addClamped(m.SqHi, o.SqHi),
		SqLo: m.SqLo + o.SqLo,
	}.canonical()
}

// canonical carries the low half over; the shift rounds down, so a negative
// low half (a correction to a person's total) borrows.
func (m Moments) canonical() Moments {
	m.SqHi = addClamped(m.SqHi, m.SqLo>>squareShift)
	m.SqLo &= 1<<squareShift - 1
	return m
}

func addClamped(a, b int64) int64 {
	sum := a + b
	switch {
	case a > 0 && b > 0 && sum < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && sum >= 0:
		return math.MinInt64
	}
	return sum
}

// Mean is Sum/N, rounded once.
func (m Moments) Mean() (float64, error) {
	if err := m.check(); err != nil {
		return 0, err
	}
	return m.mean(), nil
}

func (m Moments) mean() float64 {
	mean, _ := big.NewRat(m.Sum, m.N).Float64()
	return mean
}

// Variance is the sample variance (sum of squares - sum²/n)/(n-1), computed in
// integers and rounded once; ErrTooFew below two observations.
func (m Moments) Variance() (float64, error) {
	if err := m.check(); err != nil {
		return 0, err
	}
	if m.N < 2 {
		return 0, ErrTooFew
	}
	below := new(big.Int).Mul(big.NewInt(m.N), big.NewInt(m.N-1))
	variance, _ := new(big.Rat).SetFrac(m.scatter(), below).Float64()
	return variance, nil
}

// Sample is what the procedures on means take; ErrNoData when N is 0.
func (m Moments) Sample() (Sample, error) {
	if err := m.check(); err != nil {
		return Sample{}, err
	}
	m2, _ := new(big.Rat).SetFrac(m.scatter(), big.NewInt(m.N)).Float64()
	return Sample{N: m.N, Mean: m.mean(), M2: m2}, nil
}

// scatter is n·Σv² - (Σv)², n times the centred sum of squares.
func (m Moments) scatter() *big.Int {
	squares := new(big.Int).Lsh(big.NewInt(m.SqHi), squareShift)
	squares.Add(squares, big.NewInt(m.SqLo))
	sum := big.NewInt(m.Sum)
	return squares.Sub(squares.Mul(squares, big.NewInt(m.N)), sum.Mul(sum, sum))
}

func (m Moments) check() error {
	const limit = int64(1) << 62
	if err := checkCount(m.N); err != nil {
		return fmt.Errorf("n: %w", err)
	}
	m = m.canonical()
	switch {
	case m.Sum > limit || m.Sum < -limit:
		return fmt.Errorf("sum: %w", ErrTooLarge)
	case m.SqHi > limit:
		return fmt.Errorf("sum of squares: %w", ErrTooLarge)
	case m.SqHi < 0 || m.scatter().Sign() < 0:
		return ErrImpossibleMoments
	case m.N > 0:
		return nil
	case m.SqHi > 0 || m.SqLo > 0:
		return ErrImpossibleMoments
	}
	return ErrNoData
}
