package experiment

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"accord/experiment/stats"
	"accord/internal/db"
)

// Two names are kept for counting units beside the metrics.
const (
	assigned MetricName = "assigned" // in hour 0
	opened   MetricName = "opened"
)

// cell is one line of the rollup.
type cell struct {
	experiment ID
	arm        Arm
	hour       int64
	metric     MetricName
}

// total is what a cell sums: units, values, and the squares of the values as
// hi*2^40 + lo, so that both halves can be added in SQL without overflow.
type total struct {
	n, sum, hi, lo int64
}

func (a total) plus(b total) total {
	return total{a.n + b.n, a.sum + b.sum, a.hi + b.hi, a.lo + b.lo}
}

// totals are changes to the rollup.
type totals map[cell]total

func (t totals) add(c cell, x total) { t[c] = t[c].plus(x) }

// hourOf is the hour since 1970 in which an exposure falls.
func hourOf(at time.Time) int64 { return at.Unix() / 3600 }

// writeTx adds the changes, in a fixed order so that two writers cannot wait
// for each other.
func (t totals) writeTx(ctx context.Context, tx *db.Tx) error {
	set := db.NewSet(db.Int("e"), db.Int("arm"), db.Int("hour"), db.Text("metric"),
		db.Int("n"), db.Int("total"), db.Int("hi"), db.Int("lo"))
	for _, c := range slices.SortedFunc(maps.Keys(t), compareCells) {
		x := t[c]
		set.Add(int64(c.experiment), int64(c.arm), c.hour, string(c.metric), x.n, x.sum, x.hi, x.lo)
	}
	_, err := tx.ExecSet(ctx, set, `INSERT INTO rollup (experiment_id, arm, hour, metric, n, sum, sq_hi, sq_lo)
		SELECT e, arm, hour, metric, n, total, hi, lo FROM v WHERE true
		ON CONFLICT (experiment_id, arm, hour, metric) DO UPDATE SET n = rollup.n + excluded.n,
			sum = rollup.sum + excluded.sum, sq_hi = rollup.sq_hi + excluded.sq_hi, sq_lo = rollup.sq_lo + excluded.sq_lo`)
	if err != nil {
		return fmt.Errorf("roll up: %w", err)
	}
	return nil
}

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.experiment, b.experiment), cmp.Compare(a.arm, b.arm),
		cmp.Compare(a.hour, b.hour), cmp.Compare(a.metric, b.metric))
}

// squareChange is after² - before² in the two halves that the rollup adds up.
func squareChange(before, after int64) (hi, lo int64, err error) {
	beforeHi, beforeLo, err := stats.Square(before)
	if err != nil {
		return 0, 0, err
	}
	afterHi, afterLo, err := stats.Square(after)
	return afterHi - beforeHi, afterLo - beforeLo, err
}
