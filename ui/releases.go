package ui

import (
	"slices"
	"time"

	"accord/consent"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

const releasesPath = "/consent/imports"

// releasesView is the imports whose evidence waits, then those that were
// released.
type releasesView struct {
	frame
	Zone    *time.Location
	Needed  int // approvals of a release
	Waiting []batchLine
	Done    []batchLine
}

// batchLine is one import with the names of who had to do with it.
type batchLine struct {
	consent.StagedBatch
	PurposeName string
	By          string // who brought it
	Approvers   []approver
	Needed      int
	Mine        bool // the visitor has approved it
	Look        badge
}

// approver is somebody's yes.
type approver struct {
	Name string
	At   time.Time
}

// Missing is how many approvals are still to come.
func (b batchLine) Missing() int { return max(0, b.Needed-len(b.Approvers)) }

// Mayable says that the visitor's approval is one that counts.
func (b batchLine) Mayable() bool {
	return b.State == consent.BatchStaged && (!b.Mine || b.Missing() == 0)
}

// Last says that the next approval releases.
func (b batchLine) Last() bool { return b.Missing() <= 1 }

// Print is the beginning of the file's SHA-256, by which a list tells two files
// apart.
func (b batchLine) Print() string { return b.FileSHA256[:min(len(b.FileSHA256), 8)] }

// Would is how many people would have consented by a release.
func (b batchLine) Would() int { return b.People - b.Denied }

func (s *Server) releases(c *fiber.Ctx) error {
	v := releasesView{frame: s.frame(c, "releases", s.words(c).T("nav.releases")), Zone: s.zone(c)}
	lines, err := s.batchLines(c)
	if err != nil {
		return err
	}
	if v.Needed, err = s.approvals(c); err != nil {
		return err
	}
	for _, b := range lines {
		if b.State == consent.BatchReleased {
			v.Done = append(v.Done, b)
		} else {
			v.Waiting = append(v.Waiting, b)
		}
	}
	return s.show(c, "releases", v)
}

// approvals is how many people must approve a release.
func (s *Server) approvals(c *fiber.Ctx) (int, error) {
	o, err := s.Office.Operators.Organisation(c.UserContext())
	if err != nil || o.FourEyes {
		return 2, err
	}
	return 1, nil
}

func (s *Server) batchLines(c *fiber.Ctx) ([]batchLine, error) {
	list, err := s.Office.Consent.Batches(c.UserContext(), s.Office.DB)
	if err != nil {
		return nil, err
	}
	return s.describeBatches(c, list)
}

// describeBatches puts names to purposes and people.
func (s *Server) describeBatches(c *fiber.Ctx, list []consent.StagedBatch) ([]batchLine, error) {
	purposes, err := s.Office.Consent.Purposes(c.UserContext(), s.Office.DB)
	if err != nil {
		return nil, err
	}
	people, err := s.Office.Operators.List(c.UserContext())
	if err != nil {
		return nil, err
	}
	needed, err := s.approvals(c)
	if err != nil {
		return nil, err
	}
	w, t := s.words(c), auditTeller{words: s.words(c), visitor: visitorOf(c), people: people}
	lines := make([]batchLine, len(list))
	for i, b := range list {
		line := batchLine{StagedBatch: b, PurposeName: purposeOf(w, purposes, b.Purpose), By: t.author(b.StagedBy), Needed: needed, Look: batchLooks[b.State]}
		line.Look.Word = w.Label("batch_state", string(b.State))
		for _, a := range b.Approvals {
			line.Approvers = append(line.Approvers, approver{t.author(a.Operator), a.At})
		}
		line.Mine = slices.ContainsFunc(b.Approvals, func(a consent.Approval) bool { return a.Operator == author(c) })
		lines[i] = line
	}
	return lines, nil
}

// batchLooks are how the states of an import look.
var batchLooks = map[consent.BatchState]badge{
	consent.BatchStaging: {Sign: "", Icon: "import"}, consent.BatchStaged: {Sign: "notice", Icon: "waiting"},
	consent.BatchReleasing: {Sign: "notice", Icon: "refresh"}, consent.BatchReleased: {Sign: "good", Icon: "good"},
}

// awaits counts the imports that wait, and those among them that wait for the
// visitor.
func awaits(lines []batchLine, v visitor) (all, mine int) {
	for _, b := range lines {
		if b.State != consent.BatchReleased {
			all++
		}
		if b.Mayable() && v.may(operator.ImportRelease) {
			mine++
		}
	}
	return all, mine
}
