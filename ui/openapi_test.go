package ui_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOpenAPIHoldsBeforeAPublicValidator lets a validator that strangers wrote
// judge the description as it is served.
func TestOpenAPIHoldsBeforeAPublicValidator(t *testing.T) {
	folder := installValidator(t)
	s := desk(t).stock(1)
	file := filepath.Join(folder, "openapi.json")
	s.must(os.WriteFile(file, []byte(s.want(s.ask(http.MethodGet, "/api/openapi.json", ""), 200).body), 0o600))
	said, err := in(t, folder, "node", "validate.mjs", file)
	if err != nil || strings.TrimSpace(said) != "3.1" {
		t.Errorf("the validator says, %v:\n%s", err, said)
	}
	s.must(os.WriteFile(file, []byte(`{"openapi":"3.1.0","info":{"title":"Accord"},"paths":{}}`), 0o600))
	if said, err := in(t, folder, "node", "validate.mjs", file); err == nil {
		t.Errorf("a description without a version is taken: %s", said)
	}
}

// installValidator puts the validator that the lock file pins into a temporary
// folder, from the registry of npm or npm's own cache.
func installValidator(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing, so that nobody judges the description of the API: run .ci/install npm, or install Node 18 or later with its npm", program)
		}
	}
	folder := filepath.Join(t.TempDir(), "openapi")
	if err := os.CopyFS(folder, os.DirFS("testdata/openapi")); err != nil {
		t.Fatal(err)
	}
	// No package's own script runs on this machine.
	if said, err := in(t, folder, "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"); err != nil {
		t.Fatalf("npm ci: %v: the validator comes from the registry of npm\n%s", err, said)
	}
	return folder
}

// in runs a program in a folder and returns what it says.
func in(t *testing.T, folder, program string, args ...string) (string, error) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	run := exec.CommandContext(ctx, program, args...)
	run.Dir = folder
	said, err := run.CombinedOutput()
	return string(said), err
}
