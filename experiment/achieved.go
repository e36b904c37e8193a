package experiment

import (
	"context"
	"fmt"

	"accord/internal/db"
)

// Achievement is how many units of an arm have done something so far, whether
// their window has closed or not. It is for showing what happens, not for
// comparing arms: see [Store.Results].
type Achievement struct {
	Experiment ID
	Arm        Arm
	Metric     MetricName
	N          int64
}

// Achieved counts for several experiments at once. Metrics that nobody
// achieved are left out.
func (s *Store) Achieved(ctx context.Context, r db.Reader, ids []ID) ([]Achievement, error) {
	var rows []struct {
		Experiment ID         `db:"experiment_id"`
		Arm        Arm        `db:"arm"`
		Metric     MetricName `db:"metric"`
		N          int64      `db:"n"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT r.experiment_id, r.arm, r.metric, CAST(sum(r.n) AS BIGINT) AS n
		FROM v JOIN rollup r ON r.experiment_id = v.id WHERE r.metric NOT IN ('assigned', 'opened')
		GROUP BY r.experiment_id, r.arm, r.metric HAVING sum(r.n) > 0 ORDER BY r.experiment_id, r.arm, r.metric`)
	if err != nil {
		return nil, fmt.Errorf("count outcomes: %w", err)
	}
	list := make([]Achievement, len(rows))
	for i, row := range rows {
		list[i] = Achievement(row)
	}
	return list, nil
}
