package main

import (
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/cmd/accord/workspace"
)

// TestTheListTellsTheTimeOfTheOrganisation: two hours lie between Paris and
// UTC in summer, and a draft has no time yet.
func TestTheListTellsTheTimeOfTheOrganisation(t *testing.T) {
	dir := t.TempDir()
	w, err := workspace.Open(t.Context(), workspace.Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC)
	for _, d := range []campaign.Draft{{Name: "Été", StartsAt: at, EndsAt: at.AddDate(0, 0, 2)}, {Name: "Noël"}} {
		if _, err := w.Campaigns.SaveDraft(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s := accord(t, nil, "campaign", "list", "--data", dir)
	for _, want := range []string{"2026-07-01 10:00 CEST", "2026-07-03 10:00 CEST"} {
		if !strings.Contains(s.out, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	for line := range strings.Lines(s.out) {
		if strings.Contains(line, "Noël") && strings.Count(line, "–") != 2 || strings.Contains(line, "0001") {
			t.Errorf("the draft without dates is %q", line)
		}
	}
	if s.fault != nil || t.Failed() {
		t.Logf("%s%s%v", s.out, s.err, s.fault)
	}
}
