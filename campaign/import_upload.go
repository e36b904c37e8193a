package campaign

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"
)

// UploadMax is how long an uploaded file may be, in bytes.
const UploadMax = 200_000_000

// ErrUploadLarge is a file longer than [UploadMax].
var ErrUploadLarge = errors.New("the file is longer than 200 MB; split it")

const (
	uploadLife  = 24 * time.Hour      // of a file that nobody imports
	reportLife  = 30 * 24 * time.Hour // of a report after that
	uploadGrace = time.Hour           // within which a file without a line may still get one
	uploadName  = 120                 // characters of a file's name
)

// Upload is a file that arrives.
type Upload struct {
	Name    string // as its owner calls it
	By      string // e-mail of the operator who brings it
	Region  string // of its numbers without a country, most likely
	Content io.Reader
	// Kept is called in the transaction that keeps the file, when all of it has
	// arrived; an error of it keeps nothing. It may be nil.
	Kept func(ctx context.Context, tx *db.Tx, id ImportJobID, sha256 string) error
}

// Receive keeps a file for its import, sealed under a key of its own. It reads
// the content to its end or to [ErrUploadLarge]; an empty file is a [RowError].
func (j *ImportJobs) Receive(ctx context.Context, u Upload) (ImportJobID, error) {
	name := rand.Text()
	key, wrapped := j.Keys.NewDataKey(uploadPlace(name))
	sum, size, err := j.store(name, key, u.Content)
	if err != nil {
		return 0, fmt.Errorf("receive a file: %w", errors.Join(err, j.remove(name)))
	}
	var id ImportJobID
	err = j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Get(ctx, &id, `INSERT INTO import_job (name, bytes, sha256, brought_by, created_at, upload, wrapped, keep_until, phase, mapping, region)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'uploaded', '', ?) RETURNING id`, baseName(u.Name), size, sum, u.By, clock.Millis(j.Store.Clock.Now()),
			name, wrapped, clock.Millis(j.Wall.Now().Add(uploadLife)), cmp.Or(u.Region, defaultRegion))
		if err == nil && u.Kept != nil {
			err = u.Kept(ctx, tx, id, sum)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("receive a file: %w", errors.Join(err, j.remove(name)))
	}
	return id, nil
}

func uploadPlace(name string) string { return "upload/" + name }

// store writes a sealed file and says what was in it.
func (j *ImportJobs) store(name string, key secret.DataKey, content io.Reader) (sum string, size int64, err error) {
	if err := os.MkdirAll(j.Folder, 0o700); err != nil {
		return "", 0, err
	}
	file, err := os.OpenFile(filepath.Join(j.Folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, err
	}
	hash, sealed := sha256.New(), key.SealTo(file, uploadPlace(name))
	size, err = io.Copy(sealed, io.TeeReader(io.LimitReader(content, UploadMax+1), hash))
	switch {
	case err == nil && size == 0:
		err = fault{code: FaultEmpty}.explain()
	case err == nil && size > UploadMax:
		err = ErrUploadLarge
	case err == nil:
		err = sealed.Close()
	}
	return hex.EncodeToString(hash.Sum(nil)), size, errors.Join(err, file.Close())
}

// baseName is a file's name without its folders, fit for a page.
func baseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name))
	if letters := []rune(name); len(letters) > uploadName {
		name = string(letters[:uploadName])
	}
	if name == "" {
		return "import.csv"
	}
	return name
}

// open reads a file as it was brought.
func (j *ImportJobs) open(row jobRow) (io.ReadCloser, error) {
	key, err := j.Keys.DataKey(row.Key, uploadPlace(row.Upload))
	if err != nil {
		return nil, err
	}
	file, err := os.Open(filepath.Join(j.Folder, row.Upload))
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{key.OpenFrom(file, uploadPlace(row.Upload)), file}, nil
}

// remove deletes a file; one that is gone already is no error.
func (j *ImportJobs) remove(name string) error {
	if err := os.Remove(filepath.Join(j.Folder, name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// DropTx forgets a file that is not to be imported, and what its report says.
// It is [ErrState] while the file is read, and after its import. The file goes
// when tx commits, or with the next Sweep.
func (j *ImportJobs) DropTx(ctx context.Context, tx *db.Tx, id ImportJobID) error {
	row, err := loadJob(ctx, tx, id, tx.Engine().ForUpdate())
	if err != nil {
		return err
	}
	if phase := row.seen(j.Wall.Now()); !phase.waiting() {
		return fmt.Errorf("%w: import %d is %s", ErrState, id, phase)
	}
	if _, err := tx.Exec(ctx, `UPDATE import_job SET phase = 'dropped', wrapped = NULL, report = NULL WHERE id = ?`, int64(id)); err != nil {
		return fmt.Errorf("drop import %d: %w", id, err)
	}
	tx.AfterCommit(func() { _ = j.remove(row.Upload) }) // else Sweep does
	return nil
}

// Drop is DropTx in a transaction of its own.
func (j *ImportJobs) Drop(ctx context.Context, id ImportJobID) error {
	return j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return j.DropTx(ctx, tx, id) })
}

// Sweep removes the files that nobody came back for within a day, and forgets
// reports after a month: their errors repeat parts of what stood in the file.
func (j *ImportJobs) Sweep(ctx context.Context) error {
	now := j.Wall.Now()
	err := j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE import_job SET wrapped = NULL, report = NULL WHERE wrapped IS NOT NULL AND keep_until <= ? AND lease_until <= ?`,
			clock.Millis(now.Add(-reportLife)), clock.Millis(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("forget reports: %w", err)
	}
	var needed []string
	err = j.db.Select(ctx, &needed, `SELECT upload FROM import_job WHERE phase NOT IN ('done', 'dropped') AND (keep_until > ? OR lease_until > ?)`,
		clock.Millis(now), clock.Millis(now))
	if err != nil {
		return fmt.Errorf("find the files of imports: %w", err)
	}
	return j.removeBut(needed, now.Add(-uploadGrace))
}

// removeBut deletes the files that are not among the needed and were written
// before an instant.
func (j *ImportJobs) removeBut(needed []string, before time.Time) error {
	files, err := os.ReadDir(j.Folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove uploads: %w", err)
	}
	keep := make(map[string]bool, len(needed))
	for _, name := range needed {
		keep[name] = true
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || keep[f.Name()] || info.ModTime().After(before) {
			continue // it went meanwhile, is needed, or still arrives
		}
		if err := j.remove(f.Name()); err != nil {
			return fmt.Errorf("remove uploads: %w", err)
		}
	}
	return nil
}
