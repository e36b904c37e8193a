package experiment_test

import (
	"context"
	"testing"
	"time"

	"accord/experiment"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

// exposed is one line of the exposure table.
type exposed struct {
	Unit   experiment.Unit `db:"unit"`
	Arm    experiment.Arm  `db:"arm"`
	At     int64           `db:"at"`
	Opened int             `db:"opened"`
}

func (l lab) wantExposures(id experiment.ID, want ...exposed) {
	l.t.Helper()
	var got []exposed
	l.must(l.db.Select(l.ctx, &got, `SELECT unit, arm, at, opened FROM exposure WHERE experiment_id = ? ORDER BY unit`, int64(id)))
	if diff := cmp.Diff(want, got); diff != "" {
		l.t.Errorf("exposures (-want +got):\n%s", diff)
	}
	l.wantRollup(id)
}

func TestWindowsOpenOnce(t *testing.T) {
	planned, sent, later := start.Add(time.Hour), start.Add(2*time.Hour), start.Add(5*time.Hour)
	each(t, func(t *testing.T, l lab) {
		d := twoArms()
		id, other := l.create(d), l.create(d)
		l.enrol(id, 0, planned, 1)
		l.enrol(id, 1, planned, 2, 3)
		l.enrol(id, d.HoldoutArm(), planned, 4)
		l.enrol(other, 0, planned, 1)
		l.wantExposures(id, exposed{1, 0, planned.UnixMilli(), 0}, exposed{2, 1, planned.UnixMilli(), 0},
			exposed{3, 1, planned.UnixMilli(), 0}, exposed{4, 2, planned.UnixMilli(), 1})

		l.open(id, sent, 1, 2, 1, 99) // doubled and unknown ones are passed over
		l.open(id, later, 1, 2, 4)    // run already
		l.open(id, later)
		l.wantExposures(id, exposed{1, 0, sent.UnixMilli(), 1}, exposed{2, 1, sent.UnixMilli(), 1},
			exposed{3, 1, planned.UnixMilli(), 0}, exposed{4, 2, planned.UnixMilli(), 1})
		l.wantExposures(other, exposed{1, 0, planned.UnixMilli(), 0})
	})
}

func TestAUnitIsEnrolledOnce(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		id := l.create(twoArms())
		l.enrol(id, 0, start, 1)
		err := l.db.Write(l.ctx, func(ctx context.Context, tx *db.Tx) error {
			return l.EnrolTx(ctx, tx, id, []experiment.Enrolment{{Unit: 2, Arm: 0, At: start}, {Unit: 1, Arm: 1, At: start}})
		})
		if err == nil {
			t.Error("a unit was put into a second arm")
		}
		l.wantExposures(id, exposed{1, 0, start.UnixMilli(), 0})
	})
}

// TestManyUnits crosses the size of one statement on SQLite.
func TestManyUnits(t *testing.T) {
	const units = 1000
	each(t, func(t *testing.T, l lab) {
		d := twoArms()
		id := l.create(d)
		var list []experiment.Enrolment
		var all []experiment.Unit
		var outcomes []experiment.Outcome
		for u := range experiment.Unit(units) {
			list = append(list, experiment.Enrolment{Unit: u, Arm: d.Assign(u), At: start.Add(time.Duration(u) * time.Minute)})
			all = append(all, u)
			for _, m := range []experiment.MetricName{experiment.Converted, experiment.Revenue} {
				outcomes = append(outcomes, experiment.Outcome{Experiment: id, Unit: u, Metric: m, At: start.Add(20 * time.Hour), Value: int64(u)})
			}
		}
		l.write(func(ctx context.Context, tx *db.Tx) error { return l.EnrolTx(ctx, tx, id, list) })
		l.open(id, start.Add(time.Hour), all...)
		l.record(outcomes...)
		if n := len(l.outcomes(id)); n != 2*units {
			t.Errorf("counted %d outcomes, want %d", n, 2*units)
		}
		l.wantRollup(id)
		assigned := int64(0)
		for _, v := range l.results(id).Variants {
			assigned += v.Assigned
		}
		if held := l.results(id).Holdout.Assigned; assigned+held != units {
			t.Errorf("%d treated and %d held out, want %d together", assigned, held, units)
		}
	})
}
