package operator

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"accord/internal/clock"
)

// EntryID names an audit entry; later entries have greater ones.
type EntryID int64

// Recorded is an entry as it was written.
type Recorded struct {
	ID EntryID
	At time.Time // on Config.Clock
	Entry
}

// EntryFilter narrows the audit; an empty field takes everything.
type EntryFilter struct {
	Operator string // to the letter: "claire@example.org"
	Action   string // "token.create"
	Subject  string // "token/3"
}

// entriesMost bounds one page of the audit.
const entriesMost = 500

// Entries are what was done, newest first, at most limit and never more than
// 500. before is zero for the first page, and what next was for each that
// follows; next is zero after the last.
func (s *Store) Entries(ctx context.Context, f EntryFilter, before EntryID, limit int) (list []Recorded, next EntryID, err error) {
	limit = min(max(limit, 1), entriesMost)
	where, args := f.where(before)
	var rows []struct {
		ID       EntryID `db:"id"`
		At       int64   `db:"at"`
		Operator string  `db:"operator"`
		Action   string  `db:"action"`
		Subject  string  `db:"subject"`
		Detail   []byte  `db:"detail"`
	}
	err = s.db.Select(ctx, &rows, `SELECT id, at, operator, action, subject, detail FROM audit`+where+` ORDER BY id DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil {
		return nil, 0, fmt.Errorf("read the audit: %w", err)
	}
	if len(rows) > limit { // one more is asked for to know whether there is one
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	for _, r := range rows {
		e := Recorded{ID: r.ID, At: clock.At(r.At), Entry: Entry{Operator: r.Operator, Action: r.Action, Subject: r.Subject}}
		if err := json.Unmarshal(r.Detail, &e.Detail); err != nil {
			return nil, 0, fmt.Errorf("read audit entry %d: %w", r.ID, err)
		}
		list = append(list, e)
	}
	return list, next, nil
}

// where names only the columns asked for, so that each filter has its index.
func (f EntryFilter) where(before EntryID) (clause string, args []any) {
	var parts []string
	for _, c := range []struct{ column, value string }{{"operator", f.Operator}, {"action", f.Action}, {"subject", f.Subject}} {
		if c.value != "" {
			parts, args = append(parts, c.column+" = ?"), append(args, oneLine(c.value, emailLength))
		}
	}
	if before > 0 {
		parts, args = append(parts, "id < ?"), append(args, int64(before))
	}
	if len(parts) > 0 {
		clause = " WHERE " + strings.Join(parts, " AND ")
	}
	return clause, args
}
