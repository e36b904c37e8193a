package consent

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// BatchState is how far an import has come.
type BatchState string

// The states of a batch, in their order.
const (
	BatchStaging   BatchState = "staging"   // rows still arrive
	BatchStaged    BatchState = "staged"    // waits for approvals
	BatchReleasing BatchState = "releasing" // approved; its evidence becomes consent, page by page
	BatchReleased  BatchState = "released"
)

// Approval is one operator's yes to the release of a batch.
type Approval struct {
	Operator string // e-mail
	At       time.Time
}

// StagedBatch is a batch and what became of it.
type StagedBatch struct {
	Batch
	ID         BatchID
	State      BatchState
	Staged     time.Time
	ReleasedAt time.Time // zero until then
	People     int       // who are in it
	Released   int       // of these, whose evidence became consent
	Denied     int       // of these, whom a no of their own keeps out: if released now, then as it was
	Approvals  []Approval
}

// Batches lists all imports, the latest first.
func (s *Store) Batches(ctx context.Context, r db.Reader) ([]StagedBatch, error) {
	list, err := batches(ctx, r, "")
	if err != nil {
		return nil, fmt.Errorf("list import batches: %w", err)
	}
	return list, nil
}

// BatchByID finds one import, or returns [ErrUnknown].
func (s *Store) BatchByID(ctx context.Context, r db.Reader, id BatchID) (StagedBatch, error) {
	list, err := batches(ctx, r, ` WHERE b.id = ?`, int64(id))
	if err != nil {
		return StagedBatch{}, fmt.Errorf("import batch %d: %w", id, err)
	}
	if len(list) == 0 {
		return StagedBatch{}, fmt.Errorf("import batch %d: %w", id, ErrUnknown)
	}
	return list[0], nil
}

func batches(ctx context.Context, r db.Reader, where string, args ...any) ([]StagedBatch, error) {
	var rows []struct {
		ID         BatchID    `db:"id"`
		SHA256     string     `db:"file_sha256"`
		Source     string     `db:"source"`
		Purpose    PurposeID  `db:"purpose"`
		StagedBy   string     `db:"staged_by"`
		StagedAt   int64      `db:"staged_at"`
		State      BatchState `db:"state"`
		ReleasedAt int64      `db:"released_at"`
		People     int        `db:"people"`
		Released   int        `db:"released"`
		Denied     int        `db:"denied"`
	}
	err := r.Select(ctx, &rows, `SELECT b.id, b.file_sha256, b.source, b.purpose, b.staged_by, b.staged_at, b.state,
		coalesce(b.released_at, 0) AS released_at, b.people, b.released, b.denied FROM import_batch b`+where+` ORDER BY b.id DESC`, args...)
	if err != nil {
		return nil, err
	}
	list, at, waiting := make([]StagedBatch, len(rows)), make(map[BatchID]*StagedBatch, len(rows)), []BatchID(nil)
	for i, row := range rows {
		list[i] = StagedBatch{Batch: Batch{row.SHA256, row.Source, row.Purpose, row.StagedBy}, ID: row.ID, State: row.State,
			Staged: clock.At(row.StagedAt), ReleasedAt: clock.At(row.ReleasedAt), People: row.People, Released: row.Released, Denied: row.Denied}
		at[row.ID] = &list[i]
		if row.State != BatchReleased {
			waiting = append(waiting, row.ID)
		}
	}
	if err := addApprovals(ctx, r, at); err != nil {
		return nil, err
	}
	return list, addDenied(ctx, r, at, waiting)
}

func addApprovals(ctx context.Context, r db.Reader, at map[BatchID]*StagedBatch) error {
	ids := make([]BatchID, 0, len(at))
	for id := range at {
		ids = append(ids, id)
	}
	var rows []struct {
		Batch    BatchID `db:"batch_id"`
		Operator string  `db:"operator"`
		At       int64   `db:"at"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT a.batch_id, a.operator, a.at
		FROM v JOIN import_approval a ON a.batch_id = v.id ORDER BY a.at, a.operator`)
	for _, row := range rows {
		b := at[row.Batch]
		b.Approvals = append(b.Approvals, Approval{row.Operator, clock.At(row.At)})
	}
	return err
}

// addDenied adds whom a no would keep out of the batches that wait, as
// [Standing.Denies] has it. It starts from those who said no, who are few. Each
// batch is whole in one piece of the set.
func addDenied(ctx context.Context, r db.Reader, at map[BatchID]*StagedBatch, waiting []BatchID) error {
	var rows []struct {
		Batch  BatchID `db:"batch_id"`
		Denied int     `db:"denied"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", waiting), `SELECT i.batch_id, count(*) AS denied FROM (
			SELECT b.id AS batch_id, c.subject_id FROM v CROSS JOIN import_batch b CROSS JOIN consent_state c
			WHERE b.id = v.id AND c.channel = 'whatsapp' AND c.purpose = b.purpose
				AND (c.state IN ('refused', 'withdrawn', 'objected') OR c.platform_stop = 1 OR c.hard_stop = 1)
			UNION
			SELECT v.id, a.subject_id FROM v CROSS JOIN suppression x CROSS JOIN address a WHERE a.tag = x.tag AND a.valid_to IS NULL
		) d CROSS JOIN import_row i CROSS JOIN subject s
		WHERE i.batch_id = d.batch_id AND i.subject_id = d.subject_id AND i.released = 0
			AND s.id = i.subject_id AND s.data_key IS NOT NULL GROUP BY i.batch_id`)
	for _, row := range rows {
		at[row.Batch].Denied += row.Denied
	}
	return err
}
