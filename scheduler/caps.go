package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
)

// Cap allows at most N marketing messages to one person in any window of this
// length.
type Cap struct {
	N      int
	Window time.Duration
}

// DefaultCaps are 1 in 24 hours, 2 in 7 days and 6 in 30 days, rolling.
var DefaultCaps = []Cap{{1, 24 * time.Hour}, {2, 7 * 24 * time.Hour}, {6, 30 * 24 * time.Hour}}

// freeAt is the earliest instant from now on at which one more message keeps
// every cap. The sends are exact instants in ascending order, so the answer
// is exact too: among any N+1 in a row the last is a full window after the
// first.
func freeAt(caps []Cap, sends []time.Time, now time.Time) time.Time {
	at := now
	for _, c := range caps {
		if len(sends) >= c.N {
			if free := sends[len(sends)-c.N].Add(c.Window); free.After(at) {
				at = free
			}
		}
	}
	return at
}

// longest is the window beyond which no send matters.
func longest(caps []Cap) time.Duration {
	var most time.Duration
	for _, c := range caps {
		most = max(most, c.Window)
	}
	return most
}

// sendsOf loads the counted sends of people within the longest window.
func sendsOf(ctx context.Context, r db.Reader, caps []Cap, contacts []campaign.ContactID, now time.Time) (map[campaign.ContactID][]time.Time, error) {
	var rows []struct {
		Contact campaign.ContactID `db:"contact_id"`
		At      int64              `db:"at"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", contacts), `SELECT l.contact_id, l.at FROM v
		JOIN cap_log l ON l.contact_id = v.id AND l.at > ?`, clock.Millis(now.Add(-longest(caps))))
	if err != nil {
		return nil, fmt.Errorf("load counted sends: %w", err)
	}
	sends := make(map[campaign.ContactID][]time.Time, len(rows))
	for _, row := range rows {
		sends[row.Contact] = append(sends[row.Contact], clock.At(row.At))
	}
	for _, s := range sends {
		slices.SortFunc(s, time.Time.Compare)
	}
	return sends, nil
}

// countTx notes claimed marketing messages against their people's caps.
func countTx(ctx context.Context, tx *db.Tx, c campaign.Campaign, messages []campaign.Due, now time.Time) error {
	if c.Category != consent.Marketing {
		return nil
	}
	set := db.NewSet(db.Int("contact_id"), db.Int("message_id"))
	for _, m := range messages {
		set.Add(int64(m.Contact), int64(m.ID))
	}
	_, err := tx.ExecSet(ctx, set, `INSERT INTO cap_log (contact_id, at, message_id) SELECT contact_id, ?, message_id FROM v`, clock.Millis(now))
	if err != nil {
		return fmt.Errorf("count sends: %w", err)
	}
	return nil
}

// uncountTx gives back the slots of messages that the platform did not take.
func uncountTx(ctx context.Context, tx *db.Tx, ids []campaign.MessageID) error {
	_, err := tx.ExecSet(ctx, db.IDs("id", ids), `DELETE FROM cap_log WHERE message_id IN (SELECT id FROM v)
		AND contact_id IN (SELECT m.contact_id FROM message m WHERE m.id IN (SELECT id FROM v))`)
	if err != nil {
		return fmt.Errorf("give back send slots: %w", err)
	}
	return nil
}

// gate keeps hours and caps at the moment of the claim.
func (e *Engine) gate(now time.Time) campaign.Gate {
	return func(ctx context.Context, tx *db.Tx, c campaign.Campaign, due []campaign.Due) ([]campaign.Ruling, error) {
		rulings := make([]campaign.Ruling, len(due))
		if c.Category != consent.Marketing {
			return rulings, nil
		}
		sends := map[campaign.ContactID][]time.Time{}
		if !c.Content.IgnoreCaps {
			contacts := make([]campaign.ContactID, len(due))
			for i, d := range due {
				contacts[i] = d.Contact
			}
			var err error
			if sends, err = sendsOf(ctx, tx, e.Caps, contacts, now); err != nil {
				return nil, err
			}
		}
		for i, d := range due {
			at := freeAt(e.Caps, sends[d.Contact], now)
			reason := campaign.ReasonCapped
			if !at.After(now) {
				reason = campaign.ReasonNoSlot
			}
			if !c.Content.IgnoreHours {
				at = HoursOf(d.Country).Next(at, location(d.Zone))
			}
			switch {
			case at.IsZero() || !at.Before(c.EndsAt):
				rulings[i].Skip = reason
			case at.After(now):
				rulings[i].Later = at
			}
		}
		return rulings, nil
	}
}
