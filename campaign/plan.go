package campaign

import (
	"context"
	"fmt"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// pagePlan is one page of decisions, ready to be written.
type pagePlan struct {
	campaign   Campaign
	design     experiment.Design
	enrolments []experiment.Enrolment
	messages   []planned
}

type planned struct {
	contact ContactID
	arm     experiment.Arm
	due     time.Time
}

func (p *pagePlan) add(m *member, due time.Time) {
	p.enrolments = append(p.enrolments, experiment.Enrolment{Unit: experiment.Unit(m.contact.ID), Arm: m.arm, At: due})
	if m.arm != p.design.HoldoutArm() {
		p.messages = append(p.messages, planned{m.contact.ID, m.arm, due})
	}
}

// tally counts what became of each member.
func (p *pagePlan) tally(members []member) tally {
	counts, id := tally{}, p.campaign.ID
	for _, m := range members {
		switch {
		case !m.drawn:
			counts.add(id, nobodysArm, tallyKeptOut, string(m.skip), 1)
		case m.arm == p.design.HoldoutArm():
			counts.add(id, m.arm, tallyHeldOut, "", 1)
		}
	}
	for _, m := range p.messages {
		counts.add(id, m.arm, string(Planned), "", 1)
		counts.at(id, m.arm, tallyDue, m.due, time.Hour)
	}
	return counts
}

// inserted is a message as the database numbered it.
type inserted struct {
	ID  MessageID      `db:"id"`
	Arm experiment.Arm `db:"arm"`
}

// writePlanTx writes one page, unless the campaign was cancelled meanwhile.
func (s *Store) writePlanTx(ctx context.Context, tx *db.Tx, p pagePlan, members []member) error {
	c, err := getCampaign(ctx, tx, p.campaign.ID, tx.Engine().ForShare())
	if err != nil {
		return err
	}
	if c.Phase != Planning {
		return fmt.Errorf("%w: the campaign is %s", ErrState, c.Phase)
	}
	if err := decideTx(ctx, tx, p.campaign.ID, members); err != nil {
		return err
	}
	if err := p.tally(members).writeTx(ctx, tx); err != nil {
		return err
	}
	if err := s.Experiment.EnrolTx(ctx, tx, p.campaign.Experiment, p.enrolments); err != nil {
		return err
	}
	set := db.NewSet(db.Int("contact_id"), db.Int("arm"), db.Int("due_at"))
	for _, m := range p.messages {
		set.Add(int64(m.contact), int64(m.arm), clock.Millis(m.due))
	}
	var rows []inserted
	err = tx.SelectSet(ctx, &rows, set, `INSERT INTO message (campaign_id, contact_id, arm, state, due_at)
		SELECT ?, contact_id, arm, 'planned', due_at FROM v RETURNING id, arm`, int64(p.campaign.ID))
	if err != nil {
		return fmt.Errorf("write messages: %w", err)
	}
	return s.linksTx(ctx, tx, p.campaign, rows)
}

// decideTx writes what became of each member of the audience. One who was
// decided already is a sign of a second planner, and of a page to give up.
func decideTx(ctx context.Context, tx *db.Tx, id ID, members []member) error {
	set := db.NewSet(db.Int("contact_id"), db.Int("arm"), db.Text("skip"))
	for _, m := range members {
		var arm any
		if m.drawn {
			arm = int64(m.arm)
		}
		set.Add(int64(m.contact.ID), arm, nullable(string(m.skip)))
	}
	n, err := tx.ExecSet(ctx, set, `UPDATE audience SET decided = 1, arm = v.arm, skip = v.skip FROM v
		WHERE audience.campaign_id = ? AND audience.contact_id = v.contact_id AND audience.decided = 0`, int64(id))
	if err != nil {
		return fmt.Errorf("write decisions: %w", err)
	}
	if n != int64(len(members)) {
		return fmt.Errorf("%w: somebody else is planning the campaign", ErrState)
	}
	return nil
}
