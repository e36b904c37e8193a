package ui

import (
	"slices"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"

	"github.com/gofiber/fiber/v2"
)

const (
	homeLines  = 5   // lines of a list on the first page
	homeMost   = 100 // campaigns that are counted
	homeLooked = 20  // campaigns in which a lesson is looked for: the newest have none until their windows close
)

// homeWork is for who makes campaigns: what runs, what waits, what was learnt.
type homeWork struct {
	Running, Paused, Drafts campaignPile
	Ever                    bool // there is a campaign, whatever became of it
	Imports                 int  // whose evidence nobody has released
	Learnt                  *lesson
}

// campaignPile is campaigns of one kind: how many there are, and the newest.
type campaignPile struct {
	N     int
	More  bool // than are counted
	Lines []campaignRow
}

// lesson is what a campaign taught.
type lesson struct {
	Campaign campaign.Overview
	Sign     string
	Says     string
}

// Quiet says that nothing waits for anybody.
func (h homeWork) Quiet() bool { return h.Paused.N == 0 && h.Drafts.N == 0 && h.Imports == 0 }

// Blank says that there was never a campaign.
func (h homeWork) Blank() bool { return !h.Ever }

func (s *Server) homeWork(c *fiber.Ctx) (*homeWork, error) {
	var h homeWork
	var err error
	for _, pile := range []struct {
		of     *campaignPile
		phases []campaign.Phase
	}{{&h.Running, []campaign.Phase{campaign.Planning, campaign.Running}}, {&h.Paused, []campaign.Phase{campaign.Paused}},
		{&h.Drafts, []campaign.Phase{campaign.Drafting}}} {
		if *pile.of, err = s.campaignPile(c, pile.phases); err != nil {
			return nil, err
		}
	}
	some, _, err := s.Office.Campaigns.Overviews(c.UserContext(), s.Office.DB, campaign.OverviewFilter{}, "", 1)
	if err != nil {
		return nil, err
	}
	h.Ever = len(some) > 0
	batches, err := s.Office.Consent.Batches(c.UserContext(), s.Office.DB)
	if err != nil {
		return nil, err
	}
	for _, b := range batches {
		if b.State == consent.BatchStaged {
			h.Imports++
		}
	}
	h.Learnt, err = s.lastLesson(c)
	return &h, err
}

func (s *Server) campaignPile(c *fiber.Ctx, phases []campaign.Phase) (pile campaignPile, err error) {
	list, next, err := s.Office.Campaigns.Overviews(c.UserContext(), s.Office.DB, campaign.OverviewFilter{Phases: phases}, "", homeMost)
	pile.N, pile.More = len(list), next != ""
	for _, o := range list[:min(len(list), homeLines)] {
		pile.Lines = append(pile.Lines, campaignRow{Overview: o, Counts: countsOf(o.States, o.Taken)})
	}
	return pile, err
}

// lastLesson is what the newest campaign with a final ranking taught; without
// one, what the newest with a provisional one lets expect.
func (s *Server) lastLesson(c *fiber.Ctx) (*lesson, error) {
	list, results, err := s.launchedResults(c, homeLooked)
	if err != nil {
		return nil, err
	}
	for _, code := range []experiment.VerdictCode{experiment.VerdictRanked, experiment.VerdictWaiting} {
		i := slices.IndexFunc(list, func(o campaign.Overview) bool { return results[o.Experiment].Verdict().Code == code })
		if i >= 0 {
			verdict := results[list[i].Experiment].Verdict()
			return &lesson{list[i], verdictLooks[code].Sign, verdictSays(s.words(c), verdict)}, nil
		}
	}
	return nil, nil
}

// launchedResults are some of the newest campaigns that were launched, with how their
// variants do.
func (s *Server) launchedResults(c *fiber.Ctx, most int) ([]campaign.Overview, map[experiment.ID]experiment.Results, error) {
	filter := campaign.OverviewFilter{Phases: []campaign.Phase{campaign.Running, campaign.Paused, campaign.Finished, campaign.Stopped}}
	list, _, err := s.Office.Campaigns.Overviews(c.UserContext(), s.Office.DB, filter, "", most)
	if err != nil {
		return nil, nil, err
	}
	list = slices.DeleteFunc(list, func(o campaign.Overview) bool { return o.Experiment == 0 })
	ids := make([]experiment.ID, len(list))
	for i, o := range list {
		ids[i] = o.Experiment
	}
	results, err := s.Office.Experiments.ResultsOf(c.UserContext(), s.Office.DB, ids)
	return list, results, err
}
