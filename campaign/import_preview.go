package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"accord/internal/clock"
	"accord/internal/db"
)

// previewRows is how many rows a preview shows.
const previewRows = 3

// PreviewColumn is a column with its first cells.
type PreviewColumn struct {
	ImportColumn
	Name  string   // as an attribute
	Cells []string // shortened, and masked where they are phone numbers
}

// Preview is the columns of a file as its mapping has them, or as they are
// recognised where nobody has chosen yet. A file that cannot be read at all is
// a [RowError].
func (j *ImportJobs) Preview(ctx context.Context, id ImportJobID) ([]PreviewColumn, error) {
	row, err := loadJob(ctx, j.db, id, "")
	if err != nil {
		return nil, err
	}
	job, err := row.job(j.Wall.Now())
	if err != nil {
		return nil, err
	}
	file, err := j.open(row)
	if err != nil {
		return nil, fmt.Errorf("preview import %d: %w", id, err)
	}
	defer file.Close()
	return preview(file, job.Mapping, job.Region)
}

func preview(file io.Reader, m *Mapping, region string) ([]PreviewColumn, error) {
	sheet, err := openSheet(file)
	if err != nil {
		return nil, err
	}
	columns := guessColumns(sheet.header, m)
	list := make([]PreviewColumn, len(columns))
	for i, c := range columns {
		list[i] = PreviewColumn{ImportColumn: c, Name: attributeName(c.Header)}
	}
	for range previewRows {
		cells, err := sheet.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		for i := range list {
			list[i].Cells = append(list[i].Cells, masked(strings.TrimSpace(cells[i]), region))
		}
	}
	return list, nil
}

// guessColumns is planColumns for a header that may still lack something.
func guessColumns(header []string, m *Mapping) []ImportColumn {
	if m != nil {
		if columns, err := planColumns(header, *m); err == nil {
			return columns
		}
	}
	p := plan{columns: make([]ImportColumn, len(header)), mapped: map[Target]bool{}}
	for i, h := range header {
		p.columns[i].Header = h
		if !p.recognise(i) { // it may be two things: the person says which
			p.columns[i].Target, p.columns[i].Attribute = TargetAttribute, attributeName(h)
		}
		if agreed := partAt.target(); dated[snake(h)] && !p.has(agreed) {
			p.columns[i].Target, p.columns[i].Attribute = agreed, ""
		}
	}
	return p.columns
}

// masked is a cell as a page shows it.
func masked(cell, region string) string {
	if a, err := PhoneAddress(cell, region); err == nil {
		return a.Masked()
	}
	return shown(cell)
}

// AttributeName is a text as the name of an attribute: "Date d’achat" is
// date_d_achat.
func AttributeName(text string) string { return snake(text) }

// Prepare keeps what the columns of a file are, which a dry run then has to
// check again. A mapping that cannot be is a
// [RowError] where the file shows it and otherwise an [ErrInvalid]; a file
// that is being read, or is gone, [ErrState].
func (j *ImportJobs) Prepare(ctx context.Context, id ImportJobID, m Mapping, region string) error {
	if _, ok := newPhoneReader(region); !ok {
		return fmt.Errorf("%w region %q: want a country such as FR", ErrInvalid, shown(region))
	}
	row, err := loadJob(ctx, j.db, id, "")
	if err != nil {
		return err
	}
	if phase := row.seen(j.Wall.Now()); !phase.waiting() {
		return fmt.Errorf("%w: import %d is %s", ErrState, id, phase)
	}
	if err := j.fits(row, m); err != nil {
		return err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("mapping of import %d: %w", id, err)
	}
	err = j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE import_job SET mapping = ?, region = ?, phase = 'uploaded' WHERE id = ? AND phase NOT IN ('done', 'dropped')
			AND lease_until <= ?`, string(text), region, int64(id), clock.Millis(j.Wall.Now()))
		if err == nil && n == 0 {
			return fmt.Errorf("%w: the file is being read", ErrState)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("prepare import %d: %w", id, err)
	}
	return nil
}

// fits checks a mapping against the header of the file.
func (j *ImportJobs) fits(row jobRow, m Mapping) error {
	file, err := j.open(row)
	if err != nil {
		return fmt.Errorf("prepare import %d: %w", row.ID, err)
	}
	defer file.Close()
	sheet, err := openSheet(file)
	if err != nil {
		return err
	}
	if _, err := planColumns(sheet.header, m); err != nil {
		return err
	}
	return m.validate()
}

// EvidenceMethods are what evidence may name as the means by which a person
// agreed.
func EvidenceMethods() []string { return slices.Clone(evidenceMethods) }

// EvidenceActs are what it may name as the act.
func EvidenceActs() []string { return slices.Clone(evidenceActs) }
