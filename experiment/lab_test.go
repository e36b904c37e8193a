package experiment_test

import (
	"context"
	"testing"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"

	"pgregory.net/rapid"
)

// start is a full hour, so that hours of exposure can be counted from it.
var start = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)

const window = 24 * time.Hour

// lab is a store on a fresh database. Its t is a test or one run of a property.
type lab struct {
	*experiment.Store
	t     rapid.TB
	ctx   context.Context
	db    *db.DB
	clock *clock.Manual
}

func newLab(t *testing.T, d *db.DB) lab {
	c := clock.NewManual(start)
	return lab{experiment.New(d, c), t, t.Context(), d, c}
}

func each(t *testing.T, fn func(t *testing.T, l lab)) {
	dbtest.Each(t, []db.Schema{experiment.Schema}, func(t *testing.T, d *db.DB) { fn(t, newLab(t, d)) })
}

// with is the same store, reporting to another t.
func (l lab) with(t rapid.TB) lab {
	l.t = t
	return l
}

func (l lab) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l lab) write(fn func(ctx context.Context, tx *db.Tx) error) {
	l.t.Helper()
	l.must(l.db.Write(l.ctx, fn))
}

// twoArms is A against B with a holdout of a tenth; buying is the goal.
func twoArms() experiment.Design {
	return experiment.Design{
		Variants: []experiment.Variant{{Key: "A", Weight: 1}, {Key: "B", Weight: 1}},
		Holdout:  1000,
		Salt:     "spring",
		Metrics: []experiment.Metric{
			{Name: experiment.Converted, Role: experiment.Goal, Window: window},
			{Name: experiment.Revenue, Role: experiment.Secondary, Sum: true, Window: window},
			{Name: experiment.Clicked, Role: experiment.Secondary, Window: time.Hour},
		},
	}
}

func (l lab) create(d experiment.Design) (id experiment.ID) {
	l.t.Helper()
	l.write(func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = l.CreateTx(ctx, tx, d)
		return err
	})
	return id
}

func (l lab) enrol(id experiment.ID, arm experiment.Arm, at time.Time, units ...experiment.Unit) {
	l.t.Helper()
	list := make([]experiment.Enrolment, len(units))
	for i, u := range units {
		list[i] = experiment.Enrolment{Unit: u, Arm: arm, At: at}
	}
	l.write(func(ctx context.Context, tx *db.Tx) error { return l.EnrolTx(ctx, tx, id, list) })
}

func (l lab) open(id experiment.ID, at time.Time, units ...experiment.Unit) {
	l.t.Helper()
	l.write(func(ctx context.Context, tx *db.Tx) error { return l.OpenTx(ctx, tx, id, units, at) })
}

func (l lab) record(outcomes ...experiment.Outcome) {
	l.t.Helper()
	l.write(func(ctx context.Context, tx *db.Tx) error { return l.RecordTx(ctx, tx, outcomes) })
}

func (l lab) results(id experiment.ID) experiment.Results {
	l.t.Helper()
	r, err := l.Results(l.ctx, l.db, id)
	l.must(err)
	return r
}

// counted is one line of the outcome table.
type counted struct {
	Unit    experiment.Unit       `db:"unit"`
	Metric  experiment.MetricName `db:"metric"`
	FirstAt int64                 `db:"first_at"`
	Value   int64                 `db:"value"`
}

func (l lab) outcomes(id experiment.ID) (list []counted) {
	l.t.Helper()
	l.must(l.db.Select(l.ctx, &list, `SELECT unit, metric, first_at, value FROM outcome WHERE experiment_id = ? ORDER BY unit, metric`, int64(id)))
	return list
}
