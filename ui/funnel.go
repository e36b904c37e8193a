package ui

import "accord/experiment"

// funnelStep is one step from being assigned to converting, by variant in the
// order of the design.
type funnelStep struct {
	Name   string // "assigned", "delivered", …
	Counts []funnelCount
}

// funnelCount is how many of a variant's people came this far.
type funnelCount struct {
	Mark string
	Key  experiment.VariantKey
	N    int64
}

// words: result_step.*

// funnelOf follows each variant's people so far, in the order of the design.
// Every step counts everybody, whether their window has closed or not: a step
// of fewer people would look as if the campaign lost them.
func funnelOf(rows []resultRow, achieved []experiment.Achievement) []funnelStep {
	did := func(m experiment.MetricName) func(i int) (n int64) {
		return func(i int) (n int64) {
			for _, a := range achieved {
				if a.Metric == m && int(a.Arm) == i {
					n += a.N
				}
			}
			return n
		}
	}
	steps := []struct {
		name  string
		count func(i int) int64
	}{
		{"assigned", func(i int) int64 { return rows[i].Assigned }},
		{"sent", func(i int) int64 { return rows[i].Sent }},
		{"delivered", func(i int) int64 { return rows[i].Delivered }},
		{"read", did(experiment.Read)},
		{"clicked", did(experiment.Clicked)},
		{"converted", did(experiment.Converted)},
	}
	var list []funnelStep
	for _, s := range steps {
		step := funnelStep{Name: s.name}
		for i, r := range rows {
			step.Counts = append(step.Counts, funnelCount{r.Mark, r.Key, s.count(i)})
		}
		list = append(list, step)
	}
	return list
}

// metricRow is a metric beside the goal, by variant.
type metricRow struct {
	experiment.Metric
	Arms []experiment.Estimate // in the order of the design
}

// othersOf are the metrics beside the goal, guardrails last.
func othersOf(res experiment.Results) []metricRow {
	var list, guards []metricRow
	for _, m := range res.Design.Metrics {
		row := metricRow{Metric: m}
		for _, arm := range res.Variants {
			row.Arms = append(row.Arms, arm.Metrics[m.Name])
		}
		switch m.Role {
		case experiment.Goal:
		case experiment.Guardrail:
			guards = append(guards, row)
		case experiment.Secondary:
			list = append(list, row)
		}
	}
	return append(list, guards...)
}
