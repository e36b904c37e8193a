package operator_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/operator"
	"accord/internal/secret"
)

// start is where the clock of the business stands, today where the wall's does.
var (
	start = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	today = time.Date(2026, 9, 14, 8, 0, 0, 0, time.UTC)
)

const (
	password = "une phrase assez longue"
	home     = "203.0.113.0/24"
	browser  = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
)

// office is a store with what it stands on.
type office struct {
	*operator.Store
	t      *testing.T
	db     *db.DB
	clock  *clock.Manual
	wall   *clock.Manual
	config operator.Config
}

func each(t *testing.T, fn func(t *testing.T, o office)) {
	dbtest.Each(t, []db.Schema{operator.Schema}, func(t *testing.T, d *db.DB) {
		o := office{t: t, db: d, clock: clock.NewManual(start), wall: clock.NewManual(today)}
		o.config = operator.Config{DB: d, Keys: secret.Ephemeral(), Clock: o.clock, Wall: o.wall}
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

// pass lets time go by in the business, wait on the wall.
func (o office) pass(d time.Duration) { o.clock.Advance(o.clock.Now().Add(d)) }

func (o office) wait(d time.Duration) { o.wall.Advance(o.wall.Now().Add(d)) }

func (o office) token(role operator.Role) (string, operator.TokenID) {
	o.t.Helper()
	token, id, err := o.CreateToken(o.t.Context(), operator.TokenSpec{Name: "shop", Role: role}, "claire@example.org")
	o.must(err)
	return token, id
}

// person adds somebody who can sign in with the password above.
func (o office) person(email string, role operator.Role) operator.ID {
	o.t.Helper()
	id, err := o.AddWithPassword(o.t.Context(), operator.Operator{Email: email, Name: email, Role: role}, password)
	o.must(err)
	return id
}

// enter opens a session with the password above.
func (o office) enter(email, network string) (string, operator.Session) {
	o.t.Helper()
	token, session, err := o.SignIn(o.t.Context(), operator.Attempt{Email: email, Password: password, Network: network, Agent: browser})
	o.must(err)
	return token, session
}

func (o office) get(id operator.ID) operator.Operator {
	o.t.Helper()
	got, err := o.Get(o.t.Context(), id)
	o.must(err)
	return got
}

// empty is the office as it was at first, for the next case of a table.
func (o office) empty() {
	o.t.Helper()
	for _, table := range []string{"session", "invitation", "setup_code", "attempt", "familiar_network", "setting", "audit", "operator"} {
		o.must(o.exec(`DELETE FROM ` + table))
	}
}

// together runs fn that many times at once, at most eight, on connections that
// are open already: otherwise opening them would put one after the other.
func (o office) together(n int, fn func(i int)) {
	o.t.Helper()
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			err := o.db.Each(context.Background(), `SELECT 1`, nil, func(func(...any) error) error {
				ready.Done()
				ready.Wait()
				return nil
			})
			if err != nil {
				o.t.Error(err)
			}
			fn(i)
		})
	}
	done.Wait()
}

func (o office) count(query string, args ...any) (n int) {
	o.t.Helper()
	o.must(o.db.Get(o.t.Context(), &n, query, args...))
	return n
}

type auditRow struct {
	At       int64  `db:"at"`
	Operator string `db:"operator"`
	Action   string `db:"action"`
	Subject  string `db:"subject"`
	Detail   string `db:"detail"`
}

// audit is what was recorded, with its detail as encoding/json writes it:
// PostgreSQL writes JSON in its own way.
func (o office) audit() []auditRow {
	o.t.Helper()
	var rows []auditRow
	o.must(o.db.Select(o.t.Context(), &rows, `SELECT at, operator, action, subject, detail FROM audit ORDER BY id`))
	for i := range rows {
		var v any
		o.must(json.Unmarshal([]byte(rows[i].Detail), &v))
		text, err := json.Marshal(v)
		o.must(err)
		rows[i].Detail = string(text)
	}
	return rows
}

// last is the newest entry, which must be there.
func (o office) last() auditRow {
	o.t.Helper()
	rows := o.audit()
	if len(rows) == 0 {
		o.t.Fatal("nothing was recorded")
	}
	return rows[len(rows)-1]
}

func (o office) exec(query string, args ...any) error {
	return o.db.Write(o.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}
