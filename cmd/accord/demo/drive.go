package demo

import (
	"context"
	"fmt"
	"time"

	"accord/campaign"
	"accord/internal/clock"
)

// stride is how far the clock jumps while only statuses, clicks and orders are
// to come: each of them keeps its own instant on the wire.
const stride = 10 * time.Minute

// drive moves the clock from event to event until the campaign has ended and
// the last window has closed.
func (s *stage) drive(ctx context.Context, c campaign.Campaign, progress *progress) error {
	until, err := s.Experiments.LastMaturity(ctx, c.Experiment)
	if err != nil {
		return err
	}
	for {
		if err := s.settle(ctx); err != nil {
			return err
		}
		progress.show(s.sim, s.clock.Now())
		next, ok, err := s.next(ctx, c.ID)
		if err != nil {
			return err
		}
		if !ok || next.After(until) {
			break
		}
		s.clock.Advance(next)
		if err := s.engine.Tick(ctx); err != nil {
			return err
		}
	}
	s.clock.Advance(until)
	return s.finish(ctx, c.ID)
}

// finish lets the engine close the campaign.
func (s *stage) finish(ctx context.Context, id campaign.ID) error {
	if err := s.engine.Tick(ctx); err != nil {
		return err
	}
	return s.settle(ctx)
}

// settle waits until nothing is left to do at this instant, on either side of
// the wire.
func (s *stage) settle(ctx context.Context) error {
	waited := clock.Start()
	for {
		moved, err := s.sim.Step(ctx)
		if err != nil {
			return err
		}
		if err := s.shop.step(ctx, s.clock.Now()); err != nil {
			return err
		}
		quiet, err := s.engine.Quiet(ctx)
		if err != nil {
			return err
		}
		if due, ok := s.sim.NextDue(); quiet && moved == 0 && (!ok || due.After(s.clock.Now())) {
			return nil
		}
		if waited.Elapsed() > 2*time.Minute {
			return fmt.Errorf("the engine did not come to rest within two minutes at %s", s.clock.Now())
		}
		if err := clock.Wait(ctx, time.Millisecond); err != nil {
			return err
		}
	}
}

// next is when something happens again: a worker's tokens, a message's slot,
// or something on the other side of the wire, which may be rounded up.
func (s *stage) next(ctx context.Context, id campaign.ID) (time.Time, bool, error) {
	now := s.clock.Now()
	if at, sleeping := s.clock.NextWake(); sleeping {
		return at, true, nil
	}
	var at time.Time
	for _, source := range []func() (time.Time, bool){s.sim.NextDue, s.shop.next} {
		if due, ok := source(); ok {
			if due.Before(now.Add(stride)) {
				due = now.Add(stride)
			}
			at = earliest(at, due)
		}
	}
	due, err := s.Campaigns.NextDue(ctx, id)
	if err != nil {
		return at, false, err
	}
	if !due.IsZero() {
		if minute := now.Add(time.Minute); due.Before(minute) {
			due = minute
		}
		at = earliest(at, due)
	}
	return at, !at.IsZero(), nil
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
