package ui

import (
	"context"
	"time"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// campaignView is how a campaign goes: alive while it plans and sends.
type campaignView struct {
	frame
	Campaign campaign.Campaign
	Zone     *time.Location
	Live     progressView
	Hours    hoursView
	Cancel   confirmation
}

func (s *Server) campaign(c *fiber.Ctx) error {
	found, err := s.launched(c)
	if err != nil {
		return err
	}
	if found.Phase == campaign.Drafting {
		return s.draftPage(c, found.ID)
	}
	v := campaignView{frame: s.frame(c, "campaigns", titleOf(s.words(c), found.Name)), Campaign: found, Zone: s.zone(c)}
	if v.Live, err = s.onlookerOf(c).progress(c.UserContext(), found.ID); err != nil {
		return err
	}
	v.Cancel = s.askCancel(c, v.Live.Progress, titleOf(s.words(c), found.Name))
	if v.Hours, err = s.campaignHours(c, found.ID); err != nil {
		return err
	}
	return s.show(c, "campaign", v)
}

// launched loads the campaign that the address names, whatever its phase.
func (s *Server) launched(c *fiber.Ctx) (campaign.Campaign, error) {
	id, err := campaignID(c)
	if err != nil {
		return campaign.Campaign{}, err
	}
	return s.Office.Campaigns.Get(c.UserContext(), s.Office.DB, id)
}

// draftPage leads to where a draft is written, or shown to who does not write.
func (s *Server) draftPage(c *fiber.Ctx, id campaign.ID) error {
	if visitorOf(c).may(operator.CampaignEdit) {
		return c.Redirect(stepPath(id, "check"), fiber.StatusSeeOther)
	}
	return c.Redirect(stepPath(id, "plan"), fiber.StatusSeeOther)
}

func (s *Server) campaignHours(c *fiber.Ctx, id campaign.ID) (hoursView, error) {
	list, err := s.Office.Campaigns.Load(c.UserContext(), s.Office.DB, id)
	return hoursOf(s.words(c), s.zone(c), list, true), err
}

// hoursPart answers with what is sent by hour, for a page that is open.
func (s *Server) hoursPart(c *fiber.Ctx) error {
	found, err := s.launched(c)
	if err != nil {
		return err
	}
	hours, err := s.campaignHours(c, found.ID)
	if err != nil {
		return err
	}
	return s.showPart(c, "campaign", "hours", hours)
}

// campaignLive tells a page how a campaign goes.
func (s *Server) campaignLive(c *fiber.Ctx) error {
	found, err := s.launched(c)
	if err != nil {
		return err
	}
	onlooker, paper := s.onlookerOf(c), s.paper[visitorOf(c).lang]
	return s.stream(c, operator.CampaignView, func(ctx context.Context) ([]byte, bool, error) {
		v, err := onlooker.progress(ctx, found.ID)
		if err != nil {
			return nil, false, err
		}
		html, err := paper.write("campaign", "news", v)
		return html, v.Over(), err
	})
}
