package campaign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"accord/consent"
)

// Bounds of an import, in rows.
const (
	maxRows      = 5_000_000 // what finds doubles then stays within a few hundred megabytes
	chunkRows    = 2000      // per transaction
	errorsListed = 1000
)

// sighting is a row that is right in itself.
type sighting struct {
	index      int // among the rows of the file, from 0
	row        int
	address    consent.Address
	externalID string
	claimed    bool
}

// witness is who a survey reports to; each part may be nil.
type witness struct {
	match func([]sighting) ([]fault, error) // objects to rows by what is stored
	seen  func(bytes int64)                 // hears how far the file is read
}

// survey is the first pass: it reads everything and changes nothing.
type survey struct {
	witness
	intake  *intake
	guesses []guess
	doubles doubles
	bad     rowSet
	purpose consent.PurposeID // of the evidence
	report  *ImportReport
	chunk   []sighting
}

// surveyFile reads a file and fills the report. An error that is a [RowError]
// ended the reading; errors of rows are only in the report.
func surveyFile(ctx context.Context, file io.Reader, t terms, report *ImportReport, w witness) (*survey, error) {
	s := &survey{witness: w, doubles: newDoubles(), report: report}
	err := s.run(ctx, file, t)
	var refused RowError
	if errors.As(err, &refused) {
		s.list(refused)
	}
	slices.SortStableFunc(report.Errors, func(a, b RowError) int { return a.Row - b.Row })
	return s, err
}

func (s *survey) run(ctx context.Context, file io.Reader, t terms) error {
	sheet, err := openSheet(file)
	if err != nil {
		return err
	}
	if s.intake, err = newIntake(sheet.header, t); err != nil {
		return err
	}
	s.guesses = make([]guess, len(s.intake.columns))
	s.report.Columns = s.intake.columns
	for {
		cells, err := sheet.next()
		if err == io.EOF { //nolint:errorlint // next returns it unwrapped
			return s.finish(ctx, sheet)
		}
		if err != nil {
			return err
		}
		if s.report.Rows == maxRows {
			return fault{code: FaultManyRows, row: sheet.row, want: strconv.Itoa(maxRows)}.explain()
		}
		s.judge(cells, sheet.row)
		if s.report.Rows%chunkRows == 0 {
			if err := s.flush(ctx, sheet); err != nil {
				return err
			}
		}
	}
}

// judge reads one row, and with it guesses the types of its cells.
func (s *survey) judge(cells []string, row int) {
	index := s.report.Rows
	s.report.Rows++
	e := s.intake.read(cells, row)
	for i, c := range s.intake.columns {
		if c.Target == TargetAttribute && c.Type == "" {
			if cell := strings.TrimSpace(cells[i]); cell != "" {
				s.guesses[i].see(cell)
			}
		}
	}
	s.compare(&e)
	if len(e.faults) > 0 {
		s.refuse(index, e.faults)
		return
	}
	s.report.Valid++
	s.doubles.remember(e)
	if e.claimed {
		s.purpose = e.claim.purpose
		s.report.Staged++
	}
	if s.match != nil {
		s.chunk = append(s.chunk, sighting{index, row, e.contact.Address, e.contact.ExternalID, e.claimed})
	}
}

// compare holds a row against those before it.
func (s *survey) compare(e *entry) {
	if e.phone.text == "" {
		return
	}
	if earlier := s.doubles.phone(*e); earlier > 0 {
		s.report.Duplicates++
		e.refuse(fault{code: FaultPhoneTwice, field: s.header(TargetPhone), value: e.contact.Address.Masked(), want: fmt.Sprint(earlier)})
	} else if earlier := s.doubles.id(*e); earlier > 0 {
		e.refuse(fault{code: FaultExternalTwice, field: s.header(TargetExternalID), value: e.contact.ExternalID, want: fmt.Sprint(earlier)})
	}
	if e.claimed && len(e.faults) == 0 && s.purpose != "" && e.claim.purpose != s.purpose {
		e.refuse(fault{code: FaultConsentPurposes, field: s.header(partPurpose.target()), value: string(e.claim.purpose), want: string(s.purpose)})
	}
}

func (s *survey) header(t Target) string {
	i := slices.IndexFunc(s.intake.columns, func(c ImportColumn) bool { return c.Target == t })
	if i < 0 {
		return string(t)
	}
	return s.intake.columns[i].Header
}

func (s *survey) refuse(index int, faults []fault) {
	s.bad.add(index)
	for _, f := range faults {
		if len(s.report.Errors) < errorsListed {
			s.report.Errors = append(s.report.Errors, f.explain())
		}
		s.report.ErrorCount++
	}
}

// list adds the refusal of the file, also to a list that is full: it is what
// ended the reading.
func (s *survey) list(e RowError) {
	s.report.Errors = append(s.report.Errors[:min(len(s.report.Errors), errorsListed-1)], e)
	s.report.ErrorCount++
}

// flush holds the rows since the last time against what is stored.
func (s *survey) flush(ctx context.Context, sheet *sheet) error {
	if s.seen != nil {
		s.seen(sheet.guard.read)
	}
	if len(s.chunk) == 0 {
		return ctx.Err()
	}
	objections, err := s.match(s.chunk)
	if err != nil {
		return err
	}
	for _, f := range objections {
		i := slices.IndexFunc(s.chunk, func(g sighting) bool { return g.row == f.row })
		f.field = s.header(TargetExternalID)
		s.refuse(s.chunk[i].index, []fault{f})
		s.report.Valid--
		if s.chunk[i].claimed {
			s.report.Staged--
		}
	}
	s.chunk = s.chunk[:0]
	return ctx.Err()
}

// finish settles the types of the columns.
func (s *survey) finish(ctx context.Context, sheet *sheet) error {
	if s.report.Rows == 0 {
		return fault{code: FaultNoRows}.explain()
	}
	for i := range s.intake.columns {
		if c := &s.intake.columns[i]; c.Target == TargetAttribute && c.Type == "" {
			c.Type = s.guesses[i].kind(sheet.csv.Comma)
		}
	}
	s.report.FileSHA256, s.report.Bytes = sheet.sha256(), sheet.guard.read
	return s.flush(ctx, sheet)
}
