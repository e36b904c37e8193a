package main

import (
	"path/filepath"
	"strings"
	"testing"

	"accord/campaign"
	"accord/cmd/accord/workspace"
)

// What is changed on the terminal is in the audit, under its name.
func TestTheTerminalLeavesATrail(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	env := map[string]string{"ACCORD_DATA": dir}
	run := func(args ...string) {
		t.Helper()
		if s := accord(t, env, args...); s.fault != nil {
			t.Fatalf("%v: %v\n%s", args, s.fault, s.err)
		}
	}
	run("consent", "purpose", "marketing.offers", "--fr", "Offres", "--en", "Offers")
	run("consent", "notice", "n-offers@1/fr", writeFile(t, "notice.txt", "J’accepte."), "--purpose", "marketing.offers")
	people := writeFile(t, "people.csv", "phone,city\n+33612345678,Lyon\n")
	run("import", people, "--dry-run")
	run("import", people)
	open := func(fn func(w *workspace.Workspace) error) {
		t.Helper()
		w, err := workspace.Open(t.Context(), workspace.Options{Data: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := fn(w); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	open(func(w *workspace.Workspace) error {
		_, err := w.Campaigns.SaveDraft(t.Context(), campaign.Draft{Name: "Été"})
		return err
	})
	run("campaign", "cancel", "1")
	open(func(w *workspace.Workspace) error {
		var got []string
		err := w.DB.Select(t.Context(), &got, `SELECT action FROM audit WHERE operator = 'terminal' ORDER BY id`)
		if want := "purpose.add notice.publish import.run campaign.cancel"; strings.Join(got, " ") != want {
			t.Errorf("the audit has %q, want %q", got, want)
		}
		return err
	})
}
