package operator_test

import (
	"context"
	"testing"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/operator"
	"accord/internal/secret"
)

var start = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)

// office is a store with what it stands on.
type office struct {
	*operator.Store
	t      *testing.T
	db     *db.DB
	clock  *clock.Manual
	config operator.Config
}

func each(t *testing.T, fn func(t *testing.T, o office)) {
	dbtest.Each(t, []db.Schema{operator.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.NewManual(start)
		o := office{t: t, db: d, clock: c, config: operator.Config{DB: d, Keys: secret.Ephemeral(), Clock: c}}
		o.Store = o.another()
		fn(t, o)
	})
}

// another is the store of a second process on the same database.
func (o office) another() *operator.Store {
	o.t.Helper()
	s, err := operator.New(o.config)
	o.must(err)
	return s
}

func (o office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o office) pass(d time.Duration) { o.clock.Advance(o.clock.Now().Add(d)) }

func (o office) token(role operator.Role) (string, operator.TokenID) {
	o.t.Helper()
	token, id, err := o.CreateToken(o.t.Context(), "shop", role, "claire@example.org")
	o.must(err)
	return token, id
}

type auditRow struct {
	At       int64  `db:"at"`
	Operator string `db:"operator"`
	Action   string `db:"action"`
	Subject  string `db:"subject"`
	Detail   string `db:"detail"`
}

func (o office) audit() []auditRow {
	o.t.Helper()
	var rows []auditRow
	o.must(o.db.Select(o.t.Context(), &rows, `SELECT at, operator, action, subject, detail FROM audit ORDER BY id`))
	return rows
}

func (o office) exec(query string, args ...any) error {
	return o.db.Write(o.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}
