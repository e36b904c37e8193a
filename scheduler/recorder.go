package scheduler

import (
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
// so that one webhook cannot hold up the others.
func (e *Engine) recordAll(ctx context.Context) error {
	size := recordBatch
	for {
		n, err := e.recordNext(ctx, size)
		switch {
		case err != nil && size > 1:
			e.Log.Warn("a batch of webhooks failed, trying one by one", "error", err)
			size = 1
		case err != nil:
			return err
		case n < size:
			return nil
		}
	}
}

func (e *Engine) recordNext(ctx context.Context, size int) (n int, err error) {
	if lag, err := e.journal.Lag(ctx); err != nil || lag == 0 {
		return 0, err
	}
	err = e.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		entries, err := e.journal.nextTx(ctx, tx, size)
		if n = len(entries); err != nil || n == 0 {
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
	return n, err
}

// facts are what a batch of notifications says, sorted by who owns it.
type facts struct {
	engine      *Engine
	reports     []campaign.Report
	inbound     []whatsapp.InboundEvent
	preferences []whatsapp.PreferenceEvent
}

func (f *facts) sort(event whatsapp.Event) {
	switch ev := event.(type) {
	case whatsapp.StatusEvent:
		if r, ok := reportOf(ev, f.engine.clock.Now()); ok {
			f.reports = append(f.reports, r)
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
	r.Message, _, _ = whatsapp.ParseOpaque(ev.Opaque)
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
	if err := f.optOutsTx(ctx, tx); err != nil {
		return err
	}
	if err := f.inboundTx(ctx, tx); err != nil {
		return err
	}
	return f.preferencesTx(ctx, tx)
}

// optOutsTx records the people whom the platform reports as stopped (131050).
func (f *facts) optOutsTx(ctx context.Context, tx *db.Tx) error {
	var ids []campaign.MessageID
	for _, r := range f.reports {
		if r.Code == codeUserStopped && r.Message != 0 {
			ids = append(ids, r.Message)
		}
	}
	var contacts []campaign.ContactID
	if err := tx.SelectSet(ctx, &contacts, db.IDs("id", ids), `SELECT m.contact_id FROM v JOIN message m ON m.id = v.id`); err != nil {
		return err
	}
	var list []consent.Withdrawal
	for _, id := range contacts {
		list = append(list, consent.Withdrawal{Subject: id, Scope: consent.StopPlatform, Occurred: f.engine.clock.Now(),
			Evidence: consent.Evidence{Method: "platform", Act: "stop", Source: "whatsapp:131050"}})
	}
	return f.engine.Consent.WithdrawTx(ctx, tx, list)
}

// codeUserStopped is WhatsApp's "user has stopped marketing messages".
const codeUserStopped = 131050
