package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"accord/campaign"
	"accord/internal/clock"

	"github.com/nats-io/nats.go/jetstream"
)

// chunk is the work that one message carries: ids, never state.
type chunk struct {
	Campaign campaign.ID          `json:"campaign"`
	IDs      []campaign.MessageID `json:"ids"`
}

const (
	chunkSize = 500 // ids a chunk
	queueMax  = 40  // chunks waiting at once: the rest stays in the table
)

// cursor is how far a campaign has been released. It only saves work: without
// it the same ids are released again, and the claim passes over them.
type cursor struct {
	sync.Mutex
	at    campaign.Cursor
	begun clock.Started // when it last began from the start
}

func purgeSubject(subject string) jetstream.StreamPurgeOpt {
	return jetstream.WithPurgeSubject(subject)
}

// release waits for ticks and publishes what is due.
func (e *Engine) release(ctx context.Context) error {
	ticks := queue{tickStream, consumers[tickStream], tickSubject + "*", 30 * time.Second, 64}
	return e.consume(ctx, ticks, 1, func(ctx context.Context, msg jetstream.Msg) error {
		id, err := strconv.ParseInt(strings.TrimPrefix(msg.Subject(), tickSubject), 10, 64)
		if err != nil {
			return nil // not ours: drop it
		}
		return e.releaseDue(ctx, campaign.ID(id))
	})
}

// releaseDue publishes chunks of due ids while the queue has room. When the
// queue is empty, and every minute, it begins again from the start, which
// finds what was lost on the way.
func (e *Engine) releaseDue(ctx context.Context, id campaign.ID) error {
	known, _ := e.cursors.LoadOrStore(id, &cursor{begun: clock.Start()})
	c := known.(*cursor)
	c.Lock()
	defer c.Unlock()
	runs, err := e.runs(ctx, id)
	if err != nil || !runs {
		return err
	}
	waiting, err := e.waiting(ctx)
	if err != nil {
		return err
	}
	if waiting == 0 || c.begun.Elapsed() > rescanEvery {
		c.at, c.begun = campaign.Cursor{}, clock.Start()
	}
	released := 0
	for ; waiting < queueMax; waiting++ {
		ids, at, err := e.Campaigns.DueIDs(ctx, id, c.at, chunkSize)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		body, err := json.Marshal(chunk{id, ids})
		if err != nil {
			return err
		}
		if _, err := e.bus.js.Publish(ctx, fmt.Sprint(chunkSubject, id), body); err != nil {
			return fmt.Errorf("publish a chunk: %w", err)
		}
		c.at = at
		released += len(ids)
	}
	if released == 0 {
		return e.closeCampaign(ctx, id)
	}
	return nil
}

// rescanEvery bounds how long an id can be lost with a chunk: a chunk in the
// hands of a worker that died comes back only when its lease is over.
const rescanEvery = time.Minute

// runs says whether a campaign has anything to release. One that has ended, or
// that NATS remembers from another database, is not looked at again.
func (e *Engine) runs(ctx context.Context, id campaign.ID) (bool, error) {
	c, err := e.Campaigns.Get(ctx, e.db, id)
	switch {
	case errors.Is(err, campaign.ErrNotFound) || c.Phase == campaign.Stopped || c.Phase == campaign.Finished:
		return false, e.leave(ctx, id)
	case err != nil:
		return false, err
	case c.Phase == campaign.Planning:
		e.planSoon(id)
	}
	return c.Phase == campaign.Running, nil
}

// leave stops looking at a campaign.
func (e *Engine) leave(ctx context.Context, id campaign.ID) error {
	e.cursors.Delete(id)
	return e.unschedule(ctx, id)
}

// waiting is how many chunks are queued or being handled.
func (e *Engine) waiting(ctx context.Context) (int, error) {
	stream, err := e.bus.js.Stream(ctx, workStream)
	if err != nil {
		return 0, err
	}
	info, err := stream.Info(ctx)
	if err != nil {
		return 0, err
	}
	return int(info.State.Msgs), nil //nolint:gosec // bounded by queueMax a process
}

// closeCampaign expires what is too late and ends a campaign that has nothing
// open any more.
func (e *Engine) closeCampaign(ctx context.Context, id campaign.ID) error {
	done, err := e.Campaigns.Close(ctx, id)
	if err != nil || !done {
		return err
	}
	e.Log.Info("campaign finished", "campaign", id)
	return e.leave(ctx, id)
}
