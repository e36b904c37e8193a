package stats

import "fmt"

// Binomial is X successes in N trials: people who replied of people assigned.
type Binomial struct {
	X int64 `json:"x"`
	N int64 `json:"n"`
}

// Merge is the count of two disjoint groups together.
func (b Binomial) Merge(o Binomial) Binomial { return Binomial{b.X + o.X, b.N + o.N} }

// Rate is X/N; ErrNoData when nobody was tried.
func (b Binomial) Rate() (float64, error) {
	if err := b.check(); err != nil {
		return 0, err
	}
	return b.rate(), nil
}

func (b Binomial) rate() float64 { return float64(b.X) / float64(b.N) }

// variance is that of the rate, p(1-p)/n, with n and not n-1 below.
func (b Binomial) variance() float64 {
	p := b.rate()
	return p * (1 - p) / float64(b.N)
}

// check refuses what has no rate.
func (b Binomial) check() error {
	if err := b.checkCounts(); err != nil {
		return err
	}
	if b.N == 0 {
		return ErrNoData
	}
	return nil
}

// checkCounts lets 0 of 0 pass: a prior needs no data.
func (b Binomial) checkCounts() error {
	if err := checkCount(b.X); err != nil {
		return fmt.Errorf("x: %w", err)
	}
	if err := checkCount(b.N); err != nil {
		return fmt.Errorf("n: %w", err)
	}
	if b.X > b.N {
		return fmt.Errorf("x: %w", ErrMoreSuccessesThanTrials)
	}
	return nil
}

// checkPair names the arm at fault.
func checkPair(firstName string, first Binomial, secondName string, second Binomial) error {
	if err := first.check(); err != nil {
		return fmt.Errorf("%s: %w", firstName, err)
	}
	if err := second.check(); err != nil {
		return fmt.Errorf("%s: %w", secondName, err)
	}
	return nil
}
