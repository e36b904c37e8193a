package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"
)

// ImportJobID names an import that somebody began on a page.
type ImportJobID int64

// ImportPhase is how far an import has come.
type ImportPhase string

// The phases. Those of a process that died are seen as what they fall back to.
const (
	ImportUploaded    ImportPhase = "uploaded"    // its columns are being chosen
	ImportChecking    ImportPhase = "checking"    // a dry run is under way; falls back to uploaded
	ImportChecked     ImportPhase = "checked"     // the dry run is over; it waits for a yes
	ImportRefused     ImportPhase = "refused"     // the file cannot be read like this; nothing was changed
	ImportRunning     ImportPhase = "running"     // contacts are being written; falls back to interrupted
	ImportInterrupted ImportPhase = "interrupted" // it broke off; what was written stays, and started again it goes on
	ImportDone        ImportPhase = "done"
	ImportDropped     ImportPhase = "dropped" // its file is gone without an import
)

// Working says that a process reads the file.
func (p ImportPhase) Working() bool { return p == ImportChecking || p == ImportRunning }

// waiting says that the file is kept for somebody.
func (p ImportPhase) waiting() bool {
	return p == ImportUploaded || p == ImportChecked || p == ImportRefused || p == ImportInterrupted
}

// ImportJob is a file that somebody brings, from the upload to what became of
// it.
type ImportJob struct {
	ID      ImportJobID
	Name    string // of the file, as its owner calls it
	Bytes   int64
	SHA256  string // hexadecimal
	By      string // e-mail of who brought it
	Created time.Time
	Ended   time.Time // of the last run; zero before
	Phase   ImportPhase
	Mapping *Mapping // nil while nobody has chosen
	Region  string   // of numbers without a country, "FR"
	Skip    bool     // the last run left bad rows out

	Passed int64 // bytes that the run has read, of Whole
	Whole  int64

	// What the last run found, and what the import did.
	Rows, Valid, Added, Updated, Staged, Errors int
	Batch                                       consent.BatchID // of the evidence in quarantine; 0 for none
}

// ImportJobsConfig wires [ImportJobs]; Store, Keys and Folder are required.
type ImportJobsConfig struct {
	Store  *Store
	Keys   *secret.Keys
	Folder string // of the sealed files; made when it is first needed
	// Wall times leases and files: they guard a process and a disk, not the
	// business. A new [clock.Real] when nil.
	Wall clock.Clock
}

// ImportJobs keeps the files that people bring and runs their imports, one at
// a time. It is safe for concurrent use.
type ImportJobs struct {
	ImportJobsConfig
	db *db.DB
}

// NewImportJobs checks the configuration.
func NewImportJobs(c ImportJobsConfig) (*ImportJobs, error) {
	if c.Store == nil || c.Keys == nil || c.Folder == "" {
		return nil, errors.New("campaign: imports need Store, Keys and Folder")
	}
	if c.Wall == nil {
		c.Wall = new(clock.Real)
	}
	return &ImportJobs{ImportJobsConfig: c, db: c.Store.db}, nil
}

// jobRow is a line of import_job; its columns go with it.
type jobRow struct {
	ID         ImportJobID     `db:"id"`
	Name       string          `db:"name"`
	Bytes      int64           `db:"bytes"`
	SHA256     string          `db:"sha256"`
	By         string          `db:"brought_by"`
	CreatedAt  int64           `db:"created_at"`
	Upload     string          `db:"upload"`
	Key        []byte          `db:"wrapped"`
	KeepUntil  int64           `db:"keep_until"`
	Phase      ImportPhase     `db:"phase"`
	Mapping    string          `db:"mapping"`
	Region     string          `db:"region"`
	Skip       bool            `db:"skip_bad"`
	LeaseUntil int64           `db:"lease_until"`
	Passed     int64           `db:"passed"`
	Rows       int             `db:"row_count"`
	Valid      int             `db:"valid"`
	Added      int             `db:"added"`
	Updated    int             `db:"updated"`
	Staged     int             `db:"staged"`
	Errors     int             `db:"errors"`
	Batch      consent.BatchID `db:"batch"`
	EndedAt    int64           `db:"ended_at"`
}

const jobColumns = `id, name, bytes, sha256, brought_by, created_at, upload, wrapped, keep_until, phase, mapping, region, skip_bad,
	lease_until, passed, row_count, valid, added, updated, staged, errors, batch, ended_at`

// seen is the phase as people see it: a run whose process is gone has broken
// off, and a file that nobody came back for is removed.
func (r jobRow) seen(now time.Time) ImportPhase {
	phase := r.Phase
	if phase.Working() && r.LeaseUntil <= clock.Millis(now) {
		phase = fallsBack[phase]
	}
	if phase.waiting() && r.KeepUntil <= clock.Millis(now) {
		return ImportDropped
	}
	return phase
}

var fallsBack = map[ImportPhase]ImportPhase{ImportChecking: ImportUploaded, ImportRunning: ImportInterrupted}

func (r jobRow) job(now time.Time) (ImportJob, error) {
	j := ImportJob{ID: r.ID, Name: r.Name, Bytes: r.Bytes, SHA256: r.SHA256, By: r.By, Created: clock.At(r.CreatedAt), Ended: clock.At(r.EndedAt),
		Phase: r.seen(now), Region: r.Region, Skip: r.Skip, Passed: r.Passed, Whole: r.Bytes,
		Rows: r.Rows, Valid: r.Valid, Added: r.Added, Updated: r.Updated, Staged: r.Staged, Errors: r.Errors, Batch: r.Batch}
	if j.Phase == ImportRunning {
		j.Whole = 2 * r.Bytes // everything is checked before anything is written
	}
	if r.Mapping == "" {
		return j, nil
	}
	j.Mapping = new(Mapping)
	if err := json.Unmarshal([]byte(r.Mapping), j.Mapping); err != nil {
		return j, fmt.Errorf("mapping of import %d: %w", r.ID, err)
	}
	return j, nil
}

// Get loads one import, or returns [ErrNotFound].
func (j *ImportJobs) Get(ctx context.Context, id ImportJobID) (ImportJob, error) {
	row, err := loadJob(ctx, j.db, id, "")
	if err != nil {
		return ImportJob{}, err
	}
	return row.job(j.Wall.Now())
}

func loadJob(ctx context.Context, r db.Reader, id ImportJobID, lock string) (row jobRow, err error) {
	err = r.Get(ctx, &row, `SELECT `+jobColumns+` FROM import_job WHERE id = ?`+lock, int64(id))
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	if err != nil {
		return row, fmt.Errorf("import %d: %w", id, err)
	}
	return row, nil
}

// List is all imports, the latest first, at most limit of them; before is 0
// for the first page and next for each that follows, which is 0 after the
// last.
func (j *ImportJobs) List(ctx context.Context, before ImportJobID, limit int) (list []ImportJob, next ImportJobID, err error) {
	if err := checkPage(limit); err != nil {
		return nil, 0, err
	}
	var rows []jobRow
	err = j.db.Select(ctx, &rows, `SELECT `+jobColumns+` FROM import_job WHERE id < ? OR ? = 0 ORDER BY id DESC LIMIT ?`,
		int64(before), int64(before), limit+1)
	if err != nil {
		return nil, 0, fmt.Errorf("list imports: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	now := j.Wall.Now()
	for _, row := range rows {
		job, err := row.job(now)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, job)
	}
	return list, next, nil
}
