package ui

import (
	"slices"
	"strings"
	"time"

	"accord/campaign"
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
	Sign     string // of the verdict
	Says     string
	Currency string // of revenue
	Goal     experiment.Metric
	Rows     []resultRow
	Scale    intervalScale
	Holdout  *resultRow
	Added    *stats.Incrementality // what the campaign added over the holdout
	Waiting  int64                 // people whose window is still open
	Ripe     float64               // share of people whose result is final
	Ratio    *stats.RatioCheck
	RatioBad bool // people are not divided as planned
	Funnel   []funnelStep
	Others   []metricRow
	Curve    []experiment.Point
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
	v := resultsView{frame: s.frame(c, "campaigns", found.Name), Campaign: found, Zone: s.zone(c), Goal: res.Design.Goal(), Verdict: res.Verdict()}
	v.Sign, v.Says = verdictLooks[v.Verdict.Code].Sign, verdictSays(s.words(c), v.Verdict)
	o, err := s.Office.Operators.Organisation(ctx)
	if err != nil {
		return err
	}
	v.Currency = o.Currency
	progress, err := s.Office.Campaigns.Progress(ctx, s.Office.DB, id)
	if err != nil {
		return err
	}
	achieved, err := s.Office.Experiments.Achieved(ctx, s.Office.DB, []experiment.ID{found.Experiment})
	if err != nil {
		return err
	}
	if v.Curve, err = s.Office.Experiments.Curve(ctx, s.Office.DB, found.Experiment, v.Goal.Name); err != nil {
		return err
	}
	if err := v.read(res, progress); err != nil {
		return err
	}
	v.Funnel = funnelOf(v.InOrder(), achieved)
	return s.show(c, "results", v)
}

// read fills the view from the results, and from where the messages stand.
func (v *resultsView) read(res experiment.Results, p campaign.Progress) error {
	v.Ratio, v.RatioBad, v.Waiting = res.Ratio, res.Misdivided(), res.Waiting()
	var assigned int64
	for i, arm := range res.Variants {
		row := resultRow{ArmResult: arm, Mark: mark(i), Reference: i == 0, Goal: arm.Metrics[v.Goal.Name]}
		counts := countsOf(p.Arms[i].States, p.Arms[i].Taken)
		row.Sent, row.Delivered = counts.Sent, counts.Delivered
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
	v.Others = othersOf(res)
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
