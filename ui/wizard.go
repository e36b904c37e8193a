package ui

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"accord/campaign"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// wizardStep is one page on the way to a launch. Fields are those of a draft
// that it fills in.
type wizardStep struct {
	Key    string
	Fields []string
	Path   string
	Here   bool
	Done   bool // nothing in it stands against a launch
}

// wizardSteps are in the order in which they are gone through. What a check
// finds in a field is mended on the page of that field.
var wizardSteps = []wizardStep{
	{Key: "objective", Fields: []string{"name", "objective", "window"}},
	{Key: "audience", Fields: []string{"audience", "purpose"}},
	{Key: "variants", Fields: []string{"variants", "holdout"}},
	{Key: "schedule", Fields: []string{"number", "schedule"}},
	{Key: "check"},
	{Key: "launch"},
}

func campaignPath(id campaign.ID) string          { return fmt.Sprintf("/campaigns/%d", id) }
func stepPath(id campaign.ID, step string) string { return campaignPath(id) + "/" + step }

// stepOf is the step on which a field is filled in.
func stepOf(field string) string {
	for _, step := range wizardSteps {
		if slices.Contains(step.Fields, field) {
			return step.Key
		}
	}
	return "check"
}

// wizardView is what stands around every step.
type wizardView struct {
	frame
	Draft    campaign.Draft
	Heading  string
	Phase    campaign.Phase // a draft's
	Steps    []wizardStep
	Findings []finding
	Flaws    flaws // of the form that was sent
	Zone     *time.Location
}

// CampaignPath is the campaign's address.
func (v wizardView) CampaignPath() string { return campaignPath(v.Draft.ID) }

// titleOf is the name of a campaign, or what stands for one.
func titleOf(w *words.Words, name string) string {
	if name == "" {
		return w.T("campaign.nameless")
	}
	return name
}

// wizard is the frame of a step. It checks the draft as it is stored.
func (s *Server) wizard(c *fiber.Ctx, d campaign.Draft, key string, wrong flaws) (wizardView, error) {
	w := s.words(c)
	found, err := s.Office.Campaigns.Check(c.UserContext(), d.ID)
	if err != nil {
		return wizardView{}, err
	}
	v := wizardView{Draft: d, Phase: campaign.Drafting, Heading: titleOf(w, d.Name), Findings: findingsIn(w, found), Flaws: wrong, Zone: s.zone(c)}
	v.frame = s.frame(c, "campaigns", w.Label("wizard_step", key)+" · "+v.Heading)
	v.Steps = stepsFor(d.ID, key, v.Findings)
	if partial(c) {
		c.Set("HX-Trigger", "draft") // what else the page shows of the draft is read again
	}
	return v, nil
}

// stepsFor marks the steps: a draft may be opened at any step that is done,
// and always at its check, which tells what is not.
func stepsFor(id campaign.ID, key string, found []finding) []wizardStep {
	steps := slices.Clone(wizardSteps)
	for i := range steps {
		step := &steps[i]
		stands := func(f finding) bool { return f.Blocking && f.Step == step.Key }
		step.Here, step.Done = step.Key == key, !slices.ContainsFunc(found, stands)
		if step.Key == "launch" {
			step.Done = !blocking(found)
		}
		if step.Done || step.Key == "check" {
			step.Path = stepPath(id, step.Key)
		}
	}
	return steps
}

// onDraft hands a draft to its handler. A campaign that is no draft any more
// leads to its page.
func (s *Server) onDraft(handler func(*fiber.Ctx, campaign.Draft) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := campaignID(c)
		if err != nil {
			return err
		}
		found, err := s.Office.Campaigns.Get(c.UserContext(), s.Office.DB, id)
		if err != nil {
			return err
		}
		if found.Phase != campaign.Drafting {
			return c.Redirect(campaignPath(id), fiber.StatusSeeOther)
		}
		d, err := s.Office.Campaigns.GetDraft(c.UserContext(), s.Office.DB, id)
		if err != nil {
			return err
		}
		return handler(c, d)
	}
}

// step is a page of the wizard, and how its form changes a draft.
type step struct {
	key  string
	show func(c *fiber.Ctx, d campaign.Draft, wrong flaws) error
	read func(c *fiber.Ctx, d *campaign.Draft, wrong *flaws) error
}

func (s *Server) pageOf(st step) fiber.Handler {
	return s.onDraft(func(c *fiber.Ctx, d campaign.Draft) error { return st.show(c, d, nil) })
}

// saved stores what was typed, whether it is enough for a launch or not, and
// goes on when it is, or stays where somebody only wanted it saved.
func (s *Server) saved(st step) fiber.Handler {
	return s.onDraft(func(c *fiber.Ctx, d campaign.Draft) error {
		var wrong flaws
		stored := d
		if err := st.read(c, &d, &wrong); err != nil {
			return err
		}
		if len(wrong) > 0 { // cannot be stored
			return s.again(c, st, d, wrong)
		}
		switch _, err := s.Office.Campaigns.SaveDraft(c.UserContext(), d); {
		case errors.Is(err, campaign.ErrInvalid): // what the form offered is gone
			wrong.add("", s.words(c).T("error.invalid"))
			return s.again(c, st, stored, wrong)
		case err != nil:
			return err
		}
		if c.FormValue("go") != "next" {
			return s.done(c, "saved", stepPath(d.ID, st.key))
		}
		if err := s.standing(c, st, d.ID, &wrong); err != nil {
			return err
		}
		if len(wrong) > 0 {
			return s.again(c, st, d, wrong)
		}
		return c.Redirect(stepPath(d.ID, nextStep(st.key)), fiber.StatusSeeOther)
	})
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
