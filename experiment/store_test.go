package experiment_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"accord/experiment"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

func TestADesignIsKeptAsItWas(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		want := twoArms()
		id := l.create(want)
		for range 2 { // the second time from memory
			got, err := l.Design(t.Context(), l.db, id)
			l.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("design (-stored +loaded):\n%s", diff)
			}
		}
		if _, err := l.Design(t.Context(), l.db, id+1); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("a design that does not exist: %v", err)
		}
		if _, err := l.Results(t.Context(), l.db, id+1); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("results of an experiment that does not exist: %v", err)
		}
		broken := twoArms()
		broken.Salt = ""
		err := l.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := l.CreateTx(ctx, tx, broken)
			return err
		})
		if !errors.Is(err, experiment.ErrDesign) {
			t.Errorf("a design without a salt: %v", err)
		}
	})
}

func TestAssignmentSumIsTheFingerprint(t *testing.T) {
	const want = "4f7cfd291e81b85192548c498770fb6b5d661bb81773bab946c14eaca870b75b"
	each(t, func(t *testing.T, l lab) {
		d := golden()
		d.Metrics = twoArms().Metrics
		id, other := l.create(d), l.create(d)
		l.enrol(other, 0, start, 5)
		reversed := slices.Clone(goldenUnits)
		slices.Reverse(reversed)
		for _, u := range reversed {
			l.enrol(id, d.Assign(u), start, u)
		}
		for range 2 {
			got, err := l.AssignmentSum(t.Context(), id)
			l.must(err)
			if got != want {
				t.Errorf("sum %s, want %s whatever the order of enrolment", got, want)
			}
		}
	})
}

func TestLastMaturityIsWhenEverybodyIsCounted(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		id := l.create(twoArms())
		l.enrol(id, 0, start, 1)
		l.enrol(id, 2, start.Add(90*time.Minute), 2)
		l.open(id, start, 1)
		at, err := l.LastMaturity(t.Context(), id)
		l.must(err)
		if want := start.Add(2*time.Hour + window); !at.Equal(want) {
			t.Errorf("last maturity %v, want %v", at, want)
		}
		l.clock.Advance(at.Add(-time.Millisecond))
		if n := l.results(id).Holdout.Metrics[experiment.Converted].N; n != 0 {
			t.Errorf("%d of the holdout counted a millisecond before", n)
		}
		l.clock.Advance(at)
		r := l.results(id)
		if n := r.Holdout.Metrics[experiment.Converted].N; n != 1 || r.Waiting() != 0 {
			t.Errorf("%d of the holdout counted, %d waiting; want all", n, r.Waiting())
		}
	})
}

// TestResultsAreTheSameOnBothEngines tells one story on each.
func TestResultsAreTheSameOnBothEngines(t *testing.T) {
	var first *experiment.Results
	each(t, func(t *testing.T, l lab) {
		d := twoArms()
		id := l.create(d)
		for u := range experiment.Unit(300) {
			l.enrol(id, d.Assign(u), start.Add(time.Duration(u)*time.Minute), u)
			if u%10 != 0 {
				l.open(id, start.Add(time.Duration(u)*time.Minute), u)
			}
			if u%3 == 0 {
				l.record(experiment.Outcome{Unit: u, Metric: experiment.Converted, At: start.Add(6 * time.Hour)},
					experiment.Outcome{Unit: u, Metric: experiment.Revenue, At: start.Add(6 * time.Hour), Value: 99_999_999 * int64(u)})
			}
		}
		l.clock.Advance(start.Add(window + 4*time.Hour)) // some have matured
		got := l.results(id)
		if n := got.Waiting(); n == 0 || n == 300 || got.Verdict().Code != experiment.VerdictWaiting {
			t.Errorf("%d wait, verdict %s; the story should stop half-way", n, got.Verdict().Code)
		}
		if first == nil {
			first = &got
			return
		}
		if diff := cmp.Diff(*first, got, cmp.AllowUnexported(got.Ratio.P, experiment.Estimate{})); diff != "" {
			t.Errorf("(-SQLite +PostgreSQL):\n%s", diff)
		}
	})
}
