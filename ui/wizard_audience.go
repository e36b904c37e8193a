package ui

import (
	"slices"
	"strconv"
	"strings"

	"accord/campaign"
	"accord/consent"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// How the audience is chosen, as the form says it.
const (
	everybody     = "everybody"
	ownRule       = "rule"     // the draft's own, that it was duplicated with
	segmentPrefix = "segment/" // and the id
)

// audienceView asks whom a campaign is for, and what they agreed to.
type audienceView struct {
	wizardView
	Chosen   string
	Segments []segmentChoice
	Own      string // the draft's own rule in words; empty without one
	Purpose  consent.PurposeID
	Purposes []purposeChoice
	Count    int // people of the choice
	Counted  bool
}

// segmentChoice is a segment, with its rule in words.
type segmentChoice struct{ Value, Name, Says string }

// purposeChoice is a purpose. One without a notice cannot be chosen: nobody can
// have agreed to it.
type purposeChoice struct {
	consent.Purpose
	Name   string
	Closed bool
}

func (s *Server) audienceStep() step {
	return step{"audience", s.showAudience, s.readAudience}
}

func (s *Server) showAudience(c *fiber.Ctx, d campaign.Draft, wrong flaws) error {
	frame, err := s.wizard(c, d, "audience", wrong)
	if err != nil {
		return err
	}
	v := audienceView{wizardView: frame, Chosen: typed(c, "audience", chosenAudience(d)), Purpose: consent.PurposeID(typed(c, "purpose", string(d.Purpose)))}
	if v.Purposes, err = s.purposeChoices(c); err != nil {
		return err
	}
	if d.Rule != nil && d.Rule.Kind() != campaign.RuleEverybody {
		v.Own = s.ruleSays(c, *d.Rule)
	}
	segments, err := s.Office.Campaigns.Segments(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	for _, g := range segments {
		v.Segments = append(v.Segments, segmentChoice{segmentPrefix + strconv.FormatInt(int64(g.ID), 10), g.Name, s.ruleSays(c, g.Rule)})
	}
	if v.Count, v.Counted, err = s.countAudience(c, d); err != nil {
		return err
	}
	return s.show(c, "wizard_audience", v)
}

// chosenAudience is how a draft's audience was chosen.
func chosenAudience(d campaign.Draft) string {
	switch {
	case d.Rule != nil && d.Rule.Kind() != campaign.RuleEverybody:
		return ownRule
	case d.Segment != 0:
		return segmentPrefix + strconv.FormatInt(int64(d.Segment), 10)
	case d.Rule != nil:
		return everybody
	}
	return ""
}

// countAudience is how many people a draft chooses, once it has chosen any.
func (s *Server) countAudience(c *fiber.Ctx, d campaign.Draft) (n int, chosen bool, err error) {
	rule, chosen, err := s.Office.Campaigns.AudienceOf(c.UserContext(), d)
	if err != nil || !chosen {
		return 0, false, err
	}
	n, err = s.Office.Campaigns.CountContacts(c.UserContext(), s.Office.DB, campaign.ContactQuery{Rule: &rule})
	return n, true, err
}

// audienceCount answers with the number of a choice that is not stored.
func (s *Server) audienceCount(c *fiber.Ctx, d campaign.Draft) error {
	s.chooseAudience(c.Query("audience"), &d)
	v := audienceView{wizardView: wizardView{Draft: d}}
	var err error
	if v.Count, v.Counted, err = s.countAudience(c, d); err != nil {
		return err
	}
	return s.showPart(c, "wizard_audience", "count", v)
}

func (s *Server) readAudience(c *fiber.Ctx, d *campaign.Draft, wrong *flaws) error {
	if !s.chooseAudience(c.FormValue("audience"), d) {
		wrong.add("audience", s.words(c).T("error.choose"))
	}
	d.Purpose = consent.PurposeID(c.FormValue("purpose"))
	offered, err := s.purposeChoices(c)
	if err != nil {
		return err
	}
	known := func(p purposeChoice) bool { return p.ID == d.Purpose }
	if d.Purpose != "" && !slices.ContainsFunc(offered, known) {
		wrong.add("purpose", s.words(c).T("error.choose"))
	}
	return nil
}

// chooseAudience does what the form says; ok is false for what it cannot say.
func (s *Server) chooseAudience(value string, d *campaign.Draft) (ok bool) {
	switch {
	case value == "":
		d.Segment, d.Rule = 0, nil
	case value == ownRule:
	case value == everybody:
		d.Segment, d.Rule = 0, &campaign.Rule{}
	default:
		id, err := strconv.ParseInt(strings.TrimPrefix(value, segmentPrefix), 10, 64)
		if err != nil || id < 1 {
			return false
		}
		d.Segment, d.Rule = campaign.SegmentID(id), nil
	}
	return true
}

// purposeChoices lists the purposes, those that can be chosen first.
func (s *Server) purposeChoices(c *fiber.Ctx) (list []purposeChoice, err error) {
	purposes, err := s.Office.Consent.Purposes(c.UserContext(), s.Office.DB)
	if err != nil {
		return nil, err
	}
	notices, err := s.Office.Consent.Notices(c.UserContext(), s.Office.DB)
	if err != nil {
		return nil, err
	}
	for _, p := range purposes {
		published := slices.ContainsFunc(notices, func(n consent.Notice) bool { return n.Purpose == p.ID })
		list = append(list, purposeChoice{p, purposeName(s.words(c), p), p.Category == consent.Marketing && !published})
	}
	slices.SortStableFunc(list, func(a, b purposeChoice) int {
		switch {
		case a.Closed == b.Closed:
			return 0
		case a.Closed:
			return 1
		}
		return -1
	})
	return list, nil
}

func purposeName(w *words.Words, p consent.Purpose) string {
	if w.Lang() == words.English {
		return p.NameEN
	}
	return p.NameFR
}
