package ui

import (
	"accord/campaign"
	"accord/experiment"

	"github.com/gofiber/fiber/v2"
)

// homeStudy is for who reads results: which campaigns have some, and how much
// of each is final.
type homeStudy struct {
	Rows  []studyRow
	Final int // campaigns whose ranking is final
}

// studyRow is one campaign with how far its results are.
type studyRow struct {
	campaign.Overview
	Verdict  experiment.VerdictCode
	Look     badge
	Says     string
	Assigned int64 // people of the variants
	Ripe     int64 // of these, whose result is final
	Goal     experiment.MetricName
}

func (s *Server) homeStudy(c *fiber.Ctx) (*homeStudy, error) {
	list, results, err := s.launchedResults(c, homeLines)
	if err != nil {
		return nil, err
	}
	w, h := s.words(c), &homeStudy{}
	for _, o := range list {
		res := results[o.Experiment]
		verdict := res.Verdict()
		row := studyRow{Overview: o, Verdict: verdict.Code, Look: verdictBadge(w, verdict.Code), Says: verdictSays(w, verdict), Goal: res.Design.Goal().Name}
		for _, arm := range res.Variants {
			row.Assigned += arm.Assigned
		}
		row.Ripe = row.Assigned - res.Waiting()
		if verdict.Code == experiment.VerdictRanked {
			h.Final++
		}
		h.Rows = append(h.Rows, row)
	}
	return h, nil
}
