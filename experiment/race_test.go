package experiment_test

import (
	"context"
	"testing"
	"time"

	"accord/experiment"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

// TestWritersOfTheSameUnitCountOnce: eight webhooks bring the same purchase.
func TestWritersOfTheSameUnitCountOnce(t *testing.T) {
	const writers, rounds = 8, 5
	each(t, func(t *testing.T, l lab) {
		id := l.create(twoArms())
		units := []experiment.Unit{1, 2, 3, 4}
		l.enrol(id, 0, start, units[:2]...)
		l.enrol(id, 1, start, units[2:]...)
		l.open(id, start, units...)
		var group errgroup.Group
		for w := range writers {
			group.Go(func() error {
				for round := range rounds {
					var list []experiment.Outcome
					for i := range units {
						u := units[(i+w)%len(units)] // each in another order
						at := start.Add(time.Duration(1+(w+round)%3) * time.Minute)
						list = append(list, experiment.Outcome{Unit: u, Metric: experiment.Converted, At: at},
							experiment.Outcome{Experiment: id, Unit: u, Metric: experiment.Revenue, At: at, Value: 100})
					}
					err := l.db.Write(l.ctx, func(ctx context.Context, tx *db.Tx) error { return l.RecordTx(ctx, tx, list) })
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		l.must(group.Wait())
		var want []counted
		for _, u := range units {
			first := start.Add(time.Minute).UnixMilli()
			want = append(want, counted{u, experiment.Converted, first, 1}, counted{u, experiment.Revenue, first, writers * rounds * 100})
		}
		if diff := cmp.Diff(want, l.outcomes(id)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		l.wantRollup(id)
	})
}

// TestOpeningAndRecordingAtOnce: a claim opens windows while outcomes arrive.
func TestOpeningAndRecordingAtOnce(t *testing.T) {
	const units = 60
	each(t, func(t *testing.T, l lab) {
		id := l.create(twoArms())
		var all []experiment.Unit
		for u := range experiment.Unit(units) {
			all = append(all, u)
		}
		l.enrol(id, 0, start, all...)
		var group errgroup.Group
		for w := range 6 {
			group.Go(func() error {
				for i := w % 3; i < units; i += 3 {
					u := all[i]
					err := l.db.Write(l.ctx, func(ctx context.Context, tx *db.Tx) error {
						if w < 3 {
							return l.OpenTx(ctx, tx, id, []experiment.Unit{u, all[units-1-i]}, start)
						}
						return l.RecordTx(ctx, tx, []experiment.Outcome{{Experiment: id, Unit: u, Metric: experiment.Clicked, At: start},
							{Experiment: id, Unit: all[units-1-i], Metric: experiment.Clicked, At: start}})
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		l.must(group.Wait())
		l.wantRollup(id)
	})
}
