package scheduler

import (
	"context"
	"testing"

	"accord/consent"
	"accord/internal/db"
)

// Somebody we do not know says STOP, by number or by user id: should they be
// on a list one day, they stay stopped.
func TestAStrangersStopIsKept(t *testing.T) {
	eachWritten(t, 1, func(t *testing.T, r *written) {
		hidden := text(50, "wamid.in.hidden", "stop")
		hidden.From, hidden.FromUserID = "", "FR.777"
		r.record(said(text(51, "wamid.in.51", "STOP"), text(52, "wamid.in.52", "Bonjour"), hidden))
		var owners map[consent.Address]consent.SubjectID
		user := consent.Address{Kind: consent.UserID, Value: "FR.777"}
		r.write(func(ctx context.Context, tx *db.Tx) (err error) {
			owners, err = r.workshop.consent.EnsureTx(ctx, tx, []consent.Address{phone(51), phone(52), user})
			return err
		})
		for address, want := range map[consent.Address]bool{phone(51): true, phone(52): false, user: true} {
			if got := r.standing(owners[address]).Suppressed; got != want {
				t.Errorf("%s %s: suppressed %v, want %v", address.Kind, address.Value, got, want)
			}
		}
	})
}
