package campaign

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Report is a status as it came in: for a message that is named by our id
// (echoed by the platform) or, failing that, by wamid.
type Report struct {
	Status
	Message MessageID
	Attempt int // of Message, as echoed; 0 when unknown
	WAMID   string
}

// lifeRow is a message while statuses are applied.
type lifeRow struct {
	ID          MessageID      `db:"id"`
	Campaign    ID             `db:"campaign_id"`
	Contact     ContactID      `db:"contact_id"`
	Arm         experiment.Arm `db:"arm"`
	Experiment  experiment.ID  `db:"experiment_id"`
	Attempt     int            `db:"attempt"`
	State       State          `db:"state"`
	Reason      string         `db:"reason"`
	WAMID       *string        `db:"wamid"`
	SentAt      *int64         `db:"sent_at"`
	DeliveredAt *int64         `db:"delivered_at"`
	ReadAt      *int64         `db:"read_at"`
	FailedAt    *int64         `db:"failed_at"`
}

const lifeColumns = `m.id, m.campaign_id, m.contact_id, m.arm, c.experiment_id, m.attempt, m.state, m.reason, m.wamid, m.sent_at, m.delivered_at, m.read_at, m.failed_at`

func (r lifeRow) life() Life {
	return Life{State: r.State, Reason: r.Reason, SentAt: instant(r.SentAt), DeliveredAt: instant(r.DeliveredAt),
		ReadAt: instant(r.ReadAt), FailedAt: instant(r.FailedAt)}
}

func instant(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return clock.At(*ms)
}

// AdvanceTx applies statuses and counts what they mean for the experiment.
// Statuses of messages that are not ours are passed over; known says how many
// were ours.
func (s *Store) AdvanceTx(ctx context.Context, tx *db.Tx, reports []Report) (known int, err error) {
	rows, err := lockReported(ctx, tx, reports)
	if err != nil {
		return 0, err
	}
	byID, byWAMID := make(map[MessageID]*lifeRow, len(rows)), make(map[string]*lifeRow, len(rows))
	for i := range rows {
		byID[rows[i].ID] = &rows[i]
		if rows[i].WAMID != nil {
			byWAMID[*rows[i].WAMID] = &rows[i]
		}
	}
	var outcomes []experiment.Outcome
	changed := map[MessageID]Life{}
	for _, r := range reports {
		row := cmp.Or(byID[r.Message], byWAMID[r.WAMID])
		if row == nil || r.Attempt > row.Attempt || row.WAMID != nil && r.WAMID != "" && *row.WAMID != r.WAMID {
			continue // not ours: another installation on the same account counts its messages from 1 too
		}
		known++
		before, seen := changed[row.ID]
		if !seen {
			before = row.life()
		}
		after := before.Advance(r.Status)
		if row.WAMID == nil && r.WAMID != "" {
			row.WAMID, byWAMID[r.WAMID] = &r.WAMID, row
		}
		changed[row.ID] = after
		outcomes = append(outcomes, outcomesOf(*row, before, after)...)
	}
	if err := writeLives(ctx, tx, byID, changed); err != nil {
		return known, err
	}
	if err := countLivesTx(ctx, tx, byID, changed, s.Clock.Now()); err != nil {
		return known, err
	}
	return known, s.Experiment.RecordTx(ctx, tx, outcomes)
}

// outcomesOf is what a step means for the experiment. A time that became
// earlier is told again: only now it may lie inside the window.
func outcomesOf(row lifeRow, before, after Life) []experiment.Outcome {
	outcome := experiment.Outcome{Experiment: row.Experiment, Unit: experiment.Unit(row.Contact)}
	var list []experiment.Outcome
	if !after.DeliveredAt.Equal(before.DeliveredAt) {
		outcome.Metric, outcome.At = experiment.Delivered, after.DeliveredAt
		list = append(list, outcome)
	}
	if !after.ReadAt.Equal(before.ReadAt) {
		outcome.Metric, outcome.At = experiment.Read, after.ReadAt
		list = append(list, outcome)
	}
	return list
}

func lockReported(ctx context.Context, tx *db.Tx, reports []Report) ([]lifeRow, error) {
	ids, wamids := db.NewSet(db.Int("id")), db.NewSet(db.Text("wamid"))
	sorted := slices.Clone(reports)
	slices.SortFunc(sorted, func(a, b Report) int { return cmp.Or(cmp.Compare(a.Message, b.Message), cmp.Compare(a.WAMID, b.WAMID)) })
	for i, r := range sorted {
		again := i > 0 && sorted[i-1].Message == r.Message
		switch {
		case r.Message != 0 && !again:
			ids.Add(int64(r.Message))
		case r.Message == 0 && (!again || sorted[i-1].WAMID != r.WAMID):
			wamids.Add(r.WAMID)
		}
	}
	lock := " ORDER BY m.id" + tx.Engine().ForUpdateOf("m")
	var rows, more []lifeRow
	err := tx.SelectSet(ctx, &rows, ids, `SELECT `+lifeColumns+` FROM v JOIN message m ON m.id = v.id
		JOIN campaign c ON c.id = m.campaign_id`+lock)
	if err == nil {
		err = tx.SelectSet(ctx, &more, wamids, `SELECT `+lifeColumns+` FROM v JOIN message m ON m.wamid = v.wamid
			JOIN campaign c ON c.id = m.campaign_id`+lock)
	}
	if err != nil {
		return nil, fmt.Errorf("lock reported messages: %w", err)
	}
	return append(rows, more...), nil
}

func writeLives(ctx context.Context, tx *db.Tx, rows map[MessageID]*lifeRow, changed map[MessageID]Life) error {
	set := db.NewSet(db.Int("id"), db.Text("state"), db.Text("reason"), db.Text("wamid"),
		db.Int("sent_at"), db.Int("delivered_at"), db.Int("read_at"), db.Int("failed_at"))
	for id, l := range changed {
		var wamid any
		if w := rows[id].WAMID; w != nil {
			wamid = *w
		}
		set.Add(int64(id), string(l.State), l.Reason, wamid, stored(l.SentAt), stored(l.DeliveredAt), stored(l.ReadAt), stored(l.FailedAt))
	}
	_, err := tx.ExecSet(ctx, set, `UPDATE message SET state = v.state, reason = v.reason, wamid = v.wamid, sent_at = v.sent_at,
		delivered_at = v.delivered_at, read_at = v.read_at, failed_at = v.failed_at FROM v WHERE message.id = v.id`)
	if err != nil {
		return fmt.Errorf("write message states: %w", err)
	}
	return nil
}

func countLivesTx(ctx context.Context, tx *db.Tx, rows map[MessageID]*lifeRow, changed map[MessageID]Life, now time.Time) error {
	counts := tally{}
	for id, l := range changed {
		row := rows[id]
		counts.move(step{row.Campaign, row.Arm, row.State, l.State, row.Reason, l.Reason, true}, now)
	}
	return counts.writeTx(ctx, tx)
}

func stored(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return clock.Millis(t)
}
