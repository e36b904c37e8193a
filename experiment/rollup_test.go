package experiment_test

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"accord/experiment"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// line is a cell of the rollup, with the squares as one number.
type line struct{ n, sum, squares big.Int }

func (x *line) add(n, value int64) {
	x.n.Add(&x.n, big.NewInt(n))
	v := big.NewInt(value)
	x.sum.Add(&x.sum, v)
	x.squares.Add(&x.squares, new(big.Int).Mul(v, v))
}

func (x *line) String() string {
	return fmt.Sprintf("n %v, sum %v, squares %v", &x.n, &x.sum, &x.squares)
}

// rollup reads the stored lines by "arm/hour/metric"; those that sum nothing
// are left out.
func (l lab) rollup(id experiment.ID) map[string]string {
	l.t.Helper()
	var rows []struct {
		Arm    int64  `db:"arm"`
		Hour   int64  `db:"hour"`
		Metric string `db:"metric"`
		N      int64  `db:"n"`
		Sum    int64  `db:"sum"`
		Hi     int64  `db:"sq_hi"`
		Lo     int64  `db:"sq_lo"`
	}
	l.must(l.db.Select(l.ctx, &rows, `SELECT arm, hour, metric, n, sum, sq_hi, sq_lo FROM rollup WHERE experiment_id = ?`, int64(id)))
	lines := map[string]string{}
	for _, r := range rows {
		squares := new(big.Int).Lsh(big.NewInt(r.Hi), 40)
		squares.Add(squares, big.NewInt(r.Lo))
		lines[fmt.Sprintf("%d/%d/%s", r.Arm, r.Hour, r.Metric)] = fmt.Sprintf("n %d, sum %d, squares %v", r.N, r.Sum, squares)
	}
	return lines
}

// recomputed is the rollup as it follows from exposures and outcomes.
func (l lab) recomputed(id experiment.ID) map[string]string {
	l.t.Helper()
	var exposures []struct {
		Unit   experiment.Unit `db:"unit"`
		Arm    int64           `db:"arm"`
		At     int64           `db:"at"`
		Opened bool            `db:"opened"`
	}
	l.must(l.db.Select(l.ctx, &exposures, `SELECT unit, arm, at, opened FROM exposure WHERE experiment_id = ?`, int64(id)))
	lines := map[string]*line{}
	at := func(arm, hour int64, metric string) *line {
		key := fmt.Sprintf("%d/%d/%s", arm, hour, metric)
		if lines[key] == nil {
			lines[key] = &line{}
		}
		return lines[key]
	}
	places := map[experiment.Unit][2]int64{}
	for _, x := range exposures {
		places[x.Unit] = [2]int64{x.Arm, x.At / 3_600_000}
		at(x.Arm, 0, "assigned").add(1, 0)
		if x.Opened {
			at(x.Arm, x.At/3_600_000, "opened").add(1, 0)
		}
	}
	for _, o := range l.outcomes(id) {
		at(places[o.Unit][0], places[o.Unit][1], string(o.Metric)).add(1, o.Value)
	}
	want := map[string]string{}
	for key, x := range lines {
		want[key] = x.String()
	}
	return want
}

// wantRollup is the invariant of every test: the sums are those of the facts.
func (l lab) wantRollup(id experiment.ID) {
	l.t.Helper()
	if diff := cmp.Diff(l.recomputed(id), l.rollup(id)); diff != "" {
		l.t.Errorf("rollup (-recomputed +stored):\n%s", diff)
	}
}

// outcomeOf draws something that one of few units did, at times outside its window.
func outcomeOf(t *rapid.T) experiment.Outcome {
	metric := rapid.SampledFrom([]experiment.MetricName{experiment.Converted, experiment.Revenue, experiment.Revenue, experiment.Clicked}).Draw(t, "metric")
	value := rapid.OneOf(rapid.Int64Range(-5, 5), rapid.Int64Range(0, 99_999), rapid.Int64Range(-experiment.MaxValue/20, experiment.MaxValue/20))
	return experiment.Outcome{
		Unit: experiment.Unit(rapid.IntRange(1, 6).Draw(t, "unit")), Metric: metric, Value: value.Draw(t, "value"),
		At: start.Add(time.Duration(rapid.IntRange(-30, 30*60).Draw(t, "minutes")) * time.Minute),
	}
}

// play records outcomes for six fresh units, in groups of the given sizes.
func (l lab) play(outcomes []experiment.Outcome, sizes []int) (id experiment.ID) {
	l.t.Helper()
	l.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if id, err = l.CreateTx(ctx, tx, twoArms()); err != nil {
			return err
		}
		for u := experiment.Unit(1); u <= 6 && err == nil; u++ {
			at := start.Add(time.Duration(u) * 20 * time.Minute)
			err = l.EnrolTx(ctx, tx, id, []experiment.Enrolment{{Unit: u, Arm: experiment.Arm(u % 3), At: at}})
			if err == nil && u != 4 { // 4 waits
				err = l.OpenTx(ctx, tx, id, []experiment.Unit{u}, start.Add(time.Duration(u)*15*time.Minute))
			}
		}
		return err
	})
	for i := 0; len(outcomes) > 0; i++ {
		n := min(sizes[i%len(sizes)], len(outcomes))
		group := slices.Clone(outcomes[:n])
		for k := range group {
			group[k].Experiment = id
		}
		l.record(group...)
		outcomes = outcomes[n:]
	}
	return id
}

// TestOrderAndGroupingOfEventsDoNotMatter also shows that the rollup is exact:
// it equals the facts, and the facts equal a plain sum over the events.
func TestOrderAndGroupingOfEventsDoNotMatter(t *testing.T) {
	each(t, func(outer *testing.T, l lab) {
		rapid.Check(outer, func(t *rapid.T) {
			l := l.with(t)
			events := rapid.SliceOfN(rapid.Custom(outcomeOf), 2, 30).Draw(t, "events")
			sizes := rapid.SliceOfN(rapid.IntRange(1, 20), 1, 3)
			first := l.play(events, sizes.Draw(t, "groups"))
			second := l.play(rapid.Permutation(events).Draw(t, "other order"), sizes.Draw(t, "other groups"))
			l.wantRollup(first)
			l.wantRollup(second)
			if diff := cmp.Diff(l.rollup(first), l.rollup(second)); diff != "" {
				t.Fatalf("rollup depends on the order:\n%s", diff)
			}
			if diff := cmp.Diff(l.outcomes(first), l.outcomes(second)); diff != "" {
				t.Fatalf("outcomes depend on the order:\n%s", diff)
			}
			wantSums(t, l.outcomes(first), events)
		})
	})
}

// wantSums adds the values up without a window: so it is asked only about
// units and metrics all of whose events lie inside.
func wantSums(t *rapid.T, got []counted, events []experiment.Outcome) {
	t.Helper()
	type key struct {
		u experiment.Unit
		m experiment.MetricName
	}
	sums, partly := map[key]int64{}, map[key]bool{}
	for _, e := range events {
		k := key{e.Unit, e.Metric}
		from := start.Add(time.Duration(e.Unit) * 15 * time.Minute)
		if e.Unit%3 == 2 { // held out: the window opens at the virtual send
			from = start.Add(time.Duration(e.Unit) * 20 * time.Minute)
		}
		length := window
		if e.Metric == experiment.Clicked {
			length = time.Hour
		}
		partly[k] = partly[k] || e.At.Before(from) || e.At.After(from.Add(length)) || e.Unit == 4
		sums[k] += e.Value
	}
	for _, c := range got {
		k := key{c.Unit, c.Metric}
		want := sums[k]
		if c.Metric != experiment.Revenue {
			want = 1
		}
		if !partly[k] && c.Value != want {
			t.Fatalf("unit %d has %d of %s, want %d", c.Unit, c.Value, c.Metric, want)
		}
	}
}
