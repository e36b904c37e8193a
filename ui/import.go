package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/campaign"
	"accord/internal/db"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// importView is one import: what a dry run found, how far the import is, or
// what it did.
type importView struct {
	frame
	Job      campaign.ImportJob
	State    badge
	Report   *campaign.ImportReport // nil before the first run, and once it is forgotten
	Errors   []errorLine
	Evidence nextForEvidence
	Zone     *time.Location
	Ask      confirmation // before the file is dropped
	Flaws    flaws
}

// nextForEvidence is what has to happen with imported evidence.
type nextForEvidence struct {
	FourEyes bool
	Release  bool // the visitor may release it
}

// Left is how many rows would be left out.
func (v importView) Left() int { return v.Job.Rows - v.Job.Valid }

// Unshown is how many errors the page does not show.
func (v importView) Unshown() int { return v.Job.Errors - len(v.Errors) }

func (s *Server) importPage(c *fiber.Ctx) error {
	v, err := s.importView(c)
	if err != nil {
		return err
	}
	if v.Job.Phase == campaign.ImportUploaded {
		return c.Redirect(importPath(v.Job.ID)+"/columns", fiber.StatusSeeOther)
	}
	return s.show(c, "import", v)
}

func (s *Server) importView(c *fiber.Ctx) (v importView, err error) {
	job, err := s.importOf(c)
	if err != nil {
		return v, err
	}
	v = importView{frame: s.frame(c, "imports", s.words(c).T("import.title")), Job: job, State: s.importBadge(c, job.Phase), Zone: s.zone(c), Ask: s.askDrop(c, job)}
	v.Address = importPath(job.ID)
	v.Evidence = nextForEvidence{visitorOf(c).organisation.FourEyes, visitorOf(c).may(operator.ImportRelease)}
	report, err := s.imports.Report(c.UserContext(), job.ID)
	if errors.Is(err, campaign.ErrNotFound) || job.Phase.Working() {
		return v, nil
	}
	v.Report, v.Errors = &report, errorLines(s.words(c), report.Errors)
	return v, err
}

// beginImport starts a run in the background, and records it with that, or says
// why it cannot be started now.
func (s *Server) beginImport(c *fiber.Ctx, job campaign.ImportJob, start campaign.ImportStart) (found flaws, err error) {
	start.By = author(c)
	entry := importEntry(operator.ImportRun, job.ID, job.SHA256)
	if start.DryRun {
		entry.Action = operator.ImportChecked
	} else {
		entry.Detail["rows"], entry.Detail["skip"] = job.Rows, start.SkipBadRows
	}
	var work func(context.Context) error
	err = s.Office.Operators.Change(c.UserContext(), author(c), func(ctx context.Context, tx *db.Tx) (_ operator.Entry, err error) {
		work, err = s.imports.StartTx(ctx, tx, job.ID, start)
		return entry, err
	})
	switch {
	case errors.Is(err, campaign.ErrImportBusy):
		found.add("", s.words(c).T("import.busy"))
		return found, nil
	case errors.Is(err, campaign.ErrState):
		found.add("", s.words(c).T("error.state"))
		return found, nil
	case err != nil:
		return nil, err
	}
	s.backstage("an import", work)
	return nil, nil
}

// importEntry is what the audit says of an import: the file by its content.
func importEntry(action string, id campaign.ImportJobID, sha256 string) operator.Entry {
	return operator.Entry{Action: action, Subject: fmt.Sprint("import/", int64(id)), Detail: map[string]any{"sha256": sha256}}
}

// runImport imports a file that was checked.
func (s *Server) runImport(c *fiber.Ctx) error {
	v, err := s.importView(c)
	if err != nil {
		return err
	}
	found, err := s.beginImport(c, v.Job, campaign.ImportStart{SkipBadRows: c.FormValue("skip") != ""})
	if err != nil {
		return err
	}
	if found != nil {
		v.Flaws = found
		return s.unprocessable(c, "import", v)
	}
	return c.Redirect(importPath(v.Job.ID), fiber.StatusSeeOther)
}

// importLive shows how far a run is, and then brings the page that tells what
// came of it.
func (s *Server) importLive(c *fiber.Ctx) error {
	job, err := s.importOf(c)
	if err != nil {
		return err
	}
	paper := s.paper[visitorOf(c).lang]
	return s.stream(c, operator.ContactImport, func(ctx context.Context) ([]byte, bool, error) {
		job, err := s.imports.Get(ctx, job.ID)
		if err != nil {
			return nil, false, err
		}
		html, err := paper.write("import", "progress", job)
		return html, !job.Phase.Working(), err
	})
}

func (s *Server) askDrop(c *fiber.Ctx, job campaign.ImportJob) confirmation {
	w := s.words(c)
	return confirmation{ID: "drop", Asks: w.T("import.drop_ask"), Says: w.T("import.drop_says", job.Name), Does: w.T("import.drop"),
		Path: importPath(job.ID) + "/drop", Back: importPath(job.ID)}
}

// dropPage asks on a page of its own, for who has no scripts.
func (s *Server) dropPage(c *fiber.Ctx) error {
	job, err := s.importOf(c)
	if err != nil {
		return err
	}
	return s.confirm(c, "imports", s.askDrop(c, job))
}

func (s *Server) dropImport(c *fiber.Ctx) error {
	job, err := s.importOf(c)
	if err != nil {
		return err
	}
	err = s.Office.Operators.Change(c.UserContext(), author(c), func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
		return importEntry(operator.ImportDropped, job.ID, job.SHA256), s.imports.DropTx(ctx, tx, job.ID)
	})
	if errors.Is(err, campaign.ErrState) {
		return s.refuse(c, "imports", s.askDrop(c, job), s.words(c).T("error.state"))
	}
	if err != nil {
		return err
	}
	return s.done(c, "import_dropped", "/imports")
}
