package stats

import "fmt"

// BetaArm is what the beta-binomial model says about one arm.
type BetaArm struct {
	Posterior Beta
	// Mean is the posterior mean of the rate.
	Mean float64
	// Interval is the equal-tailed credible interval of the rate.
	Interval Interval
	Standing
}

// BetaBinomial ranks arms by their rates: the posterior of each under a common
// prior, and P(best) and expected loss among all of them. An arm of nobody is
// allowed, its posterior is the prior. The unit of the loss is the rate. One
// arm alone is ErrArms.
func BetaBinomial(arms []Binomial, prior Beta, alpha Alpha) ([]BetaArm, error) {
	if err := alpha.check(); err != nil {
		return nil, fmt.Errorf("beta-binomial: alpha: %w", err)
	}
	if len(arms) < 2 {
		return nil, fmt.Errorf("beta-binomial: %w", ErrArms)
	}
	results, curves := make([]BetaArm, len(arms)), make([]*curve, len(arms))
	for i, arm := range arms {
		p, err := prior.Update(arm)
		if err != nil {
			return nil, fmt.Errorf("beta-binomial: arms[%d]: %w", i, err)
		}
		curves[i] = p.curve(float64(alpha) / 2)
		results[i] = BetaArm{Posterior: p, Mean: p.mean(), Interval: equalTails(curves[i], alpha)}
	}
	for i, standing := range bestOfLogits(curves) {
		results[i].Standing = standing
	}
	return results, nil
}

// BestOfBetas is P(best) and expected loss of each of two or more independent
// Beta posteriors, by quadrature on the log-odds scale; see [Standing]. Two
// arms with integer parameters agree with the exact sum of Evan Miller (2015,
// Formulas for Bayesian A/B Testing).
func BestOfBetas(posteriors []Beta) ([]Standing, error) {
	if len(posteriors) < 2 {
		return nil, fmt.Errorf("best of betas: %w", ErrArms)
	}
	curves := make([]*curve, len(posteriors))
	for i, p := range posteriors {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("best of betas: posteriors[%d]: %w", i, err)
		}
		curves[i] = newCurve(p.shape(), depth)
	}
	return bestOfLogits(curves), nil
}

func bestOfLogits(curves []*curve) []Standing {
	entrants := make([]entrant, len(curves))
	for i, c := range curves {
		entrants[i] = runner{c}
	}
	return contest(entrants, logitMeasure, logitEdges[:])
}

// logitEdges keep panels short between arms that lie far apart, where no
// density asks for it but dx/dy still has to be followed.
var logitEdges = func() (edges [41]float64) {
	for i := range edges {
		edges[i] = float64(2*i - 40)
	}
	return edges
}()
