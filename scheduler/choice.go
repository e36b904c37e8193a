package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
)

// choice is what a person set inside WhatsApp about our marketing, or what a
// refusal tells of it.
type choice struct {
	contact campaign.ContactID
	stop    bool
	at      time.Time
	source  string // where we have it from
}

const (
	// codeUserStopped is WhatsApp's "user has stopped marketing messages".
	codeUserStopped = 131050
	fromRefusal     = "whatsapp:131050"
	fromPreference  = "user_preferences"
)

// choicesTx takes in the stops and resumes of a batch.
func (f *facts) choicesTx(ctx context.Context, tx *db.Tx) error {
	list, err := f.refusedTx(ctx, tx)
	if err != nil {
		return err
	}
	var parties []whatsapp.Party
	for _, ev := range f.preferences {
		parties = append(parties, ev.Party)
	}
	owners, err := f.ownersTx(ctx, tx, parties)
	if err != nil {
		return err
	}
	for _, ev := range f.preferences {
		contact, known := owners[ev.Party]
		if known && (ev.Value == whatsapp.PreferenceStop || ev.Value == whatsapp.PreferenceResume) {
			list = append(list, choice{contact, ev.Value == whatsapp.PreferenceStop, orNow(ev.At, f.engine.clock.Now()), fromPreference})
		}
	}
	return f.engine.chooseTx(ctx, tx, list)
}

// refusedTx are the people whom the platform reports as stopped.
func (f *facts) refusedTx(ctx context.Context, tx *db.Tx) (list []choice, err error) {
	for _, r := range f.reports {
		if r.Code != codeUserStopped {
			continue
		}
		stop := choice{stop: true, at: r.At, source: fromRefusal}
		err := tx.Get(ctx, &stop.contact, `SELECT contact_id FROM message WHERE id = ? OR wamid = ? ORDER BY id = ? DESC LIMIT 1`,
			int64(r.Message), r.WAMID, int64(r.Message))
		if errors.Is(err, db.ErrNotFound) {
			continue // not ours
		}
		if err != nil {
			return nil, fmt.Errorf("who stopped: %w", err)
		}
		list = append(list, stop)
	}
	return list, nil
}

// chooseTx records choices in the order in which they were made. Webhooks come
// late, twice and out of order: a choice that is not later than the last one
// known changes nothing, and of two of the same second the stop holds.
func (e *Engine) chooseTx(ctx context.Context, tx *db.Tx, list []choice) error {
	slices.SortStableFunc(list, func(a, b choice) int { return a.at.Compare(b.at) })
	var events []consent.Withdrawal
	for _, c := range list {
		w := consent.Withdrawal{Subject: c.contact, Scope: consent.ResumePlatform, Occurred: c.at,
			Evidence: consent.Evidence{Method: "platform", Act: whatsapp.PreferenceResume, Source: c.source}}
		stop := 0
		if c.stop {
			w.Scope, w.Evidence.Act, stop = consent.StopPlatform, whatsapp.PreferenceStop, 1
		}
		n, err := tx.Exec(ctx, `INSERT INTO platform_choice (subject_id, at, stop) VALUES (?, ?, ?)
			ON CONFLICT (subject_id) DO UPDATE SET at = excluded.at, stop = excluded.stop
			WHERE excluded.at > platform_choice.at OR excluded.at = platform_choice.at AND excluded.stop > platform_choice.stop`,
			int64(c.contact), clock.Millis(c.at), stop)
		if err != nil {
			return fmt.Errorf("keep a choice: %w", err)
		}
		if n > 0 {
			events = append(events, w)
		}
	}
	return e.Consent.WithdrawTx(ctx, tx, events)
}
