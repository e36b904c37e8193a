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
	Mark  string
	Key   experiment.VariantKey
	N     int64
	Whole int64 // people assigned
}

// words: results.*

// funnelOf follows each variant's people; outcomes count those whose window
// has closed.
func funnelOf(rows []resultRow) []funnelStep {
	steps := []struct {
		name  string
		count func(r resultRow) int64
	}{
		{"assigned", func(r resultRow) int64 { return r.Assigned }},
		{"sent", func(r resultRow) int64 { return r.Sent }},
		{"delivered", func(r resultRow) int64 { return r.Delivered }},
		{"read", func(r resultRow) int64 { return r.Metrics[experiment.Read].Sum }},
		{"clicked", func(r resultRow) int64 { return r.Metrics[experiment.Clicked].Sum }},
		{"converted", func(r resultRow) int64 { return r.Metrics[experiment.Converted].Sum }},
	}
	var list []funnelStep
	for _, s := range steps {
		step := funnelStep{Name: s.name}
		for _, r := range rows {
			step.Counts = append(step.Counts, funnelCount{r.Mark, r.Key, s.count(r), r.Assigned})
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
