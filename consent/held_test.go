package consent_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"accord/consent"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

func TestAddressesAreShownMaskedWithTheirLifeSpans(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		later := start.Add(time.Hour)
		r.clock.Advance(later)
		r.write(func(ctx context.Context, tx *db.Tx) error {
			if err := r.AttachTx(ctx, tx, id, consent.Address{Kind: consent.UserID, Value: "FR.1349abc"}); err != nil {
				return err
			}
			if err := r.SuppressTx(ctx, tx, "old tool", []consent.Address{phone(0)}); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE address SET valid_to = ? WHERE kind = 'phone'`, later.Add(time.Minute).UnixMilli())
			return err
		})
		want := []consent.HeldAddress{
			{Kind: consent.Phone, Masked: "+33 6 •• •• •• 00", From: start, To: later.Add(time.Minute), ListedBy: "old tool", Listed: later},
			{Kind: consent.UserID, Masked: "FR.…bc", From: later},
		}
		got, err := r.AddressesOf(t.Context(), r.db, id)
		r.must(err)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("addresses (-want +got):\n%s", d)
		}

		r.erase(id)
		want[0].Masked, want[1].Masked = "", ""
		if got, err = r.AddressesOf(t.Context(), r.db, id); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("after the erasure: %v (-want +got):\n%s", err, cmp.Diff(want, got))
		}
		if _, err := r.AddressesOf(t.Context(), r.db, id+1); !errors.Is(err, consent.ErrUnknown) {
			t.Errorf("the addresses of nobody: %v", err)
		}
	})
}
