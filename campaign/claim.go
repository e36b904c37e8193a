package campaign

import (
	"context"
	"fmt"
	"time"

	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Due is a planned message whose moment has come.
type Due struct {
	ID      MessageID      `db:"id"`
	Contact ContactID      `db:"contact_id"`
	Arm     experiment.Arm `db:"arm"`
	Attempt int            `db:"attempt"`
	Country string         `db:"country"`
	Zone    string         `db:"zone"`
	Seq     int64          `db:"-"` // the consent event that allows it
}

// Ruling is what a gate says of one due message: nothing lets it pass.
type Ruling struct {
	Skip  Reason    // ends it
	Later time.Time // puts it off
}

// Gate judges due messages by what only the scheduler knows: hours and caps.
// It runs inside the claim's transaction.
type Gate func(ctx context.Context, tx *db.Tx, c Campaign, due []Due) ([]Ruling, error)

// Claim asks for messages to be claimed.
type Claim struct {
	Campaign ID
	IDs      []MessageID
	Now      time.Time
	Lease    time.Time // until when nobody else may settle them as lost
	Gate     Gate
}

// Claimed is what a claim took.
type Claimed struct {
	Campaign Campaign
	Messages []Due
	Skipped  int
	Deferred int
}

// ClaimTx decides each due message again and takes those that may be sent:
// the campaign runs, the moment is inside its window, consent stands, the gate
// agrees. It locks campaign, messages and contacts in this order. Call the
// platform only after the commit.
func (s *Store) ClaimTx(ctx context.Context, tx *db.Tx, claim Claim) (Claimed, error) {
	c, err := getCampaign(ctx, tx, claim.Campaign, tx.Engine().ForShare())
	if err != nil || c.Phase != Running || !claim.Now.Before(c.EndsAt) {
		return Claimed{Campaign: c}, err
	}
	due, err := lockDue(ctx, tx, claim)
	if err != nil || len(due) == 0 {
		return Claimed{Campaign: c}, err
	}
	rulings, err := s.rule(ctx, tx, c, due, claim.Gate)
	if err != nil {
		return Claimed{}, err
	}
	result, counts := Claimed{Campaign: c}, tally{}
	write := db.NewSet(db.Int("id"), db.Text("state"), db.Text("reason"), db.Int("due_at"), db.Int("seq"))
	var open []experiment.Unit
	for i, d := range due {
		switch r := rulings[i]; {
		case r.Skip != "":
			write.Add(int64(d.ID), string(Skipped), string(r.Skip), nil, int64(0))
			counts.move(step{campaign: c.ID, arm: d.Arm, from: Planned, to: Skipped, reason: string(r.Skip)}, claim.Now)
			result.Skipped++
		case !r.Later.IsZero():
			write.Add(int64(d.ID), string(Planned), "", clock.Millis(r.Later), int64(0))
			result.Deferred++
			continue
		default:
			write.Add(int64(d.ID), string(Sending), "", nil, d.Seq)
			counts.move(step{campaign: c.ID, arm: d.Arm, from: Planned, to: Sending}, claim.Now)
			d.Attempt++
			result.Messages = append(result.Messages, d)
		}
		open = append(open, experiment.Unit(d.Contact))
	}
	now := clock.Millis(claim.Now)
	if _, err := tx.ExecSet(ctx, write, `UPDATE message SET state = v.state, reason = v.reason, due_at = coalesce(v.due_at, message.due_at),
			attempt = attempt + CASE WHEN v.state = 'sending' THEN 1 ELSE 0 END, consent_seq = v.seq,
			claimed_at = CASE WHEN v.state = 'sending' THEN CAST(? AS BIGINT) END, lease_until = ?
		FROM v WHERE message.id = v.id`, now, clock.Millis(claim.Lease)); err != nil {
		return Claimed{}, fmt.Errorf("claim: %w", err)
	}
	if err := counts.writeTx(ctx, tx); err != nil {
		return Claimed{}, err
	}
	return result, s.Experiment.OpenTx(ctx, tx, c.Experiment, open, claim.Now)
}

// lockDue loads those of the named messages that are still planned and due.
// CROSS JOIN keeps SQLite from walking all due messages instead of the named.
func lockDue(ctx context.Context, tx *db.Tx, claim Claim) ([]Due, error) {
	var due []Due
	err := tx.SelectSet(ctx, &due, db.IDs("id", claim.IDs), `SELECT m.id, m.contact_id, m.arm, m.attempt, c.country, c.zone
		FROM v CROSS JOIN message m JOIN contact c ON c.id = m.contact_id
		WHERE m.id = v.id AND m.campaign_id = ? AND m.state = 'planned' AND m.due_at <= ? ORDER BY m.id`+tx.Engine().SkipLocked("m"),
		int64(claim.Campaign), clock.Millis(claim.Now))
	if err != nil {
		return nil, fmt.Errorf("lock due messages: %w", err)
	}
	return due, nil
}

// rule asks consent, then the gate, about each message.
func (s *Store) rule(ctx context.Context, tx *db.Tx, c Campaign, due []Due, gate Gate) ([]Ruling, error) {
	contacts := make([]ContactID, len(due))
	for i, d := range due {
		contacts[i] = d.Contact
	}
	standings, err := consent.ClaimTx(ctx, tx, contacts, c.Purpose)
	if err != nil {
		return nil, err
	}
	rulings := make([]Ruling, len(due))
	if gate != nil {
		if rulings, err = gate(ctx, tx, c, due); err != nil {
			return nil, err
		}
	}
	for i := range due {
		standing := standings[due[i].Contact]
		due[i].Seq = standing.Seq
		if rule := consent.Decide(standing, consent.Request{Category: c.Category}); rule != consent.Allowed {
			rulings[i] = Ruling{Skip: Reason(rule)}
		}
	}
	return rulings, nil
}

// Compose fills claimed messages. Those that cannot be filled any more come
// back as settlements: they were not sent.
func (s *Store) Compose(ctx context.Context, claimed Claimed) (out []Outgoing, unsent []Settlement, err error) {
	contactIDs, ids := make([]ContactID, len(claimed.Messages)), make([]MessageID, len(claimed.Messages))
	for i, d := range claimed.Messages {
		contactIDs[i], ids[i] = d.Contact, d.ID
	}
	contacts, err := loadContacts(ctx, s.db, contactIDs)
	if err != nil {
		return nil, nil, err
	}
	reach, err := s.Consent.Reach(ctx, s.db, contactIDs)
	if err != nil {
		return nil, nil, err
	}
	codes, err := codesOf(ctx, s.db, ids)
	if err != nil {
		return nil, nil, err
	}
	templates, err := s.Templates(ctx, s.db, claimed.Campaign.NumberID)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range claimed.Messages {
		to, reachable := reach[d.Contact]
		m, reason := claimed.Campaign.Content.Variants[d.Arm].fill(contacts[d.Contact], templates, s.Language, codes[d.ID])
		if !reachable {
			reason = Reason(consent.NoAddress)
		}
		if reason != "" {
			unsent = append(unsent, Settlement{Message: d.ID, Attempt: d.Attempt, State: Skipped, Reason: reason})
			continue
		}
		m.Message, m.Attempt, m.NumberID, m.To = d.ID, d.Attempt, claimed.Campaign.NumberID, to
		out = append(out, m)
	}
	return out, unsent, nil
}
