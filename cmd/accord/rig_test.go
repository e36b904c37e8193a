package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
	"accord/cmd/accord/workspace"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/operator"
	"accord/scheduler"
	"accord/ui"

	"golang.org/x/sync/errgroup"
)

const (
	rigNumber  = "106540352242922"
	rigAccount = "102290129340398"
	rigPurpose = consent.PurposeID("marketing.offers")
)

// rig is a whole product on the real clock: a workspace, the web server, the
// engine, and the simulator on the far side of real HTTP.
type rig struct {
	*workspace.Workspace
	t        *testing.T
	engine   *scheduler.Engine
	sim      *simulator.Simulator
	campaign campaign.Campaign
}

// rigPhone is the number of the i-th person.
func rigPhone(i int) string { return fmt.Sprintf("+3361%07d", i) }

// newRig starts everything and leaves a campaign of n consenting people ready
// to be launched.
func newRig(t *testing.T, engine db.Engine, n, perSecond int, scenario simulator.Scenario) *rig {
	t.Helper()
	r := &rig{t: t}
	ctx, stop := context.WithCancel(t.Context())
	web, graph := listen(t), listen(t)
	number := operator.Number{ID: rigNumber, WABAID: rigAccount, Label: "Boutique", BaseURL: "http://" + graph.Addr().String(), Token: operator.NewSecret("token"),
		AppSecrets: []operator.Secret{operator.NewSecret("secret")}, VerifyToken: operator.NewSecret("verify")}
	var err error
	r.Workspace, err = workspace.Open(ctx, workspace.Options{Data: t.TempDir(), URL: rigURL(t, engine), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	r.must(err)
	numbers := r.Numbers(number)
	r.engine, err = r.Engine(ctx, numbers, "")
	r.must(err)
	server, err := ui.New(r.Pages(r.engine, numbers))
	r.must(err)
	base := "http://" + web.Addr().String()
	r.sim, err = simulator.New(simulator.Config{Clock: r.Clock, Seed: 7, Callback: base + "/webhooks/whatsapp", AppSecret: "secret",
		VerifyToken: "verify", Token: "token", Templates: rigTemplates(base), Scenario: scenario,
		Numbers: []simulator.Number{{ID: rigNumber, Display: "+33 1 84 88 00 01", WABAID: rigAccount, PerSecond: perSecond}}})
	r.must(err)
	var loops errgroup.Group
	loops.Go(func() error { return server.Run(ctx, web) })
	loops.Go(func() error { return r.sim.Run(ctx, graph) })
	loops.Go(func() error { return r.engine.Run(ctx) })
	t.Cleanup(func() {
		stop()
		if err := loops.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stop the rig: %v", err)
		}
		r.engine.Close()
		r.must(r.Close())
	})
	r.must(numbers.Learn(ctx))
	r.campaign = prepare(t, r.Workspace, n)
	return r
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// rigURL is a fresh database; the workspace migrates it.
func rigURL(t *testing.T, engine db.Engine) string {
	if engine == db.SQLite {
		return filepath.Join(t.TempDir(), "accord.db")
	}
	return dbtest.URL(t, engine)
}

func rigTemplates(base string) []simulator.Template {
	var list []simulator.Template
	for _, name := range []string{"plain", "warm"} {
		list = append(list, simulator.Template{Name: name, Language: "fr", Category: "MARKETING", Components: []simulator.Component{
			{Type: "BODY", Text: "Bonjour {{1}}, nos offres " + name + " vous attendent."},
			{Type: "BUTTONS", Buttons: []simulator.Button{{Type: "URL", Text: "Voir", URL: base + "/l/{{1}}"}}}}})
	}
	return list
}

// prepare imports n people whose consent two operators release, and creates a
// campaign of two variants that keeps no quiet hours.
func prepare(t *testing.T, w *workspace.Workspace, n int) campaign.Campaign {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Consent.AddPurpose(ctx, consent.Purpose{ID: rigPurpose, Category: consent.Marketing, NameFR: "Offres", NameEN: "Offers"}))
	must(w.Consent.PublishNotice(ctx, consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}, rigPurpose, "J’accepte les offres par WhatsApp."))
	var file bytes.Buffer
	file.WriteString("phone,consent_at\n")
	for i := range n {
		fmt.Fprintf(&file, "%s,2026-01-01T10:00:00Z\n", rigPhone(i))
	}
	done, err := w.Campaigns.Import(ctx, campaign.ImportOptions{Name: "people.csv", StagedBy: "test",
		Mapping: &campaign.Mapping{Consent: &campaign.ConsentMapping{At: "consent_at", Purpose: string(rigPurpose), Notice: "n-offers@1/fr",
			Method: "paper", Act: "signature", Source: "test"}},
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil }})
	must(err)
	for _, operator := range []string{"a@example.org", "b@example.org"} {
		_, err := w.Consent.Approve(ctx, consent.Release{Batch: done.Batch, Operator: operator, Needed: 2})
		must(err)
	}
	variant := func(name string) campaign.Variant {
		return campaign.Variant{Key: campaignKey(name), Weight: 1, Templates: map[string]campaign.TemplateKey{"fr": {Name: name, Language: "fr"}},
			Variables: map[string]campaign.Variable{"1": {From: "name", Fallback: "cher client"}}, Links: map[int]string{0: "https://shop.example/"}}
	}
	now := w.Clock.Now()
	c, err := w.Campaigns.Create(ctx, campaign.Campaign{Name: "Essai", NumberID: rigNumber, Purpose: rigPurpose, StartsAt: now, EndsAt: now.Add(24 * time.Hour),
		Content: campaign.Content{Variants: []campaign.Variant{variant("plain"), variant("warm")}, Metrics: campaign.DefaultMetrics(72 * time.Hour),
			Salt: "rig", IgnoreHours: true}})
	must(err)
	return c
}

// until waits for a condition, and fails the test when it does not come true.
func (r *rig) until(what string, within time.Duration, ok func() bool) {
	r.t.Helper()
	until(r.t, what, within, ok)
}

func until(t *testing.T, what string, within time.Duration, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not happen within %s", what, within)
		}
	}
}

// accepted counts the accepted calls by recipient.
func accepted(calls []simulator.Call) map[string]int {
	people := map[string]int{}
	for _, c := range calls {
		if c.Code == 0 {
			people[c.To]++
		}
	}
	return people
}
