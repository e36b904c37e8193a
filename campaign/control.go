package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// PauseTx stops claims when tx commits; calls under way still arrive. It
// returns how many those are.
func (s *Store) PauseTx(ctx context.Context, tx *db.Tx, id ID) (inFlight int, err error) {
	return s.moveTx(ctx, tx, id, Paused, Running)
}

// HaltTx pauses the running campaigns of some messages and returns which those
// were: what failed one of them would fail every other.
func (s *Store) HaltTx(ctx context.Context, tx *db.Tx, messages []MessageID) (paused []ID, err error) {
	err = tx.SelectSet(ctx, &paused, db.IDs("id", messages), `UPDATE campaign SET state = 'paused'
		FROM v JOIN message m ON m.id = v.id WHERE campaign.id = m.campaign_id AND campaign.state = 'running' RETURNING campaign.id`)
	if err != nil {
		return nil, fmt.Errorf("pause campaigns: %w", err)
	}
	slices.Sort(paused)
	return slices.Compact(paused), nil
}

// ResumeTx lets claims go on. What is past its window by then expires.
func (s *Store) ResumeTx(ctx context.Context, tx *db.Tx, id ID) error {
	_, err := s.moveTx(ctx, tx, id, Running, Paused)
	return err
}

// CancelTx ends a campaign for good when tx commits: one row, however many
// messages wait. It returns how many calls are still under way.
func (s *Store) CancelTx(ctx context.Context, tx *db.Tx, id ID) (inFlight int, err error) {
	return s.moveTx(ctx, tx, id, Stopped, Drafting, Planning, Running, Paused)
}

// Pause is PauseTx in a transaction of its own.
func (s *Store) Pause(ctx context.Context, id ID) (inFlight int, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		inFlight, err = s.PauseTx(ctx, tx, id)
		return err
	})
	return inFlight, err
}

// Resume is ResumeTx in a transaction of its own.
func (s *Store) Resume(ctx context.Context, id ID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.ResumeTx(ctx, tx, id) })
}

// Cancel is CancelTx in a transaction of its own.
func (s *Store) Cancel(ctx context.Context, id ID) (inFlight int, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		inFlight, err = s.CancelTx(ctx, tx, id)
		return err
	})
	return inFlight, err
}

func (s *Store) moveTx(ctx context.Context, tx *db.Tx, id ID, to Phase, from ...Phase) (inFlight int, err error) {
	c, err := getCampaign(ctx, tx, id, tx.Engine().ForUpdate())
	if err != nil {
		return 0, err
	}
	if c.Phase != to { // saying it twice is no mistake
		if !slices.Contains(from, c.Phase) {
			return 0, fmt.Errorf("%w: campaign %d is %s", ErrState, id, c.Phase)
		}
		if _, err := tx.Exec(ctx, `UPDATE campaign SET state = ?, ended_at = CASE WHEN CAST(? AS TEXT) = 'cancelled' THEN CAST(? AS BIGINT) ELSE ended_at END
			WHERE id = ?`, string(to), string(to), clock.Millis(s.Clock.Now()), int64(id)); err != nil {
			return 0, err
		}
	}
	err = tx.Get(ctx, &inFlight, `SELECT count(*) FROM message WHERE campaign_id = ? AND state = 'sending'`, int64(id))
	return inFlight, err
}

// expirePage is how many messages one transaction expires.
const expirePage = 5000

// Close ends what can end: messages whose campaign's window is over expire,
// those of a cancelled one are cancelled, and a running campaign without open
// messages is finished. It is called on each tick.
func (s *Store) Close(ctx context.Context, id ID) (done bool, err error) {
	for more := true; more; {
		if more, err = s.expire(ctx, id); err != nil {
			return false, fmt.Errorf("expire messages of campaign %d: %w", id, err)
		}
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE campaign SET state = 'finished', ended_at = ? WHERE id = ? AND state = 'running'
			AND NOT EXISTS (SELECT 1 FROM message WHERE campaign_id = campaign.id AND state = 'planned')
			AND NOT EXISTS (SELECT 1 FROM message WHERE campaign_id = campaign.id AND state = 'sending')`,
			clock.Millis(s.Clock.Now()), int64(id))
		done = n == 1
		return err
	})
	return done, err
}

// lapsed is a message that ended without having been sent.
type lapsed struct {
	Contact ContactID      `db:"contact_id"`
	Arm     experiment.Arm `db:"arm"`
}

func (s *Store) expire(ctx context.Context, id ID) (more bool, err error) {
	now := s.Clock.Now()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := getCampaign(ctx, tx, id, tx.Engine().ForShare())
		state, reason := Expired, ReasonWindow
		switch {
		case err != nil:
			return err
		case c.Phase == Stopped:
			state, reason = Cancelled, ""
		case now.Before(c.EndsAt) || c.Phase != Running:
			return nil
		}
		// The state is asked again outside: a claim that held the row may have taken it meanwhile.
		var ended []lapsed
		if err := tx.Select(ctx, &ended, `UPDATE message SET state = ?, reason = ?, failed_at = ? WHERE state = 'planned' AND id IN
			(SELECT id FROM message WHERE campaign_id = ? AND state = 'planned' ORDER BY due_at, id LIMIT ?) RETURNING contact_id, arm`,
			string(state), string(reason), clock.Millis(now), int64(id), expirePage); err != nil {
			return err
		}
		more = len(ended) == expirePage
		units, counts := make([]experiment.Unit, len(ended)), tally{}
		for i, l := range ended {
			units[i] = experiment.Unit(l.Contact)
			counts.move(step{campaign: id, arm: l.Arm, from: Planned, to: state, reason: string(reason)}, now)
		}
		if err := counts.writeTx(ctx, tx); err != nil {
			return err
		}
		return s.Experiment.OpenTx(ctx, tx, c.Experiment, units, now)
	})
	return more, err
}

// Leftover lists cancelled campaigns that still have planned messages: cancel
// was one row, and Close writes the rest in pages.
func (s *Store) Leftover(ctx context.Context) (ids []ID, err error) {
	err = s.db.Select(ctx, &ids, `SELECT c.id FROM campaign c WHERE c.state = 'cancelled'
		AND EXISTS (SELECT 1 FROM message m WHERE m.campaign_id = c.id AND m.state = 'planned')`)
	if err != nil {
		return nil, fmt.Errorf("list cancelled campaigns: %w", err)
	}
	return ids, nil
}

// DueIDs lists messages of a campaign that are due, in the order of their
// moments, from after the given one.
func (s *Store) DueIDs(ctx context.Context, id ID, after Cursor, limit int) ([]MessageID, Cursor, error) {
	var rows []struct {
		ID    MessageID `db:"id"`
		DueAt int64     `db:"due_at"`
	}
	err := s.db.Select(ctx, &rows, `SELECT id, due_at FROM message WHERE campaign_id = ? AND state = 'planned'
		AND due_at <= ? AND (due_at > ? OR due_at = ? AND id > ?) ORDER BY due_at, id LIMIT ?`,
		int64(id), clock.Millis(s.Clock.Now()), after.DueAt, after.DueAt, int64(after.ID), limit)
	if err != nil {
		return nil, after, fmt.Errorf("list due messages: %w", err)
	}
	ids := make([]MessageID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
		after = Cursor{r.DueAt, r.ID}
	}
	return ids, after, nil
}

// StillDue keeps those of the ids that are planned and due, in their order.
func (s *Store) StillDue(ctx context.Context, ids []MessageID) (due []MessageID, err error) {
	err = s.db.SelectSet(ctx, &due, db.IDs("id", ids), `SELECT m.id FROM v CROSS JOIN message m
		WHERE m.id = v.id AND m.state = 'planned' AND m.due_at <= ?`, clock.Millis(s.Clock.Now()))
	if err != nil {
		return nil, fmt.Errorf("look at due messages: %w", err)
	}
	return due, nil
}

// Cursor is a place in the order of due messages.
type Cursor struct {
	DueAt int64
	ID    MessageID
}

// NextDue is when the next planned message of a campaign is due, the zero time
// when none is or the campaign does not run.
func (s *Store) NextDue(ctx context.Context, id ID) (time.Time, error) {
	return nextDue(ctx, s.db, id)
}

// nextDue asks for the first in the order of the index: a minimum over a join
// would read every message that waits.
func nextDue(ctx context.Context, r db.Reader, id ID) (time.Time, error) {
	var ms int64
	err := r.Get(ctx, &ms, `SELECT coalesce((SELECT m.due_at FROM message m WHERE m.campaign_id = c.id AND m.state = 'planned'
		ORDER BY m.due_at, m.id LIMIT 1), 0) FROM campaign c WHERE c.id = ? AND c.state = 'running'`, int64(id))
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return time.Time{}, fmt.Errorf("next due message: %w", err)
	}
	return clock.At(ms), nil
}
