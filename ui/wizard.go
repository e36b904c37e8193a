package ui

import (
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

// stepsFor marks the steps that are done. A draft may be opened at any of them,
// and confirmed when nothing stands against it.
func stepsFor(id campaign.ID, key string, found []finding) []wizardStep {
	steps := slices.Clone(wizardSteps)
	for i := range steps {
		step := &steps[i]
		stands := func(f finding) bool { return f.Blocking && f.Step == step.Key }
		open := !slices.ContainsFunc(found, stands)
		if step.Key == "check" || step.Key == "launch" {
			open = !blocking(found)
		}
		step.Here, step.Done = step.Key == key, open && step.Key != "launch"
		if open || step.Key != "launch" {
			step.Path = stepPath(id, step.Key)
		}
	}
	return steps
}

// onDrafting hands a campaign that is a draft to its handler. One that is no
// draft any more leads to its page.
func (s *Server) onDrafting(handler func(*fiber.Ctx, campaign.Campaign) error) fiber.Handler {
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
		return handler(c, found)
	}
}

// onDraft hands a draft to its handler.
func (s *Server) onDraft(handler func(*fiber.Ctx, campaign.Draft) error) fiber.Handler {
	return s.onDrafting(func(c *fiber.Ctx, found campaign.Campaign) error { return handler(c, found.Draft()) })
}

// onOpenDraft hands a draft to a step that writes it. One whose design was
// locked when it was made can only be checked and launched.
func (s *Server) onOpenDraft(handler func(*fiber.Ctx, campaign.Draft) error) fiber.Handler {
	return s.onDrafting(func(c *fiber.Ctx, found campaign.Campaign) error {
		if found.Experiment != 0 {
			return c.Redirect(stepPath(found.ID, "check"), fiber.StatusSeeOther)
		}
		return handler(c, found.Draft())
	})
}
