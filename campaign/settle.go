package campaign

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Settlement is what became of one call.
type Settlement struct {
	Message MessageID
	Attempt int   // of the claim: an answer to an older attempt changes nothing
	State   State // Accepted, Failed, Unknown, Skipped, or Planned to try again
	Reason  Reason
	WAMID   string
	Again   time.Time // when to try again, for Planned
}

// SettleTx writes the outcome of calls. A status that overtook the answer
// keeps its later state; only the wamid is added. A yes that comes after the
// lease ended still counts; anything else leaves the message unknown.
func (s *Store) SettleTx(ctx context.Context, tx *db.Tx, list []Settlement) error {
	set := db.NewSet(db.Int("id"), db.Int("attempt"), db.Text("state"), db.Text("reason"), db.Text("wamid"), db.Int("again"))
	for _, x := range list {
		var again any
		if x.State == Planned {
			again = clock.Millis(x.Again)
		}
		set.Add(int64(x.Message), int64(x.Attempt), string(x.State), string(x.Reason), nullable(x.WAMID), again)
	}
	now := clock.Millis(s.Clock.Now())
	_, err := tx.ExecSet(ctx, set, `UPDATE message SET
			state = CASE WHEN message.state IN ('sending', 'unknown') THEN v.state ELSE message.state END,
			reason = CASE WHEN message.state IN ('sending', 'unknown') THEN v.reason ELSE message.reason END,
			due_at = CASE WHEN message.state = 'sending' THEN coalesce(v.again, message.due_at) ELSE message.due_at END,
			wamid = coalesce(message.wamid, v.wamid),
			accepted_at = CASE WHEN v.state = 'accepted' THEN CAST(? AS BIGINT) ELSE message.accepted_at END,
			failed_at = CASE WHEN v.state = 'failed' THEN CAST(? AS BIGINT) ELSE message.failed_at END
		FROM v WHERE message.id = v.id AND message.attempt = v.attempt
			AND (message.state = 'sending' OR v.state = 'accepted')`, now, now)
	if err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	return nil
}

// ExpireLeases settles claims whose process died around the call: whether the
// platform took them cannot be known, so they are unknown and not sent again.
// A later status that carries our id settles them for good.
func (s *Store) ExpireLeases(ctx context.Context) (int64, error) {
	return s.expireLeases(ctx, s.Clock.Now())
}

// ExpireOrphans is ExpireLeases without waiting for the leases: for a process
// that knows that it is the only one on this database and has just begun.
func (s *Store) ExpireOrphans(ctx context.Context) (int64, error) {
	return s.expireLeases(ctx, s.Clock.Now().AddDate(1, 0, 0))
}

func (s *Store) expireLeases(ctx context.Context, before time.Time) (int64, error) {
	var n int64
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = tx.Exec(ctx, `UPDATE message SET state = 'unknown', reason = ? WHERE state = 'sending' AND lease_until < ?`,
			string(ReasonLease), clock.Millis(before))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("expire leases: %w", err)
	}
	return n, nil
}
