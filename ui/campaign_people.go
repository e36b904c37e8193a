package ui

import (
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// peopleSize is how many people one page lists.
const peopleSize = 50

// campaignPeopleView is who stands in one line of a waterfall or of a count.
type campaignPeopleView struct {
	frame
	Campaign campaign.Campaign
	Zone     *time.Location
	Filter   campaign.MemberFilter
	Says     string // what the filter means, and what can be done
	States   []campaign.State
	Variants []experiment.VariantKey
	Skips    []campaign.Step
	Rows     []memberRow
	Contacts bool // the visitor may open a contact
	Pager    pager
}

// memberRow is one person of the audience.
type memberRow struct {
	campaign.Member
	Number string // masked
	Mark   string // of the variant; empty in the holdout and outside
}

func (s *Server) campaignPeople(c *fiber.Ctx) error {
	found, err := s.launched(c)
	if err != nil {
		return err
	}
	if found.Phase == campaign.Drafting {
		return s.draftPage(c, found.ID)
	}
	w := s.words(c)
	v := campaignPeopleView{frame: s.frame(c, "campaigns", w.T("people.title", titleOf(w, found.Name))), Campaign: found, Zone: s.zone(c),
		States: messageStates, Contacts: visitorOf(c).may(operator.ContactView), Filter: memberFilter(c)}
	for _, arm := range found.Content.Variants {
		v.Variants = append(v.Variants, arm.Key)
	}
	progress, err := s.Office.Campaigns.Progress(c.UserContext(), s.Office.DB, found.ID)
	if err != nil {
		return err
	}
	v.Skips, v.Says = progress.KeptOut, filterSays(c, s, v.Filter)
	if err := s.listPeople(c, &v); err != nil {
		return err
	}
	return s.show(c, "campaign_people", v)
}

// memberFilter reads the address. The form has no field for the reason: it
// belongs to the state with which a line led here.
func memberFilter(c *fiber.Ctx) campaign.MemberFilter {
	return campaign.MemberFilter{Skip: campaign.Reason(c.Query("skip")), State: campaign.State(c.Query("state")),
		Reason: campaign.Reason(c.Query("reason")), Variant: experiment.VariantKey(c.Query("arm"))}
}

// filterSays explains what the people of a list have in common.
func filterSays(c *fiber.Ctx, s *Server, f campaign.MemberFilter) string {
	w := s.words(c)
	switch {
	case f.Skip != "":
		return reasonSays(w, f.Skip)
	case f.Reason != "":
		return reasonSays(w, f.Reason)
	case f.State != "":
		return w.Label("state_hint", string(f.State))
	case f.Variant == experiment.HoldoutKey:
		return w.T("waterfall.holdout_hint")
	}
	return ""
}

func (s *Server) listPeople(c *fiber.Ctx, v *campaignPeopleView) error {
	members, next, err := s.Office.Campaigns.People(c.UserContext(), s.Office.DB, v.Campaign.ID, v.Filter, c.Query("after"), peopleSize)
	if err != nil {
		return err
	}
	ids := make([]campaign.ContactID, len(members))
	for i, m := range members {
		ids[i] = m.Contact
	}
	numbers, err := s.Office.Consent.MaskedOf(c.UserContext(), s.Office.DB, ids)
	if err != nil {
		return err
	}
	marks := map[experiment.VariantKey]string{}
	for i, key := range v.Variants {
		marks[key] = mark(i)
	}
	for _, m := range members {
		v.Rows = append(v.Rows, memberRow{m, numbers[m.Contact], marks[m.Variant]})
	}
	if c.Query("after") != "" {
		v.Pager.First = address(c, "after", "")
	}
	if next != "" {
		v.Pager.Next = address(c, "after", next)
	}
	return nil
}
