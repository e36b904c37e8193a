package campaign

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Why tells what became of one person in a campaign, and on whose word.
type Why struct {
	Campaign ID
	Phase    Phase
	Contact  ContactID
	Since    time.Time // when the contact came in: one who came later is in no frozen audience
	Frozen   time.Time // when the audience was

	// Of a member of the frozen audience.
	Member  bool
	Decided bool                  // the plan has reached them
	Skip    Reason                // why the plan kept them out
	Variant experiment.VariantKey // "holdout" for the holdout
	SlotAt  time.Time             // the planned moment, as it was put off last; a virtual one in the holdout
	Message *Journey              // nil without one

	// Of anybody else: the parts of the audience's rule, each asked of the
	// person as they are now, at At. What they were at the launch nobody kept.
	Conditions []Condition
	At         time.Time
}

// Journey is one message with all that is known of it. An instant that did
// not come is zero.
type Journey struct {
	ID         MessageID
	State      State // as people see it
	Reason     Reason
	Attempts   int   // calls begun
	ConsentSeq int64 // the person's consent event that allowed the last claim; 0 before one
	WAMID      string

	ClaimedAt, AcceptedAt, SentAt, DeliveredAt, ReadAt, FailedAt time.Time
}

// Condition is one part of a rule, and whether it holds.
type Condition struct {
	Rule  Rule
	Holds bool
}

// Why finds out. A campaign that was never launched is [ErrState], a contact
// that does not exist [ErrNotFound].
func (s *Store) Why(ctx context.Context, r db.Reader, id ID, contact ContactID) (Why, error) {
	c, err := s.Get(ctx, r, id)
	if err != nil {
		return Why{}, err
	}
	if c.LaunchedAt.IsZero() {
		return Why{}, fmt.Errorf("%w: campaign %d was not launched; look at its forecast", ErrState, id)
	}
	w := Why{Campaign: id, Phase: c.Phase, Contact: contact, Frozen: c.LaunchedAt, At: s.Clock.Now()}
	row, err := fateOf(ctx, r, c, contact)
	if err != nil {
		return w, err
	}
	w.Since = clock.At(row.Since)
	if !row.Member {
		w.Conditions, err = conditionsOf(ctx, r, c.Content.Audience, contact, w.At)
		return w, err
	}
	w.Member, w.Decided, w.Skip, w.SlotAt = true, row.Decided, row.Skip, clock.At(row.SlotAt)
	if row.Arm != nil {
		w.Variant = c.Content.design().Key(*row.Arm)
	}
	if row.Message != nil {
		w.Message, err = journeyOf(ctx, r, c, *row.Message)
	}
	return w, err
}

// fateRow is what the plan made of one contact.
type fateRow struct {
	Since   int64           `db:"since"`
	Member  bool            `db:"member"`
	Decided bool            `db:"decided"`
	Skip    Reason          `db:"skip"`
	Arm     *experiment.Arm `db:"arm"`
	Message *MessageID      `db:"message"`
	SlotAt  int64           `db:"slot_at"`
}

func fateOf(ctx context.Context, r db.Reader, c Campaign, contact ContactID) (row fateRow, err error) {
	err = r.Get(ctx, &row, `SELECT c.created_at AS since, CASE WHEN a.contact_id IS NULL THEN 0 ELSE 1 END AS member,
			coalesce(a.decided, 0) AS decided, coalesce(a.skip, '') AS skip, a.arm, m.id AS message, coalesce(m.due_at, x.at, 0) AS slot_at
		FROM contact c LEFT JOIN audience a ON a.campaign_id = ? AND a.contact_id = c.id
		LEFT JOIN message m ON m.campaign_id = a.campaign_id AND m.contact_id = a.contact_id
		LEFT JOIN exposure x ON x.experiment_id = ? AND x.unit = a.contact_id WHERE c.id = ?`,
		int64(c.ID), int64(c.Experiment), int64(contact))
	if errors.Is(err, db.ErrNotFound) {
		return row, fmt.Errorf("contact %d: %w", contact, ErrNotFound)
	}
	if err != nil {
		return row, fmt.Errorf("what became of contact %d: %w", contact, err)
	}
	return row, nil
}

// journeyRow is a message with all its instants.
type journeyRow struct {
	ID          MessageID `db:"id"`
	State       State     `db:"state"`
	Reason      Reason    `db:"reason"`
	Attempt     int       `db:"attempt"`
	ConsentSeq  int64     `db:"consent_seq"`
	WAMID       string    `db:"wamid"`
	ClaimedAt   *int64    `db:"claimed_at"`
	AcceptedAt  *int64    `db:"accepted_at"`
	SentAt      *int64    `db:"sent_at"`
	DeliveredAt *int64    `db:"delivered_at"`
	ReadAt      *int64    `db:"read_at"`
	FailedAt    *int64    `db:"failed_at"`
}

const journeyColumns = `id, state, reason, attempt, consent_seq, coalesce(wamid, '') AS wamid, claimed_at, accepted_at, sent_at,
	delivered_at, read_at, failed_at`

func (r journeyRow) journey() *Journey {
	return &Journey{ID: r.ID, State: r.State, Reason: r.Reason, Attempts: r.Attempt, ConsentSeq: r.ConsentSeq, WAMID: r.WAMID,
		ClaimedAt: instant(r.ClaimedAt), AcceptedAt: instant(r.AcceptedAt), SentAt: instant(r.SentAt),
		DeliveredAt: instant(r.DeliveredAt), ReadAt: instant(r.ReadAt), FailedAt: instant(r.FailedAt)}
}

func journeyOf(ctx context.Context, r db.Reader, c Campaign, id MessageID) (*Journey, error) {
	var row journeyRow
	if err := r.Get(ctx, &row, `SELECT `+journeyColumns+` FROM message WHERE id = ?`, int64(id)); err != nil {
		return nil, fmt.Errorf("message %d: %w", id, err)
	}
	row.State = row.State.effective(c.Phase)
	return row.journey(), nil
}

// conditionsOf asks each part of a rule of one person, in one query: the answer
// is a text of one sign for each.
func conditionsOf(ctx context.Context, r db.Reader, rule Rule, contact ContactID, now time.Time) ([]Condition, error) {
	parts := rule.parts()
	if len(parts) == 0 {
		return nil, nil
	}
	b := compile(r.Engine(), Rule{}, now)
	answers := make([]string, len(parts))
	for i, part := range parts {
		answers[i] = "'1'"
		if condition := (compiler{r.Engine(), b, now}).rule(part); condition != "" {
			answers[i] = "CASE WHEN " + condition + " THEN '1' ELSE '0' END"
		}
	}
	b.Select(strings.Join(answers, " || ")).Where(b.Equal("c.id", int64(contact)))
	query, args := b.Build()
	var signs string
	if err := r.Get(ctx, &signs, query, args...); err != nil {
		return nil, fmt.Errorf("ask the audience's rule of contact %d: %w", contact, err)
	}
	conditions := make([]Condition, len(parts))
	for i, part := range parts {
		conditions[i] = Condition{part, signs[i] == '1'}
	}
	return conditions, nil
}

// parts are the conditions that must all hold: a rule that is no such group is
// one part.
func (r Rule) parts() (list []Rule) {
	if r.All == nil {
		return []Rule{r}
	}
	for _, part := range r.All {
		list = append(list, part.parts()...)
	}
	return list
}
