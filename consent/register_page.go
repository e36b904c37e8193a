package consent

import (
	"context"
	"strings"

	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
)

// page is the query for one page of the register. A page may be cut from any
// purpose and state, while the index is in the order of time only within one
// purpose and state. So each such run gives its first lines, which costs the
// same among a thousand people and a million, and the page is the first of
// these. The lines of AnyPurpose stand in for those whom a purpose does not
// know, so each purpose has two runs of each state.
type page struct {
	filter RegisterFilter
	after  *place
	limit  int
	args   []any
	text   string
}

var states = []state.State{state.None, state.Quarantined, state.Granted, state.Refused, state.Withdrawn, state.Objected}

func newPage(f RegisterFilter, purposes []PurposeID, after *place, limit int) *page {
	p := &page{filter: f, after: after, limit: limit}
	wanted := states
	if f.State != "" {
		wanted = []state.State{f.State}
	}
	groups := make([]string, len(purposes)) // SQLite takes 500 runs in one list, so each purpose has its own
	for i, id := range purposes {
		var runs []string
		for _, st := range wanted {
			runs = append(runs, p.run(id, id, st))
			if id != AnyPurpose {
				runs = append(runs, p.run(id, AnyPurpose, st))
			}
		}
		groups[i] = "SELECT * FROM (" + strings.Join(runs, " UNION ALL ") + ") g"
	}
	p.text = strings.Join(groups, " UNION ALL ")
	return p
}

// run is the first lines of one purpose and state, by the purpose's own lines
// or by those of AnyPurpose.
func (p *page) run(purpose, line PurposeID, st state.State) string {
	where := " WHERE c.channel = 'whatsapp' AND c.purpose = ? AND c.state = ?"
	p.args = append(p.args, string(purpose), string(line), string(line), string(st))
	and := func(condition string, args ...any) {
		where += " AND " + condition
		p.args = append(p.args, args...)
	}
	if line != purpose {
		and(`NOT EXISTS (SELECT 1 FROM consent_state o WHERE o.subject_id = c.subject_id AND o.channel = 'whatsapp' AND o.purpose = ?)`, string(purpose))
	}
	if p.filter.Subject != 0 {
		and("c.subject_id = ?", int64(p.filter.Subject))
	}
	if !p.filter.Since.IsZero() {
		and("c.since >= ?", clock.Millis(p.filter.Since))
	}
	if !p.filter.Until.IsZero() {
		and("c.since < ?", clock.Millis(p.filter.Until))
	}
	if p.after != nil {
		and("(c.since, c.subject_id) "+p.beyond(purpose)+" (?, ?)", p.after.since, int64(p.after.subject))
	}
	p.args = append(p.args, p.limit)
	return `SELECT * FROM (SELECT c.subject_id, CAST(? AS TEXT) AS purpose, CAST(? AS TEXT) AS line, c.since
		FROM consent_state c` + where + ` ORDER BY c.since DESC, c.subject_id DESC LIMIT ?) r`
}

// beyond compares a run with the cursor: of the same moment and person, the
// purposes follow each other backwards.
func (p *page) beyond(purpose PurposeID) string {
	if purpose < p.after.purpose {
		return "<="
	}
	return "<"
}

func (p *page) read(ctx context.Context, r db.Reader) (rows []recordRow, err error) {
	order := ` ORDER BY k.since DESC, k.subject_id DESC, ` + r.Engine().ByLetter("k.purpose") + ` DESC`
	err = r.Select(ctx, &rows, `SELECT k.subject_id, k.purpose, c.state, c.since, c.seq, c.platform_stop, c.platform_at, c.hard_stop,
			e.purpose AS scope, e.kind, e.notice, e.received_at
		FROM (SELECT * FROM (`+p.text+`) k`+order+` LIMIT ?) k CROSS JOIN consent_state c CROSS JOIN event e
		WHERE c.subject_id = k.subject_id AND c.channel = 'whatsapp' AND c.purpose = k.line
			AND e.subject_id = c.subject_id AND e.seq = c.seq`+order, append(p.args, p.limit)...)
	return rows, err
}
