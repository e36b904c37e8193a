package consent_test

import (
	"context"
	"errors"
	"testing"

	"accord/consent"
	"accord/internal/db"
)

func TestAMaskedAddressTellsLittle(t *testing.T) {
	for _, c := range []struct {
		name string
		kind consent.AddressKind
		in   string
		want string
	}{
		{"France", consent.Phone, "+33612345678", "+33 6 •• •• •• 78"},
		{"United States", consent.Phone, "+12025550143", "+1 2• •• •• •• 43"},
		{"Kazakhstan", consent.Phone, "+77012345678", "+7 7• •• •• •• 78"},
		{"Ireland, three digits", consent.Phone, "+353851234567", "+353 8 •• •• •• 67"},
		{"Spain", consent.Phone, "+34612345678", "+34 6 •• •• •• 78"},
		{"a short number hides its beginning", consent.Phone, "+376312345", "+376 •• •• 45"},
		{"an odd short one", consent.Phone, "+2471234567", "+247 • •• •• 67"},
		{"too short to show anything", consent.Phone, "+8781234", "+878 •• 34"},
		{"hardly a number", consent.Phone, "+3581", "+358 •"},
		{"a user id", consent.UserID, "FR.1349abc", "FR.…bc"},
		{"a short user id", consent.UserID, "FR.13497", "FR.…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (consent.Address{Kind: c.kind, Value: c.in}).Masked(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestOnlyRevealShowsAnAddress(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(70)
		user := consent.Address{Kind: consent.UserID, Value: "FR.1349abc"}
		r.write(func(ctx context.Context, tx *db.Tx) error { return r.AttachTx(ctx, tx, ids[3], user) })
		masked, err := r.MaskedOf(t.Context(), r.db, append(ids, 42))
		r.must(err)
		if len(masked) != 70 || masked[ids[3]] != "+33 6 •• •• •• 03" || masked[ids[69]] != "+33 6 •• •• •• 69" {
			t.Errorf("%d masked: %q, %q", len(masked), masked[ids[3]], masked[ids[69]])
		}
		if a, err := r.Reveal(t.Context(), r.db, ids[3]); err != nil || a != phone(3) {
			t.Errorf("revealed %v, %v; want %v", a, err, phone(3))
		}
		r.erase(ids[3])
		if a, err := r.Reveal(t.Context(), r.db, ids[3]); !errors.Is(err, consent.ErrUnknown) {
			t.Errorf("an erased person was revealed: %v, %v", a, err)
		}
	})
}
