package campaign

import (
	"slices"
	"time"

	"accord/experiment"
)

// Objective says what a campaign is for; it decides the goal metric.
type Objective string

// The objectives. To be read is none: the receipt says that a message was
// opened, not that it helped, and who hides receipts is not counted. It has a
// name so that it can be refused with the reason.
const (
	ForConversion Objective = "conversion"
	ForClick      Objective = "click"
	ForReply      Objective = "reply"
	ForRead       Objective = "read"
)

var objectiveGoals = map[Objective]experiment.MetricName{
	ForConversion: experiment.Converted, ForClick: experiment.Clicked, ForReply: experiment.Replied,
}

// metrics measures everything within one window, the objective's metric being
// the goal.
func (o Objective) metrics(window time.Duration) []experiment.Metric {
	list := DefaultMetrics(window)
	for i := range list {
		if list[i].Role == experiment.Goal {
			list[i].Role = experiment.Secondary
		}
	}
	if i := slices.IndexFunc(list, func(m experiment.Metric) bool { return m.Name == objectiveGoals[o] }); i >= 0 {
		list[i].Role = experiment.Goal
	}
	return list
}

// objectiveOf is the objective behind a goal, and its window: for campaigns
// that were made with metrics of their own.
func objectiveOf(d experiment.Design) (Objective, time.Duration) {
	goal := d.Goal()
	for o, name := range objectiveGoals {
		if name == goal.Name {
			return o, goal.Window
		}
	}
	return "", goal.Window
}
