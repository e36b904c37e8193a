package ui

import (
	"context"
	"time"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

func (s *Server) pauseCampaign(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	if _, err := s.Office.pauseCampaign(c.UserContext(), author(c), id); err != nil {
		return err
	}
	return s.done(c, "paused", campaignPath(id))
}

func (s *Server) resumeCampaign(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	if err := s.Office.resumeCampaign(c.UserContext(), author(c), id); err != nil {
		return err
	}
	s.rouse(c.UserContext(), id)
	return s.done(c, "resumed", campaignPath(id))
}

// rousePatience is how long a page waits for the bus.
const rousePatience = 2 * time.Second

// rouse makes the engine look at a campaign at once. It is launched or resumed
// by then: without the bus it is looked at within a minute.
func (s *Server) rouse(ctx context.Context, id campaign.ID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rousePatience)
	defer cancel()
	if err := s.Office.Engine.Wake(ctx, id); err != nil {
		s.Log.Warn("wake the engine", "campaign", int64(id), "error", err)
	}
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
	if _, err := s.Office.cancelCampaign(c.UserContext(), author(c), id); err != nil {
		return err
	}
	return s.done(c, "cancelled", campaignPath(id))
}
