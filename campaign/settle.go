package campaign

import (
	"context"
	"fmt"
	"time"

	"accord/experiment"
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
	now := s.Clock.Now()
	if err := countSettledTx(ctx, tx, list, now); err != nil {
		return err
	}
	_, err := tx.ExecSet(ctx, set, `UPDATE message SET
			state = CASE WHEN message.state IN ('sending', 'unknown') THEN v.state ELSE message.state END,
			reason = CASE WHEN message.state IN ('sending', 'unknown') THEN v.reason ELSE message.reason END,
			due_at = CASE WHEN message.state = 'sending' THEN coalesce(v.again, message.due_at) ELSE message.due_at END,
			wamid = coalesce(message.wamid, v.wamid),
			accepted_at = CASE WHEN v.state = 'accepted' THEN CAST(? AS BIGINT) ELSE message.accepted_at END,
			failed_at = CASE WHEN v.state = 'failed' THEN CAST(? AS BIGINT) ELSE message.failed_at END
		FROM v WHERE message.id = v.id AND message.attempt = v.attempt
			AND (message.state = 'sending' OR v.state = 'accepted')`, clock.Millis(now), clock.Millis(now))
	if err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	return nil
}

// called is a message whose call is being settled, as it stands and locked.
type called struct {
	ID       MessageID      `db:"id"`
	Campaign ID             `db:"campaign_id"`
	Arm      experiment.Arm `db:"arm"`
	Attempt  int            `db:"attempt"`
	State    State          `db:"state"`
	Reason   string         `db:"reason"`
}

// countSettledTx locks the messages and counts those whose state the
// settlement is about to change.
func countSettledTx(ctx context.Context, tx *db.Tx, list []Settlement, now time.Time) error {
	ids, settlements := make([]MessageID, len(list)), make(map[MessageID]Settlement, len(list))
	for i, x := range list {
		ids[i], settlements[x.Message] = x.Message, x
	}
	var rows []called
	err := tx.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT m.id, m.campaign_id, m.arm, m.attempt, m.state, m.reason
		FROM v CROSS JOIN message m WHERE m.id = v.id ORDER BY m.id`+tx.Engine().ForUpdateOf("m"))
	if err != nil {
		return fmt.Errorf("lock messages to settle: %w", err)
	}
	counts := tally{}
	for _, row := range rows {
		x := settlements[row.ID]
		if row.Attempt == x.Attempt && (row.State == Sending || row.State == Unknown && x.State == Accepted) {
			counts.move(step{row.Campaign, row.Arm, row.State, x.State, row.Reason, string(x.Reason), x.State == Accepted}, now)
		}
	}
	return counts.writeTx(ctx, tx)
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
	var rows []called
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows = nil
		err := tx.Select(ctx, &rows, `UPDATE message SET state = 'unknown', reason = ? WHERE state = 'sending' AND lease_until < ?
			RETURNING id, campaign_id, arm, attempt, state, reason`, string(ReasonLease), clock.Millis(before))
		if err != nil {
			return err
		}
		counts := tally{}
		for _, row := range rows {
			counts.move(step{campaign: row.Campaign, arm: row.Arm, from: Sending, to: Unknown, reason: string(ReasonLease)}, s.Clock.Now())
		}
		return counts.writeTx(ctx, tx)
	})
	if err != nil {
		return 0, fmt.Errorf("expire leases: %w", err)
	}
	return int64(len(rows)), nil
}
