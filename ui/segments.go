package ui

import (
	"errors"
	"strconv"
	"time"

	"accord/campaign"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

const segmentsPath = "/segments"

func segmentPath(id campaign.SegmentID) string {
	return segmentsPath + "/" + strconv.FormatInt(int64(id), 10)
}

// segmentsView lists the segments, each with its rule in words.
type segmentsView struct {
	frame
	Rows []segmentRow
	Edit bool
	Zone *time.Location
}

// segmentRow is one segment. How many people it has is asked when the line is
// shown: each count reads everybody.
type segmentRow struct {
	campaign.Segment
	Path   string
	Says   string
	Uses   segmentUses
	Delete confirmation
}

func (s *Server) segments(c *fiber.Ctx) error {
	segments, err := s.Office.Campaigns.Segments(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	uses, err := s.Office.Campaigns.SegmentUses(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	v := segmentsView{frame: s.frame(c, "segments", s.words(c).T("nav.segments")), Edit: visitorOf(c).may(operator.SegmentEdit), Zone: s.zone(c)}
	for _, g := range segments {
		v.Rows = append(v.Rows, segmentRow{g, segmentPath(g.ID), s.ruleSays(c, g.Rule), s.usesOf(c, uses[g.ID]), s.askDeletion(c, g)})
	}
	return s.show(c, "segments", v)
}

// segmentUses are the campaigns of a segment, newest first.
type segmentUses struct {
	List []campaign.SegmentUse
	More int  // further ones, that are not listed
	Open bool // the visitor may open them
}

// usesShown is how many campaigns are named.
const usesShown = 3

func (s *Server) usesOf(c *fiber.Ctx, uses []campaign.SegmentUse) segmentUses {
	n := min(len(uses), usesShown)
	return segmentUses{uses[:n], len(uses) - n, visitorOf(c).may(operator.CampaignView)}
}

// segmentCount is how many people a segment has now.
type segmentCount struct {
	Path string
	N    int
}

// segmentCount answers with the number alone; without scripts the page of the
// segment has it.
func (s *Server) segmentCount(c *fiber.Ctx) error {
	g, err := s.storedSegment(c)
	if err != nil {
		return err
	}
	if !partial(c) {
		return c.Redirect(segmentPath(g.ID), fiber.StatusSeeOther)
	}
	n, err := s.Office.Campaigns.Count(c.UserContext(), s.Office.DB, g.Rule)
	if err != nil {
		return err
	}
	return s.showPart(c, "segments", "count", segmentCount{segmentPath(g.ID), n})
}

// storedSegment is the segment that the address names.
func (s *Server) storedSegment(c *fiber.Ctx) (campaign.Segment, error) {
	n, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || n < 1 {
		return campaign.Segment{}, campaign.ErrNotFound
	}
	return s.Office.Campaigns.GetSegment(c.UserContext(), s.Office.DB, campaign.SegmentID(n))
}

func (s *Server) askDeletion(c *fiber.Ctx, g campaign.Segment) confirmation {
	w := s.words(c)
	return confirmation{ID: "delete-" + strconv.FormatInt(int64(g.ID), 10), Asks: w.T("segment.delete_ask", g.Name), Says: w.T("segment.delete_says"),
		Does: w.T("segment.delete"), Path: segmentPath(g.ID) + "/delete", Back: segmentsPath}
}

func (s *Server) segmentDeletion(c *fiber.Ctx) error {
	g, err := s.storedSegment(c)
	if err != nil {
		return err
	}
	return s.confirm(c, "segments", s.askDeletion(c, g))
}

func (s *Server) deleteSegment(c *fiber.Ctx) error {
	g, err := s.storedSegment(c)
	if err != nil {
		return err
	}
	err = s.Office.deleteSegment(c.UserContext(), author(c), g.ID)
	if errors.Is(err, campaign.ErrState) {
		uses, err := s.Office.Campaigns.SegmentUses(c.UserContext(), s.Office.DB)
		if err != nil {
			return err
		}
		return s.refuse(c, "segments", s.askDeletion(c, g), s.words(c).T("segment.held", heldBy(s.words(c), uses[g.ID])))
	}
	if err != nil {
		return err
	}
	return s.done(c, "segment_deleted", segmentsPath)
}

// heldBy names the drafts that a segment must stay for.
func heldBy(w *words.Words, uses []campaign.SegmentUse) string {
	var names []string
	for _, u := range uses {
		if u.Holds() {
			names = append(names, w.T("rule.quoted", titleOf(w, u.Name)))
		}
	}
	return w.List(names)
}
