package consent

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
)

// Record is one line of the register: where a person stands for a purpose, and
// the event that put them there.
type Record struct {
	Subject SubjectID
	Purpose PurposeID
	state.Standing
	Seq      int64      // of the event, in the person's history
	Scope    PurposeID  // what the event was about: Purpose, or AnyPurpose
	Kind     state.Kind // of the event
	Notice   NoticeRef  // what they were shown; zero for a no
	Received time.Time  // when we learnt of the event
}

// RegisterFilter narrows the register; the zero value is all of it.
type RegisterFilter struct {
	Purpose      PurposeID // AnyPurpose: those who said no to every purpose
	State        state.State
	Subject      SubjectID
	Since, Until time.Time // the state was entered from Since on, and before Until
}

// RegisterMax is the longest page of the register.
const RegisterMax = 1000

// Register lists people and purposes by when the state was entered, the latest
// first. Who said no to every purpose stands in each, as [Standings] has it;
// who is not known stands nowhere. The page after cursor, at most limit lines
// long, ends with the next cursor, empty when it is the last; the first cursor
// is empty.
func (s *Store) Register(ctx context.Context, r db.Reader, f RegisterFilter, cursor string, limit int) ([]Record, string, error) {
	after, err := parsePlace(cursor)
	if err != nil {
		return nil, "", err
	}
	if limit < 1 || limit > RegisterMax {
		return nil, "", fmt.Errorf("%w page of %d lines: want 1 to %d", ErrInvalid, limit, RegisterMax)
	}
	purposes, err := s.filtered(ctx, r, f)
	if err != nil || len(purposes) == 0 {
		return nil, "", err
	}
	rows, err := newPage(f, purposes, after, limit+1).read(ctx, r)
	if err != nil {
		return nil, "", fmt.Errorf("read the register: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].place().String()
	}
	list := make([]Record, len(rows))
	for i, row := range rows {
		if list[i], err = row.record(); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

// filtered is the purposes that a filter lets through.
func (s *Store) filtered(ctx context.Context, r db.Reader, f RegisterFilter) ([]PurposeID, error) {
	if f.Purpose != "" {
		return []PurposeID{f.Purpose}, nil
	}
	all, err := s.Purposes(ctx, r)
	ids := make([]PurposeID, len(all))
	for i, p := range all {
		ids[i] = p.ID
	}
	return ids, err
}

// recordRow is a line as it is read.
type recordRow struct {
	row
	Scope    PurposeID  `db:"scope"`
	Kind     state.Kind `db:"kind"`
	Notice   string     `db:"notice"`
	Received int64      `db:"received_at"`
}

func (r recordRow) place() place { return place{r.Since, r.Subject, r.Purpose} }

func (r recordRow) record() (Record, error) {
	rec := Record{Subject: r.Subject, Purpose: r.Purpose, Standing: r.standing(), Seq: r.Seq,
		Scope: r.Scope, Kind: r.Kind, Received: clock.At(r.Received)}
	if r.Notice == "" {
		return rec, nil
	}
	var err error
	rec.Notice, err = ParseNoticeRef(r.Notice)
	return rec, err
}

// place is where in the register a line stands.
type place struct {
	since   int64
	subject SubjectID
	purpose PurposeID
}

// String is the cursor "1772532840000.4711.marketing.offers".
func (p place) String() string { return fmt.Sprintf("%d.%d.%s", p.since, p.subject, p.purpose) }

func parsePlace(cursor string) (*place, error) {
	if cursor == "" {
		return nil, nil
	}
	parts := strings.SplitN(cursor, ".", 3)
	if len(parts) == 3 && parts[2] != "" {
		since, bad := strconv.ParseInt(parts[0], 10, 64)
		subject, worse := strconv.ParseInt(parts[1], 10, 64)
		if bad == nil && worse == nil {
			return &place{since, SubjectID(subject), PurposeID(parts[2])}, nil
		}
	}
	return nil, fmt.Errorf("%w cursor: want the one that came with the page before, or none", ErrInvalid)
}
