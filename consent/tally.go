package consent

import (
	"context"
	"fmt"

	"accord/consent/state"
	"accord/internal/db"
)

// PurposeTally counts people by where they stand for one purpose.
type PurposeTally struct {
	Purpose       PurposeID
	People        map[state.State]int // they add up to everybody
	PlatformStops int                 // of these, who stopped inside WhatsApp
	HardStops     int                 // of these, who want no message at all
}

// Tally counts, for every purpose, all people by state, as [Standings] has it:
// who said no to every purpose counts in each, who is not known counts as none.
// It reads one index from end to end: its time grows with the people.
func (s *Store) Tally(ctx context.Context, r db.Reader) ([]PurposeTally, error) {
	list, err := s.Purposes(ctx, r)
	if err != nil {
		return nil, err
	}
	counts, err := count(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("count people by consent: %w", err)
	}
	tallies := make([]PurposeTally, len(list))
	for i, p := range list {
		tallies[i] = PurposeTally{Purpose: p.ID, People: map[state.State]int{}}
		for _, scope := range []PurposeID{everybody, AnyPurpose, p.ID} {
			tallies[i].add(counts[scope])
		}
	}
	return tallies, nil
}

func (t *PurposeTally) add(counts []stateCount) {
	for _, c := range counts {
		t.People[c.State] += c.People
		t.PlatformStops += c.PlatformStops
		t.HardStops += c.HardStops
		if c.Purpose != everybody { // until now they counted as not known
			t.People[state.None] -= c.People
		}
	}
}

// everybody is the purpose of a count that concerns all purposes and people.
const everybody PurposeID = ""

// stateCount is people in a state: those with a line of the purpose, less those
// who were counted by their line of AnyPurpose.
type stateCount struct {
	Purpose       PurposeID   `db:"purpose"`
	State         state.State `db:"state"`
	People        int         `db:"people"`
	PlatformStops int         `db:"platform_stops"`
	HardStops     int         `db:"hard_stops"`
}

// count is one statement, so that its parts are of the same moment: everybody,
// the lines, and the lines of AnyPurpose that a line of a purpose overrules.
func count(ctx context.Context, r db.Reader) (map[PurposeID][]stateCount, error) {
	var rows []stateCount
	err := r.Select(ctx, &rows, `SELECT '' AS purpose, 'none' AS state, count(*) AS people, 0 AS platform_stops, 0 AS hard_stops FROM subject
		UNION ALL
		SELECT c.purpose, c.state, count(*), count(*) FILTER (WHERE c.platform_stop = 1), count(*) FILTER (WHERE c.hard_stop = 1)
		FROM consent_state c WHERE c.channel = 'whatsapp' GROUP BY c.purpose, c.state
		UNION ALL
		SELECT c.purpose, w.state, -count(*), -count(*) FILTER (WHERE w.platform_stop = 1), -count(*) FILTER (WHERE w.hard_stop = 1)
		FROM consent_state w CROSS JOIN consent_state c WHERE w.channel = 'whatsapp' AND w.purpose = '*'
			AND c.subject_id = w.subject_id AND c.channel = 'whatsapp' AND c.purpose <> '*' GROUP BY c.purpose, w.state`)
	counts := map[PurposeID][]stateCount{}
	for _, row := range rows {
		counts[row.Purpose] = append(counts[row.Purpose], row)
	}
	return counts, err
}

// SuppressedAddresses counts the objection list: numbers and user ids, known
// to us or not.
func (s *Store) SuppressedAddresses(ctx context.Context, r db.Reader) (n int, err error) {
	if err = r.Get(ctx, &n, `SELECT count(*) FROM suppression`); err != nil {
		err = fmt.Errorf("count the objection list: %w", err)
	}
	return n, err
}
