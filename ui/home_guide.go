package ui

import (
	"fmt"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// guide tells a visitor of the sample workspace in a minute what Accord is, and
// leads to the pages that tell most.
type guide struct{ Sights []sight }

// sight is something to look at.
type sight struct{ Path, Says, Note string }

// guideMost is how many sights a visitor is led to.
const guideMost = 4

// homeGuide leads to what is there and the visitor may see: what was learnt,
// what is being sent, why somebody was left out, who agreed; then a draft to
// finish, or a plan.
func (s *Server) homeGuide(c *fiber.Ctx) (*guide, error) {
	w, v := s.words(c), visitorOf(c)
	over, err := s.newest(c, campaign.Finished)
	if err != nil {
		return nil, err
	}
	running, err := s.newest(c, campaign.Running, campaign.Planning)
	if err != nil {
		return nil, err
	}
	draft, err := s.newest(c, campaign.Drafting)
	if err != nil {
		return nil, err
	}
	leftOut, err := s.leftOut(c, over)
	if err != nil {
		return nil, err
	}
	g := &guide{}
	add := func(shown bool, needs operator.Permission, path, says, note string) {
		if shown && v.may(needs) && len(g.Sights) < guideMost {
			g.Sights = append(g.Sights, sight{path, says, note})
		}
	}
	add(over.ID != 0, operator.ResultView, campaignPath(over.ID)+"/results", w.T("guide.results", titleOf(w, over.Name)), w.T("guide.results_note"))
	add(running.ID != 0, operator.CampaignView, campaignPath(running.ID), w.T("guide.sending", titleOf(w, running.Name)), w.T("guide.sending_note"))
	add(leftOut.Contact != 0, operator.CampaignPeople, fmt.Sprint(campaignPath(over.ID), "/why/", int64(leftOut.Contact)), w.T("guide.why", leftOut.Name, titleOf(w, over.Name)), w.T("guide.why_note"))
	add(true, operator.ConsentView, "/consent", w.T("guide.register"), w.T("guide.register_note"))
	add(draft.ID != 0, operator.CampaignEdit, campaignPath(draft.ID), w.T("guide.draft", titleOf(w, draft.Name)), w.T("guide.draft_note"))
	add(over.ID != 0, operator.CampaignView, campaignPath(over.ID)+"/plan", w.T("guide.plan", titleOf(w, over.Name)), w.T("guide.plan_note"))
	return g, nil
}

// newest is the newest campaign of some phases, or the zero one.
func (s *Server) newest(c *fiber.Ctx, phases ...campaign.Phase) (campaign.Campaign, error) {
	list, _, err := s.Office.Campaigns.Overviews(c.UserContext(), s.Office.DB, campaign.OverviewFilter{Phases: phases}, "", 1)
	if err != nil || len(list) == 0 {
		return campaign.Campaign{}, err
	}
	return list[0].Campaign, nil
}

// leftOut is somebody who had agreed and taken it back before a campaign, or
// nobody.
func (s *Server) leftOut(c *fiber.Ctx, from campaign.Campaign) (campaign.Member, error) {
	if from.ID == 0 {
		return campaign.Member{}, nil
	}
	list, _, err := s.Office.Campaigns.People(c.UserContext(), s.Office.DB, from.ID, campaign.MemberFilter{Skip: campaign.Reason(consent.HasWithdrawn)}, "", 1)
	if err != nil || len(list) == 0 {
		return campaign.Member{}, err
	}
	return list[0], nil
}
