// Package stats is the arithmetic of an experiment: pure procedures on
// sufficient statistics that merge. No database, no clock, no randomness: the
// same counts give the same figures on every machine, to the last digit shown.
//
//	 what a store keeps            what it becomes         what is asked of it
//	┌─────────────────────┐
//	│ Binomial  x of n    │──────────────────────────▶  Wilson, ClopperPearson
//	│                     │──────────────────────────▶  CompareProportions
//	│   Merge, Merge, …   │──────────────────────────▶  MeasureIncrementality
//	│                     │───▶ Beta   posterior  ───▶  BetaBinomial, BestOfBetas
//	├─────────────────────┤
//	│ Moments   n, Σ, Σ²  │───▶ Sample n, mean, M2 ──▶  MeanInterval, CompareMeans
//	│   (exact integers)  │───▶ Normal posterior  ───▶  BestOfNormals
//	├─────────────────────┤
//	│ counts per arm      │──────────────────────────▶  SampleRatio
//	└─────────────────────┘
//
// Invariants:
//
//   - A statistic is an immutable value, and the statistic of a whole is the
//     Merge of its parts in any order and grouping.
//   - Bad input is a named [Refusal], wrapped with the argument it is about.
//   - NaN and infinities never leave this package. What is undefined for good
//     reasons (a lift over a control of zero) is a nil pointer.
//   - Control comes first; a difference is treatment minus control; an interval
//     is two-sided at the [Alpha] that is asked for.
//   - A p-value is kept as its logarithm, so 10^-1701 stays 10^-1701.
//
// All integrals go through one tool. Beta on the log-odds scale, normal,
// Student's t on the scale of asinh and gamma on the log scale are log-concave
// and analytic on the whole line (shape.go); curve.go cuts such a density into
// panels that 20 Gauss-Legendre nodes hold to machine precision and contest.go
// runs several of them against each other. That gives quantiles, tails and
// P(best) alike, without the continued fractions that need thousands of terms,
// and lose digits, at a million recipients.
package stats
