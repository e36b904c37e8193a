package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// counted counts the writes and fails from the n-th on.
type counted struct {
	strings.Builder
	writes, fail int
}

var errDiskFull = errors.New("disk full")

func (w *counted) Write(p []byte) (int, error) {
	w.writes++
	if w.fail > 0 && w.writes >= w.fail {
		return 0, errDiskFull
	}
	return w.Builder.Write(p)
}

func TestLogReadsBackWhatWasWritten(t *testing.T) {
	var w counted
	j := journal{out: &w}
	calls := []Call{
		{At: noon.Add(7 * time.Millisecond), PhoneNumberID: "1", To: marie, Template: "promo", Category: "marketing", Opaque: "a\"\n\\é\u2028", WAMID: "wamid.x"},
		{At: noon, To: "abc", Code: 131009},
	}
	for _, c := range calls {
		if err := j.write(c); err != nil {
			t.Fatal(err)
		}
	}
	if w.writes != 2 || strings.Count(w.String(), "\n") != 2 {
		t.Errorf("%d writes, %q", w.writes, w.String())
	}
	got, err := ReadLog(strings.NewReader(w.String() + "\n"))
	if err != nil || !cmp.Equal(got, calls) {
		t.Errorf("%v %s", err, cmp.Diff(calls, got))
	}
	got, err = ReadLog(strings.NewReader(w.String() + `{"at":"2026-`))
	if err == nil || !strings.Contains(err.Error(), "line 3") || len(got) != 2 {
		t.Errorf("a torn line: %d calls, %v", len(got), err)
	}
}

func TestInvalidTextStaysJSON(t *testing.T) {
	line := Call{To: "a\xffb"}.appendLine(nil)
	if got, err := ReadLog(strings.NewReader(string(line))); err != nil || got[0].To != "a\ufffdb" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhatCannotBeLoggedIsNotAccepted(t *testing.T) {
	w := &counted{fail: 2}
	tw := newTown(t, func(c *Config) { c.Log = w })
	tw.accept(blank("plain", marie, ""))
	if status, code, _ := tw.send(blank("plain", paul, "")); status != 500 || code != 131000 {
		t.Errorf("status %d code %d", status, code)
	}
	tw.step(time.Minute)
	if n := len(tw.inbox.values(t, "messages")); n != 1 || len(tw.sim.Calls()) != 1 {
		t.Errorf("%d updates, %d calls", n, len(tw.sim.Calls()))
	}
}

func TestClip(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		want int
	}{
		"short": {"é", 1}, "full": {strings.Repeat("é", 512), 512}, "long": {strings.Repeat("é", 513), 512},
	} {
		if got := len([]rune(clip(tt.in))); got != tt.want {
			t.Errorf("%s: %d characters", name, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	good := func() Config {
		return Config{AppSecret: "s", Numbers: []Number{{ID: "1", WABAID: "2", Display: "+33 1 84 88 00 01"}}}
	}
	if _, err := New(good()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*Config)
		says   string
	}{
		{"no secret", func(c *Config) { c.AppSecret = "" }, "secret"},
		{"no number", func(c *Config) { c.Numbers = nil }, "number"},
		{"number twice", func(c *Config) { c.Numbers = append(c.Numbers, c.Numbers[0]) }, "twice"},
		{"national display", func(c *Config) { c.Numbers[0].Display = "01 84 88 00 01" }, "international"},
		{"no account", func(c *Config) { c.Numbers[0].WABAID = "" }, "WABAID"},
		{"batch", func(c *Config) { c.BatchMax = 1001 }, "BatchMax"},
		{"scenario", func(c *Config) { c.Scenario.Duplicates = 2 }, "duplicates"},
		{"template", func(c *Config) { c.Templates = []Template{{Name: "x", Language: "fr", Category: "MARKETING"}} }, "BODY"},
		{"template twice", func(c *Config) { c.Templates = slices.Repeat(catalogue("")[1:2], 2) }, "exists"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := good()
			tt.change(&cfg)
			if _, err := New(cfg); err == nil || !strings.Contains(fmt.Sprint(err), tt.says) {
				t.Errorf("error %v, want one about %s", err, tt.says)
			}
		})
	}
}
