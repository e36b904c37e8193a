package consent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
)

// Release is one operator's approval of a staged batch.
type Release struct {
	Batch    BatchID
	Operator string // e-mail of the operator
	Needed   int    // operators who must approve: 2, or 1 where four-eyes is off
}

// Approved is what an approval led to.
type Approved struct {
	Operators []string // who has approved so far
	Released  int      // people whose evidence became consent; 0 while approvals are missing
	Denied    int      // people of the batch whom a no of their own keeps out
}

// releasePage is how many people one transaction releases: short enough that
// a STOP that arrives meanwhile waits only a moment.
const releasePage = 2000

// Approve records an approval and, when it is the last one needed, releases
// the batch: its evidence becomes consent, except where the person said no.
// It goes on where an interrupted release stopped. A batch that is released
// has nothing left to approve: [ErrInvalid].
func (s *Store) Approve(ctx context.Context, r Release) (Approved, error) {
	var operators []string
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		operators, err = s.ApproveTx(ctx, tx, r)
		return err
	})
	if err != nil || len(operators) < r.Needed {
		return Approved{Operators: operators}, err
	}
	done, err := s.FinishRelease(ctx, r.Batch)
	done.Operators = operators
	return done, err
}

// FinishRelease makes consent of the evidence that is left in a batch, page by
// page. A batch that has not all its approvals is [ErrInvalid]. Several may
// call it at once: each page is released once.
func (s *Store) FinishRelease(ctx context.Context, id BatchID) (Approved, error) {
	batch, err := s.BatchByID(ctx, s.db, id)
	if err != nil {
		return Approved{}, err
	}
	if batch.State != BatchReleasing && batch.State != BatchReleased {
		return Approved{}, fmt.Errorf("%w: batch %d is %s; only a batch with all its approvals is released", ErrInvalid, id, batch.State)
	}
	for more := batch.State == BatchReleasing; more; {
		if more, err = s.releaseNext(ctx, id, batch.Purpose); err != nil {
			return Approved{}, fmt.Errorf("release batch %d: %w", id, err)
		}
	}
	if err := s.analyze(ctx); err != nil {
		return Approved{}, err
	}
	batch, err = s.BatchByID(ctx, s.db, id)
	return Approved{Released: batch.Released, Denied: batch.Denied}, err
}

// ApproveTx records an approval and returns who has approved so far; with the
// last one that is needed the release may begin, see [Store.FinishRelease].
// The errors are those of [Store.Approve].
func (s *Store) ApproveTx(ctx context.Context, tx *db.Tx, r Release) (operators []string, err error) {
	batch, err := approvable(ctx, tx, r.Batch)
	if err != nil {
		return nil, err
	}
	if _, err = tx.Exec(ctx, `INSERT INTO import_approval (batch_id, operator, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		int64(r.Batch), r.Operator, clock.Millis(s.clock.Now())); err != nil {
		return nil, err
	}
	if err = tx.Select(ctx, &operators, `SELECT operator FROM import_approval WHERE batch_id = ? ORDER BY at, operator`, int64(r.Batch)); err != nil {
		return nil, err
	}
	if len(operators) < r.Needed || batch.State != BatchStaged {
		return operators, nil
	}
	if _, err = tx.Exec(ctx, `UPDATE import_batch SET state = 'releasing' WHERE id = ?`, int64(r.Batch)); err != nil {
		return nil, err
	}
	return operators, AppendTx(ctx, tx, []Leaf{{Kind: "import", Body: map[string]any{
		"batch": int64(r.Batch), "file_sha256": batch.SHA256, "purpose": string(batch.Purpose), "approvals": len(operators)}}})
}

// lockedBatch is a batch whose row the transaction holds.
type lockedBatch struct {
	Purpose  PurposeID  `db:"purpose"`
	State    BatchState `db:"state"`
	SHA256   string     `db:"file_sha256"`
	Released *int64     `db:"released_at"`
}

// approvable locks a batch that may be approved.
func approvable(ctx context.Context, tx *db.Tx, id BatchID) (batch lockedBatch, err error) {
	err = tx.Get(ctx, &batch, `SELECT purpose, state, file_sha256, released_at FROM import_batch WHERE id = ?`+tx.Engine().ForUpdate(), int64(id))
	switch {
	case errors.Is(err, db.ErrNotFound):
		return batch, fmt.Errorf("import batch %d: %w", id, ErrUnknown)
	case err != nil:
		return batch, err
	case batch.State == BatchStaging:
		return batch, fmt.Errorf("%w: batch %d is still being staged; run the import of its file again to finish it", ErrInvalid, id)
	case batch.State == BatchReleased:
		return batch, fmt.Errorf("%w: batch %d was released on %s; nothing is left to approve", ErrInvalid, id,
			clock.At(*batch.Released).Format(time.RFC3339))
	}
	return batch, nil
}

// releaseNext turns one page of staged rows into consent.
func (s *Store) releaseNext(ctx context.Context, batch BatchID, purpose PurposeID) (more bool, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var locked int64 // one release at a time: two would record each person twice
		if err := tx.Get(ctx, &locked, `SELECT id FROM import_batch WHERE id = ?`+tx.Engine().ForUpdate(), int64(batch)); err != nil {
			return err
		}
		events, err := s.stagedTx(ctx, tx, batch, purpose)
		if err != nil {
			return err
		}
		if more = len(events) == releasePage; len(events) > 0 {
			if err := s.releaseTx(ctx, tx, batch, purpose, events); err != nil {
				return err
			}
		}
		if more {
			return nil
		}
		_, err = tx.Exec(ctx, `UPDATE import_batch SET state = 'released', released_at = ? WHERE id = ? AND state = 'releasing'`,
			clock.Millis(s.clock.Now()), int64(batch))
		return err
	})
	return more, err
}

// releaseTx records one page of releases and counts whom they reached. It
// counts now, because a later withdrawal does not change what a release did.
func (s *Store) releaseTx(ctx context.Context, tx *db.Tx, batch BatchID, purpose PurposeID, events []Event) error {
	if err := s.RecordTx(ctx, tx, events); err != nil {
		return err
	}
	ids := subjectsOf(events)
	if _, err := tx.ExecSet(ctx, db.IDs("id", ids),
		`UPDATE import_row SET released = 1 FROM v WHERE import_row.batch_id = ? AND import_row.subject_id = v.id`, int64(batch)); err != nil {
		return err
	}
	standings, err := Standings(ctx, tx, ids, purpose)
	if err != nil {
		return err
	}
	denied := 0
	for _, standing := range standings {
		if standing.Denies() {
			denied++
		}
	}
	_, err = tx.Exec(ctx, `UPDATE import_batch SET released = released + ?, denied = denied + ? WHERE id = ?`, len(ids)-denied, denied, int64(batch))
	return err
}

func (s *Store) stagedTx(ctx context.Context, tx *db.Tx, batch BatchID, purpose PurposeID) ([]Event, error) {
	var rows []struct {
		Subject  SubjectID `db:"subject_id"`
		Occurred int64     `db:"occurred_at"`
		Notice   string    `db:"notice"`
		Evidence []byte    `db:"evidence"`
		DataKey  []byte    `db:"data_key"`
	}
	err := tx.Select(ctx, &rows, `SELECT i.subject_id, i.occurred_at, i.notice, i.evidence, s.data_key
		FROM import_row i JOIN subject s ON s.id = i.subject_id
		WHERE i.batch_id = ? AND i.released = 0 AND s.data_key IS NOT NULL ORDER BY i.subject_id LIMIT ?`, int64(batch), releasePage)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(rows))
	for i, r := range rows {
		e := Event{Subject: r.Subject, Purpose: purpose, Kind: state.Released, Occurred: time.UnixMilli(r.Occurred)}
		if e.Notice, err = ParseNoticeRef(r.Notice); err != nil {
			return nil, err
		}
		key, err := s.keys.DataKey(r.DataKey, keyName(r.Subject))
		if err != nil {
			return nil, err
		}
		body, err := key.Open(r.Evidence, importPlace(batch, r.Subject))
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &e.Evidence); err != nil {
			return nil, err
		}
		events[i] = e
	}
	return events, nil
}
