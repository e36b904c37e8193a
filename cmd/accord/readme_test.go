package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"accord/campaign/whatsapp/simulator"
	"accord/cmd/accord/workspace"
	"accord/internal/clock"
	"accord/internal/operator"
	"accord/ui"

	"golang.org/x/sync/errgroup"
)

// The script of the README makes, launches and reads a campaign by curl alone.
// It is run as it is printed, against the whole product on a Tuesday morning.
func TestTheCampaignByCurlOfTheReadme(t *testing.T) {
	for _, program := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing, so that the script of the README cannot be run", program)
		}
	}
	const people = 25
	script := readmeScript(t, "api/v1/campaigns")
	if lines := strings.Count(script, "\n"); lines >= 40 {
		t.Errorf("the script has %d lines; it should be read at a glance", lines)
	}
	r := morning(t, people)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	bash := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", script)
	bash.Env = append(os.Environ(), "ACCORD="+r.base, "TOKEN="+r.token)
	var remarks strings.Builder
	bash.Stderr = &remarks
	out, err := bash.Output()
	if err != nil {
		t.Fatalf("the script: %v\n%s\n%s", err, out, remarks.String())
	}
	said := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(said) != 3 || !strings.Contains(said[0], `"items":[]`) {
		t.Fatalf("the script says %q, want a check without findings, a phase and results", said)
	}
	var results struct {
		Goal    string `json:"goal"`
		Summary struct {
			Planned, Accepted int
			Variants          []struct{ Key string }
		} `json:"summary"`
	}
	if err := json.Unmarshal([]byte(said[2]), &results); err != nil {
		t.Fatal(err)
	}
	if results.Goal != "clicked" || results.Summary.Planned != people || results.Summary.Accepted != people || len(results.Summary.Variants) != 2 {
		t.Errorf("the results are %s", said[2])
	}
	if reached := accepted(r.sim.Calls()); len(reached) != people {
		t.Errorf("the judge saw messages for %d people, want %d", len(reached), people)
	}
}

// readmeScript is the one block of shell in the README that mentions a text.
func readmeScript(t *testing.T, mentions string) string {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(readme), "```sh\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		if strings.Contains(block, mentions) {
			return block
		}
	}
	t.Fatalf("the README has no script about %s", mentions)
	return ""
}

// readmeDesk is the whole product with an administrator's token.
type readmeDesk struct {
	base, token string
	sim         *simulator.Simulator
}

// morning starts everything on a Tuesday at ten in Paris, a minute in each
// second, with so many people who agreed.
func morning(t *testing.T, people int) readmeDesk {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	web, graph := listen(t), listen(t)
	d := readmeDesk{base: "http://" + web.Addr().String()}
	w, err := workspace.Open(ctx, workspace.Options{Data: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Clock: clock.NewScaled(time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC), 60)})
	must(err)
	must(w.Operators.SaveNumber(ctx, operator.Number{ID: rigNumber, WABAID: rigAccount, BaseURL: "http://" + graph.Addr().String(),
		Token: operator.NewSecret("token"), AppSecrets: []operator.Secret{operator.NewSecret("secret")}, VerifyToken: operator.NewSecret("verify")}, operator.Terminal))
	numbers := w.Numbers()
	engine, err := w.Engine(ctx, numbers, "")
	must(err)
	server, err := ui.New(w.Pages(engine, numbers))
	must(err)
	d.sim, err = simulator.New(simulator.Config{Clock: w.Clock, Seed: 7, Callback: d.base + "/webhooks/whatsapp", AppSecret: "secret", VerifyToken: "verify",
		Token: "token", Templates: append(rigTemplates(d.base), shopTemplates(d.base)...), Numbers: []simulator.Number{{ID: rigNumber, Display: "+33 1 84 88 00 01", WABAID: rigAccount, PerSecond: 80}}})
	must(err)
	var loops errgroup.Group
	loops.Go(func() error { return server.Run(ctx, web) })
	loops.Go(func() error { return d.sim.Run(ctx, graph) })
	loops.Go(func() error { return engine.Run(ctx) })
	t.Cleanup(func() {
		stop()
		if err := loops.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stop: %v", err)
		}
		engine.Close()
		must(w.Close())
	})
	must(numbers.Learn(ctx))
	prepare(t, w, people)
	d.token, _, err = w.Operators.CreateToken(ctx, operator.TokenSpec{Name: "curl", Role: operator.Administrator}, operator.Terminal)
	must(err)
	return d
}

// shopTemplates are named like two of the sample shop's.
func shopTemplates(base string) (list []simulator.Template) {
	for _, name := range []string{"rentree_a", "soldes_a"} {
		list = append(list, simulator.Template{Name: name, Language: "fr", Category: "MARKETING", Components: []simulator.Component{
			{Type: "BODY", Text: "Bonjour {{1}}, " + name + " vous attend. Livraison offerte à {{2}}."},
			{Type: "BUTTONS", Buttons: []simulator.Button{{Type: "URL", Text: "Voir", URL: base + "/l/{{1}}"}, {Type: "QUICK_REPLY", Text: "Stop"}}}}})
	}
	return list
}
