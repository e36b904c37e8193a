package ui

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// sampleSize is how many rows are shown to be held against the paper.
const sampleSize = 30

// releasePatience is how long a page waits for a release; a large one goes on
// by itself.
const releasePatience = 3 * time.Second

// releaseView is one import: what it claims, rows of it to check, and what an
// approval leads to.
type releaseView struct {
	frame
	Zone  *time.Location
	Batch batchLine
	Rows  []sampleLine
	First string // address of the first rows; empty there
	Next  string // address of other rows; empty where there are none
	Flaws flaws
}

// sampleLine is a row of the import with where the person stands by now.
type sampleLine struct {
	consent.SampleRow
	Person personLine
	States []badge
}

func batchID(c *fiber.Ctx) (consent.BatchID, error) {
	n, err := strconv.ParseInt(c.Params("batch"), 10, 64)
	if err != nil || n < 1 {
		return 0, consent.ErrUnknown
	}
	return consent.BatchID(n), nil
}

func batchPath(id consent.BatchID) string { return fmt.Sprint(releasesPath, "/", int64(id)) }

func (s *Server) release(c *fiber.Ctx) error {
	v, err := s.releaseView(c)
	if err != nil {
		return err
	}
	return s.show(c, "release", v)
}

func (s *Server) releaseView(c *fiber.Ctx) (v releaseView, err error) {
	id, err := batchID(c)
	if err != nil {
		return v, err
	}
	batch, err := s.Office.Consent.BatchByID(c.UserContext(), s.Office.DB, id)
	if err != nil {
		return v, err
	}
	lines, err := s.describeBatches(c, []consent.StagedBatch{batch})
	if err != nil {
		return v, err
	}
	v = releaseView{frame: s.frame(c, "releases", s.words(c).T("release.title", strconv.FormatInt(int64(id), 10))), Zone: s.zone(c), Batch: lines[0]}
	return v, s.sampleBatch(c, &v)
}

// sampleBatch shows some of the people; more of them are a page away.
func (s *Server) sampleBatch(c *fiber.Ctx, v *releaseView) error {
	after, _ := strconv.ParseInt(c.Query("after"), 10, 64) // anything else begins at the first
	rows, next, err := s.Office.Consent.Sample(c.UserContext(), s.Office.DB, v.Batch.ID, consent.SubjectID(after), sampleSize)
	if err != nil {
		return err
	}
	ids := make([]campaign.ContactID, len(rows))
	for i, row := range rows {
		ids[i] = row.Subject
	}
	people, err := s.personLines(c, ids)
	if err != nil {
		return err
	}
	standings, err := consent.Standings(c.UserContext(), s.Office.DB, ids, v.Batch.Purpose)
	if err != nil {
		return err
	}
	for i, row := range rows {
		v.Rows = append(v.Rows, sampleLine{row, people[i], standingBadges(s.words(c), standings[row.Subject].Standing)})
	}
	if after != 0 {
		v.First = batchPath(v.Batch.ID)
	}
	if next != 0 {
		v.Next = fmt.Sprint(batchPath(v.Batch.ID), "?after=", int64(next))
	}
	return nil
}

// approve records the visitor's yes; the last one that is needed releases.
func (s *Server) approve(c *fiber.Ctx) error {
	v, err := s.releaseView(c)
	if err != nil {
		return err
	}
	if v.Batch.State == consent.BatchReleasing { // it was interrupted
		return s.finishRelease(c, v.Batch.ID)
	}
	if v.Flaws = s.approvalFlaws(c, v.Batch); v.Flaws != nil {
		return s.unprocessable(c, "release", v)
	}
	given, err := s.recordApproval(c, v.Batch)
	switch {
	case errors.Is(err, consent.ErrInvalid): // somebody else was quicker
		return s.done(c, "release_overtaken", batchPath(v.Batch.ID))
	case err != nil:
		return err
	case given < v.Batch.Needed:
		return s.done(c, "approved", batchPath(v.Batch.ID))
	}
	return s.finishRelease(c, v.Batch.ID)
}

// approvalFlaws say why an approval does not count.
func (s *Server) approvalFlaws(c *fiber.Ctx, b batchLine) (wrong flaws) {
	w := s.words(c)
	switch {
	case b.State == consent.BatchReleased:
		wrong.add("", w.T("release.was_released"))
	case b.State == consent.BatchStaging:
		wrong.add("", w.T("release.still_staging"))
	case !b.Mayable():
		wrong.add("", w.T("release.already"))
	case c.FormValue("checked") == "":
		wrong.add("checked", w.T("release.unchecked"))
	}
	return wrong
}

// recordApproval writes the approval and the audit entry together, and returns
// how many have approved.
func (s *Server) recordApproval(c *fiber.Ctx, b batchLine) (given int, err error) {
	err = s.Office.DB.Write(c.UserContext(), func(ctx context.Context, tx *db.Tx) error {
		all, err := s.Office.Consent.ApproveTx(ctx, tx, consent.Release{Batch: b.ID, Operator: author(c), Needed: b.Needed})
		if err != nil {
			return err
		}
		given = len(all)
		return s.Office.Operators.RecordTx(ctx, tx, operator.Entry{Operator: author(c), Action: operator.ImportReleased,
			Subject: fmt.Sprint("batch/", int64(b.ID)), Detail: map[string]any{"approvals": given, "needed": b.Needed}})
	})
	return given, err
}

// finishRelease makes consent of the evidence. It outlives the request: what
// is left when the server stops goes on with the next press of the button.
func (s *Server) finishRelease(c *fiber.Ctx, id consent.BatchID) error {
	run := s.releasing.begin(id, func(run *releaseRun) {
		s.backstage("release an import", func(ctx context.Context) error {
			defer s.releasing.end(id, run)
			_, run.failure = s.Office.Consent.FinishRelease(ctx, id)
			return run.failure
		})
	})
	wait, cancel := context.WithTimeout(c.UserContext(), releasePatience)
	defer cancel()
	select {
	case <-run.ended:
		if run.failure != nil {
			return run.failure
		}
		return s.done(c, "released", batchPath(id))
	case <-wait.Done():
		return s.done(c, "releasing", batchPath(id))
	}
}
