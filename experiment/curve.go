package experiment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"accord/experiment/stats"
	"accord/internal/db"
)

// Point is a metric as it would stand had only the units counted whose
// (virtual) send was before Until.
type Point struct {
	Until time.Time
	Arms  []Estimate // in the order of the design; the holdout is the last, when there is one
}

// curvePoints bounds what a chart has to draw.
const curvePoints = 120

// Curve is how a metric came to stand where it does, over the units whose
// window has closed. The last point is the result.
func (s *Store) Curve(ctx context.Context, r db.Reader, id ID, metric MetricName) ([]Point, error) {
	design, err := s.Design(ctx, r, id)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(design.Metrics, func(m Metric) bool { return m.Name == metric })
	if at < 0 {
		return nil, fmt.Errorf("%w: experiment %d does not measure %q", ErrDesign, id, metric)
	}
	var rows []armHour
	err = r.Select(ctx, &rows, `SELECT arm, hour, metric, n, sum, sq_hi, sq_lo FROM rollup WHERE experiment_id = ? AND metric IN (?, ?)
		ORDER BY hour`, int64(id), string(opened), string(metric))
	if err != nil {
		return nil, fmt.Errorf("curve of experiment %d: %w", id, err)
	}
	return curve(design, design.Metrics[at], rows, s.clock.Now())
}

// curve is the pure part of Curve; rows come in the order of their hours.
func curve(design Design, m Metric, rows []armHour, now time.Time) ([]Point, error) {
	arms := len(design.Variants)
	if design.Holdout > 0 {
		arms++
	}
	sums := make([]stats.Moments, arms)
	var points []Point
	for i, row := range rows {
		if hourTime(row.Hour + 1).Add(m.Window).After(now) {
			break
		}
		if int(row.Arm) < arms {
			sums[row.Arm] = addHour(sums[row.Arm], row)
		}
		if i+1 < len(rows) && rows[i+1].Hour == row.Hour {
			continue
		}
		p := Point{Until: hourTime(row.Hour + 1)}
		for _, sum := range sums {
			e, err := estimateOf(m, sum)
			if err != nil {
				return nil, fmt.Errorf("curve of %s: %w", m.Name, err)
			}
			p.Arms = append(p.Arms, e)
		}
		points = append(points, p)
	}
	return thinned(points), nil
}

// addHour adds an hour to what was counted before.
func addHour(sum stats.Moments, row armHour) stats.Moments {
	if row.Metric == opened {
		sum.N += row.N
		return sum
	}
	return sum.Merge(stats.Moments{Sum: row.Sum, SqHi: row.SqHi, SqLo: row.SqLo})
}

// thinned keeps evenly spread points, the last among them.
func thinned(points []Point) []Point {
	if len(points) <= curvePoints {
		return points
	}
	kept := make([]Point, curvePoints)
	for i := range kept {
		kept[i] = points[(i+1)*len(points)/curvePoints-1]
	}
	return kept
}
