package campaign_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"

	"github.com/google/go-cmp/cmp"
)

// jobDesk is an import desk at which files wait.
type jobDesk struct {
	importDesk
	*campaign.ImportJobs
	wall *clock.Manual
}

func newJobDesk(t testing.TB, d *db.DB) jobDesk {
	t.Helper()
	desk := jobDesk{importDesk: newImportDesk(t, d), wall: clock.NewManual(importNow)}
	jobs, err := campaign.NewImportJobs(campaign.ImportJobsConfig{Store: desk.Store, Keys: secret.Ephemeral(),
		Folder: filepath.Join(t.TempDir(), "uploads"), Wall: desk.wall})
	desk.must(err)
	desk.ImportJobs = jobs
	return desk
}

func eachJobDesk(t *testing.T, fn func(t *testing.T, desk jobDesk)) {
	dbtest.Each(t, importSchemas, func(t *testing.T, d *db.DB) { fn(t, newJobDesk(t, d)) })
}

// bring uploads a file.
func (d jobDesk) bring(content string) campaign.ImportJobID {
	d.t.Helper()
	id, err := d.Receive(d.t.Context(), campaign.Upload{Name: `C:\Listes\clients.csv`, By: "lea@example.org", Content: strings.NewReader(content)})
	d.must(err)
	return id
}

// run starts an import and does its work.
func (d jobDesk) run(id campaign.ImportJobID, start campaign.ImportStart) campaign.ImportJob {
	d.t.Helper()
	start.By = "lea@example.org"
	work, err := d.Start(d.t.Context(), id, start)
	d.must(err)
	d.must(work(d.t.Context()))
	return d.job(id)
}

func (d jobDesk) job(id campaign.ImportJobID) campaign.ImportJob {
	d.t.Helper()
	job, err := d.ImportJobs.Get(d.t.Context(), id)
	d.must(err)
	return job
}

func (d jobDesk) wantPhase(id campaign.ImportJobID, want campaign.ImportPhase) {
	d.t.Helper()
	if got := d.job(id).Phase; got != want {
		d.t.Errorf("import %d is %q, want %q", id, got, want)
	}
}

func (d jobDesk) files() []fs.DirEntry {
	d.t.Helper()
	files, err := os.ReadDir(d.Folder)
	d.must(err)
	return files
}

const twoPeople = "téléphone;nom;ville\n06 12 34 56 78;Amélie;Lyon\n+33 7 56 78 90 12;Paul;Nantes\n"

func TestAFileIsCheckedAndThenImported(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		id := desk.bring(twoPeople)
		checked := desk.run(id, campaign.ImportStart{DryRun: true})
		want := campaign.ImportJob{ID: id, Name: "clients.csv", Bytes: int64(len(twoPeople)), SHA256: checked.SHA256, By: "lea@example.org",
			Created: importNow, Ended: importNow, Phase: campaign.ImportChecked, Region: "FR",
			Passed: int64(len(twoPeople)), Whole: int64(len(twoPeople)), Rows: 2, Valid: 2, Added: 2}
		if diff := cmp.Diff(want, checked); diff != "" {
			t.Errorf("after the dry run (-want +got):\n%s", diff)
		}
		if n := desk.counts()["contact"]; n != 0 {
			t.Errorf("the dry run wrote %d contacts", n)
		}
		done := desk.run(id, campaign.ImportStart{})
		if done.Phase != campaign.ImportDone || done.Added != 2 || desk.contact("+33612345678").Name != "Amélie" {
			t.Errorf("after the import: %+v", done)
		}
		if left := desk.files(); len(left) > 0 {
			t.Errorf("%d files are left", len(left))
		}
	})
}

func TestUploadsAreSealedAndTheirOwnersOnly(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		id := desk.bring("téléphone\n06 12 34 56 78\n0612345678\n")
		file := desk.files()[0]
		info, err := file.Info()
		desk.must(err)
		content, err := os.ReadFile(filepath.Join(desk.Folder, file.Name()))
		desk.must(err)
		if info.Mode().Perm() != 0o600 || bytes.Contains(content, []byte("12 34 56")) {
			t.Errorf("mode %v, or the clear text shows", info.Mode())
		}
		desk.run(id, campaign.ImportStart{DryRun: true})
		var report []byte
		desk.must(desk.db.Get(t.Context(), &report, `SELECT report FROM import_job`))
		if len(report) == 0 || bytes.Contains(report, []byte("33612345678")) {
			t.Error("there is no report, or its clear text shows")
		}
		opened, err := desk.Report(t.Context(), id)
		desk.must(err)
		if len(opened.Errors) != 1 || !strings.Contains(opened.Errors[0].FR, "+33 6 •• •• •• 78") {
			t.Errorf("the opened report has the errors %v", opened.Errors)
		}
	})
}

func TestBadRowsStopAnImportUnlessTheyAreLeftOut(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		id := desk.bring(twoPeople + "06 12;Zoé;Lille\n")
		if job := desk.run(id, campaign.ImportStart{DryRun: true}); job.Phase != campaign.ImportChecked || job.Errors != 1 || job.Valid != 2 {
			t.Errorf("after the dry run: %+v", job)
		}
		if job := desk.run(id, campaign.ImportStart{}); job.Phase != campaign.ImportChecked || desk.counts()["contact"] != 0 {
			t.Errorf("without leave to skip: %+v", job)
		}
		if job := desk.run(id, campaign.ImportStart{SkipBadRows: true}); job.Phase != campaign.ImportDone || job.Added != 2 || !job.Skip {
			t.Errorf("with leave to skip: %+v", job)
		}
	})
}

func TestAFileThatCannotBeReadIsRefused(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		id := desk.bring("nom\nAmélie\n")
		job := desk.run(id, campaign.ImportStart{DryRun: true})
		report, err := desk.Report(t.Context(), id)
		desk.must(err)
		if job.Phase != campaign.ImportRefused || len(report.Errors) != 1 || report.Errors[0].Code != campaign.FaultPhoneColumn {
			t.Errorf("phase %q, errors %v", job.Phase, report.Errors)
		}
		if _, err := desk.Start(t.Context(), id, campaign.ImportStart{}); !errors.Is(err, campaign.ErrState) {
			t.Errorf("import of a refused file: %v, want ErrState", err)
		}
	})
}

func TestUploadsThatAreRefused(t *testing.T) {
	desk := newJobDesk(t, dbtest.New(t, db.SQLite, importSchemas...))
	receive := func(content io.Reader) error {
		_, err := desk.Receive(t.Context(), campaign.Upload{Name: "x.csv", By: "lea@example.org", Content: content})
		return err
	}
	var empty campaign.RowError
	if err := receive(strings.NewReader("")); !errors.As(err, &empty) || empty.Code != campaign.FaultEmpty {
		t.Errorf("empty file: %v", err)
	}
	if err := receive(io.LimitReader(zeros{}, campaign.UploadMax+1)); !errors.Is(err, campaign.ErrUploadLarge) {
		t.Errorf("file beyond the limit: %v", err)
	}
	broken := errors.New("the line is cut")
	if err := receive(io.MultiReader(strings.NewReader("téléphone\n"), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("upload that breaks off: %v", err)
	}
	if left, n := desk.files(), desk.counts()["import_job"]; len(left) > 0 || n > 0 {
		t.Errorf("%d files and %d imports are left", len(left), n)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestOneImportAtATime(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		first, second := desk.bring(twoPeople), desk.bring(twoPeople)
		work, err := desk.Start(t.Context(), first, campaign.ImportStart{DryRun: true, By: "lea@example.org"})
		desk.must(err)
		desk.wantPhase(first, campaign.ImportChecking)
		if _, err := desk.Start(t.Context(), second, campaign.ImportStart{DryRun: true}); !errors.Is(err, campaign.ErrImportBusy) {
			t.Errorf("a second import meanwhile: %v, want ErrImportBusy", err)
		}
		for what, act := range map[string]func() error{
			"start":   func() error { _, err := desk.Start(t.Context(), first, campaign.ImportStart{DryRun: true}); return err },
			"prepare": func() error { return desk.Prepare(t.Context(), first, campaign.Mapping{Phone: "téléphone"}, "FR") },
			"drop":    func() error { return desk.Drop(t.Context(), first) },
		} {
			if err := act(); !errors.Is(err, campaign.ErrState) {
				t.Errorf("%s a file that is being read: %v, want ErrState", what, err)
			}
		}
		desk.must(work(t.Context()))
		desk.run(second, campaign.ImportStart{DryRun: true})
	})
}

func TestAnImportWhoseProcessDiedGoesOn(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		id := desk.bring(twoPeople)
		dead, err := desk.Start(t.Context(), id, campaign.ImportStart{DryRun: true, By: "lea@example.org"})
		desk.must(err)
		desk.wall.Advance(importNow.Add(21 * time.Second))
		desk.wantPhase(id, campaign.ImportUploaded)
		desk.run(id, campaign.ImportStart{DryRun: true})
		if err := dead(t.Context()); err != nil { // it comes back to life
			t.Errorf("the run that lost its lease: %v", err)
		}
		desk.wantPhase(id, campaign.ImportChecked)

		_, err = desk.Start(t.Context(), id, campaign.ImportStart{})
		desk.must(err)
		desk.wantPhase(id, campaign.ImportRunning)
		desk.wall.Advance(importNow.Add(time.Minute))
		desk.wantPhase(id, campaign.ImportInterrupted)
		desk.run(id, campaign.ImportStart{})
		desk.wantPhase(id, campaign.ImportDone)
	})
}

func TestAnImportThatIsStoppedGoesOn(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		id := desk.bring(evidenceHeader + "06 12 34 56 78,Amélie," + goodEvidence + "\n07 56 78 90 12,Paul," + goodEvidence + "\n")
		desk.run(id, campaign.ImportStart{DryRun: true})
		work, err := desk.Start(t.Context(), id, campaign.ImportStart{By: "lea@example.org"})
		desk.must(err)
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if err := work(stopped); !errors.Is(err, context.Canceled) {
			t.Errorf("the stopped run: %v", err)
		}
		desk.wantPhase(id, campaign.ImportInterrupted)
		if job := desk.run(id, campaign.ImportStart{}); job.Phase != campaign.ImportDone || job.Staged != 2 || job.Batch == 0 {
			t.Errorf("after it went on: %+v", job)
		}
	})
}

const (
	evidenceHeader = "téléphone,nom,consent_purpose,consent_at,consent_notice,consent_method,consent_act\n"
	goodEvidence   = "marketing.offers,2026-03-31,n-offers@1/fr,web_form,box"
)

func TestFilesAndReportsAreForgotten(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		kept, dropped := desk.bring(twoPeople), desk.bring(twoPeople)
		desk.run(kept, campaign.ImportStart{DryRun: true})
		desk.must(desk.Drop(t.Context(), dropped))
		desk.wantPhase(dropped, campaign.ImportDropped)
		desk.must(os.WriteFile(filepath.Join(desk.Folder, "orphan"), nil, 0o600))
		old := importNow.Add(-2 * time.Hour)
		for _, f := range desk.files() {
			desk.must(os.Chtimes(filepath.Join(desk.Folder, f.Name()), old, old))
		}
		desk.must(os.WriteFile(filepath.Join(desk.Folder, "arriving"), nil, 0o600))
		desk.must(os.Chtimes(filepath.Join(desk.Folder, "arriving"), importNow, importNow))
		desk.must(desk.Sweep(t.Context()))
		if n := len(desk.files()); n != 2 {
			t.Errorf("%d files after a sweep, want that of the import and the one that arrives", n)
		}
		desk.wantPhase(kept, campaign.ImportChecked)

		desk.wall.Advance(importNow.Add(25 * time.Hour))
		desk.wantPhase(kept, campaign.ImportDropped)
		desk.must(desk.Sweep(t.Context()))
		if n := len(desk.files()); n != 0 {
			t.Errorf("%d files after a day, want none", n)
		}
		_, err := desk.Report(t.Context(), kept)
		desk.must(err)
		desk.wall.Advance(importNow.AddDate(0, 0, 32))
		desk.must(desk.Sweep(t.Context()))
		if _, err := desk.Report(t.Context(), kept); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("report after a month: %v, want ErrNotFound", err)
		}
	})
}

func TestImportsAreListedTheLatestFirst(t *testing.T) {
	eachJobDesk(t, func(t *testing.T, desk jobDesk) {
		a, b, c := desk.bring(twoPeople), desk.bring(twoPeople), desk.bring(twoPeople)
		var got []campaign.ImportJobID
		for before := campaign.ImportJobID(0); ; {
			page, next, err := desk.List(t.Context(), before, 2)
			desk.must(err)
			for _, job := range page {
				got = append(got, job.ID)
			}
			if before = next; next == 0 {
				break
			}
		}
		if diff := cmp.Diff([]campaign.ImportJobID{c, b, a}, got); diff != "" {
			t.Errorf("listed (-want +got):\n%s", diff)
		}
		if _, err := desk.ImportJobs.Get(t.Context(), c+1); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("an import that does not exist: %v", err)
		}
	})
}
