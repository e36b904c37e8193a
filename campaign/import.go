package campaign

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"

	"accord/consent"
)

// ImportOptions says what to import and how.
type ImportOptions struct {
	// Open opens the file; it is called once per pass, and a caller that got
	// its bytes from elsewhere keeps them until Import returns.
	Open        func() (io.ReadCloser, error)
	Name        string                  // of the file; the batch of its evidence is known by it
	Mapping     *Mapping                // nil: the columns are recognised by their headers
	Region      string                  // of numbers without a country; "FR" when empty
	StagedBy    string                  // e-mail of the operator; needed where the file has evidence of consent
	DryRun      bool                    // only check, and say what would change
	SkipBadRows bool                    // import the others; by default one bad row means that nothing changes
	Progress    func(done, total int64) // in bytes, over both passes; total is 0 while the size is unknown; may be nil
	// Begin is called with what was found before anything is written; an error
	// of it ends the import. It may be nil.
	Begin func(ctx context.Context, found ImportReport) error
}

// Import reads a CSV file of contacts: once to check everything, and when all
// is well once more to add and update the contacts, a few thousand rows per
// transaction. Memory does not grow with the file but for some eighty bytes
// per row, which find doubles.
//
// Import never grants consent. Rows with complete evidence wait in quarantine
// (package consent) until two operators release them.
//
// An interrupted import goes on when the same file is imported again. The
// report is filled as far as the reading came, also with an error. An error
// about the file is a [RowError]; when rows are bad it is an [ErrInvalid] and
// the report tells which.
func (s *Store) Import(ctx context.Context, o ImportOptions) (ImportReport, error) {
	run := importRun{Store: s, ImportOptions: o,
		report: ImportReport{Name: o.Name, DryRun: o.DryRun, Columns: []ImportColumn{}, Errors: []RowError{}}}
	if err := run.perform(ctx); err != nil {
		return run.report, fmt.Errorf("import %s: %w", o.Name, err)
	}
	return run.report, nil
}

// importRun is one import under way.
type importRun struct {
	*Store
	ImportOptions
	terms  terms
	passed int64 // bytes of the passes before this one
	total  int64 // bytes of all passes, 0 while unknown
	report ImportReport
}

func (r *importRun) perform(ctx context.Context) error {
	if err := r.agree(ctx); err != nil {
		return err
	}
	found, err := r.survey(ctx)
	if err != nil {
		return err
	}
	if bad := r.report.Rows - r.report.Valid; bad > 0 && !r.SkipBadRows {
		return fmt.Errorf("%w file: %d of %d rows have errors, so nothing was changed; correct them, or skip them", ErrInvalid, bad, r.report.Rows)
	}
	if r.DryRun || r.report.Valid == 0 {
		return nil
	}
	if r.Begin != nil {
		if err := r.Begin(ctx, r.report); err != nil {
			return err
		}
	}
	return r.load(ctx, found)
}

// agree gathers what the reading depends on.
func (r *importRun) agree(ctx context.Context) error {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		return fmt.Errorf("the organisation's zone: %w", err)
	}
	notices, err := r.publishedNotices(ctx)
	if err != nil {
		return err
	}
	r.terms = terms{region: cmp.Or(r.Region, "FR"), notices: notices, now: r.Clock.Now(), zone: zone, list: cmp.Or(r.Name, "import")}
	if r.Mapping != nil {
		r.terms.mapping = *r.Mapping
	}
	return r.terms.mapping.validate()
}

func (r *importRun) survey(ctx context.Context) (*survey, error) {
	file, err := r.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	passes := int64(2)
	if r.DryRun {
		passes = 1
	}
	if f, ok := file.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := f.Stat(); err == nil {
			r.total = passes * info.Size()
		}
	}
	found, err := surveyFile(ctx, file, r.terms, &r.report, witness{
		match: func(rows []sighting) ([]fault, error) { return r.match(ctx, rows) },
		seen:  r.tell,
	})
	r.passed, r.total = r.report.Bytes, passes*r.report.Bytes
	return found, err
}

// tell reports how far this pass is.
func (r *importRun) tell(read int64) {
	if r.ImportOptions.Progress != nil {
		r.ImportOptions.Progress(r.passed+read, r.total)
	}
}

// openBatch opens the quarantine for the file's evidence; it is the same batch
// when the same file comes again.
func (r *importRun) openBatch(ctx context.Context, purpose consent.PurposeID) (staged bool, err error) {
	if r.StagedBy == "" {
		return false, fmt.Errorf("%w import: evidence of consent is staged in the name of an operator; say who", ErrInvalid)
	}
	r.report.Batch, staged, err = r.Consent.OpenBatch(ctx, consent.Batch{FileSHA256: r.report.FileSHA256,
		Source: r.terms.list, Purpose: purpose, StagedBy: r.StagedBy})
	return staged, err
}
