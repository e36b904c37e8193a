package experiment_test

import (
	"testing"
	"time"

	"accord/experiment"

	"github.com/google/go-cmp/cmp"
)

func TestResultsOfSeveralAreThoseOfEach(t *testing.T) {
	each(t, func(t *testing.T, l lab) {
		another := twoArms()
		another.Salt = "another"
		spring, idle := l.create(twoArms()), l.create(another)
		l.enrol(spring, 0, start, 1, 2)
		l.enrol(spring, 1, start, 3, 4)
		l.enrol(spring, 2, start, 5)
		l.open(spring, start, 1, 2, 3, 4, 5)
		l.clock.Advance(start.Add(time.Minute))
		l.record(experiment.Outcome{Unit: 2, Metric: experiment.Converted, At: start.Add(time.Minute)})
		l.clock.Advance(start.Add(2*time.Hour + window))
		for _, memory := range []string{"read", "remembered"} {
			got, err := experiment.New(l.db, l.clock).ResultsOf(l.ctx, l.db, []experiment.ID{spring, idle, idle + 1})
			if memory == "remembered" {
				got, err = l.ResultsOf(l.ctx, l.db, []experiment.ID{spring, idle, idle + 1})
			}
			l.must(err)
			want := map[experiment.ID]experiment.Results{spring: l.results(spring), idle: l.results(idle)}
			if d := cmp.Diff(want, got, cmp.AllowUnexported(want[spring].Ratio.P, experiment.Estimate{})); d != "" {
				t.Errorf("%s designs (-each +several):\n%s", memory, d)
			}
		}
	})
}
