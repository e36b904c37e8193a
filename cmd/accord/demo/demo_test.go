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
// signed webhooks, short links and the conversions API. The figures are those
// of the file itself.
func TestReplayIsExact(t *testing.T) {
	path := filepath.Join(dataFolder(), "hillstrom", "hillstrom.csv")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the Hillstrom file is missing: %v\nSet ACCORD_TEST_DATA to the folder that holds hillstrom/hillstrom.csv (Kevin Hillstrom's MineThatData e-mail challenge).", err)
	}
	for _, engine := range []db.Engine{db.SQLite, db.PostgreSQL} {
		t.Run(engine.String(), func(t *testing.T) {
			cfg := Config{Replay: path, Seed: 1}
			if engine == db.PostgreSQL {
				cfg.DB = dbtest.URL(t, engine)
			}
			s := runDemo(t, cfg)
			t.Logf("%s: %.1f s", engine, s.Seconds)
			wantArm(t, "holdout", report.Variant{Assigned: s.Holdout.Assigned, Metrics: s.Holdout.Metrics}, 21306, 0, 122, 1_390_833)
			wantArm(t, "men's", s.Variants[0], 21307, 3894, 267, 3_031_169)
			wantArm(t, "women's", s.Variants[1], 21387, 3238, 189, 2_303_811)
			if s.Variants[0].Key != "Mens E-Mail" || s.Variants[0].Rank != 1 {
				t.Errorf("%s has rank %d; the men's mailing is first", s.Variants[0].Key, s.Variants[0].Rank)
			}
			if s.Variants[0].Sent != 21307 || s.Variants[1].Sent != 21387 || s.Duplicates != 0 || s.Lost != 0 || s.Unknown != 0 {
				t.Errorf("sent %d and %d, %d duplicates, %d lost, %d unknown", s.Variants[0].Sent, s.Variants[1].Sent, s.Duplicates, s.Lost, s.Unknown)
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

func wantArm(t *testing.T, name string, v report.Variant, assigned, clicked, converted, revenue int64) {
	t.Helper()
	got := [4]int64{v.Assigned, v.Metrics["clicked"].Sum, v.Metrics["converted"].Sum, v.Metrics["revenue"].Sum}
	if want := [4]int64{assigned, clicked, converted, revenue}; got != want {
		t.Errorf("%s: assigned, clicked, converted, revenue are %v, want %v", name, got, want)
	}
	if n := v.Metrics["converted"].N; n != assigned {
		t.Errorf("%s: %d of %d windows have closed", name, n, assigned)
	}
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
