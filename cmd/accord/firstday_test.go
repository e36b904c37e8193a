// Browsers are not raced: see RACE_PKGS in the Makefile.

//go:build !race

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign/whatsapp/simulator"
	"accord/cmd/accord/workspace"
	"accord/internal/clock"
	"accord/ui"
	"accord/ui/assets/browser"

	"github.com/chromedp/chromedp"
	"golang.org/x/sync/errgroup"
)

func TestMain(m *testing.M) { browser.Main(m) }

// TestTheFirstDay is what a shop does on its first day with Accord, in a
// browser: the administrator sets the house up, connects a number, invites a
// colleague and imports people whose consent both release; then a segment, a
// campaign of three variants, its launch, a pause, its results. Once as a
// browser is, once without script.
func TestTheFirstDay(t *testing.T) {
	t.Parallel()
	for _, screen := range []browser.Screen{browser.Desk, {Width: 1440, Theme: "light"}} {
		t.Run(screen.String(), func(t *testing.T) {
			t.Parallel()
			d := newDay(t)
			d.screen, d.tab = screen, browser.Open(t, d.base, screen)
			d.setUp()
			d.connect()
			d.ask()
			officer := d.invite()
			d.importPeople()
			d.release(officer)
			d.signInAgain()
			d.segment()
			d.write()
			d.launch()
			d.pauseAndResume()
			d.results()
			d.tab.Clean()
		})
	}
}

// day is a house without anybody in it yet, and the browser before it.
type day struct {
	t         *testing.T
	w         *workspace.Workspace
	clock     *dayClock
	sim       *simulator.Simulator
	base, api string
	screen    browser.Screen
	tab       *browser.Tab
	campaign  string // its path
}

const (
	dayPeople   = 300
	dayPassword = "une phrase assez longue"
)

// newDay is a Tuesday at ten in Paris, a minute in each second.
func newDay(t *testing.T) *day {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	web, graph := listen(t), listen(t)
	d := &day{t: t, base: "http://" + web.Addr().String(), api: "http://" + graph.Addr().String(),
		clock: &dayClock{Scaled: clock.NewScaled(time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC), 60)}}
	var err error
	d.w, err = workspace.Open(ctx, workspace.Options{Data: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: d.clock})
	must(err)
	numbers := d.w.Numbers()
	engine, err := d.w.Engine(ctx, numbers, "")
	must(err)
	server, err := ui.New(d.w.Pages(engine, numbers))
	must(err)
	d.sim, err = simulator.New(simulator.Config{Clock: d.clock, Seed: 7, Callback: d.base + "/webhooks/whatsapp", AppSecret: "secret", VerifyToken: "verify",
		Token: "token", Templates: dayTemplates(), World: quick{}, Numbers: []simulator.Number{{ID: rigNumber, Display: "+33 1 84 88 00 01", Name: "Boutique", WABAID: rigAccount, PerSecond: 1}}})
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
		must(d.w.Close())
	})
	return d
}

// dayClock is a minute in each second, and can be set forward where nothing is
// left to happen but the time that passes.
type dayClock struct {
	*clock.Scaled
	ahead atomic.Int64
}

func (c *dayClock) Now() time.Time { return c.Scaled.Now().Add(time.Duration(c.ahead.Load())) }

func (c *dayClock) forward(by time.Duration) { c.ahead.Add(int64(by)) }

// quick are people who read at once; one in three answers.
type quick struct{}

func (quick) React(_ simulator.Call, rnd *rand.Rand) simulator.Reaction {
	r := simulator.Reaction{Sent: time.Second, Delivered: simulator.In(2 * time.Second), Read: simulator.In(20 * time.Second)}
	if rnd.IntN(3) == 0 {
		r.Reply = &simulator.Reply{Delay: time.Minute, Text: "Merci !"}
	}
	return r
}

func dayTemplates() (list []simulator.Template) {
	for _, name := range []string{"accueil_court", "accueil_long", "accueil_question"} {
		list = append(list, simulator.Template{Name: name, Language: "fr", Category: "MARKETING",
			Components: []simulator.Component{{Type: "BODY", Text: "Bonjour {{1}}, " + strings.ReplaceAll(name, "_", " ") + "."}}})
	}
	return list
}

// setUp finds a house without anybody, and becomes its administrator.
func (d *day) setUp() {
	d.t.Helper()
	code, err := d.w.Operators.NewSetupCode(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	d.at("/setup")
	d.send("button[name=lang][value=fr]")
	d.inspect()
	d.fill("code", code)
	d.fill("name", "Ada Leroy")
	d.fill("email", "ada@boutique.example")
	d.fill("password", dayPassword)
	d.send("main form .primary")
	d.at("/")
}

// connect stores the number, tries its line, and reads its templates.
func (d *day) connect() {
	d.t.Helper()
	d.visit("/settings/numbers/new")
	d.fill("label", "Boutique")
	d.fill("id", rigNumber)
	d.fill("waba_id", rigAccount)
	d.fill("token", "token")
	d.fill("app_secrets", "secret")
	d.fill("verify_token", "verify")
	d.press("main details summary")
	d.fill("base_url", d.api)
	d.press("button[value=test]")
	d.sees("+33 1 84 88 00 01")
	d.fill("token", "token")
	d.fill("app_secrets", "secret")
	d.fill("verify_token", "verify")
	d.send("main form .primary")
	d.sees("Boutique")
	d.visit("/templates")
	d.sees("accueil_question")
}

// ask publishes what people are asked, word by word.
func (d *day) ask() {
	d.t.Helper()
	d.visit("/consent/purposes/new")
	d.fill("name_fr", "Offres")
	d.fill("name_en", "Offers")
	d.fill("id", string(rigPurpose))
	d.press("input[value=marketing]")
	d.send("main form .primary")
	d.visit("/consent/notices/new?purpose=" + string(rigPurpose))
	d.fill("notice", "n-offers")
	d.fill("lang", "fr")
	d.fill("body", "J’accepte de recevoir des offres par WhatsApp.")
	d.send("button[value=review]")
	d.sees("J’accepte de recevoir")
	d.send("button[value=publish]")
	d.sees("n-offers")
}

// invite makes a colleague, who opens the link in a browser of his own.
func (d *day) invite() *day {
	d.t.Helper()
	d.visit("/settings/operators/new")
	d.fill("name", "Léo Petit")
	d.fill("email", "leo@boutique.example")
	d.press("input[value=compliance]")
	d.send("main form .primary")
	d.sees("/invitation/")
	_, token, _ := strings.Cut(d.text("#link"), "/invitation/")
	officer := *d
	officer.tab = browser.Open(d.t, d.base+"/invitation/"+token, d.screen)
	officer.inspect()
	officer.fill("password", dayPassword)
	officer.send("main form .primary")
	officer.at("/")
	return &officer
}

// importPeople brings a file with one row that cannot be.
func (d *day) importPeople() {
	d.t.Helper()
	var file bytes.Buffer
	file.WriteString("téléphone;prénom;ville;accord\n")
	for i := range dayPeople {
		fmt.Fprintf(&file, "%s;Personne %d;%s;2026-01-01T10:00:00Z\n", rigPhone(i), i, []string{"Lyon", "Lille", "Lyon"}[i%3])
	}
	file.WriteString("06 12;Personne sans numéro;Lyon;2026-01-01T10:00:00Z\n")
	name := filepath.Join(d.t.TempDir(), "clients.csv")
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.visit("/imports/new")
	d.tab.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{name}))
	d.send("main form .primary")
	d.choose("c.0", "phone")
	d.choose("c.1", "name")
	d.choose("c.2", "attribute")
	d.choose("c.3", "consent.at") // as it is proposed, with the fields of the evidence open
	d.choose("e.purpose", string(rigPurpose))
	d.choose("e.notice", "n-offers@1/fr")
	d.choose("e.method", "web_form")
	d.choose("e.act", "box")
	d.fill("e.source", "boutique en ligne")
	d.send("main form .primary")
	d.sees("06 12")
	d.send("button[name=skip]")
	d.sees("Import terminé")
}
