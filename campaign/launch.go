package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Launch freezes the audience, plans every member, and starts the campaign.
// After an interruption it goes on where it stopped.
func (s *Store) Launch(ctx context.Context, id ID, placer Placer) error {
	if err := s.freeze(ctx, id); err != nil {
		return fmt.Errorf("launch campaign %d: %w", id, err)
	}
	c, err := s.Get(ctx, s.db, id)
	if err != nil {
		return err
	}
	for more := true; more; {
		if more, err = s.planPage(ctx, c, placer); err != nil {
			return fmt.Errorf("plan campaign %d: %w", id, err)
		}
	}
	if err := errors.Join(s.db.Analyze(ctx, "audience", "message", "link"), s.Experiment.Analyze(ctx)); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE campaign SET state = 'running', launched_at = ? WHERE id = ? AND state = 'planning'`,
			clock.Millis(s.Clock.Now()), int64(id))
		return err
	})
}

// freeze locks the plan in the log and the audience in its table.
func (s *Store) freeze(ctx context.Context, id ID) error {
	templates, err := s.Templates(ctx, s.db)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := getCampaign(ctx, tx, id, tx.Engine().ForUpdate())
		switch {
		case err != nil:
			return err
		case c.Phase == Planning:
			return nil
		case c.Phase != Draft:
			return fmt.Errorf("%w: the campaign is %s", ErrState, c.Phase)
		}
		for _, v := range c.Content.Variants {
			if err := v.check(c.Category, templates); err != nil {
				return err
			}
		}
		audience := compile(tx.Engine(), c.Content.Audience, s.Clock.Now())
		audience.Select(fmt.Sprint(int64(id)), "c.id")
		query, args := audience.Build()
		if _, err := tx.Exec(ctx, `INSERT INTO audience (campaign_id, contact_id) `+query, args...); err != nil {
			return fmt.Errorf("freeze the audience: %w", err)
		}
		if err := linkTargetsTx(ctx, tx, c); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE campaign SET state = 'planning' WHERE id = ?`, int64(id)); err != nil {
			return err
		}
		return consent.AppendTx(ctx, tx, []consent.Leaf{planLeaf(c)})
	})
}

func planLeaf(c Campaign) consent.Leaf {
	sum := sha256.Sum256(c.Content.design().Canonical())
	return consent.Leaf{Kind: "plan", Body: map[string]any{
		"campaign": int64(c.ID), "experiment": int64(c.Experiment), "purpose": string(c.Purpose),
		"design_sha256": hex.EncodeToString(sum[:]), "starts_at": clock.Millis(c.StartsAt), "ends_at": clock.Millis(c.EndsAt),
	}}
}

// planSize is how many members one transaction plans.
const planSize = 2000

// member is one person of a frozen audience, with what the plan says of them.
type member struct {
	contact Contact
	skip    Reason
	arm     experiment.Arm
	drawn   bool
}

// planPage decides the next members: consent, language and variables first,
// for all variants alike; then the slot; then the arm.
func (s *Store) planPage(ctx context.Context, c Campaign, placer Placer) (more bool, err error) {
	members, err := s.undecided(ctx, c.ID)
	if err != nil || len(members) == 0 {
		return false, err
	}
	if err := s.screen(ctx, c, members); err != nil {
		return false, err
	}
	var eligible []*member
	var candidates []Candidate
	for i := range members {
		if m := &members[i]; m.skip == "" {
			eligible = append(eligible, m)
			candidates = append(candidates, Candidate{m.contact.ID, m.contact.Country, m.contact.Zone})
		}
	}
	slots, err := placer.Place(ctx, c, candidates)
	if err != nil {
		return false, fmt.Errorf("place: %w", err)
	}
	design := c.Content.design()
	planned := pagePlan{campaign: c, design: design}
	for i, m := range eligible {
		if slots[i].IsZero() {
			m.skip = ReasonNoSlot
			continue
		}
		if m.arm, m.drawn = c.draw(design, m.contact); !m.drawn {
			m.skip = ReasonUnassigned
			continue
		}
		planned.add(m, slots[i])
	}
	return true, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.writePlanTx(ctx, tx, planned, members) })
}

// draw is the arm of an eligible member: from the attribute that was imported,
// or from the experiment's hash.
func (c Campaign) draw(design experiment.Design, contact Contact) (experiment.Arm, bool) {
	a := c.Content.Assignment
	if a == nil {
		return design.Assign(experiment.Unit(contact.ID)), true
	}
	return design.ArmOf(a.Arms[attributeText(contact.Attributes[a.Attribute])])
}

func (s *Store) undecided(ctx context.Context, id ID) ([]member, error) {
	var rows []contactRow
	err := s.db.Select(ctx, &rows, `SELECT `+contactColumns+` FROM audience a JOIN contact c ON c.id = a.contact_id
		WHERE a.campaign_id = ? AND a.decided = 0 ORDER BY a.contact_id LIMIT ?`, int64(id), planSize)
	if err != nil {
		return nil, fmt.Errorf("read the audience: %w", err)
	}
	members := make([]member, len(rows))
	for i, row := range rows {
		if members[i].contact, err = row.contact(); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// screen gives each member the first reason that keeps them out.
func (s *Store) screen(ctx context.Context, c Campaign, members []member) error {
	ids := make([]ContactID, len(members))
	for i, m := range members {
		ids[i] = m.contact.ID
	}
	standings, err := consent.Standings(ctx, s.db, ids, c.Purpose)
	if err != nil {
		return err
	}
	templates, err := s.Templates(ctx, s.db)
	if err != nil {
		return err
	}
	global := experiment.Design{Salt: s.GlobalSalt, Holdout: s.GlobalShare, Variants: []experiment.Variant{{Weight: 1}}}
	for i := range members {
		m := &members[i]
		rule := consent.Decide(standings[m.contact.ID], consent.Request{Category: c.Category})
		switch {
		case rule != consent.Allowed:
			m.skip = Reason(rule)
		case global.Holdout > 0 && global.Assign(experiment.Unit(m.contact.ID)) == global.HoldoutArm():
			m.skip = ReasonGlobalHoldout
		default:
			m.skip = s.unfillable(c, templates, m.contact)
		}
	}
	return nil
}

// unfillable is the first reason why some variant could not be filled.
func (s *Store) unfillable(c Campaign, templates map[TemplateKey]Template, contact Contact) Reason {
	for _, v := range c.Content.Variants {
		if _, reason := v.fill(contact, templates, s.Language, nil); reason != "" {
			return reason
		}
	}
	return ""
}
