package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"accord/internal/db"
)

// seal keeps a report from whoever reads the database: its errors repeat parts
// of what stood in the file.
func (r *jobRun) seal(report ImportReport) ([]byte, error) {
	text, err := json.Marshal(report)
	if err != nil {
		return nil, fmt.Errorf("report of import %d: %w", r.row.ID, err)
	}
	key, err := r.Keys.DataKey(r.row.Key, uploadPlace(r.row.Upload))
	if err != nil {
		return nil, err
	}
	return key.Seal(text, reportPlace(r.row.Upload)), nil
}

func reportPlace(name string) string { return "report/" + name }

// Report is what the last run found. It is [ErrNotFound] before the first one,
// and once it is forgotten.
func (j *ImportJobs) Report(ctx context.Context, id ImportJobID) (report ImportReport, err error) {
	var row struct {
		Upload string `db:"upload"`
		Key    []byte `db:"wrapped"`
		Report []byte `db:"report"`
	}
	err = j.db.Get(ctx, &row, `SELECT upload, wrapped, report FROM import_job WHERE id = ?`, int64(id))
	if errors.Is(err, db.ErrNotFound) || err == nil && (row.Report == nil || row.Key == nil) {
		return report, fmt.Errorf("report of import %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return report, fmt.Errorf("report of import %d: %w", id, err)
	}
	key, err := j.Keys.DataKey(row.Key, uploadPlace(row.Upload))
	if err != nil {
		return report, err
	}
	text, err := key.Open(row.Report, reportPlace(row.Upload))
	if err != nil {
		return report, fmt.Errorf("report of import %d: %w", id, err)
	}
	return report, json.Unmarshal(text, &report)
}
