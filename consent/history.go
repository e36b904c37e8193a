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
	"accord/internal/secret"
)

// HistoryEntry is one event of a person, opened, and what it led to.
type HistoryEntry struct {
	Event
	Seq      int64     // 1, 2, 3 … per person
	Received time.Time // when we learnt of it
	Erased   bool      // the person's key is destroyed; the evidence is empty
	Steps    []Step    // one for each purpose concerned, AnyPurpose first
}

// History lists every event of a person, the oldest first, with the standing
// that the fold gives after each. The last step of a purpose is where the
// person stands now. A person who does not exist is [ErrUnknown].
func (s *Store) History(ctx context.Context, r db.Reader, id SubjectID) ([]HistoryEntry, error) {
	chest, err := s.chestOf(ctx, r, id)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Seq      int64      `db:"seq"`
		Purpose  PurposeID  `db:"purpose"`
		Kind     state.Kind `db:"kind"`
		Occurred int64      `db:"occurred_at"`
		Received int64      `db:"received_at"`
		Notice   string     `db:"notice"`
		Body     []byte     `db:"body"`
	}
	err = r.Select(ctx, &rows, `SELECT seq, purpose, kind, occurred_at, received_at, notice, body
		FROM event WHERE subject_id = ? AND channel = 'whatsapp' ORDER BY seq`, int64(id))
	if err != nil {
		return nil, fmt.Errorf("read the history of subject %d: %w", id, err)
	}
	entries, so := make([]HistoryEntry, len(rows)), history{rows: map[PurposeID]row{}}
	for i, row := range rows {
		e := Event{Subject: id, Purpose: row.Purpose, Kind: row.Kind, Occurred: clock.At(row.Occurred)}
		if e.Notice, e.Evidence, err = chest.open(row.Notice, row.Body, eventPlace(id, row.Seq)); err != nil {
			return nil, fmt.Errorf("event %d of subject %d: %w", row.Seq, id, err)
		}
		so.seq = row.Seq
		entries[i] = HistoryEntry{Event: e, Seq: row.Seq, Received: clock.At(row.Received), Erased: chest.erased, Steps: so.apply(e)}
	}
	return entries, nil
}

// QuarantineRow is evidence of a person that an import brought and nobody has
// released: it grants nothing.
type QuarantineRow struct {
	Claimed
	Batch   BatchID
	Purpose PurposeID
	Source  string // where the list comes from
	Staged  time.Time
	Erased  bool // the person's key is destroyed; the evidence is empty
}

// QuarantineOf lists the evidence of a person that waits, by batch.
func (s *Store) QuarantineOf(ctx context.Context, r db.Reader, id SubjectID) ([]QuarantineRow, error) {
	chest, err := s.chestOf(ctx, r, id)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Batch    BatchID   `db:"id"`
		Purpose  PurposeID `db:"purpose"`
		Source   string    `db:"source"`
		Staged   int64     `db:"staged_at"`
		Occurred int64     `db:"occurred_at"`
		Notice   string    `db:"notice"`
		Evidence []byte    `db:"evidence"`
	}
	// From the few batches that wait, because import_row is in the order of batches.
	err = r.Select(ctx, &rows, `SELECT b.id, b.purpose, b.source, b.staged_at, i.occurred_at, i.notice, i.evidence
		FROM import_batch b CROSS JOIN import_row i
		WHERE b.state <> 'released' AND i.batch_id = b.id AND i.subject_id = ? AND i.released = 0 ORDER BY b.id`, int64(id))
	if err != nil {
		return nil, fmt.Errorf("read the quarantine of subject %d: %w", id, err)
	}
	list := make([]QuarantineRow, len(rows))
	for i, row := range rows {
		q := QuarantineRow{Batch: row.Batch, Purpose: row.Purpose, Source: row.Source, Staged: clock.At(row.Staged), Erased: chest.erased}
		q.Subject, q.Occurred = id, clock.At(row.Occurred)
		if q.Notice, q.Evidence, err = chest.open(row.Notice, row.Evidence, importPlace(row.Batch, id)); err != nil {
			return nil, fmt.Errorf("row of subject %d in batch %d: %w", id, row.Batch, err)
		}
		list[i] = q
	}
	return list, nil
}

// chest opens what is sealed under one person's key, or knows that it is gone.
type chest struct {
	key    secret.DataKey
	erased bool
}

func (s *Store) chestOf(ctx context.Context, r db.Reader, id SubjectID) (chest, error) {
	var wrapped []byte
	err := r.Get(ctx, &wrapped, `SELECT data_key FROM subject WHERE id = ?`, int64(id))
	switch {
	case errors.Is(err, db.ErrNotFound):
		return chest{}, fmt.Errorf("subject %d: %w", id, ErrUnknown)
	case err != nil:
		return chest{}, fmt.Errorf("open the key of subject %d: %w", id, err)
	case wrapped == nil:
		return chest{erased: true}, nil
	}
	key, err := s.keys.DataKey(wrapped, keyName(id))
	return chest{key: key}, err
}

// open reads the notice and the evidence of a stored event or row.
func (c chest) open(notice string, sealed []byte, place string) (shown NoticeRef, proof Evidence, err error) {
	if notice != "" {
		if shown, err = ParseNoticeRef(notice); err != nil {
			return shown, proof, err
		}
	}
	if c.erased {
		return shown, proof, nil
	}
	body, err := c.key.Open(sealed, place)
	if err != nil {
		return shown, proof, err
	}
	return shown, proof, json.Unmarshal(body, &proof)
}
