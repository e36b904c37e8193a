package report

import (
	"context"
	"fmt"

	"accord/campaign"
	"accord/experiment"
	"accord/experiment/stats"
	"accord/internal/db"
)

// Summary is a campaign in one object. Counts are people; the names are a
// contract with scripts.
type Summary struct {
	Contacts   int64            `json:"contacts"` // in the audience
	Planned    int64            `json:"planned"`  // with a message
	Sent       int64            `json:"sent"`     // accepted by the provider or later
	Accepted   int64            `json:"accepted"` // whose call was answered with a yes
	Delivered  int64            `json:"delivered"`
	Read       int64            `json:"read"`
	Replied    int64            `json:"replied"` // this and the next two: of people with a message
	Clicked    int64            `json:"clicked"`
	Converted  int64            `json:"converted"`
	Failed     int64            `json:"failed"`
	Skipped    map[string]int64 `json:"skipped"` // by reason, at the plan or at the claim
	Unknown    int64            `json:"unknown"`
	Duplicates int64            `json:"duplicates"` // by the judge: people the platform accepted more than once for
	Lost       int64            `json:"lost"`       // by the judge: planned people of whom nobody can say what became
	Assignment string           `json:"assignment_sha256"`
	Holdout    Holdout          `json:"holdout"`
	Variants   []Variant        `json:"variants"`
	Verdict    Verdict          `json:"verdict"`
	Truth      []string         `json:"truth"`  // variant keys, best first, where a demonstration knows them
	Ledger     *Ledger          `json:"ledger"` // null until the verifiable log stands
	Seconds    float64          `json:"seconds"`
}

// Holdout is the group that got nothing.
type Holdout struct {
	Assigned int64             `json:"assigned"`
	Metrics  map[string]Metric `json:"metrics"`
}

// Variant is one arm.
type Variant struct {
	Key          string            `json:"key"`
	Assigned     int64             `json:"assigned"`
	Sent         int64             `json:"sent"`
	Delivered    int64             `json:"delivered"`
	Matured      int64             `json:"matured"`
	Metrics      map[string]Metric `json:"metrics"`
	PBest        float64           `json:"p_best"`
	ExpectedLoss float64           `json:"expected_loss"`
	Rank         int               `json:"rank"`
}

// Metric is one estimate: N assigned people whose window closed, Sum people
// (or minor units), and a rate or a mean with its 95 % limits.
type Metric struct {
	N    int64           `json:"n"`
	Sum  int64           `json:"sum"`
	Rate *float64        `json:"rate,omitempty"`
	Mean *float64        `json:"mean,omitempty"`
	CI   *stats.Interval `json:"ci"`
}

// Verdict is what may be said.
type Verdict struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Ledger is the state of the verifiable log.
type Ledger struct {
	Size     int64  `json:"size"`
	Root     string `json:"root"`
	Verified bool   `json:"verified"`
}

// Language of a text: "fr" or "en".
type Language string

// Summarise reads one campaign. Duplicates and Lost stay zero: only the other
// side of the wire can count them.
func Summarise(ctx context.Context, d *db.DB, experiments *experiment.Store, c campaign.Campaign, lang Language) (Summary, error) {
	s := Summary{Skipped: map[string]int64{}}
	results, err := experiments.Results(ctx, d, c.Experiment)
	if err != nil {
		return s, err
	}
	if s.Assignment, err = experiments.AssignmentSum(ctx, c.Experiment); err != nil {
		return s, err
	}
	arms, err := s.countMessages(ctx, d, c.ID)
	if err != nil {
		return s, fmt.Errorf("summarise campaign %d: %w", c.ID, err)
	}
	if err := s.countOutcomes(ctx, d, c.Experiment, results.Design); err != nil {
		return s, fmt.Errorf("summarise campaign %d: %w", c.ID, err)
	}
	for i, v := range results.Variants {
		s.Variants = append(s.Variants, Variant{Key: string(v.Key), Assigned: v.Assigned, Sent: arms[i].Sent, Delivered: arms[i].Delivered,
			Matured: v.Metrics[results.Design.Goal().Name].N, Metrics: metricsOf(results.Design, v),
			PBest: v.PBest, ExpectedLoss: v.ExpectedLoss, Rank: v.Rank})
	}
	if results.Holdout != nil {
		s.Holdout = Holdout{results.Holdout.Assigned, metricsOf(results.Design, *results.Holdout)}
	}
	verdict := results.Verdict()
	s.Verdict = Verdict{string(verdict.Code), verdict.FR}
	if lang == "en" {
		s.Verdict.Text = verdict.EN
	}
	return s, nil
}

// armCount is one arm's messages by state.
type armCount struct {
	Arm       int    `db:"arm"`
	State     string `db:"effective"`
	Reason    string `db:"reason"`
	N         int64  `db:"n"`
	Sent      int64  `db:"sent"`
	Accepted  int64  `db:"accepted"`
	Delivered int64  `db:"delivered"`
	Read      int64  `db:"read_n"`
}

func (s *Summary) countMessages(ctx context.Context, d *db.DB, id campaign.ID) (map[int]armCount, error) {
	var rows []armCount
	err := d.Select(ctx, &rows, `SELECT arm, effective, reason, count(*) AS n, count(wamid) AS sent, count(accepted_at) AS accepted,
		count(delivered_at) AS delivered, count(read_at) AS read_n FROM message_state WHERE campaign_id = ?
		GROUP BY arm, effective, reason`, int64(id))
	if err != nil {
		return nil, err
	}
	arms := map[int]armCount{}
	for _, r := range rows {
		s.Planned += r.N
		s.Sent += r.Sent
		s.Accepted += r.Accepted
		s.Delivered += r.Delivered
		s.Read += r.Read
		arm := arms[r.Arm]
		arm.Sent += r.Sent
		arm.Delivered += r.Delivered
		arms[r.Arm] = arm
		switch campaign.State(r.State) {
		case campaign.Failed:
			s.Failed += r.N
		case campaign.Unknown:
			s.Unknown += r.N
		case campaign.Skipped:
			s.Skipped[r.Reason] += r.N
		case campaign.Expired, campaign.Cancelled:
			s.Skipped[r.State] += r.N
		case campaign.Planned, campaign.Sending, campaign.Accepted, campaign.Sent, campaign.Delivered, campaign.Read:
		}
	}
	var skips []struct {
		Skip *string `db:"skip"`
		N    int64   `db:"n"`
	}
	if err := d.Select(ctx, &skips, `SELECT skip, count(*) AS n FROM audience WHERE campaign_id = ? GROUP BY skip`, int64(id)); err != nil {
		return nil, err
	}
	for _, r := range skips {
		s.Contacts += r.N
		if r.Skip != nil {
			s.Skipped[*r.Skip] += r.N
		}
	}
	return arms, nil
}

func (s *Summary) countOutcomes(ctx context.Context, d *db.DB, id experiment.ID, design experiment.Design) error {
	var rows []struct {
		Metric experiment.MetricName `db:"metric"`
		N      int64                 `db:"n"`
	}
	err := d.Select(ctx, &rows, `SELECT metric, CAST(sum(n) AS BIGINT) AS n FROM rollup WHERE experiment_id = ? AND arm < ?
		GROUP BY metric`, int64(id), int64(design.HoldoutArm()))
	for _, r := range rows {
		switch r.Metric {
		case experiment.Replied:
			s.Replied = r.N
		case experiment.Clicked:
			s.Clicked = r.N
		case experiment.Converted:
			s.Converted = r.N
		}
	}
	return err
}

func metricsOf(design experiment.Design, arm experiment.ArmResult) map[string]Metric {
	metrics := map[string]Metric{}
	for _, m := range design.Metrics {
		e := arm.Metrics[m.Name]
		metric := Metric{N: e.N, Sum: e.Sum, CI: e.CI}
		if m.Sum {
			metric.Mean = &e.Value
		} else {
			metric.Rate = &e.Value
		}
		metrics[string(m.Name)] = metric
	}
	return metrics
}
