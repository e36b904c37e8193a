package campaign

import (
	"testing"
	"time"
)

func TestReadInstant(t *testing.T) {
	paris := importTerms(t).zone
	for text, want := range map[string]string{
		"2026-03-31":                "2026-03-30T22:00:00Z",
		"2026-03-31 14:05":          "2026-03-31T12:05:00Z",
		"2026-03-31T14:05:06":       "2026-03-31T12:05:06Z",
		"2026-03-31T14:05:06Z":      "2026-03-31T14:05:06Z",
		"2026-03-31T14:05:06-03:00": "2026-03-31T17:05:06Z",
		"31/01/2026":                "2026-01-30T23:00:00Z",
		"03/04/2026 08:00":          "2026-04-03T06:00:00Z",
		"2025-10-26 02:30":          "2025-10-26T00:30:00Z", // the clocks strike it twice
	} {
		got, ok := readInstant(text, paris)
		if !ok || got.UTC().Format(time.RFC3339) != want {
			t.Errorf("%q is %v, %v; want %s", text, got.UTC(), ok, want)
		}
	}
	for _, text := range []string{"", "yesterday", "12/31/2026", "31.12.2026", "2026", "1026-03-31", "20260331", "2026-02-30", "45000"} {
		if got, ok := readInstant(text, paris); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}
