package experiment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"accord/experiment/stats"
	"accord/internal/clock"
	"accord/internal/db"
)

// Estimate is one metric of one arm, over the units whose window has closed.
type Estimate struct {
	N   int64 // units counted: assigned, and their window closed
	Sum int64 // units that did it; for a summed metric, the sum of values
	// Value is Sum/N: a rate, or a mean in the metric's own unit.
	Value float64
	// CI are the 95 % limits: Wilson's for a rate, normal for a mean; nil
	// while nobody is counted.
	CI *stats.Interval

	moments stats.Moments // what it is made of, for comparisons
}

// ArmResult is what one arm shows.
type ArmResult struct {
	Key          VariantKey
	Assigned     int64
	Opened       int64 // units whose window has begun
	Metrics      map[MetricName]Estimate
	PBest        float64 // probability that its goal value is the highest of the variants
	ExpectedLoss float64 // what choosing it is expected to cost, in the goal's unit
	Rank         int     // 1 is first; 0 for the holdout
}

// Results are an experiment as it stands.
type Results struct {
	Design   Design
	At       time.Time
	Variants []ArmResult // in the order of the design
	Holdout  *ArmResult
	// Ratio compares assigned units with the design's shares; nil before
	// anybody was assigned.
	Ratio *stats.RatioCheck
}

// armHour is what the rollup holds for an arm, a metric and an hour.
type armHour struct {
	Arm    Arm        `db:"arm"`
	Hour   int64      `db:"hour"`
	Metric MetricName `db:"metric"`
	N      int64      `db:"n"`
	Sum    int64      `db:"sum"`
	SqHi   int64      `db:"sq_hi"`
	SqLo   int64      `db:"sq_lo"`
}

// Results reads the rollup: its cost does not depend on the number of units.
func (s *Store) Results(ctx context.Context, r db.Reader, id ID) (Results, error) {
	design, err := s.Design(ctx, r, id)
	if err != nil {
		return Results{}, err
	}
	var rows []armHour
	err = r.Select(ctx, &rows, `SELECT arm, hour, metric, n, sum, sq_hi, sq_lo FROM rollup WHERE experiment_id = ?`, int64(id))
	if err != nil {
		return Results{}, fmt.Errorf("results of experiment %d: %w", id, err)
	}
	return evaluate(design, rows, s.clock.Now())
}

// evaluate is the pure part of Results.
func evaluate(design Design, rows []armHour, now time.Time) (Results, error) {
	res := Results{Design: design, At: now}
	arms := make([]ArmResult, len(design.Variants)+1)
	for a := range arms {
		arms[a] = ArmResult{Key: design.Key(Arm(a)), Metrics: map[MetricName]Estimate{}}
	}
	for _, row := range rows {
		switch row.Metric {
		case assigned:
			arms[row.Arm].Assigned += row.N
		case opened:
			if !hourTime(row.Hour).After(now) {
				arms[row.Arm].Opened += row.N
			}
		}
	}
	samples := map[Arm]stats.Moments{}
	for _, m := range design.Metrics {
		for a := range arms {
			moments := matured(rows, Arm(a), m, now)
			if m.Role == Goal {
				samples[Arm(a)] = moments
			}
			estimate, err := estimateOf(m, moments)
			if err != nil {
				return res, fmt.Errorf("metric %s of arm %s: %w", m.Name, arms[a].Key, err)
			}
			arms[a].Metrics[m.Name] = estimate
		}
	}
	res.Variants = arms[:len(design.Variants)]
	if design.Holdout > 0 || arms[design.HoldoutArm()].Assigned > 0 {
		res.Holdout = &arms[design.HoldoutArm()]
	}
	if err := res.rank(design.Goal(), samples); err != nil {
		return res, err
	}
	return res, res.checkRatio()
}

func hourTime(hour int64) time.Time { return time.Unix(hour*3600, 0).UTC() }

// matured sums an arm's hours whose last unit's window has closed.
func matured(rows []armHour, arm Arm, m Metric, now time.Time) stats.Moments {
	var sum stats.Moments
	for _, r := range rows {
		if r.Arm != arm || hourTime(r.Hour+1).Add(m.Window).After(now) {
			continue
		}
		if r.Metric == opened || r.Metric == m.Name {
			sum = addHour(sum, r)
		}
	}
	return sum
}

func estimateOf(m Metric, x stats.Moments) (Estimate, error) {
	e := Estimate{N: x.N, Sum: x.Sum, moments: x}
	if x.N == 0 {
		return e, nil
	}
	e.Value = float64(x.Sum) / float64(x.N)
	var ci stats.Interval
	var err error
	if m.Sum {
		var sample stats.Sample
		if sample, err = x.Sample(); err == nil {
			ci, err = stats.MeanInterval(sample, stats.FivePercent)
		}
		if errors.Is(err, stats.ErrTooFew) {
			return e, nil
		}
	} else {
		ci, err = stats.Wilson(stats.Binomial{X: x.Sum, N: x.N}, stats.FivePercent)
	}
	if err != nil {
		return e, err
	}
	e.CI = &ci
	return e, nil
}

// rank orders the variants by their posterior mean on the goal, ties in the
// order of the design: equal means have equal expected losses, and to compare
// those would compare their rounding. The prior is flat.
func (r *Results) rank(goal Metric, samples map[Arm]stats.Moments) error {
	var standings []stats.Standing
	means := make([]float64, len(r.Variants))
	if goal.Sum {
		posteriors := make([]stats.Normal, len(r.Variants))
		for i := range r.Variants {
			sample, err := samples[Arm(i)].Sample()
			if err == nil {
				posteriors[i], err = sample.Posterior()
			}
			if errors.Is(err, stats.ErrTooFew) || errors.Is(err, stats.ErrNoData) {
				return nil // nothing to rank yet
			}
			if err != nil {
				return fmt.Errorf("rank: %w", err)
			}
			means[i] = posteriors[i].Mean
		}
		var err error
		if standings, err = stats.BestOfNormals(posteriors); err != nil {
			return fmt.Errorf("rank: %w", err)
		}
	} else {
		binomials := make([]stats.Binomial, len(r.Variants))
		for i := range r.Variants {
			binomials[i] = stats.Binomial{X: samples[Arm(i)].Sum, N: samples[Arm(i)].N}
		}
		arms, err := stats.BetaBinomial(binomials, stats.Uniform, stats.FivePercent)
		if err != nil {
			return fmt.Errorf("rank: %w", err)
		}
		for i, a := range arms {
			standings, means[i] = append(standings, a.Standing), a.Mean
		}
	}
	r.place(standings, means)
	return nil
}

func (r *Results) place(standings []stats.Standing, means []float64) {
	order := make([]int, len(r.Variants))
	for i := range order {
		order[i] = i
		r.Variants[i].PBest, r.Variants[i].ExpectedLoss = standings[i].PBest, standings[i].ExpectedLoss
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(means[b], means[a]) })
	for rank, i := range order {
		r.Variants[i].Rank = rank + 1
	}
}

func (r *Results) checkRatio() error {
	var counts []int64
	for _, v := range r.Variants {
		counts = append(counts, v.Assigned)
	}
	if r.Design.Holdout > 0 {
		counts = append(counts, r.Holdout.Assigned)
	}
	check, err := stats.SampleRatio(counts, r.Design.Shares())
	if errors.Is(err, stats.ErrNoData) {
		return nil
	}
	if err != nil {
		return err
	}
	r.Ratio = &check
	return nil
}

// Ranked is the variants in the order of their rank.
func (r Results) Ranked() []ArmResult {
	list := slices.Clone(r.Variants)
	slices.SortStableFunc(list, func(a, b ArmResult) int { return cmp.Compare(a.Rank, b.Rank) })
	return list
}

// Waiting is how many assigned units of the variants are not counted for the
// goal yet: their window still runs, or has not begun.
func (r Results) Waiting() int64 {
	var n int64
	for _, v := range r.Variants {
		n += v.Assigned - v.Metrics[r.Design.Goal().Name].N
	}
	return n
}

// AssignmentSum is the hash over all assignments, in the order of the units.
func (s *Store) AssignmentSum(ctx context.Context, id ID) (string, error) {
	design, err := s.Design(ctx, s.db, id)
	if err != nil {
		return "", err
	}
	sum := NewFingerprint()
	err = s.db.Each(ctx, `SELECT unit, arm FROM exposure WHERE experiment_id = ? ORDER BY unit`, []any{int64(id)},
		func(scan func(dest ...any) error) error {
			var unit, arm int64
			if err := scan(&unit, &arm); err != nil {
				return err
			}
			sum.Add(Unit(unit), design.Key(Arm(arm)))
			return nil
		})
	return sum.Sum(), err
}

// LastMaturity is when the last assigned unit's longest window closes and its
// hour is counted.
func (s *Store) LastMaturity(ctx context.Context, id ID) (time.Time, error) {
	design, err := s.Design(ctx, s.db, id)
	if err != nil {
		return time.Time{}, err
	}
	var at int64
	err = s.db.Get(ctx, &at, `SELECT coalesce(max(at), 0) FROM exposure WHERE experiment_id = ?`, int64(id))
	longest := time.Duration(0)
	for _, m := range design.Metrics {
		longest = max(longest, m.Window)
	}
	return clock.At(at).Truncate(time.Hour).Add(time.Hour + longest), err
}
