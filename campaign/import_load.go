package campaign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"accord/consent"
	"accord/internal/db"
)

// loading is the second pass: it writes what the survey let through.
type loading struct {
	*importRun
	survey *survey
	intake *intake
	stage  bool // the evidence is not in quarantine yet
	rows   []entry
}

func (r *importRun) load(ctx context.Context, found *survey) error {
	l := &loading{importRun: r, survey: found}
	if r.report.Staged > 0 {
		staged, err := r.openBatch(ctx, found.purpose)
		if err != nil {
			return err
		}
		l.stage, r.report.StagedBefore = !staged, staged
	}
	file, err := r.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	err = l.run(ctx, file)
	var changed RowError
	if errors.As(err, &changed) { // the survey had let the file through: it is another one now
		changed = fault{code: FaultChanged}.explain()
		r.report.Errors, r.report.ErrorCount = append(r.report.Errors, changed), r.report.ErrorCount+1
		return changed
	}
	if err != nil || !l.stage {
		return err
	}
	return r.Consent.CloseBatch(ctx, r.report.Batch)
}

func (l *loading) run(ctx context.Context, file io.Reader) error {
	sheet, err := openSheet(file)
	if err != nil {
		return err
	}
	if l.intake, err = newIntake(sheet.header, l.terms); err != nil {
		return err
	}
	if !slices.Equal(sheet.header, headers(l.survey.intake.columns)) {
		return fault{code: FaultChanged}.explain()
	}
	l.intake.columns = l.survey.intake.columns // with their types
	for index := 0; ; index++ {
		cells, err := sheet.next()
		if err == io.EOF { //nolint:errorlint // next returns it unwrapped
			break
		}
		if err != nil {
			return err
		}
		if l.survey.bad.has(index) {
			continue
		}
		e := l.intake.read(cells, sheet.row)
		if len(e.faults) > 0 {
			return e.faults[0].explain()
		}
		e.contact.Attributes = l.intake.attributes(cells)
		if l.rows = append(l.rows, e); len(l.rows) == chunkRows {
			if err := l.flush(ctx, sheet); err != nil {
				return err
			}
		}
	}
	if sheet.sha256() != l.report.FileSHA256 {
		return fault{code: FaultChanged}.explain()
	}
	return l.flush(ctx, sheet)
}

func headers(columns []ImportColumn) []string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.Header
	}
	return list
}

func (l *loading) flush(ctx context.Context, sheet *sheet) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(l.rows) > 0 {
		if err := l.db.Write(ctx, l.write); err != nil {
			return fmt.Errorf("rows %d to %d: %w", l.rows[0].row, l.rows[len(l.rows)-1].row, err)
		}
		l.report.Written = true
	}
	l.rows = l.rows[:0]
	l.tell(sheet.guard.read)
	return nil
}

// write adds and updates the contacts of a chunk and puts their evidence into
// quarantine.
func (l *loading) write(ctx context.Context, tx *db.Tx) error {
	contacts := make([]NewContact, len(l.rows))
	for i, e := range l.rows {
		contacts[i] = e.contact
	}
	ids, err := l.UpsertTx(ctx, tx, contacts)
	if err != nil || !l.stage {
		return err
	}
	staged, err := stagedAlready(ctx, tx, l.report.Batch, ids)
	if err != nil {
		return err
	}
	var claims []consent.Claimed
	for i, e := range l.rows {
		if e.claimed && !staged[ids[i]] {
			staged[ids[i]] = true // two numbers may be one person's
			c := e.claim.Claimed
			c.Subject = ids[i]
			claims = append(claims, c)
		}
	}
	if claims == nil {
		return nil
	}
	return l.Consent.StageTx(ctx, tx, l.report.Batch, l.survey.purpose, claims)
}

// stagedAlready finds whose evidence an interrupted import of the same file
// had staged: staging it again would add events that say nothing new.
func stagedAlready(ctx context.Context, tx *db.Tx, batch consent.BatchID, ids []ContactID) (map[ContactID]bool, error) {
	var found []ContactID
	err := tx.SelectSet(ctx, &found, db.IDs("id", ids), `SELECT i.subject_id FROM v JOIN import_row i ON i.subject_id = v.id AND i.batch_id = ?`, int64(batch))
	if err != nil {
		return nil, fmt.Errorf("find staged rows: %w", err)
	}
	staged := make(map[ContactID]bool, len(found))
	for _, id := range found {
		staged[id] = true
	}
	return staged, nil
}
