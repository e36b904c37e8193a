package campaign

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Member is one person of a frozen audience.
type Member struct {
	Contact    ContactID
	Name       string
	ExternalID string
	Decided    bool                  // the plan has reached them
	Skip       Reason                // why the plan kept them out
	Variant    experiment.VariantKey // "holdout" for the holdout, "" for those kept out
	Message    MessageID             // 0 without one
	State      State                 // as people see it
	Reason     Reason                // of the state
	DueAt      time.Time
}

// MemberFilter chooses people of one line of a waterfall, or of one count; the
// zero filter is everybody. What is given must hold together.
type MemberFilter struct {
	Skip    Reason                // kept out by the plan for this reason
	State   State                 // with a message that stands there
	Reason  Reason                // of State
	Variant experiment.VariantKey // or "holdout"
}

// People lists members in the order of their ids, from behind the cursor on;
// the next cursor is empty after the last. How many there are in all says
// Progress.
func (s *Store) People(ctx context.Context, r db.Reader, id ID, f MemberFilter, cursor string, limit int) (list []Member, next string, err error) {
	limit = max(limit, 1)
	after, err := parseCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	c, err := s.Get(ctx, r, id)
	if err != nil {
		return nil, "", err
	}
	query, args, err := c.peopleQuery(f)
	if err != nil {
		return nil, "", err
	}
	var rows []memberRow
	if err := r.Select(ctx, &rows, query, append(args, after, limit+1)...); err != nil {
		return nil, "", fmt.Errorf("people of campaign %d: %w", id, err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = strconv.FormatInt(int64(rows[limit-1].Contact), 10)
	}
	for _, row := range rows {
		list = append(list, c.member(row))
	}
	return list, next, nil
}

// memberRow is a line of an audience with its message.
type memberRow struct {
	Contact    ContactID       `db:"contact_id"`
	Name       string          `db:"name"`
	ExternalID string          `db:"external_id"`
	Decided    bool            `db:"decided"`
	Skip       Reason          `db:"skip"`
	Arm        *experiment.Arm `db:"arm"`
	Message    MessageID       `db:"message"`
	State      State           `db:"state"`
	Reason     Reason          `db:"reason"`
	DueAt      int64           `db:"due_at"`
}

const memberColumns = `a.contact_id, c.name, coalesce(c.external_id, '') AS external_id, a.decided, coalesce(a.skip, '') AS skip, a.arm,
	coalesce(m.id, 0) AS message, coalesce(m.state, '') AS state, coalesce(m.reason, '') AS reason, coalesce(m.due_at, 0) AS due_at`

func (c Campaign) member(row memberRow) Member {
	m := Member{Contact: row.Contact, Name: row.Name, ExternalID: row.ExternalID, Decided: row.Decided, Skip: row.Skip,
		Message: row.Message, State: row.State.effective(c.Phase), Reason: row.Reason, DueAt: clock.At(row.DueAt)}
	if row.Arm != nil {
		m.Variant = c.Content.design().Key(*row.Arm)
	}
	return m
}

// peopleQuery chooses the page in a query of its own, so that whatever the
// database knows of its tables it joins a page of people and no more. It ends
// in the parameters of the cursor and of the limit.
func (c Campaign) peopleQuery(f MemberFilter) (query string, args []any, err error) {
	page := `SELECT x.contact_id FROM audience x WHERE x.campaign_id = ?`
	args = []any{int64(c.ID)}
	switch {
	case f.State == "" && f.Reason != "":
		return "", nil, fmt.Errorf("%w filter: name the state that has the reason %q", ErrInvalid, f.Reason)
	case f.State != "":
		states, err := storedStates(f.State, c.Phase)
		if err != nil {
			return "", nil, err
		}
		page = `SELECT x.contact_id FROM message x WHERE x.campaign_id = ? AND x.state ` + states
	}
	if f.Skip != "" && f.State != "" {
		page += ` AND 1 = 0` // whom the plan kept out has no message
	} else if f.Skip != "" {
		page, args = page+` AND x.skip = ?`, append(args, string(f.Skip))
	}
	if f.Reason != "" {
		page, args = page+` AND x.reason = ?`, append(args, string(f.Reason))
	}
	if f.Variant != "" {
		arm, ok := c.Content.design().ArmOf(f.Variant)
		if !ok {
			return "", nil, fmt.Errorf("%w filter: campaign %d has no variant %q", ErrInvalid, c.ID, f.Variant)
		}
		page, args = page+` AND x.arm = ?`, append(args, int64(arm))
	}
	return `SELECT ` + memberColumns + ` FROM (` + page + ` AND x.contact_id > ? ORDER BY x.contact_id LIMIT ?) p
		JOIN audience a ON a.contact_id = p.contact_id AND a.campaign_id = ` + strconv.FormatInt(int64(c.ID), 10) + `
		JOIN contact c ON c.id = a.contact_id
		LEFT JOIN message m ON m.campaign_id = a.campaign_id AND m.contact_id = a.contact_id ORDER BY a.contact_id`, args, nil
}

// endedStates is the condition of the index of messages that ended unsent, to
// the letter: SQLite looks for it in the query.
const endedStates = `IN ('skipped', 'failed', 'expired', 'cancelled', 'unknown')`

// storedStates is the condition under which a message is seen in a state.
func storedStates(s State, p Phase) (string, error) {
	known := []State{Planned, Sending, Accepted, Sent, Delivered, Read, Skipped, Failed, Expired, Cancelled, Unknown}
	switch {
	case !slices.Contains(known, s):
		return "", fmt.Errorf("%w filter: there is no state %q; use one of %v", ErrInvalid, s, known)
	case s == Cancelled && p == Stopped:
		return "IN ('cancelled', 'planned')", nil
	case s == Planned && p == Stopped:
		return "IN ('')", nil
	}
	condition := "= '" + string(s) + "'"
	if strings.Contains(endedStates, "'"+string(s)+"'") {
		condition += " AND x.state " + endedStates
	}
	return condition, nil
}
