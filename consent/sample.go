package consent

import (
	"context"
	"fmt"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"
)

// SampleRow is one row of an import: what it claims, to be held against the
// paper.
type SampleRow struct {
	Claimed
	Released bool // its evidence has become consent, unless a no stood against it
	Erased   bool // the person's key is destroyed; the evidence is empty
}

// Sample lists rows of a batch from behind a person on, at most limit (1 to
// [RegisterMax]); next is where to go on, 0 after the last. Persons are random
// numbers, so that any stretch of their order is a fair sample, and whoever
// asks again sees the same people.
func (s *Store) Sample(ctx context.Context, r db.Reader, batch BatchID, after SubjectID, limit int) (list []SampleRow, next SubjectID, err error) {
	if limit < 1 || limit > RegisterMax {
		return nil, 0, fmt.Errorf("%w sample of %d rows: want 1 to %d", ErrInvalid, limit, RegisterMax)
	}
	var rows []sampleRow
	err = r.Select(ctx, &rows, `SELECT i.subject_id, i.occurred_at, i.notice, i.evidence, i.released, s.data_key
		FROM import_row i JOIN subject s ON s.id = i.subject_id
		WHERE i.batch_id = ? AND i.subject_id > ? ORDER BY i.subject_id LIMIT ?`, int64(batch), int64(after), limit+1)
	if err != nil {
		return nil, 0, fmt.Errorf("sample import batch %d: %w", batch, err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].Subject
	}
	list = make([]SampleRow, len(rows))
	for i, row := range rows {
		if list[i], err = row.open(s.keys, batch); err != nil {
			return nil, 0, fmt.Errorf("row of subject %d in batch %d: %w", row.Subject, batch, err)
		}
	}
	return list, next, nil
}

// sampleRow is a row as it is stored, with the key that opens it.
type sampleRow struct {
	Subject  SubjectID `db:"subject_id"`
	Occurred int64     `db:"occurred_at"`
	Notice   string    `db:"notice"`
	Evidence []byte    `db:"evidence"`
	Released bool      `db:"released"`
	DataKey  []byte    `db:"data_key"`
}

func (r sampleRow) open(keys *secret.Keys, batch BatchID) (SampleRow, error) {
	row := SampleRow{Claimed: Claimed{Subject: r.Subject, Occurred: clock.At(r.Occurred)}, Released: r.Released, Erased: r.DataKey == nil}
	chest := chest{erased: row.Erased}
	var err error
	if !row.Erased {
		if chest.key, err = keys.DataKey(r.DataKey, keyName(r.Subject)); err != nil {
			return row, err
		}
	}
	row.Notice, row.Evidence, err = chest.open(r.Notice, r.Evidence, importPlace(batch, r.Subject))
	return row, err
}
