package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/campaign"
	"accord/internal/clock"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// tickEvery is how often each campaign is looked at when nothing else rings.
const tickEvery = time.Minute

// Wake makes a releaser look at a campaign now, and every minute from now on.
func (e *Engine) Wake(ctx context.Context, id campaign.ID) error {
	if _, wall := e.clock.(*clock.Real); wall {
		if err := e.scheduleTicks(ctx, id); err != nil {
			return err
		}
	}
	return e.publishTick(ctx, id)
}

// publishTick says "look now".
func (e *Engine) publishTick(ctx context.Context, id campaign.ID) error {
	if _, err := e.bus.js.Publish(ctx, fmt.Sprint(tickSubject, id), nil); err != nil {
		return fmt.Errorf("tick campaign %d: %w", id, err)
	}
	return nil
}

// scheduleTicks leaves the minute to NATS, which keeps it over a restart. A
// second schedule of the same campaign replaces the first.
func (e *Engine) scheduleTicks(ctx context.Context, id campaign.ID) error {
	msg := nats.NewMsg(fmt.Sprint(planSubject, id))
	msg.Header.Set("Nats-Schedule", "@every "+tickEvery.String())
	msg.Header.Set("Nats-Schedule-Target", fmt.Sprint(tickSubject, id))
	if _, err := e.bus.js.PublishMsg(ctx, msg); err != nil {
		return fmt.Errorf("schedule ticks of campaign %d: %w", id, err)
	}
	return nil
}

// unschedule stops the ticks of a campaign that has ended.
func (e *Engine) unschedule(ctx context.Context, id campaign.ID) error {
	stream, err := e.bus.js.Stream(ctx, tickStream)
	if err != nil {
		return err
	}
	return stream.Purge(ctx, purgeSubject(fmt.Sprint(planSubject, id)))
}

// tick wakes what was under way before a restart and keeps the house. When the
// clock is scaled it is also the source of the ticks; whoever moves a manual
// clock calls Tick.
func (e *Engine) tick(ctx context.Context) error {
	if _, manual := e.clock.(*clock.Manual); manual {
		<-ctx.Done()
		return ctx.Err()
	}
	for {
		if err := e.Tick(ctx); err != nil && ctx.Err() == nil {
			e.Log.Error("tick", "error", err)
		}
		if err := e.clock.Sleep(ctx, tickEvery); err != nil {
			return err
		}
	}
}

// Tick is one minute's look at everything: leases, the journal's age, the
// counts, and every campaign that has something to do.
func (e *Engine) Tick(ctx context.Context) error {
	e.busy.Add(1)
	defer e.busy.Add(-1)
	lost, err := e.Campaigns.ExpireLeases(ctx)
	if err != nil {
		return err
	}
	if lost > 0 {
		e.Log.Warn("calls whose process died: their messages are unknown", "messages", lost)
	}
	if err := e.journal.Forget(ctx); err != nil {
		return err
	}
	if err := e.Campaigns.FoldTally(ctx); err != nil {
		return err
	}
	leftover, err := e.Campaigns.Leftover(ctx)
	if err != nil {
		return err
	}
	for _, id := range leftover {
		if _, err := e.Campaigns.Close(ctx, id); err != nil {
			return err
		}
	}
	active, err := e.Campaigns.Active(ctx)
	if err != nil {
		return err
	}
	var failed []error // one campaign in trouble does not stop the others
	for _, c := range active {
		failed = append(failed, e.look(ctx, c))
	}
	return errors.Join(failed...)
}

// look goes on with the planning that a process left behind, unless another
// one has, or keeps a running campaign ticking.
func (e *Engine) look(ctx context.Context, c campaign.Campaign) error {
	if c.Phase != campaign.Planning {
		return e.keepTicking(ctx, c.ID)
	}
	return e.plan(ctx, c.ID)
}

// keepTicking wakes a campaign whose schedule NATS does not hold: because the
// clock is ours, because the process is new, or because NATS was wiped.
func (e *Engine) keepTicking(ctx context.Context, id campaign.ID) error {
	if _, wall := e.clock.(*clock.Real); wall {
		stream, err := e.bus.js.Stream(ctx, tickStream)
		if err != nil {
			return err
		}
		_, err = stream.GetLastMsgForSubject(ctx, fmt.Sprint(planSubject, id))
		if !errors.Is(err, jetstream.ErrMsgNotFound) {
			return err
		}
	}
	return e.Wake(ctx, id)
}
