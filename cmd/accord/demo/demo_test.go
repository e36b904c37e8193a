package demo

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"accord/campaign/report"
	"accord/campaign/whatsapp/simulator"
	"accord/internal/db"
	"accord/internal/db/dbtest"
)

func runDemo(t *testing.T, cfg Config) report.Summary {
	t.Helper()
	cfg.Stderr = io.Discard
	if cfg.Data == "" {
		cfg.Data = t.TempDir()
	}
	s, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestReplayIsExact plays the Hillstrom experiment through imports, sends,
// signed webhooks, short links and the conversions API: the whole file on one
// engine, its beginning on the other. The figures are those of the file itself.
func TestReplayIsExact(t *testing.T) {
	path := filepath.Join(dataFolder(), "hillstrom", "hillstrom.csv")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the Hillstrom file is missing: %v\nSet ACCORD_TEST_DATA to the folder that holds hillstrom/hillstrom.csv (Kevin Hillstrom's MineThatData e-mail challenge).", err)
	}
	for _, engine := range dbtest.Engines(t) {
		t.Run(engine.String(), func(t *testing.T) {
			cfg := Config{Replay: path, Seed: 1}
			if engine == db.PostgreSQL { // the whole file takes a minute on each
				cfg.DB, cfg.rows = dbtest.URL(t, engine), 10_000
			}
			s := runDemo(t, cfg)
			t.Logf("%s: %.1f s", engine, s.Seconds)
			want := figures(t, path, cfg.rows)
			holdout := report.Variant{Key: "No E-Mail", Assigned: s.Holdout.Assigned, Metrics: s.Holdout.Metrics}
			for _, arm := range append(s.Variants, holdout) {
				got := [4]int64{arm.Assigned, arm.Metrics["clicked"].Sum, arm.Metrics["converted"].Sum, arm.Metrics["revenue"].Sum}
				if got != want[arm.Key] {
					t.Errorf("%s: assigned, clicked, converted, revenue are %v, want %v", arm.Key, got, want[arm.Key])
				}
				if n := arm.Metrics["converted"].N; n != arm.Assigned {
					t.Errorf("%s: %d of %d windows have closed", arm.Key, n, arm.Assigned)
				}
			}
			if first := s.Variants[0]; cfg.rows == 0 && (first.Key != "Mens E-Mail" || first.Rank != 1) {
				t.Errorf("%s has rank %d; the men's mailing is first", first.Key, first.Rank)
			}
			if s.Sent != want["Mens E-Mail"][0]+want["Womens E-Mail"][0] || s.Duplicates != 0 || s.Lost != 0 || s.Unknown != 0 {
				t.Errorf("%d sent, %d duplicates, %d lost, %d unknown", s.Sent, s.Duplicates, s.Lost, s.Unknown)
			}
		})
	}
}

func dataFolder() string {
	if dir := os.Getenv("ACCORD_TEST_DATA"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "..", "shared", "data")
}

// figures are, by arm: people, visitors, buyers, and what they spent in cents.
// Those of the whole file are published; those of a part are counted from it.
func figures(t *testing.T, path string, rows int) map[string][4]int64 {
	t.Helper()
	published := map[string][4]int64{"No E-Mail": {21306, 0, 122, 1_390_833},
		"Mens E-Mail": {21307, 3894, 267, 3_031_169}, "Womens E-Mail": {21387, 3238, 189, 2_303_811}}
	if rows == 0 {
		return published
	}
	customers, err := readHillstrom(path)
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string][4]int64{}
	for _, c := range customers[:rows] {
		f := counted[c.arm]
		f[0]++
		if c.visit && c.arm != "No E-Mail" {
			f[1]++
		}
		if c.converts {
			f[2]++
		}
		f[3] += c.spend
		counted[c.arm] = f
	}
	return counted
}

// TestDemoRepeatsItself: ids, people and reactions come from the seed, on
// either engine and whatever the machine does meanwhile.
func TestDemoRepeatsItself(t *testing.T) {
	first := runDemo(t, Config{Contacts: 1500, Seed: 4})
	again := runDemo(t, Config{Contacts: 1500, Seed: 4, DB: dbtest.URL(t, db.PostgreSQL)})
	other := runDemo(t, Config{Contacts: 1500, Seed: 5})
	if first.Assignment != again.Assignment || first.Planned != again.Planned {
		t.Errorf("the same seed: %d planned, %s, and %d planned, %s", first.Planned, first.Assignment, again.Planned, again.Assignment)
	}
	if first.Assignment == other.Assignment {
		t.Error("another seed assigns alike")
	}
}

// TestNobodyWithoutConsentIsSentTo reads the simulator's log: whoever has not
// agreed, or has said STOP since, is not in it.
func TestNobodyWithoutConsentIsSentTo(t *testing.T) {
	const n, seed = 2000, 9
	dir := t.TempDir()
	s := runDemo(t, Config{Contacts: n, Seed: seed, Data: dir})
	f, err := os.Open(filepath.Join(dir, LogName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	calls, err := simulator.ReadLog(f)
	if err != nil {
		t.Fatal(err)
	}
	denied := map[string]string{}
	for _, p := range crowd(n, seed) {
		switch {
		case !p.agreed:
			denied[p.phone] = "never agreed"
		case p.stopped:
			denied[p.phone] = "said STOP before"
		}
	}
	if len(denied) < n/4 || len(calls) < n/3 {
		t.Fatalf("%d people without consent and %d calls prove nothing", len(denied), len(calls))
	}
	for _, c := range calls {
		if why, ok := denied[c.To]; ok {
			t.Errorf("a call for %s, who %s", c.To, why)
		}
	}
	if want := int64(len(denied)); s.Skipped["no_consent"]+s.Skipped["withdrawn"] < want*9/10 {
		t.Errorf("the report skips %v; %d people had no consent", s.Skipped, want)
	}
}
