package ui

import (
	"strings"
	"time"

	"accord/campaign"
	"accord/internal/operator"
	"accord/scheduler"

	"github.com/gofiber/fiber/v2"
)

// localTime is how a browser writes a date and a time.
const localTime = "2006-01-02T15:04"

// scheduleView asks from which number and when.
type scheduleView struct {
	wizardView
	Number     string
	Numbers    []operator.Number
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
	if v.Numbers, err = s.Office.Operators.Numbers(c.UserContext()); err != nil {
		return err
	}
	return s.show(c, "wizard_schedule", v)
}

// written is a time as the browser writes it; empty for none.
func written(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(localTime)
}

func (s *Server) readSchedule(c *fiber.Ctx, d *campaign.Draft, wrong *flaws) error {
	d.NumberID = strings.TrimSpace(c.FormValue("number"))
	for _, moment := range []struct {
		field string
		into  *time.Time
	}{{"start", &d.StartsAt}, {"end", &d.EndsAt}} {
		*moment.into = time.Time{}
		text := c.FormValue(moment.field)
		if text == "" {
			continue
		}
		at, err := time.ParseInLocation(localTime, text, s.zone(c))
		if err != nil || at.Year() < 2000 || at.Year() > 2200 {
			wrong.add(moment.field, s.words(c).T("error.moment"))
			continue
		}
		*moment.into = at.UTC()
	}
	return nil
}
