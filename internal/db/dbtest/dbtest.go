package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"hash/crc32"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"accord/internal/db"
)

// Variable names the environment variable that holds the URL of a throw-away
// PostgreSQL server.
const Variable = "ACCORD_TEST_POSTGRES"

// Engines are those a test runs on: both. Under -short, for the race detector,
// it is one of them by the name of the test, so that either has half of them.
func Engines(t testing.TB) []db.Engine {
	both := []db.Engine{db.SQLite, db.PostgreSQL}
	if !testing.Short() {
		return both
	}
	i := crc32.ChecksumIEEE([]byte(t.Name())) % 2
	return both[i : i+1]
}

// Each runs fn as a subtest on a fresh database of each engine.
func Each(t *testing.T, schemas []db.Schema, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range Engines(t) {
		t.Run(engine.String(), func(t *testing.T) { fn(t, New(t, engine, schemas...)) })
	}
}

// New is a fresh, migrated database that is closed when the test ends.
func New(t testing.TB, engine db.Engine, schemas ...db.Schema) *db.DB {
	t.Helper()
	return Open(t, URL(t, engine, schemas...), schemas...)
}

// Open opens and migrates the database behind url and closes it when the test
// ends.
func Open(t testing.TB, url string, schemas ...db.Schema) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // the test has its verdict by then
	if err := d.Migrate(t.Context(), schemas...); err != nil {
		t.Fatal(err)
	}
	return d
}

// URL names a fresh database for a test that opens it itself, or hands it to
// another process.
func URL(t testing.TB, engine db.Engine, schemas ...db.Schema) string {
	t.Helper()
	if engine == db.SQLite {
		return filepath.Join(t.TempDir(), "accord.db")
	}
	server := os.Getenv(Variable)
	if server == "" {
		t.Fatalf("%s is not set: run the tests with `make test`, or set it to the output of `make -s pg`", Variable)
	}
	return clone(t, server, schemas)
}

var templates sync.Map // key of schemas → func() (name string, err error)

// clone copies the template of these schemas into a database of its own.
func clone(t testing.TB, server string, schemas []db.Schema) string {
	t.Helper()
	key := ""
	for _, s := range schemas {
		key += s.Owner + " "
	}
	once, _ := templates.LoadOrStore(key, sync.OnceValues(func() (string, error) {
		name := "template_" + token()
		return name, makeTemplate(server, name, schemas)
	}))
	template, err := once.(func() (string, error))()
	if err != nil {
		t.Fatalf("make the template database: %v", err)
	}
	name := "test_" + token()
	if err := command(server, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY FILE_COPY"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command(server, "DROP DATABASE "+name+" WITH (FORCE)") })
	return named(server, name)
}

func makeTemplate(server, name string, schemas []db.Schema) error {
	if err := command(server, "CREATE DATABASE "+name); err != nil {
		return err
	}
	ctx := context.Background()
	d, err := db.Open(ctx, named(server, name))
	if err != nil {
		return err
	}
	if err := d.Migrate(ctx, schemas...); err != nil {
		return err
	}
	return d.Close()
}

// command runs one statement outside a transaction: CREATE DATABASE has to.
func command(server, statement string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, server)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Each(ctx, statement, nil, func(func(...any) error) error { return nil })
}

func named(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

func token() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails
	return strings.ToLower(hex.EncodeToString(b))
}
