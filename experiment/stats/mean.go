package stats

import (
	"fmt"
	"math"
)

// MeanInterval is the normal interval of one mean, mean ± z·√(variance/n). It
// leans on the central limit theorem: for skewed revenue that asks for some
// hundred orders, not recipients.
func MeanInterval(s Sample, alpha Alpha) (Interval, error) {
	if err := alpha.check(); err != nil {
		return Interval{}, fmt.Errorf("mean interval: alpha: %w", err)
	}
	if err := s.checkSpread(); err != nil {
		return Interval{}, fmt.Errorf("mean interval: %w", err)
	}
	return around(s.Mean, alpha.z()*math.Sqrt(s.meanVariance())), nil
}

// MeanComparison is treatment against control, two arms of amounts.
type MeanComparison struct {
	Diff float64 // treatment mean minus control mean
	SE   float64 // of Diff, unequal variances

	// T, DF and P are Welch's test; nil when neither arm varies.
	T, DF *float64
	P     *PValue
	// Interval is Diff ± t·SE with DF degrees of freedom; without variance it
	// is the point Diff.
	Interval Interval

	Lift    *Lift   // nil over a control mean of zero
	Fieller *Bounds // of the lift; nil over a control mean of zero
}

// CompareMeans is Welch's comparison of two means (Welch 1947, Biometrika
// 34:28) with
//
//	se² = v1/n1 + v2/n2
//	df  = se⁴ / {(v1/n1)²/(n1-1) + (v2/n2)²/(n2-1)}
//
// and the lift by the delta method and by Fieller's theorem, both with normal
// quantiles.
func CompareMeans(control, treatment Sample, alpha Alpha) (MeanComparison, error) {
	if err := checkMeans(control, treatment, alpha); err != nil {
		return MeanComparison{}, fmt.Errorf("compare means: %w", err)
	}
	v1, v2 := control.meanVariance(), treatment.meanVariance()
	first, second := estimate{control.Mean, v1}, estimate{treatment.Mean, v2}
	c := MeanComparison{
		Diff:    treatment.Mean - control.Mean,
		SE:      math.Sqrt(v1 + v2),
		Lift:    liftOf(first, second, alpha.z()),
		Fieller: fieller(first, second, alpha.z()),
	}
	c.Interval = around(c.Diff, 0)
	c.welch(control, treatment, alpha)
	return c, nil
}

func (c *MeanComparison) welch(control, treatment Sample, alpha Alpha) {
	if c.T = defined(c.Diff / c.SE); c.T == nil {
		return
	}
	df := welchDF(control, treatment)
	pValue := twoSidedStudent(*c.T, df)
	c.DF, c.P = &df, &pValue
	c.Interval = around(c.Diff, studentQuantile(alpha, df)*c.SE)
}

// welchDF is written in the share that an arm has of the variance, because the
// fourth power of a standard error may underflow.
func welchDF(control, treatment Sample) float64 {
	v1, v2 := control.meanVariance(), treatment.meanVariance()
	share1, share2 := v1/(v1+v2), v2/(v1+v2)
	return 1 / (share1*share1/float64(control.N-1) + share2*share2/float64(treatment.N-1))
}

func checkMeans(control, treatment Sample, alpha Alpha) error {
	if err := alpha.check(); err != nil {
		return fmt.Errorf("alpha: %w", err)
	}
	if err := control.checkSpread(); err != nil {
		return fmt.Errorf("control: %w", err)
	}
	if err := treatment.checkSpread(); err != nil {
		return fmt.Errorf("treatment: %w", err)
	}
	return nil
}
