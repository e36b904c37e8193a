package campaign

import (
	"context"
	"fmt"

	"accord/consent"
	"accord/experiment"
)

// planner decides about the members of one audience, page by page in the order
// of their ids. It writes nothing: Launch writes what it says, Forecast counts
// it, so that both say the same.
type planner struct {
	store     *Store
	campaign  Campaign
	design    experiment.Design
	global    experiment.Design // the organisation's permanent control group
	templates map[TemplateKey]Template
	placer    Placer
}

func (s *Store) newPlanner(ctx context.Context, c Campaign, placer Placer) (planner, error) {
	templates, err := s.Templates(ctx, s.db, c.NumberID)
	if err != nil {
		return planner{}, err
	}
	return planner{store: s, campaign: c, design: c.Content.design(), templates: templates, placer: placer,
		global: experiment.Design{Salt: s.GlobalSalt, Holdout: s.GlobalShare, Variants: []experiment.Variant{{Weight: 1}}}}, nil
}

// member is one person of an audience, with what the plan says of them.
type member struct {
	contact Contact
	skip    Reason
	arm     experiment.Arm
	drawn   bool
}

// decide says what becomes of the next members: consent, language and
// variables first, for all variants alike; then the slot; then the arm.
func (p planner) decide(ctx context.Context, members []member) (pagePlan, error) {
	if err := p.screen(ctx, members); err != nil {
		return pagePlan{}, err
	}
	return p.place(ctx, members)
}

// screen gives each member the first reason that keeps them out.
func (p planner) screen(ctx context.Context, members []member) error {
	ids := make([]ContactID, len(members))
	for i, m := range members {
		ids[i] = m.contact.ID
	}
	standings, err := consent.Standings(ctx, p.store.db, ids, p.campaign.Purpose)
	if err != nil {
		return err
	}
	for i := range members {
		m := &members[i]
		rule := consent.Decide(standings[m.contact.ID], consent.Request{Category: p.campaign.Category})
		switch {
		case rule != consent.Allowed:
			m.skip = Reason(rule)
		case p.global.Holdout > 0 && p.global.Assign(experiment.Unit(m.contact.ID)) == p.global.HoldoutArm():
			m.skip = ReasonGlobalHoldout
		default:
			m.skip = p.unfillable(m.contact)
		}
	}
	return nil
}

// unfillable is the first reason why some variant could not be filled.
func (p planner) unfillable(contact Contact) Reason {
	for _, v := range p.campaign.Content.Variants {
		if _, reason := v.fill(contact, p.templates, p.store.Language, nil); reason != "" {
			return reason
		}
	}
	return ""
}

// place gives those who passed the screen a moment and an arm.
func (p planner) place(ctx context.Context, members []member) (pagePlan, error) {
	var eligible []*member
	var candidates []Candidate
	for i := range members {
		if m := &members[i]; m.skip == "" {
			eligible = append(eligible, m)
			candidates = append(candidates, Candidate{m.contact.ID, m.contact.Country, m.contact.Zone})
		}
	}
	slots, err := p.placer.Place(ctx, p.campaign, candidates)
	if err != nil {
		return pagePlan{}, fmt.Errorf("place: %w", err)
	}
	planned := pagePlan{campaign: p.campaign, design: p.design}
	for i, m := range eligible {
		if slots[i].IsZero() {
			m.skip = ReasonNoSlot
			continue
		}
		if m.arm, m.drawn = p.campaign.draw(p.design, m.contact); !m.drawn {
			m.skip = ReasonUnassigned
			continue
		}
		planned.add(m, slots[i])
	}
	return planned, nil
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
