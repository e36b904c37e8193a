package demo

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
)

// A person who watches sees the clock run in beats. Between two beats the
// clock stands until the work of the last one is done, so that however fast it
// runs, nothing is ever late.
const (
	beat = 100 * time.Millisecond // of the process

	sendingStep = 600 * time.Millisecond // six seconds a second: a wave of sends can be watched
	waitingStep = 10 * time.Minute       // a hundred minutes a second: answers come in, nights pass
	restingStep = 6 * time.Second        // a minute a second: all campaigns have ended
)

// pace moves the clock until ctx ends.
func (s *stage) pace(ctx context.Context) error {
	for {
		began := clock.Start()
		if err := s.settle(ctx); err != nil {
			return err
		}
		step, err := s.step(ctx)
		if err != nil {
			return err
		}
		s.clock.Advance(s.clock.Now().Add(step))
		if err := s.engine.Tick(ctx); err != nil {
			return fmt.Errorf("tick: %w", err)
		}
		if err := s.live(ctx); err != nil {
			return err
		}
		if err := clock.Wait(ctx, beat-began.Elapsed()); err != nil {
			return err
		}
	}
}

// step is how far the clock moves in the next beat.
func (s *stage) step(ctx context.Context) (time.Duration, error) {
	now := s.clock.Now()
	if _, sleeping := s.clock.NextWake(); sleeping {
		return sendingStep, nil
	}
	running, err := s.Campaigns.Active(ctx)
	if err != nil {
		return 0, err
	}
	soonest := now.Add(waitingStep)
	for _, c := range running {
		due, err := s.Campaigns.NextDue(ctx, c.ID)
		switch {
		case err != nil:
			return 0, err
		case due.IsZero():
		case !due.After(now):
			return sendingStep, nil
		case due.Before(soonest):
			soonest = due
		}
	}
	if len(running) > 0 {
		return soonest.Sub(now), nil
	}
	ripe, err := s.lastMaturity(ctx)
	if err == nil && now.After(ripe) {
		return restingStep, nil
	}
	return soonest.Sub(now), err
}

// lastMaturity is when the last outcome window of all campaigns closes.
func (s *stage) lastMaturity(ctx context.Context) (last time.Time, err error) {
	campaigns, err := s.Campaigns.List(ctx)
	if err != nil {
		return last, err
	}
	for _, c := range campaigns {
		if c.Experiment == 0 {
			continue
		}
		at, err := s.Experiments.LastMaturity(ctx, c.Experiment)
		if err != nil {
			return last, err
		}
		if at.After(last) {
			last = at
		}
	}
	return last, nil
}
