package ui

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// launchView asks for the number of people who will get a message: whoever
// types it has read it.
type launchView struct {
	wizardView
	Reach reachView
	Typed string
	Ready bool // nothing stands against it, and it is known whom it reaches
}

func (s *Server) showLaunch(c *fiber.Ctx, d campaign.Draft) error { return s.launchPage(c, d, nil) }

func (s *Server) launchPage(c *fiber.Ctx, d campaign.Draft, wrong flaws) error {
	frame, err := s.wizard(c, d, "launch", wrong)
	if err != nil {
		return err
	}
	v := launchView{wizardView: frame, Typed: typed(c, "people", "")}
	if v.Reach, err = s.reach(c, d, checkPatience); err != nil {
		return err
	}
	v.Ready = !blocking(v.Findings) && v.Reach.Ready && v.Reach.Forecast.Reachable > 0
	return s.show(c, "campaign_launch", v)
}

// launch starts a campaign when the number that was typed is the number of
// people whom it reaches, and it is still what the page showed.
func (s *Server) launch(c *fiber.Ctx, d campaign.Draft) error {
	wrong, err := s.tryLaunch(c, d)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
		return s.launchPage(c, d, wrong)
	}
	s.rouse(c.UserContext(), d.ID)
	return s.done(c, "launched", campaignPath(d.ID))
}

func (s *Server) tryLaunch(c *fiber.Ctx, d campaign.Draft) (wrong flaws, err error) {
	w := s.words(c)
	forecast, ready, err := s.forecasts.of(c.UserContext(), d, checkPatience)
	switch typed, ok := readHeadcount(c.FormValue("people")); {
	case err != nil:
		return nil, err
	case !ready:
		wrong.add("", w.T("launch.not_ready"))
	case c.FormValue("basis") != forecast.Basis:
		wrong.add("", w.T("launch.changed"))
	case !ok || !confirms(typed, forecast.Reachable):
		wrong.add("people", w.T("launch.wrong_number", forecast.Reachable))
	case forecast.Reachable == 0:
		wrong.add("", w.T("launch.nobody"))
	default:
		return s.startCampaign(c, d.ID, forecast)
	}
	return wrong, nil
}

func (s *Server) startCampaign(c *fiber.Ctx, id campaign.ID, forecast campaign.Forecast) (wrong flaws, err error) {
	decided := campaign.Decided{Basis: forecast.Basis, Audience: forecast.Audience}
	err = s.Office.launch(c.UserContext(), author(c), id, decided, forecast.Reachable)
	switch {
	case errors.Is(err, campaign.ErrInvalid): // what stands against it is on the page
		wrong.add("", s.words(c).T("launch.refused"))
	case errors.Is(err, campaign.ErrChanged):
		s.forecasts.drop(id)
		wrong.add("", s.words(c).T("launch.changed"))
	default:
		return nil, err
	}
	return wrong, nil
}

// confirms says that a number is that of the people who are reached. While
// somebody types, a few may take back their consent, or give it: one in a
// hundred more or less is no reason to type again.
func confirms(typed, reached int64) bool {
	return max(typed-reached, reached-typed) <= reached/100
}

// readHeadcount reads a number of people as anybody writes it: "14 274", "14,274".
func readHeadcount(text string) (n int64, ok bool) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(",.’'\u202f\u00a0", r) {
			return -1
		}
		return r
	}, text)
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil && n >= 0
}
