package campaign

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Reply is something a person wrote or tapped, that is not an opt-out.
type Reply struct {
	Contact ContactID
	Quoted  string // wamid of the message it answers; "" when the platform does not say
	At      time.Time
}

// ReplyTx counts replies for the campaign they answer: the quoted one, else
// the one that reached the person last.
func (s *Store) ReplyTx(ctx context.Context, tx *db.Tx, replies []Reply) error {
	return s.answerTx(ctx, tx, replies, experiment.Replied)
}

// OptOutTx counts withdrawals against the campaign that caused them: a
// guardrail, not a reply.
func (s *Store) OptOutTx(ctx context.Context, tx *db.Tx, list []Reply) error {
	return s.answerTx(ctx, tx, list, experiment.OptedOut)
}

func (s *Store) answerTx(ctx context.Context, tx *db.Tx, replies []Reply, metric experiment.MetricName) error {
	var outcomes []experiment.Outcome
	for _, r := range replies {
		id, err := answered(ctx, tx, r)
		if errors.Is(err, db.ErrNotFound) {
			continue // they wrote first: no campaign is answered
		}
		if err != nil {
			return fmt.Errorf("match a reply: %w", err)
		}
		outcomes = append(outcomes, experiment.Outcome{Experiment: id, Unit: experiment.Unit(r.Contact), Metric: metric, At: r.At})
	}
	return s.Experiment.RecordTx(ctx, tx, outcomes)
}

func answered(ctx context.Context, tx *db.Tx, r Reply) (id experiment.ID, err error) {
	if r.Quoted != "" {
		err = tx.Get(ctx, &id, `SELECT c.experiment_id FROM message m JOIN campaign c ON c.id = m.campaign_id
			WHERE m.wamid = ? AND m.contact_id = ?`, r.Quoted, int64(r.Contact))
		if !errors.Is(err, db.ErrNotFound) {
			return id, err
		}
	}
	err = tx.Get(ctx, &id, `SELECT c.experiment_id FROM message m JOIN campaign c ON c.id = m.campaign_id
		WHERE m.contact_id = ? AND m.claimed_at <= ? AND m.state IN ('sending', 'accepted', 'sent', 'delivered', 'read', 'unknown')
		ORDER BY m.claimed_at DESC LIMIT 1`, int64(r.Contact), clock.Millis(r.At.Add(time.Second)))
	return id, err
}
