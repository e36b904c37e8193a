package campaign

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// ErrImportBusy is an import that has to wait for another one.
var ErrImportBusy = errors.New("another import is under way; wait until it has ended")

const (
	jobBeat  = time.Second // how often a run tells how far it is
	jobLease = 20 * time.Second
)

// ImportStart says how an import is to be run.
type ImportStart struct {
	DryRun      bool   // only check
	SkipBadRows bool   // import the others
	By          string // e-mail of the operator
}

// StartTx begins a dry run, or the import after one, and returns what does the
// work once tx has committed: whoever calls it waits for its end. The error is
// [ErrNotFound], [ErrImportBusy], or [ErrState] for a file that is not so far or
// is gone.
//
// An import that broke off goes on when it is started again.
func (j *ImportJobs) StartTx(ctx context.Context, tx *db.Tx, id ImportJobID, start ImportStart) (work func(ctx context.Context) error, err error) {
	r := &jobRun{ImportJobs: j, start: start, runner: rand.Text()}
	if r.row, err = r.claimTx(ctx, tx, id); err != nil {
		return nil, fmt.Errorf("start import %d: %w", id, err)
	}
	return r.work, nil
}

// Start is StartTx in a transaction of its own.
func (j *ImportJobs) Start(ctx context.Context, id ImportJobID, start ImportStart) (work func(ctx context.Context) error, err error) {
	err = j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		work, err = j.StartTx(ctx, tx, id, start)
		return err
	})
	return work, err
}

// jobRun is one run of an import.
type jobRun struct {
	*ImportJobs
	start  ImportStart
	runner string
	row    jobRow
	passed atomic.Int64
}

func (r *jobRun) claimTx(ctx context.Context, tx *db.Tx, id ImportJobID) (row jobRow, err error) {
	if err := tx.Lock(ctx, "imports"); err != nil {
		return row, err
	}
	now := r.Wall.Now()
	if row, err = loadJob(ctx, tx, id, tx.Engine().ForUpdate()); err != nil {
		return row, err
	}
	if phase := row.seen(now); !r.start.follows(phase) {
		return row, fmt.Errorf("%w: it is %s", ErrState, phase)
	}
	var others int
	if err := tx.Get(ctx, &others, `SELECT count(*) FROM import_job WHERE lease_until > ?`, clock.Millis(now)); err != nil {
		return row, err
	}
	if others > 0 {
		return row, ErrImportBusy
	}
	phase := ImportRunning
	if r.start.DryRun {
		phase = ImportChecking
	}
	_, err = tx.Exec(ctx, `UPDATE import_job SET phase = ?, skip_bad = ?, runner = ?, lease_until = ?, passed = 0 WHERE id = ?`,
		string(phase), bit(r.start.SkipBadRows), r.runner, r.lease(), int64(id))
	return row, err
}

// follows says whether a run may begin in a phase.
func (s ImportStart) follows(p ImportPhase) bool {
	if s.DryRun {
		return p.waiting()
	}
	return p == ImportChecked || p == ImportInterrupted
}

func (r *jobRun) lease() int64 { return clock.Millis(r.Wall.Now().Add(r.Wall.ProcessTime(jobLease))) }

// work reads the file and keeps what came of it. It returns an error when the
// work itself failed; what is wrong with the file stands in the report.
func (r *jobRun) work(ctx context.Context) error {
	reading, stop := context.WithCancel(ctx)
	var beats sync.WaitGroup
	beats.Go(func() { r.beat(reading, stop) })
	report, err := r.read(reading)
	stop()
	beats.Wait()
	return r.finish(context.WithoutCancel(ctx), report, err)
}

func (r *jobRun) read(ctx context.Context) (ImportReport, error) {
	job, err := r.row.job(r.Wall.Now())
	if err != nil {
		return ImportReport{}, err
	}
	return r.Store.Import(ctx, ImportOptions{Name: job.Name, Mapping: job.Mapping, Region: job.Region, StagedBy: r.start.By,
		DryRun: r.start.DryRun, SkipBadRows: r.start.SkipBadRows,
		Open:     func() (io.ReadCloser, error) { return r.open(r.row) },
		Progress: func(done, _ int64) { r.passed.Store(done) }})
}

// beat keeps the lease and tells how far the run is, until ctx ends. A run
// that has lost its lease is given up: another one may be at work.
func (r *jobRun) beat(ctx context.Context, giveUp func()) {
	for clock.Wait(ctx, jobBeat) == nil {
		err := r.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, err := tx.Exec(ctx, `UPDATE import_job SET lease_until = ?, passed = ? WHERE id = ? AND runner = ?`,
				r.lease(), r.passed.Load(), int64(r.row.ID), r.runner)
			if err == nil && n == 0 {
				giveUp()
			}
			return err
		})
		if err != nil {
			return // the lease runs out, and what broke here breaks the import, too
		}
	}
}

// finish keeps the report. The lease ends with it, and the file, too, once it
// is imported.
func (r *jobRun) finish(ctx context.Context, report ImportReport, failure error) error {
	phase, failure := r.outcome(failure)
	sealed, err := r.seal(report)
	if err != nil {
		return errors.Join(failure, err)
	}
	err = r.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE import_job SET phase = ?, runner = '', lease_until = 0, passed = ?, report = ?, row_count = ?, valid = ?,
				added = ?, updated = ?, staged = ?, errors = ?, batch = ?, ended_at = ? WHERE id = ? AND runner = ?`,
			string(phase), r.passed.Load(), sealed, report.Rows, report.Valid, report.Added, report.Updated, report.Staged,
			report.ErrorCount, int64(report.Batch), clock.Millis(r.Store.Clock.Now()), int64(r.row.ID), r.runner)
		return err
	})
	if err == nil && phase == ImportDone {
		err = r.remove(r.row.Upload)
	}
	if err = errors.Join(failure, err); err != nil {
		return fmt.Errorf("run import %d: %w", r.row.ID, err)
	}
	return nil
}

// outcome is the phase after a run, and what of its error is a failure of
// ours: the file's own errors stand in the report.
func (r *jobRun) outcome(err error) (ImportPhase, error) {
	var refused RowError
	switch {
	case errors.As(err, &refused):
		return ImportRefused, nil
	case errors.Is(err, ErrInvalid): // bad rows: nothing was changed
		return ImportChecked, nil
	case err != nil && r.start.DryRun:
		return ImportUploaded, err
	case err != nil:
		return ImportInterrupted, err
	case r.start.DryRun:
		return ImportChecked, nil
	}
	return ImportDone, nil
}
