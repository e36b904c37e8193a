package experiment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Outcome is something a unit did, or that happened to it.
type Outcome struct {
	Experiment ID // 0: every experiment whose window is open for the unit
	Unit       Unit
	Metric     MetricName
	At         time.Time
	Value      int64 // for summed metrics, in minor units; ignored otherwise
}

// MaxValue bounds one value and one unit's sum: 10^12 minor units, ten
// thousand million euros.
const MaxValue = 1_000_000_000_000

// ErrValue is a value beyond [MaxValue].
var ErrValue = errors.New("value out of range")

// exposed is a unit within an experiment whose window runs.
type exposed struct {
	Experiment ID    `db:"experiment_id"`
	Unit       Unit  `db:"unit"`
	Arm        Arm   `db:"arm"`
	At         int64 `db:"at"`
}

// place names one unit's line for one metric.
type place struct {
	experiment ID
	unit       Unit
	metric     MetricName
}

// tally is what a unit has done so far for one metric.
type tally struct {
	firstAt, value int64
	known, changed bool
}

// RecordTx counts outcomes and rolls them up, in the caller's transaction. An
// outcome outside its window, for a unit whose window is not open, or of a
// metric the design does not have, changes nothing.
func (s *Store) RecordTx(ctx context.Context, tx *db.Tx, outcomes []Outcome) error {
	if len(outcomes) == 0 {
		return nil
	}
	exposures, err := exposuresOf(ctx, tx, outcomes)
	if err != nil {
		return err
	}
	due, err := s.within(ctx, tx, outcomes, exposures)
	if err != nil || len(due) == 0 {
		return err
	}
	tallies, err := loadTallies(ctx, tx, due)
	if err != nil {
		return err
	}
	sums := totals{}
	for _, d := range due {
		if err := count(tallies, sums, d); err != nil {
			return err
		}
	}
	if err := writeTallies(ctx, tx, tallies); err != nil {
		return err
	}
	return sums.writeTx(ctx, tx)
}

// hit is an outcome that falls into a window.
type hit struct {
	place
	arm    Arm
	hour   int64
	at     int64
	value  int64
	summed bool
}

// exposuresOf loads, and on PostgreSQL locks, the exposures concerned.
func exposuresOf(ctx context.Context, tx *db.Tx, outcomes []Outcome) (map[Unit][]exposed, error) {
	one := db.NewSet(db.Int("e"), db.Int("unit"))
	every := db.NewSet(db.Int("unit"))
	type key struct {
		e ID
		u Unit
	}
	seen := map[key]bool{}
	sorted := slices.Clone(outcomes)
	slices.SortFunc(sorted, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.Experiment, b.Experiment), cmp.Compare(a.Unit, b.Unit))
	})
	for _, o := range sorted {
		switch k := (key{o.Experiment, o.Unit}); {
		case seen[k]:
		case o.Experiment == 0:
			seen[k] = true
			every.Add(int64(o.Unit))
		default:
			seen[k] = true
			one.Add(int64(o.Experiment), int64(o.Unit))
		}
	}
	lock := " ORDER BY x.experiment_id, x.unit" + tx.Engine().ForUpdateOf("x")
	var rows, more []exposed
	earliest := slices.MinFunc(outcomes, func(a, b Outcome) int { return a.At.Compare(b.At) }).At.Add(-WindowMax)
	err := tx.SelectSet(ctx, &rows, one, `SELECT x.experiment_id, x.unit, x.arm, x.at FROM v
		JOIN exposure x ON x.experiment_id = v.e AND x.unit = v.unit WHERE x.opened = 1`+lock)
	if err == nil {
		err = tx.SelectSet(ctx, &more, every, `SELECT x.experiment_id, x.unit, x.arm, x.at FROM v
			JOIN exposure x ON x.unit = v.unit WHERE x.opened = 1 AND x.at >= ?`+lock, clock.Millis(earliest))
	}
	if err != nil {
		return nil, fmt.Errorf("load exposures: %w", err)
	}
	byUnit := make(map[Unit][]exposed, len(rows)+len(more))
	for _, x := range append(rows, more...) {
		if !slices.Contains(byUnit[x.Unit], x) {
			byUnit[x.Unit] = append(byUnit[x.Unit], x)
		}
	}
	return byUnit, nil
}

// within keeps what falls into a window. Statuses carry whole seconds, so an
// outcome in the second of the exposure is inside.
func (s *Store) within(ctx context.Context, tx *db.Tx, outcomes []Outcome, exposures map[Unit][]exposed) ([]hit, error) {
	var due []hit
	for _, o := range outcomes {
		for _, x := range exposures[o.Unit] {
			if o.Experiment != 0 && o.Experiment != x.Experiment {
				continue
			}
			design, err := s.Design(ctx, tx, x.Experiment)
			if err != nil {
				return nil, err
			}
			m, ok := design.metric(o.Metric)
			at := clock.At(x.At)
			if !ok || o.At.Before(at.Truncate(time.Second)) || o.At.After(at.Add(m.Window)) {
				continue
			}
			due = append(due, hit{place: place{x.Experiment, o.Unit, o.Metric}, arm: x.Arm, hour: hourOf(at),
				at: clock.Millis(o.At), value: o.Value, summed: m.Sum})
		}
	}
	return due, nil
}

func loadTallies(ctx context.Context, tx *db.Tx, due []hit) (map[place]*tally, error) {
	set, tallies := db.NewSet(db.Int("e"), db.Int("unit"), db.Text("metric")), make(map[place]*tally, len(due))
	for _, d := range due {
		if tallies[d.place] == nil {
			tallies[d.place] = &tally{}
			set.Add(int64(d.experiment), int64(d.unit), string(d.metric))
		}
	}
	var rows []struct {
		Experiment ID         `db:"experiment_id"`
		Unit       Unit       `db:"unit"`
		Metric     MetricName `db:"metric"`
		FirstAt    int64      `db:"first_at"`
		Value      int64      `db:"value"`
	}
	err := tx.SelectSet(ctx, &rows, set, `SELECT o.experiment_id, o.unit, o.metric, o.first_at, o.value FROM v
		JOIN outcome o ON o.experiment_id = v.e AND o.unit = v.unit AND o.metric = v.metric`)
	if err != nil {
		return nil, fmt.Errorf("load outcomes: %w", err)
	}
	for _, r := range rows {
		*tallies[place{r.Experiment, r.Unit, r.Metric}] = tally{firstAt: r.FirstAt, value: r.Value, known: true}
	}
	return tallies, nil
}

// count adds one hit to its unit's tally and to the rollup.
func count(tallies map[place]*tally, sums totals, d hit) error {
	t := tallies[d.place]
	value := int64(1)
	if d.summed {
		value = d.value
	} else if t.known {
		if d.at < t.firstAt {
			t.firstAt, t.changed = d.at, true
		}
		return nil
	}
	after := t.value + value
	if !inRange(value) || !inRange(after) {
		return fmt.Errorf("%w: %d for one unit", ErrValue, after)
	}
	change := total{sum: value}
	var err error
	if change.hi, change.lo, err = squareChange(t.value, after); err != nil {
		return err
	}
	if !t.known {
		change.n, t.firstAt = 1, d.at
	}
	sums.add(cell{d.experiment, d.arm, d.hour, d.metric}, change)
	t.firstAt = min(t.firstAt, d.at)
	t.value, t.known, t.changed = after, true, true
	return nil
}

func inRange(value int64) bool { return value >= -MaxValue && value <= MaxValue }

func writeTallies(ctx context.Context, tx *db.Tx, tallies map[place]*tally) error {
	set := db.NewSet(db.Int("e"), db.Int("unit"), db.Text("metric"), db.Int("first_at"), db.Int("amount"))
	for p, t := range tallies {
		if t.changed {
			set.Add(int64(p.experiment), int64(p.unit), string(p.metric), t.firstAt, t.value)
		}
	}
	_, err := tx.ExecSet(ctx, set, `INSERT INTO outcome (experiment_id, unit, metric, first_at, value)
		SELECT e, unit, metric, first_at, amount FROM v WHERE true
		ON CONFLICT (experiment_id, unit, metric) DO UPDATE SET first_at = excluded.first_at, value = excluded.value`)
	if err != nil {
		return fmt.Errorf("write outcomes: %w", err)
	}
	return nil
}

// ErrKeyTaken is an idempotency key that was used for something else.
var ErrKeyTaken = errors.New("this idempotency key was used for another conversion")

// ClaimKeyTx takes an idempotency key for some content; fresh is false when
// the same content came under it before.
func (s *Store) ClaimKeyTx(ctx context.Context, tx *db.Tx, key, content string) (fresh bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO conversion_key (key, content, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		key, content, clock.Millis(s.clock.Now()))
	if err != nil || n == 1 {
		return n == 1, err
	}
	var before string
	if err := tx.Get(ctx, &before, `SELECT content FROM conversion_key WHERE key = ?`, key); err != nil {
		return false, err
	}
	if before != content {
		return false, ErrKeyTaken
	}
	return false, nil
}
