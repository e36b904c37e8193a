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
	Released  int      // people now granted by this batch; 0 while approvals are missing
	Denied    int      // people of the batch whom a denial of their own keeps out
}

// releasePage is how many people one transaction releases: short enough that
// a STOP that arrives meanwhile waits only a moment.
const releasePage = 2000

// Approve records an approval and, when it is the last one needed, releases
// the batch: its evidence becomes consent, except where the person said no.
// It goes on where an interrupted release stopped.
func (s *Store) Approve(ctx context.Context, r Release) (Approved, error) {
	var done Approved
	var purpose PurposeID
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		done.Operators, purpose, err = s.approveTx(ctx, tx, r)
		return err
	})
	if err != nil || len(done.Operators) < r.Needed {
		return done, err
	}
	for more := true; more; {
		if more, err = s.releaseNext(ctx, r.Batch, purpose); err != nil {
			return done, fmt.Errorf("release batch %d: %w", r.Batch, err)
		}
	}
	if err := s.db.Analyze(ctx, "subject", "address", "event", "consent_state", "import_row"); err != nil {
		return done, err
	}
	err = s.db.Get(ctx, &done.Released, `SELECT count(*) FROM import_row i JOIN consent_state c ON c.subject_id = i.subject_id
		AND c.channel = 'whatsapp' AND c.purpose = ? WHERE i.batch_id = ? AND c.state = 'granted'`, string(purpose), int64(r.Batch))
	if err != nil {
		return done, err
	}
	var all int
	err = s.db.Get(ctx, &all, `SELECT count(*) FROM import_row WHERE batch_id = ?`, int64(r.Batch))
	done.Denied = all - done.Released
	return done, err
}

func (s *Store) approveTx(ctx context.Context, tx *db.Tx, r Release) (operators []string, purpose PurposeID, err error) {
	var batch struct {
		Purpose PurposeID `db:"purpose"`
		State   string    `db:"state"`
		SHA256  string    `db:"file_sha256"`
	}
	err = tx.Get(ctx, &batch, `SELECT purpose, state, file_sha256 FROM import_batch WHERE id = ?`+tx.Engine().ForUpdate(), int64(r.Batch))
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil, "", fmt.Errorf("import batch %d: %w", r.Batch, ErrUnknown)
	case err != nil:
		return nil, "", err
	case batch.State == "staging":
		return nil, "", fmt.Errorf("%w: batch %d is still being staged; run the import of its file again to finish it", ErrInvalid, r.Batch)
	}
	now := clock.Millis(s.clock.Now())
	if _, err = tx.Exec(ctx, `INSERT INTO import_approval (batch_id, operator, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		int64(r.Batch), r.Operator, now); err != nil {
		return nil, "", err
	}
	if err = tx.Select(ctx, &operators, `SELECT operator FROM import_approval WHERE batch_id = ? ORDER BY at, operator`, int64(r.Batch)); err != nil {
		return nil, "", err
	}
	if len(operators) < r.Needed || batch.State != "staged" {
		return operators, batch.Purpose, nil
	}
	if _, err = tx.Exec(ctx, `UPDATE import_batch SET state = 'releasing' WHERE id = ?`, int64(r.Batch)); err != nil {
		return nil, "", err
	}
	return operators, batch.Purpose, AppendTx(ctx, tx, []Leaf{{Kind: "import", Body: map[string]any{
		"batch": int64(r.Batch), "file_sha256": batch.SHA256, "purpose": string(batch.Purpose), "approvals": len(operators)}}})
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
			if err := s.RecordTx(ctx, tx, events); err != nil {
				return err
			}
			if _, err := tx.ExecSet(ctx, db.IDs("id", subjectsOf(events)),
				`UPDATE import_row SET released = 1 FROM v WHERE import_row.batch_id = ? AND import_row.subject_id = v.id`, int64(batch)); err != nil {
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
