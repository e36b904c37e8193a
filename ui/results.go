package ui

import (
	"slices"
	"strings"
	"time"

	"accord/campaign"
	"accord/campaign/report"
	"accord/experiment"
	"accord/experiment/stats"

	"github.com/gofiber/fiber/v2"
)

// resultsView is what became of a campaign, in the order in which it should
// be read: what may be said, whether the numbers can be trusted, the ranking,
// then the rest.
type resultsView struct {
	frame
	Campaign campaign.Campaign
	Zone     *time.Location
	Verdict  experiment.Verdict
	Sign     string // of the verdict: "good", "notice", "stop"
	Goal     experiment.Metric
	Rows     []resultRow
	Scale    intervalScale
	Holdout  *resultRow
	Added    *stats.Incrementality // what the campaign added over the holdout
	Waiting  int64                 // people whose window is still open
	Ripe     float64               // share of people whose result is final
	Ratio    *stats.RatioCheck
	RatioBad bool
	Funnel   []funnelStep
	Others   []metricRow
	Curve    []experiment.Point
	Summary  report.Summary
}

// resultRow is one variant in the ranking.
type resultRow struct {
	experiment.ArmResult
	Mark       string // "a", "b", …: colour and shape, by the order of the design
	Reference  bool
	Sent       int64
	Delivered  int64
	Goal       experiment.Estimate
	Difference *experiment.Difference // to the reference
}

// Ranked says that there is something to rank it by.
func (r resultRow) Ranked() bool { return r.Rank > 0 && r.Goal.N > 0 }

// results shows a campaign's results.
func (s *Server) results(c *fiber.Ctx) error {
	id, err := campaignID(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	found, err := s.Office.Campaigns.Get(ctx, s.Office.DB, id)
	if err != nil {
		return err
	}
	if found.Experiment == 0 { // a draft has no results
		return campaign.ErrNotFound
	}
	res, err := s.Office.Experiments.Results(ctx, s.Office.DB, found.Experiment)
	if err != nil {
		return err
	}
	v := resultsView{frame: s.frame(c, "campaigns", found.Name), Campaign: found, Zone: s.zone(c), Goal: res.Design.Goal()}
	if v.Summary, err = report.Summarise(ctx, s.Office.DB, s.Office.Experiments, found, report.Language(v.Lang)); err != nil {
		return err
	}
	if v.Curve, err = s.Office.Experiments.Curve(ctx, s.Office.DB, found.Experiment, v.Goal.Name); err != nil {
		return err
	}
	if err := v.read(res); err != nil {
		return err
	}
	return s.show(c, "results", v)
}

// read fills the view from the results.
func (v *resultsView) read(res experiment.Results) error {
	v.Verdict, v.Ratio, v.Waiting = res.Verdict(), res.Ratio, res.Waiting()
	v.RatioBad = v.Verdict.Code == experiment.VerdictRatio
	v.Sign = map[experiment.VerdictCode]string{experiment.VerdictRanked: "good", experiment.VerdictWaiting: "notice",
		experiment.VerdictNoData: "notice", experiment.VerdictRatio: "stop"}[v.Verdict.Code]
	var assigned int64
	for i, arm := range res.Variants {
		row := resultRow{ArmResult: arm, Mark: mark(i), Reference: i == 0, Goal: arm.Metrics[v.Goal.Name]}
		row.Sent, row.Delivered = v.Summary.Variants[i].Sent, v.Summary.Variants[i].Delivered
		if i > 0 {
			var err error
			if row.Difference, err = res.Against(v.Goal, arm, res.Variants[0]); err != nil {
				return err
			}
		}
		v.Rows = append(v.Rows, row)
		assigned += arm.Assigned
	}
	v.Ripe = 1 - share(v.Waiting, assigned)
	v.Scale = scaleOf(v.Rows)
	v.Funnel, v.Others = funnelOf(v.Rows), othersOf(res)
	slices.SortStableFunc(v.Rows, func(a, b resultRow) int { return a.Rank - b.Rank })
	return v.compareHoldout(res)
}

// compareHoldout says what the variants together added over sending nothing.
func (v *resultsView) compareHoldout(res experiment.Results) error {
	if res.Holdout == nil {
		return nil
	}
	v.Holdout = &resultRow{ArmResult: *res.Holdout, Goal: res.Holdout.Metrics[v.Goal.Name]}
	if v.Goal.Sum || !happensWithoutMessage(v.Goal.Name) || v.Holdout.Goal.N == 0 {
		return nil
	}
	var treated stats.Binomial
	for _, row := range v.Rows {
		treated = treated.Merge(stats.Binomial{X: row.Goal.Sum, N: row.Goal.N})
	}
	if treated.N == 0 {
		return nil
	}
	added, err := stats.MeasureIncrementality(stats.Binomial{X: v.Holdout.Goal.Sum, N: v.Holdout.Goal.N}, treated, stats.FivePercent)
	if err != nil {
		return err
	}
	v.Added = &added
	return nil
}

// happensWithoutMessage says that people of the holdout can do it, too.
func happensWithoutMessage(m experiment.MetricName) bool {
	return m == experiment.Converted || m == experiment.Revenue
}

// mark is the colour and shape of the i-th variant.
func mark(i int) string { return string(rune('a' + i)) }

// InOrder are the variants as the design lists them, whatever their rank.
func (v resultsView) InOrder() []resultRow {
	rows := slices.Clone(v.Rows)
	slices.SortFunc(rows, func(a, b resultRow) int { return strings.Compare(a.Mark, b.Mark) })
	return rows
}

// Variants are a point's estimates without the holdout's.
func (v resultsView) Variants(p experiment.Point) []experiment.Estimate { return p.Arms[:len(v.Rows)] }

// ratioRow is an arm with how many people its share asks for.
type ratioRow struct {
	Mark     string // empty for the holdout
	Key      experiment.VariantKey
	Assigned int64
	Expected float64
}

// RatioRows compare the arms with their shares.
func (v resultsView) RatioRows() []ratioRow {
	rows := v.InOrder()
	if v.Holdout != nil && len(v.Ratio.Expected) > len(rows) {
		rows = append(rows, *v.Holdout)
	}
	list := make([]ratioRow, len(rows))
	for i, r := range rows {
		list[i] = ratioRow{r.Mark, r.Key, r.Assigned, v.Ratio.Expected[i]}
	}
	return list
}
