package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"
)

// chunkLease is how long NATS waits before it gives a chunk to another worker.
// A chunk says that it is alive after each batch.
const chunkLease = 2 * time.Minute

// claimRounds bounds a claim to what its calls can finish well within the
// lease: so many rounds of calls at once, each at most as long as a call's
// timeout of 10 seconds.
const claimRounds = 4

// dispatch handles chunks.
func (e *Engine) dispatch(ctx context.Context) error {
	chunks := queue{workStream, consumers[workStream], chunkSubject + "*", chunkLease, 256}
	return e.consume(ctx, chunks, e.Workers, func(ctx context.Context, msg jetstream.Msg) error {
		var c chunk
		if err := json.Unmarshal(msg.Data(), &c); err != nil {
			return nil // not ours: drop it
		}
		if err := e.handleChunk(ctx, c, msg.InProgress); err != nil {
			return err
		}
		return e.publishTick(ctx, c.Campaign) // the releaser has room again
	})
}

// handleChunk sends what may be sent of a chunk, in batches as the number's
// tokens allow.
func (e *Engine) handleChunk(ctx context.Context, c chunk, alive func() error) error {
	camp, err := e.Campaigns.Get(ctx, e.db, c.Campaign)
	if errors.Is(err, campaign.ErrNotFound) {
		return nil // of another database, whose NATS this was
	}
	if err != nil {
		return err
	}
	for ids := c.IDs; camp.Phase == campaign.Running; {
		// Tokens are for messages that still wait: a chunk may come twice.
		if ids, err = e.Campaigns.StillDue(ctx, ids); err != nil || len(ids) == 0 {
			return err
		}
		n, wait, err := e.lease(ctx, camp.NumberID, min(len(ids), e.InFlight*claimRounds))
		if err != nil {
			return err
		}
		if n == 0 {
			if err := e.sleep(ctx, wait); err != nil {
				return err
			}
			_ = alive() // if this is lost, another worker takes the chunk and finds it claimed
			continue
		}
		// From here on nothing is cut short: a claim is owed its calls, and a
		// call its answer, also while shutting down.
		owed := context.WithoutCancel(ctx)
		claimed, err := e.claim(owed, c.Campaign, ids[:n])
		if err != nil {
			return err
		}
		camp, ids = claimed.Campaign, ids[n:]
		if err := e.send(owed, claimed); err != nil {
			return err
		}
		_ = alive() // the calls may have taken long
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// claim is T1: decided again, counted, locked in the log, and committed before
// any call.
func (e *Engine) claim(ctx context.Context, id campaign.ID, ids []campaign.MessageID) (campaign.Claimed, error) {
	var claimed campaign.Claimed
	err := e.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		now := e.clock.Now()
		claimed, err = e.Campaigns.ClaimTx(ctx, tx, campaign.Claim{Campaign: id, IDs: ids, Now: now,
			Lease: now.Add(e.clock.ProcessTime(callLease)), Gate: e.gate(now)})
		if err != nil || len(claimed.Messages) == 0 {
			return err
		}
		if err := countTx(ctx, tx, claimed.Campaign, claimed.Messages, now); err != nil {
			return err
		}
		return consent.AppendTx(ctx, tx, []consent.Leaf{manifest(claimed, now)})
	})
	if err != nil {
		return campaign.Claimed{}, fmt.Errorf("claim: %w", err)
	}
	return claimed, nil
}

// send is the calls and T2. Whatever the calls answer is settled, even when
// some of them panic the process before: the lease finds those.
func (e *Engine) send(ctx context.Context, claimed campaign.Claimed) error {
	if len(claimed.Messages) == 0 {
		return nil
	}
	outgoing, settled, err := e.Campaigns.Compose(ctx, claimed)
	if err != nil {
		// Nothing was called, which is certain: they go back to the plan.
		return errors.Join(fmt.Errorf("compose: %w", err), e.settle(ctx, claimed, nil, unclaimed(claimed, e.clock.Now())))
	}
	answers := make([]answer, len(outgoing))
	var calls errgroup.Group
	calls.SetLimit(e.InFlight)
	for i, m := range outgoing {
		calls.Go(func() error {
			wamid, err := e.Messenger.Send(ctx, m)
			answers[i] = answer{message: m, wamid: wamid, err: err}
			return nil
		})
	}
	_ = calls.Wait() // the calls report through answers
	return e.settle(ctx, claimed, answers, settled)
}

// unclaimed gives claimed messages back to the plan.
func unclaimed(claimed campaign.Claimed, now time.Time) []campaign.Settlement {
	list := make([]campaign.Settlement, len(claimed.Messages))
	for i, m := range claimed.Messages {
		list[i] = campaign.Settlement{Message: m.ID, Attempt: m.Attempt, State: campaign.Planned, Again: now.Add(10 * time.Second)}
	}
	return list
}

// manifest is the log's entry for a batch: which messages, allowed by which
// consent events.
func manifest(claimed campaign.Claimed, now time.Time) consent.Leaf {
	sum := newRowHash()
	for _, m := range claimed.Messages {
		sum.add(int64(m.ID), int64(m.Contact), int64(m.Attempt), m.Seq)
	}
	return consent.Leaf{Kind: "send_manifest", Body: map[string]any{
		"campaign": int64(claimed.Campaign.ID), "purpose": string(claimed.Campaign.Purpose),
		"count": len(claimed.Messages), "first": int64(claimed.Messages[0].ID), "rows_sha256": sum.hex(),
		"at": clock.Millis(now),
	}}
}
