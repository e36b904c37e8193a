package experiment_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"accord/experiment"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

// sentAt is in the middle of a second: statuses carry whole ones.
var sentAt = start.Add(500 * time.Millisecond)

func TestAnOutcomeCountsWithinItsWindow(t *testing.T) {
	cases := []struct {
		name   string
		change func(o *experiment.Outcome)
		counts bool
	}{
		{"at the send", func(*experiment.Outcome) {}, true},
		{"in the second of the send", func(o *experiment.Outcome) { o.At = start }, true},
		{"before that second", func(o *experiment.Outcome) { o.At = start.Add(-time.Millisecond) }, false},
		{"at the end of the window", func(o *experiment.Outcome) { o.At = sentAt.Add(window) }, true},
		{"after the window", func(o *experiment.Outcome) { o.At = sentAt.Add(window + time.Millisecond) }, false},
		{"in the window of another metric", func(o *experiment.Outcome) { o.Metric, o.At = experiment.Clicked, sentAt.Add(2*time.Hour) }, false},
		{"a metric the design does not have", func(o *experiment.Outcome) { o.Metric = "smiled" }, false},
		{"the name of a count", func(o *experiment.Outcome) { o.Metric = "opened" }, false},
		{"of another experiment", func(o *experiment.Outcome) { o.Experiment++ }, false},
		{"of every experiment", func(o *experiment.Outcome) { o.Experiment = 0 }, true},
		{"of a unit nobody enrolled", func(o *experiment.Outcome) { o.Unit = 99 }, false},
		{"of a unit whose window is not open", func(o *experiment.Outcome) { o.Unit = 2 }, false},
	}
	each(t, func(t *testing.T, l lab) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				l := l.with(t)
				id := l.create(twoArms())
				l.enrol(id, 0, start.Add(-time.Hour), 1, 2)
				l.open(id, sentAt, 1)
				o := experiment.Outcome{Experiment: id, Unit: 1, Metric: experiment.Converted, At: sentAt}
				c.change(&o)
				l.record(o)
				want := 0
				if c.counts {
					want = 1
				}
				if got := l.outcomes(id); len(got) != want {
					t.Errorf("counted %v, want %d outcomes", got, want)
				}
				l.wantRollup(id)
			})
		}
	})
}

func TestAnOutcomeForAllReachesEveryOpenExperiment(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		older, newer, closed, waiting := l.create(twoArms()), l.create(twoArms()), l.create(twoArms()), l.create(twoArms())
		for _, id := range []experiment.ID{older, newer, closed, waiting} {
			l.enrol(id, 1, start, 7, 8)
		}
		l.open(closed, start.Add(-2*window), 7)
		l.open(older, start.Add(-time.Hour), 7)
		l.open(newer, start, 7)
		at := start.Add(time.Minute)
		l.record(experiment.Outcome{Unit: 7, Metric: experiment.Revenue, At: at, Value: 1290},
			experiment.Outcome{Experiment: newer, Unit: 7, Metric: experiment.Revenue, At: at, Value: 10})
		for id, value := range map[experiment.ID]int64{older: 1290, newer: 1300} {
			want := []counted{{7, experiment.Revenue, at.UnixMilli(), value}}
			if diff := cmp.Diff(want, l.outcomes(id)); diff != "" {
				t.Errorf("experiment %d (-want +got):\n%s", id, diff)
			}
		}
		if got := append(l.outcomes(closed), l.outcomes(waiting)...); len(got) != 0 {
			t.Errorf("counted %v in experiments whose window is not open", got)
		}
	})
}

func TestRepeatedOutcomes(t *testing.T) {
	late, early := start.Add(2*time.Hour), start.Add(time.Hour)
	each(t, func(t *testing.T, l lab) {
		id := l.create(twoArms())
		l.enrol(id, 0, start, 1)
		l.open(id, start, 1)
		bought := experiment.Outcome{Experiment: id, Unit: 1, Metric: experiment.Converted, At: late, Value: 700}
		spent := experiment.Outcome{Experiment: id, Unit: 1, Metric: experiment.Revenue, At: late, Value: 700}
		l.record(bought, spent, bought, spent)
		bought.At, spent.At = early, early
		l.record(bought)
		l.record(spent)
		want := []counted{
			{1, experiment.Converted, early.UnixMilli(), 1}, // did it or not
			{1, experiment.Revenue, early.UnixMilli(), 2100},
		}
		if diff := cmp.Diff(want, l.outcomes(id)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		l.wantRollup(id)
	})
}

func TestValuesHaveBounds(t *testing.T) {
	const most = experiment.MaxValue
	cases := []struct {
		name   string
		values []int64
		ok     bool
	}{
		{"the largest", []int64{most}, true},
		{"the smallest", []int64{-most}, true},
		{"a refund", []int64{most, -most, most}, true},
		{"beyond the largest", []int64{most + 1}, false},
		{"below the smallest", []int64{-most - 1}, false},
		{"a sum beyond the largest", []int64{most, 1}, false},
		{"a sum below the smallest", []int64{-most, -1}, false},
		{"the end of 64 bits", []int64{math.MaxInt64}, false},
		{"the other end of 64 bits", []int64{math.MinInt64}, false},
		{"a sum that overflows", []int64{most, math.MaxInt64}, false},
	}
	each(t, func(t *testing.T, l lab) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				l := l.with(t)
				id := l.create(twoArms())
				l.enrol(id, 0, start, 1)
				l.open(id, start, 1)
				var list []experiment.Outcome
				for _, v := range c.values {
					list = append(list, experiment.Outcome{Experiment: id, Unit: 1, Metric: experiment.Revenue, At: start, Value: v})
				}
				err := l.db.Write(l.ctx, func(ctx context.Context, tx *db.Tx) error { return l.RecordTx(ctx, tx, list) })
				switch {
				case c.ok && err != nil:
					t.Errorf("refused: %v", err)
				case !c.ok && !errors.Is(err, experiment.ErrValue):
					t.Errorf("error %v, want ErrValue", err)
				case !c.ok && len(l.outcomes(id)) != 0:
					t.Errorf("a refused value left %v", l.outcomes(id))
				}
				l.wantRollup(id)
			})
		}
	})
}

func TestAnIdempotencyKeyIsForOneContent(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		for content, want := range map[int]error{0: nil, 1: experiment.ErrKeyTaken} {
			l.write(func(ctx context.Context, tx *db.Tx) error {
				if _, err := l.ClaimKeyTx(ctx, tx, "order-18", "first"); err != nil {
					return err
				}
				_, err := l.ClaimKeyTx(ctx, tx, "order-18", []string{"first", "second"}[content])
				if !errors.Is(err, want) {
					t.Errorf("content %d: %v, want %v", content, err, want)
				}
				return nil
			})
		}
	})
}

func TestAnIdempotencyKeyIsFreshOnce(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		for i, want := range []bool{true, false, false} {
			l.write(func(ctx context.Context, tx *db.Tx) error {
				fresh, err := l.ClaimKeyTx(ctx, tx, "order-17", "7 1000 EUR")
				if fresh != want {
					t.Errorf("time %d: fresh %v, want %v", i+1, fresh, want)
				}
				return err
			})
		}
	})
}
