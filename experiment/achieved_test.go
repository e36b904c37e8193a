package experiment_test

import (
	"testing"
	"time"

	"accord/experiment"

	"github.com/google/go-cmp/cmp"
)

func TestAchieved(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		spring, idle := l.create(twoArms()), l.create(twoArms())
		l.enrol(spring, 0, start, 1, 2)
		l.enrol(spring, 2, start, 3) // the holdout
		l.open(spring, start, 1, 2, 3)
		l.enrol(idle, 1, start, 9)
		soon := start.Add(time.Minute)
		l.clock.Advance(soon)
		for _, unit := range []experiment.Unit{1, 2, 3} {
			l.record(experiment.Outcome{Unit: unit, Metric: experiment.Converted, At: soon})
		}
		l.record(experiment.Outcome{Unit: 2, Metric: experiment.Clicked, At: soon}, experiment.Outcome{Unit: 2, Metric: experiment.Clicked, At: soon})
		got, err := l.Achieved(l.ctx, l.db, []experiment.ID{spring, idle})
		l.must(err)
		want := []experiment.Achievement{
			{Experiment: spring, Arm: 0, Metric: experiment.Clicked, N: 1},
			{Experiment: spring, Arm: 0, Metric: experiment.Converted, N: 2},
			{Experiment: spring, Arm: 2, Metric: experiment.Converted, N: 1},
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if none, err := l.Achieved(l.ctx, l.db, nil); err != nil || len(none) > 0 {
			t.Errorf("of no experiment: %v, %v", none, err)
		}
	})
}
