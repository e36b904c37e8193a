package consent

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
)

// BatchID names one staged import.
type BatchID int64

// Batch is an import whose consent waits in quarantine.
type Batch struct {
	FileSHA256 string // hexadecimal; the same file for the same purpose is one batch
	Source     string // where the list comes from, in words
	Purpose    PurposeID
	StagedBy   string
}

// Claimed is one row's evidence that a person agreed.
type Claimed struct {
	Subject  SubjectID
	Occurred time.Time
	Notice   NoticeRef
	Evidence Evidence
}

// OpenBatch starts a batch, or finds the one of the same file: an import that
// was interrupted goes on, one that was staged is not staged again.
func (s *Store) OpenBatch(ctx context.Context, b Batch) (id BatchID, staged bool, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO import_batch (file_sha256, source, purpose, staged_by, staged_at, state)
			VALUES (?, ?, ?, ?, ?, 'staging') ON CONFLICT DO NOTHING`,
			b.FileSHA256, b.Source, string(b.Purpose), b.StagedBy, clock.Millis(s.clock.Now())); err != nil {
			return fmt.Errorf("open import batch: %w", err)
		}
		var found struct {
			ID    BatchID `db:"id"`
			State string  `db:"state"`
		}
		err := tx.Get(ctx, &found, `SELECT id, state FROM import_batch WHERE file_sha256 = ? AND purpose = ?`, b.FileSHA256, string(b.Purpose))
		id, staged = found.ID, found.State != "staging"
		return err
	})
	return id, staged, err
}

// StageTx puts the evidence of some rows into quarantine. It grants nothing.
func (s *Store) StageTx(ctx context.Context, tx *db.Tx, batch BatchID, purpose PurposeID, rows []Claimed) error {
	notices, ids := map[NoticeRef]bool{}, make([]SubjectID, len(rows))
	for i, r := range rows {
		notices[r.Notice], ids[i] = true, r.Subject
	}
	if err := s.checkNotices(ctx, tx, purpose, notices); err != nil {
		return err
	}
	keys, err := s.dataKeys(ctx, tx, ids)
	if err != nil {
		return err
	}
	set := db.NewSet(db.Int("subject_id"), db.Int("occurred_at"), db.Text("notice"), db.Bytes("evidence"))
	events := make([]Event, 0, len(rows))
	for _, r := range rows {
		key, ok := keys[r.Subject]
		if !ok {
			return fmt.Errorf("subject %d: %w", r.Subject, ErrUnknown)
		}
		body, err := json.Marshal(r.Evidence)
		if err != nil {
			return err
		}
		set.Add(int64(r.Subject), clock.Millis(r.Occurred), r.Notice.String(), key.Seal(body, importPlace(batch, r.Subject)))
		events = append(events, Event{Subject: r.Subject, Purpose: purpose, Kind: state.Staged, Occurred: r.Occurred,
			Notice: r.Notice, Evidence: Evidence{Method: "import", Batch: batch}})
	}
	staged, err := tx.ExecSet(ctx, set, `INSERT INTO import_row (batch_id, subject_id, occurred_at, notice, evidence)
		SELECT ?, subject_id, occurred_at, notice, evidence FROM v WHERE true ON CONFLICT DO NOTHING`, int64(batch))
	if err != nil {
		return fmt.Errorf("stage rows: %w", err)
	}
	if _, err = tx.Exec(ctx, `UPDATE import_batch SET people = people + ? WHERE id = ?`, staged, int64(batch)); err != nil {
		return fmt.Errorf("stage rows: %w", err)
	}
	return s.RecordTx(ctx, tx, events)
}

// CloseBatch marks that all rows are staged; only then may it be released.
func (s *Store) CloseBatch(ctx context.Context, id BatchID) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE import_batch SET state = 'staged' WHERE id = ? AND state = 'staging'`, int64(id))
		return err
	})
	if err != nil {
		return fmt.Errorf("close import batch %d: %w", id, err)
	}
	return s.analyze(ctx)
}

// analyze follows a bulk load or change, see [db.DB.Analyze].
func (s *Store) analyze(ctx context.Context) error {
	return s.db.Analyze(ctx, "subject", "address", "event", "consent_state", "import_row")
}

func importPlace(batch BatchID, id SubjectID) string { return fmt.Sprint("import/", batch, "/", id) }
