package ui

import (
	"strconv"
	"strings"
	"time"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// objectives are those that can be chosen.
var objectives = []campaign.Objective{campaign.ForConversion, campaign.ForClick, campaign.ForReply}

// windowUnits are the units of the time within which an outcome counts.
var windowUnits = []windowUnit{{"day", 24 * time.Hour}, {"hour", time.Hour}}

type windowUnit struct {
	Key  string
	Long time.Duration
}

// objectiveView asks what a campaign is for.
type objectiveView struct {
	wizardView
	Name       string
	Objective  campaign.Objective
	Objectives []campaign.Objective
	Window     string
	Unit       string
	Units      []windowUnit
}

func (s *Server) objectiveStep() step {
	return step{"objective", s.showObjective, s.readObjective}
}

func (s *Server) showObjective(c *fiber.Ctx, d campaign.Draft, wrong flaws) error {
	frame, err := s.wizard(c, d, "objective", wrong)
	if err != nil {
		return err
	}
	window, unit := windowParts(d.Window)
	return s.show(c, "wizard_objective", objectiveView{wizardView: frame, Name: typed(c, "name", d.Name), Objectives: objectives,
		Objective: campaign.Objective(typed(c, "objective", string(d.Objective))),
		Window:    typed(c, "window", window), Unit: typed(c, "unit", unit), Units: windowUnits})
}

// windowParts writes a time in its longest unit.
func windowParts(window time.Duration) (number, unit string) {
	for _, u := range windowUnits {
		if window > 0 && window%u.Long == 0 {
			return strconv.FormatInt(int64(window/u.Long), 10), u.Key
		}
	}
	return "", windowUnits[0].Key
}

func (s *Server) readObjective(c *fiber.Ctx, d *campaign.Draft, wrong *flaws) error {
	d.Name, d.Objective = strings.TrimSpace(c.FormValue("name")), campaign.Objective(c.FormValue("objective"))
	d.Window = 0
	n, err := strconv.ParseInt(strings.TrimSpace(c.FormValue("window")), 10, 32)
	if c.FormValue("window") != "" && (err != nil || n < 0 || n > 10_000) {
		wrong.add("window", s.words(c).T("error.number"))
		return nil
	}
	for _, u := range windowUnits {
		if u.Key == c.FormValue("unit") {
			d.Window = time.Duration(n) * u.Long
		}
	}
	return nil
}
