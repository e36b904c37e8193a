package consent

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// PurposeID names what a person agrees to, "marketing.offers". There is no
// purpose for everything: a generic authorisation is void.
type PurposeID string

// Category is WhatsApp's category of a message; it decides which rule applies.
type Category string

// The categories.
const (
	Marketing      Category = "marketing"
	Utility        Category = "utility"
	Authentication Category = "authentication"
	Service        Category = "service"
)

// Purpose is one thing people may agree to.
type Purpose struct {
	ID             PurposeID
	Category       Category
	NameFR, NameEN string
	Created        time.Time // set by the store
}

var purposeID = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

func (p Purpose) validate() error {
	if !purposeID.MatchString(string(p.ID)) || p.NameFR == "" || p.NameEN == "" {
		return fmt.Errorf("%w purpose %q: want an id such as marketing.offers, and a name in French and English", ErrInvalid, p.ID)
	}
	switch p.Category {
	case Marketing, Utility, Authentication, Service:
		return nil
	}
	return fmt.Errorf("%w purpose %q: its category %q is none of marketing, utility, authentication and service", ErrInvalid, p.ID, p.Category)
}

// AddPurposeTx stores a purpose and logs it. Adding it again is no error; under
// another category or other names it is, because people agreed to these.
func (s *Store) AddPurposeTx(ctx context.Context, tx *db.Tx, p Purpose) error {
	if err := p.validate(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO purpose (id, category, name_fr, name_en, created_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, string(p.ID), string(p.Category), p.NameFR, p.NameEN, clock.Millis(s.clock.Now()))
	if err != nil {
		return fmt.Errorf("add purpose %s: %w", p.ID, err)
	}
	if n == 0 {
		return samePurpose(ctx, tx, p)
	}
	return AppendTx(ctx, tx, []Leaf{{Kind: "purpose", Body: map[string]any{
		"id": string(p.ID), "category": string(p.Category), "name_fr": p.NameFR, "name_en": p.NameEN}}})
}

// AddPurpose is AddPurposeTx in a transaction of its own.
func (s *Store) AddPurpose(ctx context.Context, p Purpose) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.AddPurposeTx(ctx, tx, p) })
}

// samePurpose returns [ErrInvalid] with what differs from the stored purpose.
func samePurpose(ctx context.Context, r db.Reader, p Purpose) error {
	known, err := purposes(ctx, r, ` WHERE id = ?`, string(p.ID))
	if err != nil {
		return err
	}
	var differs []string
	for _, f := range []struct{ what, is, wanted string }{
		{"category", string(known[0].Category), string(p.Category)},
		{"French name", known[0].NameFR, p.NameFR},
		{"English name", known[0].NameEN, p.NameEN},
	} {
		if f.is != f.wanted {
			differs = append(differs, fmt.Sprintf("its %s is %q, not %q", f.what, f.is, f.wanted))
		}
	}
	if differs == nil {
		return nil
	}
	return fmt.Errorf("%w: purpose %s exists and cannot change: %s; add a purpose with another id", ErrInvalid, p.ID, strings.Join(differs, ", "))
}

// Purposes lists all purposes by id.
func (s *Store) Purposes(ctx context.Context, r db.Reader) ([]Purpose, error) {
	return purposes(ctx, r, "")
}

func purposes(ctx context.Context, r db.Reader, where string, args ...any) ([]Purpose, error) {
	var rows []struct {
		ID       PurposeID `db:"id"`
		Category Category  `db:"category"`
		NameFR   string    `db:"name_fr"`
		NameEN   string    `db:"name_en"`
		Created  int64     `db:"created_at"`
	}
	err := r.Select(ctx, &rows, `SELECT id, category, name_fr, name_en, created_at FROM purpose`+where+
		` ORDER BY `+r.Engine().ByLetter("id"), args...)
	if err != nil {
		return nil, fmt.Errorf("list purposes: %w", err)
	}
	list := make([]Purpose, len(rows))
	for i, row := range rows {
		list[i] = Purpose{row.ID, row.Category, row.NameFR, row.NameEN, clock.At(row.Created)}
	}
	return list, nil
}
