package ui

import (
	"math"
	"slices"
	"strings"
	"time"

	"accord/campaign"
	"accord/experiment/stats"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// checkPatience is how long the check waits for its forecast: it shows it even
// where no script asks again.
const checkPatience = 8 * time.Second

// checkView is everything that should be known before a launch.
type checkView struct {
	wizardView
	Reach   reachView
	Control bool // the visitor may launch
	Ready   bool // nothing stands against it
	// Smallest is the rise of the rate that the smallest arm lets one see, four
	// times in five, where the rate is Assumed; 0 where none is seen.
	Smallest float64
	Assumed  float64
	ArmLeast int64
}

// assumedRate is what conversions, clicks and replies commonly lie about. It is
// said with the figure that follows from it.
const assumedRate = 0.05

func (s *Server) showCheck(c *fiber.Ctx, d campaign.Draft) error {
	frame, err := s.wizard(c, d, "check", nil)
	if err != nil {
		return err
	}
	v := checkView{wizardView: frame, Control: visitorOf(c).may(operator.CampaignControl), Assumed: assumedRate}
	if v.Reach, err = s.reach(c, d, checkPatience); err != nil {
		return err
	}
	v.Findings = slices.Concat(v.Findings, findingsIn(s.words(c), v.Reach.Forecast.Findings()))
	v.Ready = !blocking(v.Findings) && v.Reach.Ready && v.Reach.Forecast.Reachable > 0
	if err := v.calculate(); err != nil {
		return err
	}
	return s.show(c, "wizard_check", v)
}

// calculate finds what difference the sizes of the arms let one see.
func (v *checkView) calculate() error {
	arms := v.Reach.Forecast.Arms
	if len(arms) < 2 {
		return nil
	}
	v.ArmLeast = slices.MinFunc(arms, func(a, b campaign.ArmCount) int { return int(a.N - b.N) }).N
	if v.ArmLeast == 0 {
		return nil
	}
	d, err := stats.Detectable(v.ArmLeast, v.Assumed, stats.FivePercent, 0.8)
	if err == nil && !math.IsInf(d, 1) {
		v.Smallest = d
	}
	return err
}

// forecastPeopleView shows the first people whom a reason keeps out of a
// draft. A forecast writes nobody down, so that only these few are known.
type forecastPeopleView struct {
	frame
	Draft  campaign.Draft
	Reason campaign.Reason
	Says   string
	N      int64
	People []personLine
}

// personLine is one person, with the number masked.
type personLine struct {
	ID     campaign.ContactID
	Name   string
	Number string
}

func (s *Server) forecastPeople(c *fiber.Ctx, d campaign.Draft) error {
	v := forecastPeopleView{Draft: d, Reason: campaign.Reason(c.Query("skip"))}
	forecast, ready, err := s.forecasts.of(c.UserContext(), d, checkPatience)
	if err != nil {
		return err
	}
	if !ready {
		return &problem{Status: fiber.StatusServiceUnavailable, Detail: "The forecast is being made; try again.", key: "error.busy"}
	}
	i := slices.IndexFunc(forecast.KeptOut, func(step campaign.Step) bool { return step.Reason == v.Reason })
	if i < 0 {
		return campaign.ErrNotFound
	}
	v.N, v.Says = forecast.KeptOut[i].N, reasonSays(s.words(c), v.Reason)
	if v.People, err = s.personLines(c, forecast.KeptOut[i].Sample); err != nil {
		return err
	}
	v.frame = s.frame(c, "campaigns", s.words(c).Label("reason", string(v.Reason)))
	return s.show(c, "forecast_people", v)
}

// personLines reads some people, in their order.
func (s *Server) personLines(c *fiber.Ctx, ids []campaign.ContactID) (list []personLine, err error) {
	contacts, err := s.Office.Campaigns.ContactsTx(c.UserContext(), s.Office.DB, ids)
	if err != nil {
		return nil, err
	}
	numbers, err := s.Office.Consent.MaskedOf(c.UserContext(), s.Office.DB, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		list = append(list, personLine{id, strings.TrimSpace(contacts[id].Name), numbers[id]})
	}
	return list, nil
}
