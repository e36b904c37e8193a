package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"

	"github.com/nats-io/nats.go"
)

// recordBatch is how many webhooks one transaction records.
const recordBatch = 100

// record consumes the journal whenever its bell rings, and at least once a
// second in case a bell was lost.
func (e *Engine) record(ctx context.Context) error {
	bells := make(chan struct{}, 1)
	sub, err := e.bus.conn.Subscribe(journalBell, func(*nats.Msg) {
		select {
		case bells <- struct{}{}:
		default: // one is waiting already
		}
	})
	if err != nil {
		return fmt.Errorf("recorder: %w", err)
	}
	defer func() { _ = sub.Unsubscribe() }() // the connection closes anyway
	for {
		if err := e.work(func() error { return e.recordAll(ctx) }); err != nil && ctx.Err() == nil {
			e.Log.Error("record webhooks", "error", err)
			if err := clock.Wait(ctx, time.Second); err != nil {
				return err
			}
		}
		waiting, stop := context.WithTimeout(ctx, time.Second)
		select {
		case <-bells:
		case <-waiting.Done():
		}
		stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// recordAll empties the journal. A batch that fails is tried entry by entry,
// so that one webhook cannot hold up the others: it stays, and is tried again
// the next time.
func (e *Engine) recordAll(ctx context.Context) error {
	var held error
	for after, size := int64(0), recordBatch; ; {
		last, n, err := e.recordNext(ctx, after, size)
		switch {
		case err != nil && size > 1:
			e.Log.Warn("a batch of webhooks failed, trying one by one", "error", err)
			size = 1
		case err != nil && last > after:
			held = cmp.Or(held, fmt.Errorf("webhook %d: %w", last, err))
			after, size = last, recordBatch
		case err != nil:
			return cmp.Or(held, err) // nothing could be read
		case n == 0:
			return held
		}
	}
}

// recordNext records the first entries behind the one given; last is the id of
// the last that it took, also when it failed on them.
func (e *Engine) recordNext(ctx context.Context, after int64, size int) (last int64, n int, err error) {
	if waits, err := e.journal.Waits(ctx); err != nil || !waits {
		return after, 0, err
	}
	err = e.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		last = after
		entries, err := e.journal.nextTx(ctx, tx, after, size)
		if n = len(entries); n > 0 {
			last = entries[n-1].ID
		}
		if err != nil || n == 0 {
			return err
		}
		facts := facts{engine: e}
		for _, x := range entries {
			events, err := whatsapp.ParseNotification(x.Body)
			if err != nil {
				e.Log.Warn("a webhook that cannot be read was passed over", "entry", x.ID, "error", err)
				continue
			}
			for _, event := range events {
				facts.sort(event)
			}
		}
		return facts.writeTx(ctx, tx)
	})
	return last, n, err
}

// facts are what a batch of notifications says, sorted by who owns it.
type facts struct {
	engine      *Engine
	reports     []campaign.Report
	inbound     []whatsapp.InboundEvent
	preferences []whatsapp.PreferenceEvent
	hidden      map[consent.Address]campaign.MessageID // user ids of people whose number the platform keeps back
}

func (f *facts) sort(event whatsapp.Event) {
	switch ev := event.(type) {
	case whatsapp.StatusEvent:
		if r, ok := reportOf(ev, f.engine.clock.Now()); ok {
			f.reports = append(f.reports, r)
			f.notice(ev.Party, r.Message)
		}
	case whatsapp.InboundEvent:
		f.inbound = append(f.inbound, ev)
	case whatsapp.PreferenceEvent:
		f.preferences = append(f.preferences, ev)
	}
}

var stepState = map[whatsapp.Step]campaign.State{
	whatsapp.StepSent: campaign.Sent, whatsapp.StepDelivered: campaign.Delivered,
	whatsapp.StepRead: campaign.Read, whatsapp.StepPlayed: campaign.Read, whatsapp.StepFailed: campaign.Failed,
}

// reportOf translates a status; ok is false for a step nobody knows.
func reportOf(ev whatsapp.StatusEvent, now time.Time) (campaign.Report, bool) {
	state, ok := stepState[ev.Step]
	if !ok {
		return campaign.Report{}, false
	}
	r := campaign.Report{Status: campaign.Status{State: state, At: orNow(ev.At, now)}, WAMID: ev.WAMID}
	r.Message, r.Attempt, _ = whatsapp.ParseOpaque(ev.Opaque)
	if len(ev.Fails) > 0 {
		r.Code = ev.Fails[0].Code
	}
	return r, true
}

// orNow replaces a timestamp that was missing or absurd.
func orNow(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now.Add(time.Hour)) {
		return now
	}
	return at
}

func (f *facts) writeTx(ctx context.Context, tx *db.Tx) error {
	if _, err := f.engine.Campaigns.AdvanceTx(ctx, tx, f.reports); err != nil {
		return err
	}
	if err := f.stopsTx(ctx, tx); err != nil {
		return err
	}
	if err := f.learnTx(ctx, tx); err != nil {
		return err
	}
	if err := f.inboundTx(ctx, tx); err != nil {
		return err
	}
	return f.choicesTx(ctx, tx)
}
