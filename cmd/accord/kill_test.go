package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
	"accord/cmd/accord/workspace"
	"accord/internal/operator"
	"accord/scheduler"
)

// TestKillNineInMidCampaign kills the built server twice while it sends,
// starts it again, and asks the simulator's log: nobody got two messages,
// and every planned message ended in a state with its reason.
func TestKillNineInMidCampaign(t *testing.T) {
	t.Parallel()
	const people, perSecond = 3000, 400
	h := newHouse(t, people, perSecond)
	for _, reached := range []int{people / 4, people / 2} {
		server := h.serve(t)
		until(t, "sending", 60*time.Second, func() bool { return len(accepted(h.calls(t))) >= reached })
		if err := server.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		server.wait()
	}
	server := h.serve(t)
	until(t, "the end of the campaign", 120*time.Second, func() bool { return h.finished(t) })
	time.Sleep(2 * time.Second) // the last webhooks
	server.stop(t)
	h.judge(t, people)
}

// house is a data folder with a launched campaign, and a simulator beside it.
type house struct {
	binary, data, log string
	web, graph        string
}

func newHouse(t *testing.T, people, perSecond int) *house {
	t.Helper()
	h := &house{binary: build(t), data: filepath.Join(t.TempDir(), "data"), log: filepath.Join(t.TempDir(), "simulator.jsonl")}
	web, graph := listen(t), listen(t)
	h.web, h.graph = web.Addr().String(), graph.Addr().String()
	for _, ln := range []interface{ Close() error }{web, graph} { // the processes listen there in a moment
		if err := ln.Close(); err != nil {
			t.Fatal(err)
		}
	}
	templates := filepath.Join(t.TempDir(), "templates.json")
	text, err := json.Marshal(rigTemplates("http://" + h.web))
	if err == nil {
		err = os.WriteFile(templates, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	sim := start(t, h.binary, nil, "simulate", "--listen", h.graph, "--log", h.log, "--templates", templates, "--per-second", "1000",
		"--callback", "http://"+h.web+"/webhooks/whatsapp", "--whatsapp-app-secret", "secret", "--whatsapp-token", "token")
	until(t, "the simulator", 10*time.Second, func() bool { return strings.Contains(sim.output(), "Simulated") })
	h.launch(t, people)
	return h
}

// launch prepares the folder as an operator would have, in this process.
func (h *house) launch(t *testing.T, people int) {
	t.Helper()
	ctx := t.Context()
	w, err := workspace.Open(ctx, workspace.Options{Data: h.data})
	if err != nil {
		t.Fatal(err)
	}
	numbers := w.Numbers(operator.Number{ID: rigNumber, WABAID: rigAccount, Label: "Boutique", BaseURL: "http://" + h.graph, Token: operator.NewSecret("token"),
		AppSecrets: []operator.Secret{operator.NewSecret("secret")}})
	engine, err := w.Engine(ctx, numbers, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := numbers.Learn(ctx); err != nil { // stores the number's rate and its templates
		t.Fatal(err)
	}
	c := prepare(t, w, people)
	engine.Close()
	if err := w.Campaigns.Launch(ctx, c.ID, scheduler.NewTimetable(w.DB, w.Clock, scheduler.DefaultCaps)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func (h *house) serve(t *testing.T) *process {
	t.Helper()
	p := start(t, h.binary, []string{"ACCORD_WHATSAPP_URL=http://" + h.graph, "ACCORD_WHATSAPP_TOKEN=token", "ACCORD_WHATSAPP_PHONE_NUMBER_ID=" + rigNumber,
		"ACCORD_WHATSAPP_WABA_ID=" + rigAccount, "ACCORD_WHATSAPP_APP_SECRET=secret", "ACCORD_DATA=" + h.data}, "serve", "--listen", h.web)
	until(t, "the server", 20*time.Second, func() bool { return strings.Contains(p.output(), "listens") })
	return p
}

// calls reads the judge's log, without a line that is being written.
func (h *house) calls(t *testing.T) []simulator.Call {
	t.Helper()
	text, err := os.ReadFile(h.log)
	if err != nil {
		t.Fatal(err)
	}
	calls, err := simulator.ReadLog(bytes.NewReader(text[:bytes.LastIndexByte(text, '\n')+1]))
	if err != nil {
		t.Fatal(err)
	}
	return calls
}

// open opens the workspace once no server runs any more.
func (h *house) open(t *testing.T, fn func(w *workspace.Workspace)) {
	t.Helper()
	w, err := workspace.Open(t.Context(), workspace.Options{Data: h.data})
	if err != nil {
		t.Fatal(err)
	}
	fn(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// finished asks the running server, through its socket.
func (h *house) finished(t *testing.T) bool {
	t.Helper()
	out, err := exec.Command(h.binary, "campaign", "list", "--data", h.data).CombinedOutput()
	if err != nil {
		t.Fatalf("campaign list: %v\n%s", err, out)
	}
	return strings.Contains(string(out), string(campaign.Finished))
}

func (h *house) judge(t *testing.T, people int) {
	t.Helper()
	calls := h.calls(t)
	for to, n := range accepted(calls) {
		if n > 1 {
			t.Errorf("%s got %d messages", to, n)
		}
	}
	h.open(t, func(w *workspace.Workspace) {
		var rows []struct {
			State  campaign.State `db:"effective"`
			Reason string         `db:"reason"`
			WAMID  bool           `db:"known"`
			N      int            `db:"n"`
		}
		err := w.DB.Select(t.Context(), &rows, `SELECT effective, reason, wamid IS NOT NULL AS known, count(*) AS n FROM message_state GROUP BY 1, 2, 3`)
		if err != nil {
			t.Fatal(err)
		}
		total, settled := 0, 0
		for _, r := range rows {
			t.Logf("%d messages are %s %s", r.N, r.State, r.Reason)
			total += r.N
			switch r.State {
			case campaign.Planned, campaign.Sending:
				t.Errorf("%d messages have not ended: %s", r.N, r.State)
			case campaign.Unknown, campaign.Failed, campaign.Skipped:
				if r.Reason == "" {
					t.Errorf("%d messages are %s without a reason", r.N, r.State)
				}
			default:
				settled += r.N
			}
		}
		if sent := len(accepted(calls)); total != people || settled > sent {
			t.Errorf("%d messages planned for %d people; the database calls %d sent, the log has %d", total, people, settled, sent)
		}
	})
}

// build compiles the command once.
var compiled = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "accord-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "accord")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		_, _ = os.Stderr.Write(out)
	}
	return path, err
})

func build(t *testing.T) string {
	t.Helper()
	path, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// process is one run of the binary.
type process struct {
	cmd  *exec.Cmd
	mu   sync.Mutex
	text bytes.Buffer
	done chan struct{}
}

func start(t *testing.T, binary string, env []string, args ...string) *process {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	p := &process{cmd: exec.CommandContext(ctx, binary, args...), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		stop()
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended shows in its output
		close(p.done)
	}()
	t.Cleanup(func() {
		stop()
		<-p.done
		if t.Failed() {
			t.Logf("%s %v:\n%s", filepath.Base(binary), args[:1], p.output())
		}
	})
	return p
}

// Write collects what the process says.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (p *process) wait() { <-p.done }

// stop asks the process to end as a system does, and waits until it has.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(30 * time.Second):
		t.Error("the server did not end within 30 seconds")
	}
}
