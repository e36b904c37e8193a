package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"accord/internal/db"
	"accord/internal/db/dbtest"
)

func schema(files map[string]string) db.Schema {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["migrations/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return db.Schema{Owner: "thing", Files: fsys}
}

var things = schema(map[string]string{
	"0001_thing.sql": `CREATE TABLE thing (id $id, name TEXT NOT NULL UNIQUE, n $int, raw $bytes, attrs $json) $strict;`,
})

func TestSetCarriesEveryKind(t *testing.T) {
	dbtest.Each(t, []db.Schema{things}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		set := db.NewSet(db.Text("name"), db.Int("n"), db.Bytes("raw"), db.JSON("attrs"))
		for i := range 150 { // more than one statement on SQLite
			set.Add(fmt.Sprint("name", i), int64(i), []byte{byte(i)}, fmt.Sprintf(`{"age": %d, "city": "Évry"}`, i))
		}
		set.Add("null", nil, []byte(nil), `{}`)
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, err := tx.ExecSet(ctx, set, `INSERT INTO thing (name, n, raw, attrs) SELECT name, n, raw, attrs FROM v`)
			if n != 151 {
				t.Errorf("inserted %d rows, want 151", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var count int
		query := `SELECT count(*) FROM thing WHERE ` + d.Engine().JSONText("attrs", "'city'") + ` = ? AND ` + d.Engine().JSONNumber("attrs", "'age'") + ` >= ?`
		if err := d.Get(ctx, &count, query, "Évry", 100); err != nil {
			t.Fatal(err)
		}
		if count != 50 {
			t.Errorf("%d people of 100 and more, want 50", count)
		}
		var found []string
		wanted := db.NewSet(db.Text("name"))
		for i := range 150 {
			wanted.Add(fmt.Sprint("name", i))
		}
		if err := d.SelectSet(ctx, &found, wanted, `SELECT t.name FROM v JOIN thing t ON t.name = v.name`); err != nil || len(found) != 150 {
			t.Errorf("found %d names, %v; want all 150", len(found), err)
		}
	})
}

func TestWriteKeepsEachCallersFailureApart(t *testing.T) {
	dbtest.Each(t, []db.Schema{things}, func(t *testing.T, d *db.DB) {
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		var wg sync.WaitGroup
		errs := make([]error, 60)
		for i := range errs {
			wg.Go(func() {
				ctx := t.Context()
				if i%3 == 1 {
					ctx = cancelled
				}
				errs[i] = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
					if _, err := tx.Exec(ctx, `INSERT INTO thing (name) VALUES (?)`, fmt.Sprint("w", i)); err != nil {
						return err
					}
					if i%3 == 2 {
						return errors.New("refused by the caller")
					}
					return nil
				})
			})
		}
		wg.Wait()
		var kept int
		if err := d.Get(t.Context(), &kept, `SELECT count(*) FROM thing`); err != nil || kept != 20 {
			t.Errorf("%d rows kept, %v; want the 20 of those who succeeded", kept, err)
		}
		for i, err := range errs {
			if (err == nil) != (i%3 == 0) {
				t.Errorf("write %d: %v", i, err)
			}
		}
	})
}

func TestEffectsFollowTheOuterEnd(t *testing.T) {
	dbtest.Each(t, []db.Schema{things}, func(t *testing.T, d *db.DB) {
		var said []string
		for _, name := range []string{"good", "bad"} {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				tx.AfterCommit(func() { said = append(said, name+" committed") })
				tx.AfterRollback(func() { said = append(said, name+" undone") })
				if name == "bad" {
					return errors.New("no")
				}
				return nil
			})
			if (err == nil) != (name == "good") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := strings.Join(said, ", "); got != "good committed, bad undone" {
			t.Errorf("effects: %s", got)
		}
	})
}

func TestNestedWriteIsAnErrorNotAWait(t *testing.T) {
	dbtest.Each(t, []db.Schema{things}, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(ctx context.Context, _ *db.Tx) error {
			return d.Write(ctx, func(context.Context, *db.Tx) error { return nil })
		})
		if !errors.Is(err, db.ErrNested) {
			t.Errorf("nested write: %v, want ErrNested", err)
		}
	})
}

func TestMigrateRefusesANewerSchema(t *testing.T) {
	newer := schema(map[string]string{
		"0001_thing.sql": `CREATE TABLE thing (id $id) $strict;`,
		"0002_more.sql":  `CREATE TABLE more (a $int, b $int, PRIMARY KEY (a, b)) $clustered;`,
	})
	older := schema(map[string]string{"0001_thing.sql": `CREATE TABLE thing (id $id) $strict;`})
	dbtest.Each(t, []db.Schema{newer}, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context(), older); !errors.Is(err, db.ErrSchemaNewer) {
			t.Errorf("older binary: %v, want ErrSchemaNewer", err)
		}
		if err := d.Migrate(t.Context(), newer); err != nil {
			t.Errorf("the same binary again: %v", err)
		}
	})
}

func TestWriteAfterCloseIsRefused(t *testing.T) {
	d, err := db.Open(t.Context(), dbtest.URL(t, db.SQLite))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(context.Context, *db.Tx) error { return nil }); !errors.Is(err, db.ErrClosed) {
		t.Errorf("write after close: %v, want ErrClosed", err)
	}
}

// Whoever fails can tell whether nothing was done.
func TestWatchTellsWhetherACommitWasAskedFor(t *testing.T) {
	dbtest.Each(t, []db.Schema{things}, func(t *testing.T, d *db.DB) {
		lost := errors.New("lost")
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		for _, c := range []struct {
			name string
			ctx  context.Context
			err  error
			want bool
		}{
			{"done", t.Context(), nil, true},
			{"failed", t.Context(), lost, false},
			{"too late to begin", cancelled, nil, false},
		} {
			ctx, wrote := db.Watch(c.ctx)
			_ = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO thing (name) VALUES (?)`, c.name); err != nil {
					return err
				}
				return c.err
			})
			if wrote() != c.want {
				t.Errorf("%s: %v, want %v", c.name, wrote(), c.want)
			}
		}
	})
}
