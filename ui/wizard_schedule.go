package ui

import (
	"slices"
	"strings"
	"time"

	"accord/campaign"
	"accord/internal/operator"
	"accord/scheduler"

	"github.com/gofiber/fiber/v2"
)

// scheduleView asks from which number and when.
type scheduleView struct {
	wizardView
	Number     string
	Numbers    []operator.Number
	Gone       bool   // Number is none of them any more, and stays chosen until somebody chooses another one
	Start, End string // as the browser writes them, in the organisation's zone
	Now        time.Time
	Home, Away scheduler.Hours // of France, and of other countries
	Caps       []scheduler.Cap
}

func (s *Server) scheduleStep() step {
	return step{"schedule", s.showSchedule, s.readSchedule}
}

func (s *Server) showSchedule(c *fiber.Ctx, d campaign.Draft, wrong flaws) error {
	frame, err := s.wizard(c, d, "schedule", wrong)
	if err != nil {
		return err
	}
	v := scheduleView{wizardView: frame, Now: s.Clock.Now(), Number: typed(c, "number", d.NumberID),
		Start: typed(c, "start", written(d.StartsAt, frame.Zone)), End: typed(c, "end", written(d.EndsAt, frame.Zone)),
		Home: scheduler.HoursOf("FR"), Away: scheduler.HoursOf(""), Caps: scheduler.DefaultCaps}
	if v.Numbers, err = s.Office.Numbers.List(c.UserContext()); err != nil {
		return err
	}
	v.Gone = v.Number != "" && !slices.ContainsFunc(v.Numbers, func(n operator.Number) bool { return n.ID == v.Number })
	return s.show(c, "wizard_schedule", v)
}

func (s *Server) readSchedule(c *fiber.Ctx, d *campaign.Draft, wrong *flaws) error {
	d.NumberID = strings.TrimSpace(c.FormValue("number"))
	s.readMoment(c, "start", &d.StartsAt, wrong)
	s.readMoment(c, "end", &d.EndsAt, wrong)
	return nil
}

// readMoment reads a moment as the clocks of the organisation show it. What
// nobody touched stays as it was, seconds and all. In the hour that comes
// twice, the campaign has both: it starts in the first and ends in the second.
func (s *Server) readMoment(c *fiber.Ctx, field string, moment *time.Time, wrong *flaws) {
	text, zone := c.FormValue(field), s.zone(c)
	if text == written(*moment, zone) {
		return
	}
	*moment = time.Time{}
	if text == "" {
		return
	}
	wall, err := time.Parse(localTime, text)
	if err != nil || wall.Year() < 2000 || wall.Year() > 2200 {
		wrong.add(field, s.words(c).T("error.moment"))
		return
	}
	found := instantsOf(wall, zone)
	switch {
	case len(found) == 0:
		wrong.add(field, s.words(c).T("error.moment_skipped"))
	case field == "end":
		*moment = found[len(found)-1]
	default:
		*moment = found[0]
	}
}
