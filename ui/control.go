package ui

import (
	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// A pause and a cancel hold from the moment they are committed; calls that are
// under way by then still arrive, and how many they are is recorded and shown.

func (s *Server) pauseCampaign(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	flying, err := s.Office.Campaigns.Pause(c.UserContext(), id)
	if err == nil {
		err = s.recordCampaign(c, campaignPaused, id, map[string]any{"in_flight": flying})
	}
	if err != nil {
		return err
	}
	return s.done(c, "paused", campaignPath(id))
}

func (s *Server) resumeCampaign(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	if err := s.Office.Campaigns.Resume(c.UserContext(), id); err != nil {
		return err
	}
	if err := s.recordCampaign(c, campaignResumed, id, nil); err != nil {
		return err
	}
	if err := s.Office.Engine.Wake(c.UserContext(), id); err != nil {
		return err
	}
	return s.done(c, "resumed", campaignPath(id))
}

// askCancel asks before a campaign ends for good.
func (s *Server) askCancel(c *fiber.Ctx, p campaign.Progress, name string) confirmation {
	w := s.words(c)
	says := w.N("control.cancel_says", p.States[campaign.Planned]+p.Undecided)
	if flying := p.States[campaign.Sending]; flying > 0 {
		says += " " + w.N("control.in_flight", flying)
	}
	return confirmation{ID: "cancel", Asks: w.T("control.cancel_ask", name), Says: says, Does: w.T("action.cancel_campaign"), Keeps: w.T("control.keep"),
		Path: campaignPath(p.Campaign) + "/cancel", Back: campaignPath(p.Campaign)}
}

// cancelPage asks on a page of its own, for who has no scripts.
func (s *Server) cancelPage(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	found, err := s.Office.Campaigns.Get(c.UserContext(), s.Office.DB, id)
	if err != nil {
		return err
	}
	p, err := s.Office.Campaigns.Progress(c.UserContext(), s.Office.DB, id)
	if err != nil {
		return err
	}
	return s.confirm(c, "campaigns", s.askCancel(c, p, titleOf(s.words(c), found.Name)))
}

func (s *Server) cancelCampaign(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	flying, err := s.Office.Campaigns.Cancel(c.UserContext(), id)
	if err == nil {
		err = s.recordCampaign(c, campaignCancelled, id, map[string]any{"in_flight": flying})
	}
	if err != nil {
		return err
	}
	return s.done(c, "cancelled", campaignPath(id))
}
