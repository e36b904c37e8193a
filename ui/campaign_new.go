package ui

import (
	"strings"
	"time"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// newCampaignView asks for the name of a new campaign.
type newCampaignView struct {
	frame
	Name  string
	Flaws flaws
}

func (s *Server) newCampaignPage(c *fiber.Ctx) error {
	return s.show(c, "campaign_new", newCampaignView{frame: s.frame(c, "campaigns", s.words(c).T("campaign.new"))})
}

// outcomeWindow is how long an outcome counts unless somebody chooses another
// time.
const outcomeWindow = 7 * 24 * time.Hour

// createCampaign makes a draft of two empty variants.
func (s *Server) createCampaign(c *fiber.Ctx) error {
	name := strings.TrimSpace(c.FormValue("name"))
	if name == "" {
		v := newCampaignView{frame: s.frame(c, "campaigns", s.words(c).T("campaign.new"))}
		v.Flaws.add("name", s.words(c).T("finding.name_missing"))
		return s.unprocessable(c, "campaign_new", v)
	}
	id, err := s.Office.keepDraft(c.UserContext(), author(c), campaign.Draft{Name: name, Window: outcomeWindow,
		Variants: []campaign.Variant{{Key: "A", Weight: 1}, {Key: "B", Weight: 1}}})
	if err != nil {
		return err
	}
	return c.Redirect(stepPath(id, "objective"), fiber.StatusSeeOther)
}

// duplicateCampaign makes a draft like an older campaign.
func (s *Server) duplicateCampaign(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	draft, err := s.Office.duplicateCampaign(c.UserContext(), author(c), id)
	if err != nil {
		return err
	}
	return s.done(c, "duplicated", stepPath(draft, "objective"))
}

func (s *Server) askDelete(c *fiber.Ctx, d campaign.Draft) confirmation {
	w := s.words(c)
	return confirmation{ID: "delete", Asks: w.T("campaign.delete_ask", titleOf(w, d.Name)), Says: w.T("campaign.delete_says"),
		Does: w.T("action.delete"), Path: campaignPath(d.ID) + "/delete", Back: stepPath(d.ID, "check")}
}

func (s *Server) deleteCampaignPage(c *fiber.Ctx, d campaign.Draft) error {
	return s.confirm(c, "campaigns", s.askDelete(c, d))
}

func (s *Server) deleteCampaign(c *fiber.Ctx, d campaign.Draft) error {
	if err := s.Office.deleteDraft(c.UserContext(), author(c), d.ID); err != nil {
		return err
	}
	return s.done(c, "deleted", "/campaigns")
}
