package ui

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"accord/campaign"
	"accord/internal/clock"

	"github.com/gofiber/fiber/v2"
)

// importsSize is how many imports one page lists.
const importsSize = 25

// importsView is every file that was brought, and what became of it.
type importsView struct {
	frame
	Rows  []importRow
	Zone  *time.Location
	Pager pager
}

// importRow is one file of the list.
type importRow struct {
	campaign.ImportJob
	State badge
}

func (s *Server) importsPage(c *fiber.Ctx) error {
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // anything else begins at the latest
	list, next, err := s.imports.List(c.UserContext(), campaign.ImportJobID(before), importsSize)
	if err != nil {
		return err
	}
	v := importsView{frame: s.frame(c, "imports", s.words(c).T("nav.imports")), Zone: s.zone(c)}
	for _, job := range list {
		v.Rows = append(v.Rows, importRow{job, s.importBadge(c, job.Phase)})
	}
	if before > 0 {
		v.Pager.First = "/imports"
	}
	if next > 0 {
		v.Pager.Next = address(c, "before", strconv.FormatInt(int64(next), 10))
	}
	return s.show(c, "imports", v)
}

// importSigns are how the phases of an import look.
var importSigns = map[campaign.ImportPhase]badge{
	campaign.ImportUploaded: {Sign: "notice", Icon: "edit"}, campaign.ImportChecking: {Sign: "notice", Icon: "waiting"},
	campaign.ImportChecked: {Sign: "notice", Icon: "approve"}, campaign.ImportRefused: {Sign: "stop", Icon: "stop"},
	campaign.ImportRunning: {Sign: "notice", Icon: "waiting"}, campaign.ImportInterrupted: {Sign: "warning", Icon: "warning"},
	campaign.ImportDone: {Sign: "good", Icon: "good"}, campaign.ImportDropped: {Icon: "delete"},
}

func (s *Server) importBadge(c *fiber.Ctx, phase campaign.ImportPhase) badge {
	b := importSigns[phase]
	b.Word = s.words(c).Label("import_phase", string(phase))
	return b
}

// importID is the import that the address names.
func importID(c *fiber.Ctx) (campaign.ImportJobID, error) {
	n, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || n < 1 {
		return 0, campaign.ErrNotFound
	}
	return campaign.ImportJobID(n), nil
}

func importPath(id campaign.ImportJobID) string { return fmt.Sprint("/imports/", int64(id)) }

// importOf loads the import of the address.
func (s *Server) importOf(c *fiber.Ctx) (campaign.ImportJob, error) {
	id, err := importID(c)
	if err != nil {
		return campaign.ImportJob{}, err
	}
	return s.imports.Get(c.UserContext(), id)
}

// backstage does work that outlives the request that began it. It ends with
// the server, which waits for it; a panic in it ends nothing else.
func (s *Server) backstage(what string, work func(ctx context.Context) error) {
	s.work.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				s.Log.Error(what, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			}
		}()
		if err := work(s.life); err != nil && s.life.Err() == nil {
			s.Log.Error(what, "error", err)
		}
	})
}

// sweepEvery is how often files that nobody came back for are removed.
const sweepEvery = time.Hour

func (s *Server) sweepUploads(ctx context.Context) error {
	for {
		if err := s.imports.Sweep(ctx); err != nil {
			return err
		}
		if clock.Wait(ctx, sweepEvery) != nil {
			return nil
		}
	}
}
