package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// planView is what was decided before anything was sent. From the launch on
// nothing of it changes.
type planView struct {
	frame
	Campaign campaign.Campaign
	Draft    campaign.Draft
	Zone     *time.Location
	Locked   bool
	Edit     bool // it is a draft, and the visitor may write it
	Goal     experiment.MetricName
	Metrics  []experiment.Metric
	Arms     []planArm
	Holdout  float64
	Audience string // the rule in words
	Purpose  string
	Number   string
	Hash     string // of the locked design, as the log has it
	Phones   []variantPhone
}

// planArm is a variant and the share of people who get it.
type planArm struct {
	Key   experiment.VariantKey
	Mark  string
	Share float64
}

func (s *Server) plan(c *fiber.Ctx) error {
	found, err := s.launched(c)
	if err != nil {
		return err
	}
	w := s.words(c)
	v := planView{frame: s.frame(c, "campaigns", w.T("plan.title", titleOf(w, found.Name))), Campaign: found, Zone: s.zone(c),
		Locked: found.Experiment != 0, Edit: found.Phase == campaign.Drafting && visitorOf(c).may(operator.CampaignEdit),
		Goal: goalMetric(found.Content), Metrics: found.Content.Metrics, Holdout: float64(found.Content.Holdout) / 10_000}
	if v.Draft, err = s.Office.Campaigns.GetDraft(c.UserContext(), s.Office.DB, found.ID); err != nil {
		return err
	}
	if v.Phones, err = s.phones(c, v.Draft, v.Draft.Variants, 0); err != nil {
		return err
	}
	if err := s.nameParts(c, &v); err != nil {
		return err
	}
	v.Arms = planArms(v.Draft)
	if v.Locked {
		design, err := s.Office.Experiments.Design(c.UserContext(), s.Office.DB, found.Experiment)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(design.Canonical())
		v.Hash = hex.EncodeToString(sum[:])
	}
	return s.show(c, "campaign_plan", v)
}

// nameParts gives names to what the plan knows by its key.
func (s *Server) nameParts(c *fiber.Ctx, v *planView) error {
	ctx := c.UserContext()
	rule, chosen := v.Campaign.Content.Audience, v.Locked
	if !v.Locked {
		var err error
		if rule, chosen, err = s.Office.Campaigns.AudienceOf(ctx, v.Draft); err != nil {
			return err
		}
	}
	if chosen {
		v.Audience = s.ruleSays(c, rule)
	}
	purposes, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	if err != nil {
		return err
	}
	for _, p := range purposes {
		if p.ID == v.Campaign.Purpose {
			v.Purpose = purposeName(s.words(c), p)
		}
	}
	numbers, err := s.Office.Numbers.List(ctx)
	v.Number = v.Campaign.NumberID
	for _, n := range numbers {
		if n.ID == v.Campaign.NumberID && n.Label != "" {
			v.Number = n.Label
		}
	}
	return err
}

// planArms are the shares of the variants, the holdout's taken out.
func planArms(d campaign.Draft) (list []planArm) {
	weights := int64(0)
	for _, v := range d.Variants {
		weights += int64(v.Weight)
	}
	for i, v := range d.Variants {
		list = append(list, planArm{v.Key, mark(i), share(int64(v.Weight), weights) * (1 - float64(d.Holdout)/10_000)})
	}
	return list
}
