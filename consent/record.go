package consent

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
)

// AnyPurpose is the scope of an event that concerns every marketing purpose.
const AnyPurpose PurposeID = "*"

// Event is one thing that happened to somebody's consent.
type Event struct {
	Subject  SubjectID
	Purpose  PurposeID // or AnyPurpose
	Kind     state.Kind
	Occurred time.Time     // when the person acted; the fold orders denials by it
	Within   time.Duration // of it: how much earlier the act may have been, where only its day is known
	Notice   NoticeRef     // what they were shown; zero for a withdrawal
	Evidence Evidence
}

// Evidence is what shows that the person acted. Only these fields are kept.
type Evidence struct {
	Method    string  `json:"method,omitempty"`    // inbound_msg, web_form, qr, paper, phone, email, ivr, api_partner, import, platform
	Act       string  `json:"act,omitempty"`       // box, keyword, button, signature
	Source    string  `json:"source,omitempty"`    // where: a page, a shop, a list
	Reference string  `json:"reference,omitempty"` // wamid, form id, contract, file
	Row       int     `json:"row,omitempty"`       // of the file that Reference names
	Batch     BatchID `json:"batch,omitempty"`     // the import that brought it
	Words     string  `json:"words,omitempty"`     // what the person wrote, at most 300 characters
}

// row is a line of consent_state.
type row struct {
	Subject      SubjectID   `db:"subject_id"`
	Purpose      PurposeID   `db:"purpose"`
	State        state.State `db:"state"`
	Since        int64       `db:"since"`
	Seq          int64       `db:"seq"`
	PlatformStop bool        `db:"platform_stop"`
	PlatformAt   int64       `db:"platform_at"`
	HardStop     bool        `db:"hard_stop"`
}

func (r row) standing() state.Standing {
	return state.Standing{State: r.State, Since: clock.At(r.Since),
		PlatformStop: r.PlatformStop, PlatformAt: clock.At(r.PlatformAt), HardStop: r.HardStop}
}

// history is what is known of one subject while events are applied.
type history struct {
	seq  int64
	rows map[PurposeID]row
}

// RecordTx appends events and folds them into consent_state. It locks the
// subjects, so that it excludes any claim that includes them.
func (s *Store) RecordTx(ctx context.Context, tx *db.Tx, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	if err := s.checkTimes(events); err != nil {
		return err
	}
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.Subject, b.Subject) })
	ids := subjectsOf(events)
	if err := lockSubjects(ctx, tx, ids, tx.Engine().ForUpdate()); err != nil {
		return err
	}
	histories, err := loadHistories(ctx, tx, ids)
	if err != nil {
		return err
	}
	changed := map[SubjectID]map[PurposeID]bool{}
	for i := range events {
		h := histories[events[i].Subject]
		h.seq++
		for _, step := range h.apply(events[i]) {
			if changed[events[i].Subject] == nil {
				changed[events[i].Subject] = map[PurposeID]bool{}
			}
			changed[events[i].Subject][step.Purpose] = true
		}
	}
	if err := s.insertEvents(ctx, tx, events, histories); err != nil {
		return err
	}
	return writeStates(ctx, tx, ids, histories, changed)
}

// checkTimes refuses a yes from the future, which would outlast every no until
// then, and takes a no without a believable time as one of now.
func (s *Store) checkTimes(events []Event) error {
	now := s.clock.Now()
	for i, e := range events {
		believable := !e.Occurred.IsZero() && !e.Occurred.After(now.Add(time.Minute))
		switch e.Kind {
		case state.Grant, state.Released, state.Staged:
			if !believable {
				return fmt.Errorf("%w: a consent of %s lies in the future or has no time", ErrInvalid, e.Occurred.Format(time.RFC3339))
			}
		case state.Refuse, state.Withdraw, state.Object, state.HardStop, state.PlatformStopped, state.PlatformResumed:
			if !believable {
				events[i].Occurred = now
			}
		}
	}
	return nil
}

// Step is what one event did to one purpose.
type Step struct {
	Purpose       PurposeID // or AnyPurpose
	Before, After state.Standing
}

// Moved says that the event changed something: a release after a withdrawal,
// or a report that came twice, does not.
func (s Step) Moved() bool { return s.Before != s.After }

// apply folds one event into the purposes it concerns. An event about every
// purpose also moves the line of AnyPurpose, from which purposes that come
// later start.
func (h *history) apply(e Event) []Step {
	concerned := []PurposeID{e.Purpose}
	if e.Purpose == AnyPurpose {
		for p := range h.rows {
			if p != AnyPurpose {
				concerned = append(concerned, p)
			}
		}
		slices.Sort(concerned)
	}
	steps := make([]Step, len(concerned))
	for i, p := range concerned {
		r := h.line(e.Subject, p)
		before := r.standing()
		// By the instant as it is stored: a replay has no finer one.
		after := before.Apply(state.Event{Kind: e.Kind, Occurred: clock.At(clock.Millis(e.Occurred))})
		r.State, r.Since, r.HardStop = after.State, clock.Millis(after.Since), after.HardStop
		r.PlatformStop, r.PlatformAt = after.PlatformStop, clock.Millis(after.PlatformAt)
		if after.State != before.State || !after.Since.Equal(before.Since) || r.Seq == 0 {
			r.Seq = h.seq
		}
		h.rows[p] = r
		steps[i] = Step{p, before, after}
	}
	return steps
}

// line is where a purpose stands, or starts.
func (h *history) line(subject SubjectID, p PurposeID) row {
	r, known := h.rows[p]
	if !known {
		r = h.rows[AnyPurpose]
		r.Subject, r.Purpose = subject, p
		if r.State == "" {
			r.State = state.None
		}
	}
	return r
}

func subjectsOf(events []Event) []SubjectID {
	ids := make([]SubjectID, len(events))
	for i, e := range events {
		ids[i] = e.Subject
	}
	return slices.Compact(ids)
}

// lockSubjects takes the contacts' gates in the order of their ids. SQLite
// has one writer and needs none.
func lockSubjects(ctx context.Context, tx *db.Tx, ids []SubjectID, how string) error {
	if how == "" {
		return nil
	}
	var locked []SubjectID
	err := tx.SelectSet(ctx, &locked, db.IDs("id", ids),
		`SELECT s.id FROM subject s WHERE s.id IN (SELECT id FROM v) ORDER BY s.id`+how)
	if err != nil {
		return fmt.Errorf("lock subjects: %w", err)
	}
	return nil
}

func loadHistories(ctx context.Context, tx *db.Tx, ids []SubjectID) (map[SubjectID]*history, error) {
	set := db.IDs("id", ids)
	var last []struct {
		Subject SubjectID `db:"subject_id"`
		Seq     int64     `db:"seq"`
	}
	err := tx.SelectSet(ctx, &last, set, `SELECT v.id AS subject_id, coalesce(max(e.seq), 0) AS seq
		FROM v JOIN subject s ON s.id = v.id LEFT JOIN event e ON e.subject_id = v.id GROUP BY v.id`)
	if err != nil {
		return nil, fmt.Errorf("load histories: %w", err)
	}
	histories := make(map[SubjectID]*history, len(ids))
	for _, l := range last {
		histories[l.Subject] = &history{seq: l.Seq, rows: map[PurposeID]row{}}
	}
	for _, id := range ids {
		if histories[id] == nil {
			return nil, fmt.Errorf("subject %d: %w", id, ErrUnknown)
		}
	}
	var rows []row
	err = tx.SelectSet(ctx, &rows, set, `SELECT c.subject_id, c.purpose, c.state, c.since, c.seq, c.platform_stop, c.platform_at, c.hard_stop
		FROM v JOIN consent_state c ON c.subject_id = v.id AND c.channel = 'whatsapp'`)
	for _, r := range rows {
		histories[r.Subject].rows[r.Purpose] = r
	}
	return histories, err
}

// insertEvents numbers the events of each subject up to the history's seq.
func (s *Store) insertEvents(ctx context.Context, tx *db.Tx, events []Event, histories map[SubjectID]*history) error {
	keys, err := s.dataKeys(ctx, tx, subjectsOf(events))
	if err != nil {
		return err
	}
	received := clock.Millis(s.clock.Now())
	set := db.NewSet(db.Int("subject_id"), db.Int("seq"), db.Text("purpose"), db.Text("kind"),
		db.Int("occurred_at"), db.Int("within"), db.Int("received_at"), db.Text("notice"), db.Bytes("body"))
	left := map[SubjectID]int64{}
	for _, e := range events {
		left[e.Subject]++
	}
	for _, e := range events {
		left[e.Subject]--
		seq := histories[e.Subject].seq - left[e.Subject]
		key, ok := keys[e.Subject]
		if !ok {
			return fmt.Errorf("subject %d was erased: %w", e.Subject, ErrUnknown)
		}
		body, err := json.Marshal(e.Evidence)
		if err != nil {
			return err
		}
		set.Add(int64(e.Subject), seq, string(e.Purpose), string(e.Kind), clock.Millis(e.Occurred), e.Within.Milliseconds(), received,
			e.Notice.String(), key.Seal(body, eventPlace(e.Subject, seq)))
	}
	_, err = tx.ExecSet(ctx, set, `INSERT INTO event (subject_id, seq, channel, purpose, kind, occurred_at, within, received_at, notice, body)
		SELECT subject_id, seq, 'whatsapp', purpose, kind, occurred_at, within, received_at, notice, body FROM v`)
	if err != nil {
		return fmt.Errorf("append events: %w", err)
	}
	return nil
}

func eventPlace(id SubjectID, seq int64) string { return fmt.Sprint("event/", id, "/", seq) }

func writeStates(ctx context.Context, tx *db.Tx, ids []SubjectID, histories map[SubjectID]*history, changed map[SubjectID]map[PurposeID]bool) error {
	set := db.NewSet(db.Int("subject_id"), db.Text("purpose"), db.Text("state"), db.Int("since"), db.Int("seq"),
		db.Int("platform_stop"), db.Int("platform_at"), db.Int("hard_stop"))
	for _, id := range ids {
		for p := range changed[id] {
			r := histories[id].rows[p]
			set.Add(int64(id), string(p), string(r.State), r.Since, r.Seq, bit(r.PlatformStop), r.PlatformAt, bit(r.HardStop))
		}
	}
	_, err := tx.ExecSet(ctx, set, `INSERT INTO consent_state (subject_id, channel, purpose, state, since, seq, platform_stop, platform_at, hard_stop)
		SELECT subject_id, 'whatsapp', purpose, state, since, seq, platform_stop, platform_at, hard_stop FROM v WHERE true
		ON CONFLICT (subject_id, channel, purpose) DO UPDATE SET state = excluded.state, since = excluded.since, seq = excluded.seq,
			platform_stop = excluded.platform_stop, platform_at = excluded.platform_at, hard_stop = excluded.hard_stop`)
	if err != nil {
		return fmt.Errorf("write consent states: %w", err)
	}
	return nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
