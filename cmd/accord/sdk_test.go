package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"accord/campaign/whatsapp/simulator"
)

// TestSDKsTalkToTheSimulator lets SDKs that strangers wrote for the real
// platform judge the simulator: each subscribes a webhook, hears a person,
// sends her a text and a template, checks every signature and reads the
// statuses, all with its own functions. The scripts do the asserting; here the
// ids they were given are compared with the judge's log.
func TestSDKsTalkToTheSimulator(t *testing.T) {
	folder := installSDKs(t)
	for _, name := range []string{"kapso", "great_detail", "whatsapp_api_js"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, log := simulate(t, folder)
			ids := script(t, folder, name+".mjs", base)
			calls := (&house{log: log}).calls(t)
			want := []simulator.Call{
				{Category: "service", WAMID: ids.Text},
				{Category: "marketing", Template: "rentree", WAMID: ids.Template},
				{Category: "marketing", Template: "rentree", Code: 132000},
			}
			if len(calls) != len(want) {
				t.Fatalf("the log has %d calls, want %d: %+v", len(calls), len(want), calls)
			}
			for i, c := range calls {
				w := want[i]
				if c.To != "+33612000009" || c.Category != w.Category || c.Template != w.Template || c.WAMID != w.WAMID || c.Code != w.Code {
					t.Errorf("call %d is %+v, want %+v", i, c, w)
				}
			}
		})
	}
}

// installSDKs puts the scripts and what their lock file pins into a temporary
// folder, from the registry of npm or npm's own cache.
func installSDKs(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing: run .ci/install npm, or install Node 18 or later with its npm", program)
		}
	}
	folder := filepath.Join(t.TempDir(), "sdks")
	if err := os.CopyFS(folder, os.DirFS("../../campaign/whatsapp/simulator/testdata/sdks")); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	// No package's own script runs on this machine.
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = folder
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v: the SDKs come from the registry of npm\n%s", err, out)
	}
	return folder
}

// simulate starts the built simulator on a free port, at a speed at which an
// hour takes six seconds.
func simulate(t *testing.T, folder string) (base, log string) {
	t.Helper()
	log = filepath.Join(t.TempDir(), "simulator.jsonl")
	sim := start(t, build(t), nil, "simulate", "--listen", "127.0.0.1:0", "--log", log, "--seed", "1", "--speed", "600",
		"--templates", filepath.Join(folder, "templates.json"), "--whatsapp-token", "token", "--whatsapp-app-secret", "app-secret",
		"--whatsapp-phone-number-id", rigNumber, "--whatsapp-waba-id", rigAccount)
	address := regexp.MustCompile(`http://[0-9.:]+`)
	until(t, "the simulator", 10*time.Second, func() bool { return strings.Contains(sim.output(), "\n") })
	return address.FindString(sim.output()), log
}

// given are the ids a script got for its text and for its template.
type given struct {
	Text     string `json:"text"`
	Template string `json:"template"`
}

func script(t *testing.T, folder, name, base string) given {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	node := exec.CommandContext(ctx, "node", name)
	node.Dir, node.Env = folder, append(os.Environ(), "ACCORD_SIMULATOR="+base)
	out, err := node.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%s: %v\n%s", name, err, exit.Stderr)
		}
		t.Fatal(err)
	}
	var ids given
	if err := json.Unmarshal(out, &ids); err != nil || ids.Text == "" || ids.Template == "" {
		t.Fatalf("%s said %q: %v", name, out, err)
	}
	return ids
}
