package ui

import (
	"context"
	"reflect"
	"slices"
	"time"

	"accord/campaign"
	"accord/campaign/report"
	"accord/experiment"
	"accord/experiment/stats"

	"github.com/danielgtaylor/huma/v2"
)

// apiResults are the results of a campaign as they stand.
type apiResults struct {
	At          time.Time       `json:"at"`
	Goal        string          `json:"goal" example:"clicked" doc:"The metric that ranks the variants"`
	Waiting     int64           `json:"waiting" example:"312" doc:"People who are not counted for the goal yet: their window still runs"`
	Summary     apiSummary      `json:"summary"`
	Differences []apiDifference `json:"differences" doc:"Each other variant beside the first one, where enough people are counted"`
	Ratio       *apiRatio       `json:"ratio,omitzero" doc:"Whether people are divided as planned; absent before anybody was assigned"`
}

// apiSummary is the object that accord demo --json prints.
type apiSummary struct{ report.Summary }

// Schema implements huma.SchemaProvider. Two members may be null, which huma
// cannot see in their types.
func (apiSummary) Schema(r huma.Registry) *huma.Schema {
	s := huma.SchemaFromType(r, reflect.TypeFor[report.Summary]())
	s.Description = "Counts are people; sent is accepted by WhatsApp or later; of a metric n is the assigned people whose window closed, sum those who did it (revenue: minor units) and ci the 95 % limits. duplicates, lost, truth and seconds are known to a demonstration only."
	s.Examples = []any{plainJSON(exampleSummary)}
	s.Properties["ledger"] = &huma.Schema{AnyOf: []*huma.Schema{s.Properties["ledger"], {Type: "null"}}}
	r.Map()["ResultMetric"].Properties["ci"].Nullable = true
	return s
}

// apiDifference is one variant minus the first one.
type apiDifference struct {
	Variant   string         `json:"variant" example:"B"`
	Reference string         `json:"reference" example:"A"`
	Metric    string         `json:"metric" example:"clicked"`
	Value     float64        `json:"value" example:"0.0124" doc:"In shares of one for a rate, in minor units for revenue"`
	CI        stats.Interval `json:"ci" example:"[0.0011,0.0237]" doc:"95 % limits"`
}

// apiRatio is the check of the sample ratio.
type apiRatio struct {
	Chi2     float64   `json:"chi2" example:"0.41"`
	DF       int       `json:"df" example:"2"`
	P        float64   `json:"p_value" example:"0.81"`
	Log10P   float64   `json:"log10_p" example:"-0.09"`
	Expected []float64 `json:"expected" example:"[3955,3955,410]" doc:"People per arm that the shares ask for, the holdout last"`
}

func (s *Server) apiResults(ctx context.Context, in *apiNamed) (*apiBody[apiResults], error) {
	found, err := s.Office.Campaigns.Get(ctx, s.Office.DB, idFrom[campaign.ID](in.ID))
	if err != nil {
		return nil, err
	}
	if found.Experiment == 0 { // a draft has no results
		return nil, campaign.ErrNotFound
	}
	res, err := s.Office.Experiments.Results(ctx, s.Office.DB, found.Experiment)
	if err != nil {
		return nil, err
	}
	summary, err := report.Summarise(ctx, s.Office.DB, s.Office.Experiments, found, "en")
	if err != nil {
		return nil, err
	}
	told := apiResults{At: res.At.UTC(), Goal: string(res.Design.Goal().Name), Waiting: res.Waiting(), Summary: apiSummary{summary}}
	if res.Ratio != nil {
		told.Ratio = &apiRatio{res.Ratio.Chi2, res.Ratio.DF, res.Ratio.P.Value(), res.Ratio.P.Log10(), res.Ratio.Expected}
	}
	told.Differences, err = apiDifferences(res)
	return answered(told), err
}

// apiDifferences compares each variant with the first one, the goal first.
func apiDifferences(res experiment.Results) (list []apiDifference, err error) {
	metrics := slices.Clone(res.Design.Metrics)
	goal := res.Design.Goal().Name
	slices.SortStableFunc(metrics, func(a, b experiment.Metric) int {
		switch {
		case a.Name == goal && b.Name != goal:
			return -1
		case b.Name == goal && a.Name != goal:
			return 1
		}
		return 0
	})
	for _, m := range metrics {
		for _, arm := range res.Variants[1:] {
			d, err := res.Against(m, arm, res.Variants[0])
			if err != nil {
				return nil, err
			}
			if d != nil {
				list = append(list, apiDifference{string(arm.Key), string(res.Variants[0].Key), string(m.Name), d.Value, d.CI})
			}
		}
	}
	return list, nil
}
