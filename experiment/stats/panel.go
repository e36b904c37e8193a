package stats

import "gonum.org/v1/gonum/integrate/quad"

// order is the number of Gauss-Legendre nodes in a panel.
const order = 20

// legendre holds the rule on [-1, 1]: nodes, weights, and the running integral
// ∫ from -1 to node k as a weighted sum over all nodes, which turns densities
// at the nodes into distribution functions at the same nodes (spectral
// integration, Greengard 1991, SIAM J. Numer. Anal. 28:1071).
type legendre struct {
	node, weight [order]float64
	running      [order][order]float64
}

var gauss = newLegendre()

func newLegendre() *legendre {
	var g legendre
	quad.Legendre{}.FixedLocations(g.node[:], g.weight[:], -1, 1)
	var at [order][order + 1]float64 // at[k][n] is the polynomial P_n at node k
	for k, x := range g.node {
		at[k] = legendrePolynomials(x)
	}
	for k, x := range g.node {
		for l := range order {
			// The polynomial through f has the coefficients
			// (2n+1)/2 Σ_l w_l f_l P_n(x_l), and the integral of P_n from -1
			// is (P_{n+1}-P_{n-1})/(2n+1).
			sum := x + 1
			for n := 1; n < order; n++ {
				sum += at[l][n] * (at[k][n+1] - at[k][n-1])
			}
			g.running[k][l] = g.weight[l] / 2 * sum
		}
	}
	return &g
}

func legendrePolynomials(x float64) [order + 1]float64 {
	p := [order + 1]float64{1, x}
	for n := 1; n < order; n++ {
		p[n+1] = (float64(2*n+1)*x*p[n] - float64(n)*p[n-1]) / float64(n+1)
	}
	return p
}

// panel is a piece of the line short enough that [order] nodes hold every
// density on it.
type panel struct{ low, high float64 }

func (p panel) half() float64 { return (p.high - p.low) / 2 }

// at is the place of node k.
func (p panel) at(k int) float64 { return p.low + p.half()*(1+gauss.node[k]) }

// integral is ∫ f over the panel.
func (p panel) integral(f func(float64) float64) float64 {
	sum := 0.0
	for k, w := range gauss.weight {
		sum += w * f(p.at(k))
	}
	return sum * p.half()
}
