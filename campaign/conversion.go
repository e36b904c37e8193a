package campaign

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Conversion is a goal that a person reached elsewhere, such as an order.
// Exactly one of the ways to say who it was is set.
type Conversion struct {
	Key      string // idempotency key; the same key counts once
	Contact  ContactID
	External string
	Phone    string // E.164
	Message  MessageID
	Click    string    // short-link code, as it came with the visit
	At       time.Time // now when zero
	Value    int64     // minor units, 0 to 10^12
	Currency string    // ISO 4217
}

// Converted says what a conversion led to.
type Converted struct {
	Contact   ContactID
	Duplicate bool // the key was used before: nothing changed
}

// Convert records an order in the person's history and counts it in every
// experiment whose window is open for them, the holdout's too. Revenue is in
// one currency: an order in another one counts as a conversion only.
func (s *Store) Convert(ctx context.Context, c Conversion) (Converted, error) {
	if c.Key == "" || len(c.Key) > 200 {
		return Converted{}, fmt.Errorf("%w conversion: it needs an idempotency key of at most 200 characters, such as the order's number", ErrInvalid)
	}
	if c.Value < 0 || c.Value > experiment.MaxValue {
		return Converted{}, fmt.Errorf("%w conversion: value %d; use minor units from 0 to 10^12", ErrInvalid, c.Value)
	}
	if c.At.IsZero() {
		c.At = s.Clock.Now()
	}
	if c.At.After(s.Clock.Now().Add(time.Hour)) {
		return Converted{}, fmt.Errorf("%w conversion: at %s lies in the future", ErrInvalid, c.At.Format(time.RFC3339))
	}
	contact, err := s.whoConverted(ctx, c)
	if err != nil {
		return Converted{}, err
	}
	done := Converted{Contact: contact}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		fresh, err := s.Experiment.ClaimKeyTx(ctx, tx, c.Key, fmt.Sprint(contact, " ", c.Value, " ", c.Currency))
		if err != nil || !fresh {
			done.Duplicate = !fresh
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO contact_event (contact_id, name, at, value, currency) VALUES (?, 'order', ?, ?, ?)`,
			int64(contact), clock.Millis(c.At), c.Value, c.Currency); err != nil {
			return err
		}
		outcomes := []experiment.Outcome{{Unit: experiment.Unit(contact), Metric: experiment.Converted, At: c.At}}
		if c.Currency == s.Currency && c.Value != 0 {
			outcomes = append(outcomes, experiment.Outcome{Unit: experiment.Unit(contact), Metric: experiment.Revenue, At: c.At, Value: c.Value})
		}
		return s.Experiment.RecordTx(ctx, tx, outcomes)
	})
	if errors.Is(err, experiment.ErrKeyTaken) {
		return Converted{}, fmt.Errorf("%w conversion: %w; use a key of its own, such as the shop's name and the order's number", ErrInvalid, err)
	}
	if err != nil {
		return Converted{}, fmt.Errorf("record a conversion: %w", err)
	}
	return done, nil
}

func (s *Store) whoConverted(ctx context.Context, c Conversion) (ContactID, error) {
	ways := 0
	for _, set := range []bool{c.Contact != 0, c.External != "", c.Phone != "", c.Message != 0, c.Click != ""} {
		if set {
			ways++
		}
	}
	if ways != 1 {
		return 0, fmt.Errorf("%w conversion: say who it was by exactly one of contact, external_id, phone, message or click", ErrInvalid)
	}
	query, named, err := s.converter(ctx, c)
	var id ContactID
	if err == nil {
		err = s.db.Get(ctx, &id, query, named)
	}
	if err == db.ErrNotFound || errors.Is(err, consent.ErrUnknown) || errors.Is(err, ErrNotFound) { //nolint:errorlint // Get returns it unwrapped
		return 0, fmt.Errorf("the person of this conversion: %w", ErrNotFound)
	}
	if err != nil {
		return 0, fmt.Errorf("find the person of a conversion: %w", err)
	}
	return id, nil
}

// converter is the query for the contact that a conversion names, and its
// parameter.
func (s *Store) converter(ctx context.Context, c Conversion) (query string, named any, err error) {
	switch {
	case c.Contact != 0:
		return `SELECT id FROM contact WHERE id = ?`, int64(c.Contact), nil
	case c.External != "":
		return `SELECT id FROM contact WHERE external_id = ?`, c.External, nil
	case c.Message != 0:
		return `SELECT contact_id FROM message WHERE id = ?`, int64(c.Message), nil
	case c.Phone != "":
		id, err := s.Consent.Find(ctx, s.db, consent.Address{Kind: consent.Phone, Value: c.Phone})
		return `SELECT id FROM contact WHERE id = ?`, int64(id), err
	}
	code, err := ParseCode(c.Click)
	return `SELECT m.contact_id FROM link l JOIN message m ON m.id = l.message_id WHERE l.code = ?`, int64(code), err //nolint:gosec // the same 64 bits
}
