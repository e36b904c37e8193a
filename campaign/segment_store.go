package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// SegmentID names a stored segment.
type SegmentID int64

// Segment is a rule under a name: whoever it matches at the moment belongs.
type Segment struct {
	ID        SegmentID // 0 while it is not stored
	Name      string    // unique, at most 100 characters
	Rule      Rule
	CreatedAt time.Time // this and the next are kept by the store, whatever is given
	UpdatedAt time.Time
	// Version is that of the segment as it was read: SaveSegment refuses to
	// write over what somebody else has changed since. Empty writes over anything.
	Version string
}

// SegmentNameMax bounds a name, in characters.
const SegmentNameMax = 100

func (s Segment) validate() error {
	if s.Name == "" {
		return fmt.Errorf("%w segment: give it a name", ErrInvalid)
	}
	if longer(s.Name, SegmentNameMax) || controls(s.Name) {
		return fmt.Errorf("%w segment: its name is longer than %d characters or has a line break; shorten it", ErrInvalid, SegmentNameMax)
	}
	return s.Rule.Validate()
}

// AddSegment stores a new segment; see [Store.SaveSegment].
func (s *Store) AddSegment(ctx context.Context, name string, rule Rule) (SegmentID, error) {
	return s.SaveSegment(ctx, Segment{Name: name, Rule: rule})
}

// SaveSegmentTx stores a new segment, or changes name and rule of the one with
// its id. A rule that cannot be and a name that another segment has are
// [ErrInvalid], an id that does not exist is [ErrNotFound], a segment that is
// not as Version says [ErrChanged]. Campaigns that are launched keep the rule
// they were launched with.
func (s *Store) SaveSegmentTx(ctx context.Context, tx *db.Tx, segment Segment) (SegmentID, error) {
	segment.Name = strings.TrimSpace(segment.Name)
	if err := segment.validate(); err != nil {
		return 0, err
	}
	if err := tx.Lock(ctx, "segments"); err != nil { // two may choose one name at once
		return 0, err
	}
	err := nameFree(ctx, tx, segment)
	if err == nil {
		err = s.writeSegmentTx(ctx, tx, &segment)
	}
	if err != nil {
		return 0, fmt.Errorf("save segment: %w", err)
	}
	return segment.ID, nil
}

// SaveSegment is SaveSegmentTx in a transaction of its own.
func (s *Store) SaveSegment(ctx context.Context, segment Segment) (id SegmentID, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = s.SaveSegmentTx(ctx, tx, segment)
		return err
	})
	return id, err
}

func (s *Store) writeSegmentTx(ctx context.Context, tx *db.Tx, segment *Segment) error {
	now, rule := clock.Millis(s.Clock.Now()), string(segment.Rule.Canonical())
	if segment.ID == 0 {
		return tx.Get(ctx, &segment.ID, `INSERT INTO segment (name, rule, created_at, updated_at) VALUES (?, ?, ?, ?) RETURNING id`,
			segment.Name, rule, now, now)
	}
	stored, err := s.GetSegment(ctx, tx, segment.ID)
	switch {
	case err != nil:
		return err
	case segment.Version != "" && segment.Version != stored.Version:
		return fmt.Errorf("%w: segment %d", ErrChanged, segment.ID)
	}
	_, err = tx.Exec(ctx, `UPDATE segment SET name = ?, rule = ?, updated_at = ? WHERE id = ?`, segment.Name, rule, now, int64(segment.ID))
	return err
}

func nameFree(ctx context.Context, tx *db.Tx, segment Segment) error {
	var holder SegmentID
	err := tx.Get(ctx, &holder, `SELECT id FROM segment WHERE name = ? AND id <> ?`, segment.Name, int64(segment.ID))
	switch {
	case errors.Is(err, db.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("%w segment: segment %d has this name already; choose another, or change that one", ErrInvalid, holder)
}

// draftsNamed bounds how many drafts a refusal names.
const draftsNamed = 5

// DeleteSegmentTx deletes a segment. One that a draft will be launched with
// stays: [ErrState] names the drafts.
func (s *Store) DeleteSegmentTx(ctx context.Context, tx *db.Tx, id SegmentID) error {
	err := letGo(ctx, tx, id)
	if err == nil {
		var n int64
		if n, err = tx.Exec(ctx, `DELETE FROM segment WHERE id = ?`, int64(id)); err == nil && n == 0 {
			err = ErrNotFound
		}
	}
	if err != nil {
		return fmt.Errorf("delete segment %d: %w", id, err)
	}
	return nil
}

// letGo refuses while drafts hold a segment; one that was cancelled holds it no
// longer.
func letGo(ctx context.Context, tx *db.Tx, id SegmentID) error {
	if _, err := tx.Exec(ctx, `UPDATE campaign SET segment_id = NULL WHERE segment_id = ? AND state <> 'draft'`, int64(id)); err != nil {
		return err
	}
	var drafts []string
	if err := tx.Select(ctx, &drafts, `SELECT name FROM campaign WHERE segment_id = ? ORDER BY id LIMIT ?`, int64(id), draftsNamed); err != nil {
		return err
	}
	if len(drafts) > 0 {
		return fmt.Errorf("%w: the drafts %q choose their audience by it; give them another segment first, or delete them", ErrState, drafts)
	}
	return nil
}

// segmentRow is a line of segment.
type segmentRow struct {
	ID        SegmentID `db:"id"`
	Name      string    `db:"name"`
	Rule      string    `db:"rule"`
	CreatedAt int64     `db:"created_at"`
	UpdatedAt int64     `db:"updated_at"`
}

const segmentColumns = `id, name, rule, created_at, updated_at`

func (r segmentRow) segment() (Segment, error) {
	s := Segment{ID: r.ID, Name: r.Name, CreatedAt: clock.At(r.CreatedAt), UpdatedAt: clock.At(r.UpdatedAt), Version: fingerprint([]string{r.Name, r.Rule})}
	if err := json.Unmarshal([]byte(r.Rule), &s.Rule); err != nil {
		return s, fmt.Errorf("segment %d: %w", r.ID, err)
	}
	return s, nil
}

// Segments loads all segments by name.
func (s *Store) Segments(ctx context.Context, r db.Reader) ([]Segment, error) {
	var rows []segmentRow
	if err := r.Select(ctx, &rows, `SELECT `+segmentColumns+` FROM segment ORDER BY `+r.Engine().ByLetter("name")); err != nil {
		return nil, fmt.Errorf("list segments: %w", err)
	}
	segments := make([]Segment, len(rows))
	for i, row := range rows {
		var err error
		if segments[i], err = row.segment(); err != nil {
			return nil, err
		}
	}
	return segments, nil
}

// GetSegment loads one segment, or returns [ErrNotFound].
func (s *Store) GetSegment(ctx context.Context, r db.Reader, id SegmentID) (Segment, error) {
	var row segmentRow
	err := r.Get(ctx, &row, `SELECT `+segmentColumns+` FROM segment WHERE id = ?`, int64(id))
	if errors.Is(err, db.ErrNotFound) {
		return Segment{}, fmt.Errorf("segment %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Segment{}, fmt.Errorf("segment %d: %w", id, err)
	}
	return row.segment()
}
