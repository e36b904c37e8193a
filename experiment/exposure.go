package experiment

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Enrolment puts a unit into an arm.
type Enrolment struct {
	Unit Unit
	Arm  Arm
	At   time.Time // the planned send, virtual for the holdout
}

// EnrolTx stores assignments. The window of a holdout unit opens by itself at
// its virtual send; that of a treated unit when OpenTx says so.
func (s *Store) EnrolTx(ctx context.Context, tx *db.Tx, id ID, list []Enrolment) error {
	design, err := s.Design(ctx, tx, id)
	if err != nil {
		return err
	}
	set := db.NewSet(db.Int("unit"), db.Int("arm"), db.Int("at"), db.Int("opened"))
	sums := totals{}
	for _, e := range list {
		held := e.Arm == design.HoldoutArm()
		set.Add(int64(e.Unit), int64(e.Arm), clock.Millis(e.At), bit(held))
		sums.add(cell{id, e.Arm, 0, assigned}, total{n: 1})
		if held {
			sums.add(cell{id, e.Arm, hourOf(e.At), opened}, total{n: 1})
		}
	}
	if _, err := tx.ExecSet(ctx, set, `INSERT INTO exposure (experiment_id, unit, arm, at, opened)
		SELECT ?, unit, arm, at, opened FROM v`, int64(id)); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	return sums.writeTx(ctx, tx)
}

// Analyze follows a bulk of enrolments; see [db.DB.Analyze].
func (s *Store) Analyze(ctx context.Context) error { return s.db.Analyze(ctx, "exposure") }

// OpenTx starts the windows of treated units: their message is being sent, or
// has ended unsent. A window that runs already is left as it is.
func (s *Store) OpenTx(ctx context.Context, tx *db.Tx, id ID, units []Unit, at time.Time) error {
	var rows []Arm
	err := tx.SelectSet(ctx, &rows, db.IDs("unit", units), `UPDATE exposure SET opened = 1, at = ? FROM v
		WHERE exposure.experiment_id = ? AND exposure.unit = v.unit AND exposure.opened = 0 RETURNING exposure.arm`, clock.Millis(at), int64(id))
	if err != nil {
		return fmt.Errorf("open windows: %w", err)
	}
	sums := totals{}
	for _, arm := range rows {
		sums.add(cell{id, arm, hourOf(at), opened}, total{n: 1})
	}
	return sums.writeTx(ctx, tx)
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
