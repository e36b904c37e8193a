package ui

import (
	"cmp"
	"errors"
	"slices"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// step is a page of the wizard, and how its form changes a draft.
type step struct {
	key  string
	show func(c *fiber.Ctx, d campaign.Draft, wrong flaws) error
	read func(c *fiber.Ctx, d *campaign.Draft, wrong *flaws) error
}

func (s *Server) pageOf(st step) fiber.Handler {
	return s.onOpenDraft(func(c *fiber.Ctx, d campaign.Draft) error { return st.show(c, d, nil) })
}

// saved stores what was typed, whether it is enough for a launch or not, and
// goes on when it is, or stays where somebody only wanted it saved.
func (s *Server) saved(st step) fiber.Handler {
	return s.onOpenDraft(func(c *fiber.Ctx, d campaign.Draft) error {
		var wrong flaws
		stored := d
		d.Version = cmp.Or(c.FormValue("version"), d.Version) // of the draft that the form was made of
		if err := st.read(c, &d, &wrong); err != nil {
			return err
		}
		if len(wrong) > 0 { // cannot be stored
			return s.again(c, st, d, wrong)
		}
		switch _, err := s.Office.keepDraft(c.UserContext(), author(c), d); {
		case errors.Is(err, campaign.ErrInvalid): // what the form offered is gone
			wrong.add("", s.words(c).T("error.invalid"))
			return s.again(c, st, stored, wrong)
		case errors.Is(err, campaign.ErrChanged): // saved again, it is written over
			wrong.add("", s.words(c).T("wizard.changed"))
			d.Version = stored.Version
			return s.again(c, st, d, wrong)
		case err != nil:
			return err
		}
		return s.afterSaving(c, st, d.ID)
	})
}

// afterSaving goes on to the next step, or tells what stands against it.
func (s *Server) afterSaving(c *fiber.Ctx, st step, id campaign.ID) error {
	d, err := s.Office.Campaigns.GetDraft(c.UserContext(), s.Office.DB, id)
	if err != nil {
		return err
	}
	s.forecasts.begin(c.UserContext(), d)
	if c.FormValue("go") != "next" {
		return s.done(c, "saved", stepPath(id, st.key))
	}
	var wrong flaws
	if err := s.standing(c, st, id, &wrong); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return s.again(c, st, d, wrong)
	}
	return c.Redirect(stepPath(id, nextStep(st.key)), fiber.StatusSeeOther)
}

func (s *Server) again(c *fiber.Ctx, st step, d campaign.Draft, wrong flaws) error {
	c.Status(fiber.StatusUnprocessableEntity)
	return st.show(c, d, wrong)
}

// standing collects what on this step stands against a launch.
func (s *Server) standing(c *fiber.Ctx, st step, id campaign.ID, wrong *flaws) error {
	found, err := s.Office.Campaigns.Check(c.UserContext(), id)
	if err != nil {
		return err
	}
	for _, f := range findingsIn(s.words(c), found) {
		if f.Blocking && f.Step == st.key {
			wrong.add(fieldOf(f), f.Says)
		}
	}
	return nil
}

// fieldOf is where on its page a finding is shown: a variant's in its variant.
func fieldOf(f finding) string {
	if f.Variant != "" {
		return "variant/" + f.Variant
	}
	return f.Field
}

func nextStep(key string) string {
	i := slices.IndexFunc(wizardSteps, func(s wizardStep) bool { return s.Key == key })
	return wizardSteps[i+1].Key
}

// typed is what somebody entered, or what is stored where nothing was sent.
func typed(c *fiber.Ctx, field, stored string) string {
	if c.Method() == fiber.MethodPost {
		return c.FormValue(field)
	}
	return stored
}
