package ui

import (
	"time"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// reachView is whom a draft would reach, and when.
type reachView struct {
	ID       campaign.ID
	Ready    bool // it has been worked out
	Failed   bool // it cannot be
	Forecast campaign.Forecast
	Lines    []waterfallLine
	Hours    hoursView
	Zone     *time.Location
}

// reach works out whom a draft would reach.
func (s *Server) reach(c *fiber.Ctx, d campaign.Draft, patience time.Duration) (v reachView, err error) {
	v = reachView{ID: d.ID, Zone: s.zone(c)}
	v.Forecast, v.Ready, err = s.forecasts.of(c.UserContext(), d, patience)
	if err != nil {
		s.Log.Warn("a forecast", "campaign", d.ID, "error", err)
		v.Failed = true
		return v, nil // the draft can be written without it
	}
	if v.Ready {
		v.Lines = s.reachLines(c, d.ID, v.Forecast)
		v.Hours = hoursOf(s.words(c), v.Zone, v.Forecast.Hours, false)
	}
	return v, nil
}

func (s *Server) reachLines(c *fiber.Ctx, id campaign.ID, f campaign.Forecast) []waterfallLine {
	w, people := s.words(c), ""
	if visitorOf(c).may(operator.CampaignPeople) {
		people = stepPath(id, "forecast") + "?skip="
	}
	fall := newWaterfall(w, f.Audience, "")
	fall.steps(f.KeptOut, people)
	if f.HeldOut > 0 {
		fall.leave(w.T("reason.holdout"), w.T("waterfall.holdout_hint"), f.HeldOut, "")
	}
	return fall.stay(w.T("waterfall.reachable"), "")
}

// reachPart answers with the waterfall of a draft, for a page that is open.
func (s *Server) reachPart(c *fiber.Ctx, d campaign.Draft) error { return s.showReach(c, d, "reach") }

// loadPart answers with what would be sent by hour.
func (s *Server) loadPart(c *fiber.Ctx, d campaign.Draft) error { return s.showReach(c, d, "load") }

func (s *Server) showReach(c *fiber.Ctx, d campaign.Draft, part string) error {
	v, err := s.reach(c, d, forecastPatience)
	if err != nil {
		return err
	}
	return s.showPart(c, "wizard_check", part, v)
}
