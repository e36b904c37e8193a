package experiment

import (
	"context"
	"encoding/json"
	"fmt"

	"accord/internal/db"
)

// ResultsOf is [Store.Results] for several experiments at once. One that does
// not exist is absent.
func (s *Store) ResultsOf(ctx context.Context, r db.Reader, ids []ID) (map[ID]Results, error) {
	designs, err := s.designsOf(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Experiment ID `db:"experiment_id"`
		armHour
	}
	err = r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT r.experiment_id, r.arm, r.hour, r.metric, r.n, r.sum, r.sq_hi, r.sq_lo
		FROM v JOIN rollup r ON r.experiment_id = v.id`)
	if err != nil {
		return nil, fmt.Errorf("results of experiments: %w", err)
	}
	hours := map[ID][]armHour{}
	for _, row := range rows {
		hours[row.Experiment] = append(hours[row.Experiment], row.armHour)
	}
	now, results := s.clock.Now(), make(map[ID]Results, len(designs))
	for id, design := range designs {
		if results[id], err = evaluate(design, hours[id], now); err != nil {
			return nil, fmt.Errorf("results of experiment %d: %w", id, err)
		}
	}
	return results, nil
}

// designsOf reads the designs of several experiments. They never change, so
// that those known already are not read again.
func (s *Store) designsOf(ctx context.Context, r db.Reader, ids []ID) (map[ID]Design, error) {
	designs, missing := make(map[ID]Design, len(ids)), []ID(nil)
	for _, id := range ids {
		if d, ok := s.designs.Load(id); ok {
			designs[id] = d.(Design)
		} else {
			missing = append(missing, id)
		}
	}
	var rows []struct {
		ID     ID     `db:"id"`
		Design string `db:"design"`
	}
	if err := r.SelectSet(ctx, &rows, db.IDs("id", missing), `SELECT e.id, e.design FROM v JOIN experiment e ON e.id = v.id`); err != nil {
		return nil, fmt.Errorf("designs of experiments: %w", err)
	}
	for _, row := range rows {
		var d Design
		if err := json.Unmarshal([]byte(row.Design), &d); err != nil {
			return nil, fmt.Errorf("experiment %d: %w", row.ID, err)
		}
		s.designs.Store(row.ID, d)
		designs[row.ID] = d
	}
	return designs, nil
}
