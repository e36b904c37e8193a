package ui

import (
	"slices"
	"strings"
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// campaignsSize is how many campaigns one page lists.
const campaignsSize = 25

// campaignPhases are the phases in the order of a campaign's life.
var campaignPhases = []campaign.Phase{campaign.Drafting, campaign.Planning, campaign.Running, campaign.Paused, campaign.Finished, campaign.Stopped}

// campaignsView is the list of campaigns, newest first.
type campaignsView struct {
	frame
	Text   string
	Phase  campaign.Phase // "" for all
	Phases []campaign.Phase
	Rows   []campaignRow
	Edit   bool // the visitor may make campaigns
	Zone   *time.Location
	Pager  pager
}

// Filtered says that not all campaigns are meant.
func (v campaignsView) Filtered() bool { return v.Text != "" || v.Phase != "" }

// campaignRow is one campaign of the list.
type campaignRow struct {
	campaign.Overview
	Counts messageCounts
	Goal   *goalSoFar // nil before the launch
}

// goalSoFar is how many people have reached the goal, of those who were to get
// a message; some have time left.
type goalSoFar struct {
	Metric    experiment.MetricName
	Did, Whom int64
}

func (s *Server) campaigns(c *fiber.Ctx) error {
	ctx := c.UserContext()
	v := campaignsView{frame: s.frame(c, "campaigns", s.words(c).T("nav.campaigns")), Text: strings.TrimSpace(c.Query("q")),
		Phase: campaign.Phase(c.Query("phase")), Phases: campaignPhases, Edit: visitorOf(c).may(operator.CampaignEdit), Zone: s.zone(c)}
	filter := campaign.OverviewFilter{Text: v.Text}
	if slices.Contains(campaignPhases, v.Phase) {
		filter.Phases = []campaign.Phase{v.Phase}
	}
	list, next, err := s.Office.Campaigns.Overviews(ctx, s.Office.DB, filter, c.Query("after"), campaignsSize)
	if err != nil {
		return err
	}
	var trials []experiment.ID
	for _, o := range list {
		if o.Experiment != 0 {
			trials = append(trials, o.Experiment)
		}
	}
	achieved, err := s.Office.Experiments.Achieved(ctx, s.Office.DB, trials)
	if err != nil {
		return err
	}
	for _, o := range list {
		v.Rows = append(v.Rows, campaignRow{o, countsOf(o.States, o.Taken), goalOf(o, achieved)})
	}
	if c.Query("after") != "" {
		v.Pager.First = address(c, "after", "")
	}
	if next != "" {
		v.Pager.Next = address(c, "after", next)
	}
	return s.show(c, "campaigns", v)
}

// goalOf is how far a campaign has come; the holdout does not count.
func goalOf(o campaign.Overview, achieved []experiment.Achievement) *goalSoFar {
	if o.Phase == campaign.Drafting {
		return nil
	}
	so := &goalSoFar{Metric: goalMetric(o.Content), Whom: countsOf(o.States, o.Taken).Messages}
	for _, a := range achieved {
		if a.Experiment == o.Experiment && a.Metric == so.Metric && int(a.Arm) < len(o.Content.Variants) {
			so.Did += a.N
		}
	}
	return so
}

// goalMetric is the metric that decides, "" before the design is locked.
func goalMetric(c campaign.Content) experiment.MetricName {
	for _, m := range c.Metrics {
		if m.Role == experiment.Goal {
			return m.Name
		}
	}
	return ""
}
