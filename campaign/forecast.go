package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"accord/experiment"
)

// Forecast is what a launch at this moment would do.
type Forecast struct {
	At       time.Time
	Basis    string // what it was made of, see [Store.Basis]
	Audience int64  // people who match
	KeptOut  []Step // by the first reason, in the order in which reasons are asked
	HeldOut  int64  // people of the holdout: they pass, and get nothing
	// Reachable is how many get a message: the audience without the two above.
	Reachable int64
	Arms      []ArmCount
	Hours     []HourLoad // ascending, without hours in which nothing is sent
	First     time.Time  // slot; zero when nothing is sent
	Last      time.Time
	// A draft that is not complete is forecast as far as it goes. Screened:
	// it names a purpose, so that consent could be asked. Placed: also a number
	// and a window, so that slots could be given. Drawn: also arms.
	Screened, Placed, Drawn bool
}

// ArmCount is how many people one arm gets.
type ArmCount struct {
	Key experiment.VariantKey
	N   int64
}

// Forecast plans a draft, saved or not, as Launch would at this moment, and
// writes nothing. The placer must be one that nothing else uses: it remembers
// what it placed.
func (s *Store) Forecast(ctx context.Context, d Draft, placer Placer) (Forecast, error) {
	c, err := s.resolved(ctx, s.db, d.campaign())
	if err != nil {
		return Forecast{}, err
	}
	known, err := s.surroundings(ctx, s.db)
	if err != nil {
		return Forecast{}, err
	}
	f := newForecaster(c, known)
	f.Basis = d.basis(c.Content.Audience)
	switch {
	case !c.chosen():
		return f.Forecast, nil
	case !f.Screened:
		n, err := s.Count(ctx, s.db, c.Content.Audience)
		f.Audience = int64(n)
		return f.Forecast, err
	case !f.Placed:
		placer = nowhere{}
	}
	p, err := s.newPlanner(ctx, c, placer)
	if err != nil {
		return Forecast{}, err
	}
	if err := p.foresee(ctx, f.count); err != nil {
		return Forecast{}, fmt.Errorf("forecast: %w", err)
	}
	return f.sum(), nil
}

// nowhere stands in for the placer of a draft that does not say when, or from
// which number.
type nowhere struct{}

// Place implements Placer.
func (nowhere) Place(_ context.Context, _ Campaign, candidates []Candidate) ([]time.Time, error) {
	return make([]time.Time, len(candidates)), nil
}

// forecaster counts what a planner says.
type forecaster struct {
	Forecast
	design experiment.Design
	steps  map[Reason]*Step
	arms   map[experiment.Arm]int64
	hours  map[int64]int64 // by hours since 1970
}

func newForecaster(c Campaign, known surroundings) *forecaster {
	f := &forecaster{Forecast: Forecast{At: known.now}, design: c.Content.design(),
		steps: map[Reason]*Step{}, arms: map[experiment.Arm]int64{}, hours: map[int64]int64{}}
	f.Screened = c.Purpose != ""
	f.Placed = f.Screened && len(c.checkSchedule(known.now)) == 0 && known.numbers.send(c.NumberID)
	f.Drawn = f.Placed && (c.Experiment != 0 || len(c.checkArms()) == 0)
	return f
}

// count adds a page.
func (f *forecaster) count(planned pagePlan, members []member) {
	for _, m := range members {
		f.Audience++
		switch {
		case m.skip != "" && (f.Placed || m.skip != ReasonNoSlot):
			f.keepOut(m)
		case f.Drawn && m.arm == f.design.HoldoutArm():
			f.HeldOut++
		default:
			f.Reachable++
			f.arms[m.arm]++
		}
	}
	for _, e := range planned.enrolments {
		if f.Drawn && e.Arm == f.design.HoldoutArm() {
			continue
		}
		f.hours[e.At.Unix()/3600]++
		if f.First.IsZero() || e.At.Before(f.First) {
			f.First = e.At
		}
		if e.At.After(f.Last) {
			f.Last = e.At
		}
	}
}

func (f *forecaster) keepOut(m member) {
	step := f.steps[m.skip]
	if step == nil {
		step = &Step{Reason: m.skip}
		f.steps[m.skip] = step
	}
	step.N++
	if len(step.Sample) < sampleSize {
		step.Sample = append(step.Sample, m.contact.ID)
	}
}

// sum puts what was counted in order.
func (f *forecaster) sum() Forecast {
	for _, step := range f.steps {
		f.KeptOut = append(f.KeptOut, *step)
	}
	sortSteps(f.KeptOut)
	if f.Drawn {
		for arm, v := range f.design.Variants {
			f.Arms = append(f.Arms, ArmCount{v.Key, f.arms[experiment.Arm(arm)]})
		}
	}
	for _, hour := range slices.Sorted(maps.Keys(f.hours)) {
		f.Hours = append(f.Hours, HourLoad{Hour: time.Unix(hour*3600, 0).UTC(), Planned: f.hours[hour]})
	}
	return f.Forecast
}

// armPeople is how many people an arm needs for its estimate to mean anything.
const armPeople = 100

// Findings are what the plan tells that the draft alone does not. None of them
// is blocking.
func (f Forecast) Findings() (list []Finding) {
	if f.Screened && f.Audience > 0 && f.Reachable == 0 {
		list = append(list, warn("audience", "nobody_reachable", "of %d people nobody can be reached; look at the reasons", f.Audience))
	}
	for _, step := range f.KeptOut {
		if step.Reason == ReasonNoSlot {
			list = append(list, warn("schedule", "window_short", "%d people find no slot before the end; let the campaign end later, or start earlier", step.N))
		}
	}
	for _, arm := range f.Arms {
		if arm.N < armPeople {
			small := warn("variants", "variant_small", "variant %s gets %d people; under %d its result will say little", arm.Key, arm.N, armPeople)
			small.Variant = arm.Key
			list = append(list, small)
		}
	}
	return list
}
