package scheduler

import (
	"context"
	"errors"

	"accord/campaign"
)

// plannerQueue is how many frozen campaigns may wait for the planner of this
// process; the next tick brings the others again.
const plannerQueue = 16

// planSoon hands a frozen campaign to the planner, so that the releaser, which
// serves all campaigns, does not wait for one that is large.
func (e *Engine) planSoon(id campaign.ID) {
	e.busy.Add(1)
	select {
	case e.frozen <- id:
	default:
		e.busy.Add(-1)
	}
}

// planAll plans what planSoon hands over, one after another.
func (e *Engine) planAll(ctx context.Context) error {
	for {
		select {
		case id := <-e.frozen:
			if err := e.plan(ctx, id); err != nil && ctx.Err() == nil {
				e.Log.Error("plan a campaign", "campaign", id, "error", err)
			}
			e.busy.Add(-1)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// plan goes on with the planning of a frozen audience, unless somebody does.
func (e *Engine) plan(ctx context.Context, id campaign.ID) error {
	if err := e.Launch(ctx, id); !errors.Is(err, campaign.ErrState) {
		return err
	}
	return nil
}
