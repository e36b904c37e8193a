package demo

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/ui/assets/browser"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { browser.Main(m) }

// TestEveryPage looks at each page of the sample workspace, in both languages,
// on wide and narrow screens, by day and by night: it does not scroll sideways,
// fingers hit, icons are drawn, axe-core finds nothing and the browser neither.
// The languages share the four screens and differ in words, so that axe-core is
// asked once of each theme; with a folder for pictures (make shots) each has all.
func TestEveryPage(t *testing.T) {
	s := live(t, 1500)
	french := s.enter(t, "fr")
	upload(t, french)
	s.date(t, french)
	pages := french.walk("/", "/profile")
	complete(t, french, pages)
	known := map[string]bool{}
	light(t, french, "/", known)
	light(t, french, "/campaigns/2/results", known) // brings the charts
	list, screens := ordered(pages), browser.Screens
	ours, theirs := []browser.Screen{screens[0], screens[3]}, []browser.Screen{screens[1], screens[2]}
	if browser.Shooting() {
		ours, theirs = screens, screens
	}
	t.Run("fr", func(t *testing.T) {
		t.Parallel()
		lookAt(t, french, list, ours)
	})
	english := s.enter(t, "en")
	t.Run("en", func(t *testing.T) {
		t.Parallel()
		lookAt(t, english, list, theirs)
	})
}

// lookAt looks at pages one after another.
func lookAt(t *testing.T, w *walker, pages []string, screens []browser.Screen) {
	t.Helper()
	tab := open(t, w, browser.Desk)
	for _, address := range pages {
		t.Run(address, func(t *testing.T) {
			tab.TB = t
			tab.Go(w.base + address)
			for _, screen := range screens {
				tab.Wear(screen)
				look(tab, screen, w.lang == "fr" || browser.Shooting())
				tab.Shoot(filepath.Join(w.lang, screen.String(), name(address)))
			}
			tab.Clean()
		})
	}
}

// look is what is asked of every page on every screen.
func look(tab *browser.Tab, screen browser.Screen, axe bool) {
	tab.Helper()
	tab.Becomes(`!document.querySelector("figure[data-chart]:not(:has(.drawn svg)) .drawn")`)
	tab.Settle()
	tab.CheckWidth()
	tab.CheckIcons()
	if screen.Touch {
		tab.CheckTargets()
	}
	if axe {
		tab.CheckAxe()
	}
}

// complete fails the test for a page that no link leads to.
func complete(t *testing.T, w *walker, found map[string][]string) {
	t.Helper()
	for _, a := range w.table {
		if a.Method == "GET" && !parts.MatchString(a.Path) && elsewhere[a.Path] == "" && len(found[a.Path]) == 0 {
			t.Errorf("no link leads to %s", a.Path)
		}
	}
}

// ordered are the addresses in an order of their own.
func ordered(pages map[string][]string) (list []string) {
	for _, addresses := range pages {
		list = append(list, addresses...)
	}
	slices.Sort(list)
	return list
}

// name is an address as the name of a file.
func name(address string) string {
	return strings.Trim(strings.NewReplacer("/", "_", "?", "+").Replace(address), "_") + "_"
}

// open shows the first page to the walker.
func open(t *testing.T, w *walker, screen browser.Screen) *browser.Tab {
	t.Helper()
	tab := browser.Open(t, "about:blank", screen)
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.SetCookie, network.SetCookieParams{Name: "accord", Value: w.session, URL: w.base, HTTPOnly: new(true)})
		return err
	}))
	return tab
}

// date gives the draft of the shop its dates, so that it could be launched.
func (s *stage) date(t *testing.T, w *walker) {
	t.Helper()
	tab := open(t, w, browser.Desk)
	tab.Go(w.base + "/campaigns?phase=draft")
	tab.Press(`tbody .row-link`)
	tab.Becomes(`/^.campaigns.\d+.\w+$/.test(location.pathname)`)
	tab.Go(w.base + browser.Ask[string](tab, `location.pathname.replace(/\w+$/, "schedule")`))
	for id, days := range map[string]int{"start": 20, "end": 25} {
		at := s.clock.Now().AddDate(0, 0, days).Format("2006-01-02T15:04")
		browser.Ask[string](tab, `document.querySelector("#`+id+`").value = "`+at+`"`)
	}
	tab.Press(`button[value=next]`)
	tab.Becomes(`location.pathname.endsWith("/check") && document.querySelector("a[href$=launch]")`)
}

// upload leaves an import that waits for its columns to be named, another one
// that has been tried.
func upload(t *testing.T, w *walker) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "salon.csv")
	if err := os.WriteFile(file, []byte("phone;prénom;ville\n+33612345678;Zoé;Lyon\n06 12;Paul;Lille\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		tab := open(t, w, browser.Desk)
		tab.Go(w.base + "/imports/new")
		tab.Do(chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]`), []string{file}))
		tab.Press(`main form button:not([type=button])`)
		tab.Becomes(`/^.imports.\d+/.test(location.pathname)`)
	}
}

// live plays the sample workspace until the visitor may look, and ends it with
// the test.
func live(t *testing.T, contacts int) *stage {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	cfg := Config{Contacts: contacts, Seed: 1, Data: t.TempDir(), Stderr: io.Discard}
	p := seededPlay(cfg.Contacts, cfg.Seed)
	p.perSecond = 80
	s, err := build(ctx, cfg, p, &pages{listen: "127.0.0.1:0", reset: func() {}, leave: func() {}})
	if err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- s.story(ctx, cfg, p, func(url string) { ready <- url }) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, s.close()); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the sample workspace: %v", err)
		}
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		t.Fatalf("the sample workspace: %v", err)
	case <-time.After(3 * time.Minute):
		t.Fatal("the sample workspace is not ready after three minutes")
	}
	return s
}
