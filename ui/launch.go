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
// people whom it reaches.
func (s *Server) launch(c *fiber.Ctx, d campaign.Draft) error {
	forecast, ready, err := s.forecasts.of(c.UserContext(), d, checkPatience)
	if err != nil {
		return err
	}
	w := s.words(c)
	var wrong flaws
	switch typed, ok := readHeadcount(c.FormValue("people")); {
	case !ready:
		wrong.add("", w.T("launch.not_ready"))
	case !ok || !confirms(typed, forecast.Reachable):
		wrong.add("people", w.T("launch.wrong_number", forecast.Reachable))
	case forecast.Reachable == 0:
		wrong.add("", w.T("launch.nobody"))
	default:
		err := s.Office.Engine.Start(c.UserContext(), d.ID)
		if errors.Is(err, campaign.ErrInvalid) {
			wrong.add("", w.T("launch.refused")) // what stands against it is on the page
			break
		}
		if err == nil {
			err = s.recordCampaign(c, campaignLaunched, d.ID, map[string]any{"people": forecast.Reachable})
		}
		if err != nil {
			return err
		}
		return s.done(c, "launched", campaignPath(d.ID))
	}
	c.Status(fiber.StatusUnprocessableEntity)
	return s.launchPage(c, d, wrong)
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
