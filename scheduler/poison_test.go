package scheduler

import (
	"context"
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
)

// An entry that cannot be opened stays, and tells; all others are recorded,
// those before it and those after it.
func TestAnEntryThatCannotBeOpenedHoldsNobodyUp(t *testing.T) {
	eachWritten(t, 4, func(t *testing.T, r *written) {
		ctx := context.Background()
		for i := range 4 {
			r.must(r.engine.journal.Accept(ctx, []byte(told(r.status(i, "delivered", 3)))))
		}
		r.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE journal SET body = ? WHERE id = (SELECT min(id) + 1 FROM journal)`, []byte("not sealed by us, not at all"))
			return err
		})
		r.must(r.engine.journal.Accept(ctx, []byte(said(text(3, "wamid.in.3", "STOP")))))
		if err := r.engine.recordAll(ctx); err == nil {
			t.Error("nobody is told of the entry that cannot be opened")
		}
		if got := r.states(r.campaign.ID); got[campaign.Delivered] != 3 || got[campaign.Accepted] != 1 {
			t.Errorf("states %v, want three delivered", got)
		}
		if got := r.rule(r.people[3]); got != consent.HasWithdrawn {
			t.Errorf("the STOP behind the entry: %q", got)
		}
		if lag, err := r.engine.journal.Lag(ctx); err != nil || lag != 1 {
			t.Errorf("%d entries wait, %v; want the one that cannot be opened", lag, err)
		}
	})
}
