package ui

import (
	"errors"
	"strconv"
	"strings"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// segmentView is one segment with the people it has at the moment.
type segmentView struct {
	frame
	ID      campaign.SegmentID // 0 while it is new
	Path    string
	Heading string
	Name    string // as it is typed
	Version string // of the segment when the form was opened
	Edit    bool
	Rule    rulePart
	Lists   []optionGroup // suggestions, by the id that fields name
	Match   segmentMatch
	Uses    segmentUses
	Delete  confirmation
	Flaws   flaws
}

// newSegment asks for a segment; "from" begins with the rule of another one.
func (s *Server) newSegment(c *fiber.Ctx) error {
	typed := typedSegment{Rule: formOfRule(campaign.Rule{})}
	if from, err := strconv.ParseInt(c.Query("from"), 10, 64); err == nil {
		g, err := s.Office.Campaigns.GetSegment(c.UserContext(), s.Office.DB, campaign.SegmentID(from))
		if err != nil {
			return err
		}
		typed = typedSegment{Name: s.words(c).T("segment.copy_of", g.Name), Rule: formOfRule(g.Rule)}
	} else {
		typed.Rule, typed.Focus = typed.Rule.edited("condition " + ruleRoot)
		typed.Focus = "name"
	}
	return s.showSegment(c, campaign.Segment{}, typed)
}

func (s *Server) segment(c *fiber.Ctx) error {
	g, err := s.storedSegment(c)
	if err != nil {
		return err
	}
	return s.showSegment(c, g, typedSegment{Name: g.Name, Version: g.Version, Rule: formOfRule(g.Rule)})
}

// typedSegment is the form as it was typed.
type typedSegment struct {
	Name    string
	Version string // of the segment when the form was opened
	Rule    ruleForm
	Focus   string
	Saved   bool // somebody tried to save it: what is missing is told
	Flaws   flaws
}

// writeSegment answers each button of the form: most change the form, one
// saves it.
func (s *Server) writeSegment(c *fiber.Ctx) error {
	g := campaign.Segment{}
	if c.Params("id") != "" {
		var err error
		if g, err = s.storedSegment(c); err != nil {
			return err
		}
	}
	typed := typedSegment{Name: strings.TrimSpace(c.FormValue("name")), Version: c.FormValue("version"), Rule: readRule(formOf(c))}
	if c.FormValue("do") == "save" {
		return s.saveSegment(c, g, typed)
	}
	typed.Rule, typed.Focus = typed.Rule.edited(c.FormValue("do"))
	return s.showSegment(c, g, typed)
}

func (s *Server) saveSegment(c *fiber.Ctx, g campaign.Segment, typed typedSegment) error {
	rule, _, faults := typed.Rule.rule()
	typed.Saved = true
	if err := s.refuseName(c, g.ID, &typed); err != nil {
		return err
	}
	for _, f := range faults {
		typed.Flaws.add(f.Path+"."+f.At, f.says(s.words(c)))
	}
	if len(typed.Flaws) > 0 {
		return s.againSegment(c, g, typed)
	}
	id, err := s.Office.keepSegment(c.UserContext(), author(c), campaign.Segment{ID: g.ID, Name: typed.Name, Rule: rule, Version: typed.Version})
	if errors.Is(err, campaign.ErrInvalid) { // all else was looked at above
		typed.Flaws.add("", s.words(c).T("segment.too_large"))
		return s.againSegment(c, g, typed)
	}
	if errors.Is(err, campaign.ErrChanged) { // saved again, it is written over
		typed.Flaws.add("", s.words(c).T("segment.changed_meanwhile"))
		typed.Version = g.Version
		return s.againSegment(c, g, typed)
	}
	if err != nil {
		return err
	}
	return s.done(c, "segment_saved", segmentPath(id))
}

func (s *Server) againSegment(c *fiber.Ctx, g campaign.Segment, typed typedSegment) error {
	c.Status(fiber.StatusUnprocessableEntity)
	return s.showSegment(c, g, typed)
}

func (s *Server) refuseName(c *fiber.Ctx, id campaign.SegmentID, typed *typedSegment) error {
	w := s.words(c)
	switch {
	case typed.Name == "":
		typed.Flaws.add("name", w.T("segment.name_missing"))
	case len([]rune(typed.Name)) > campaign.SegmentNameMax || strings.ContainsFunc(typed.Name, func(r rune) bool { return r < ' ' }):
		typed.Flaws.add("name", w.T("segment.name_long", campaign.SegmentNameMax))
	}
	known, err := s.Office.Campaigns.Segments(c.UserContext(), s.Office.DB)
	for _, k := range known {
		if k.ID != id && k.Name == typed.Name {
			typed.Flaws.add("name", w.T("segment.name_taken"))
		}
	}
	return err
}

func (s *Server) showSegment(c *fiber.Ctx, g campaign.Segment, typed typedSegment) error {
	v, err := s.segmentView(c, g, typed)
	if err != nil {
		return err
	}
	if partial(c) {
		return s.showPart(c, "segment", "builder", v)
	}
	return s.show(c, "segment", v)
}

func (s *Server) segmentView(c *fiber.Ctx, g campaign.Segment, typed typedSegment) (v segmentView, err error) {
	w, ctx := s.words(c), c.UserContext()
	v = segmentView{ID: g.ID, Path: segmentsPath + "/new", Heading: w.T("segment.new"), Name: typed.Name, Version: typed.Version, Edit: visitorOf(c).may(operator.SegmentEdit), Flaws: typed.Flaws}
	if g.ID != 0 {
		v.Path, v.Heading, v.Delete = segmentPath(g.ID), g.Name, s.askDeletion(c, g)
		uses, err := s.Office.Campaigns.SegmentUses(ctx, s.Office.DB)
		if err != nil {
			return v, err
		}
		v.Uses = s.usesOf(c, uses[g.ID])
	}
	v.frame = s.frame(c, "segments", v.Heading)
	b := ruleBuilder{words: w, purposes: s.ruleTeller(c).purposes}
	if b.facets, err = s.Office.Campaigns.Facets(ctx, s.Office.DB); err != nil {
		return v, err
	}
	typed.Rule = b.preset(typed.Rule)
	_, _, faults := typed.Rule.rule()
	if v.Match, err = s.matchOf(c, typed.Rule, b.facets.People); err != nil {
		return v, err
	}
	if !typed.Saved { // nobody is told off while they write
		faults = nil
	}
	v.Rule, v.Lists = b.part(typed.Rule, faults, typed.Focus), b.suggestions()
	return v, nil
}
