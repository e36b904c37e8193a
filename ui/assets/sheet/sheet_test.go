package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var screens = []screen{
	desk,
	{width: 1440, theme: "dark", script: true},
	{width: 320, theme: "light", script: true, touch: true},
	{width: 320, theme: "dark", script: true, touch: true},
}

func TestSheetOnEveryScreen(t *testing.T) {
	url := serve(t)
	for _, s := range screens {
		t.Run(s.String(), func(t *testing.T) {
			b := open(t, url, s)
			b.becomes(`document.querySelectorAll(".drawn svg path").length > 30`)
			checkWidth(b, s)
			checkIcons(b)
			checkAxe(b)
			if s.touch {
				checkTargets(b)
			}
			b.clean()
		})
	}
}

// checkWidth fails when the page scrolls sideways.
func checkWidth(b *tab, s screen) {
	b.Helper()
	if got := ask[int64](b, `document.documentElement.scrollWidth`); got > s.width {
		wide := ask[string](b, `[...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .tabs, .unseen")).slice(0, 5).map((e) => e.outerHTML.slice(0, 80)).join("\n")`)
		b.Errorf("the page is %d wide on a screen of %d:\n%s", got, s.width, wide)
	}
}

// checkIcons fails when an icon of the sprite is not drawn.
func checkIcons(b *tab) {
	b.Helper()
	if n := ask[int](b, `[...document.querySelectorAll("svg.icon use")].filter((u) => u.checkVisibility() && u.getBBox().width === 0).length`); n > 0 {
		b.Errorf("%d icons are not drawn", n)
	}
}

// checkTargets fails when a finger may miss.
func checkTargets(b *tab) {
	b.Helper()
	small := ask[[]string](b, `[...document.querySelectorAll(".button, .rail a, input:not([type=checkbox], [type=radio], [type=file]), select")]
		.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 90))`)
	if len(small) > 0 {
		b.Errorf("lower than 44 px:\n%s", strings.Join(small, "\n"))
	}
}

// checkAxe runs axe-core's rules of WCAG 2.2 AA and its good practice.
func checkAxe(b *tab) {
	b.Helper()
	script, err := os.ReadFile(filepath.Join("..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		b.Fatalf("run npm ci in ui/assets: %v", err)
	}
	// Evaluated from outside: the page's own policy forbids it, as it should.
	ask[bool](b, string(script)+";typeof axe.run === 'function'")
	found := ask[[]string](b, `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then((r) => r.violations.flatMap((v) => v.nodes.slice(0, 4).map((n) => v.id + ": " + n.target.join(" ") + " " + n.failureSummary.split("\n").slice(1).join(" "))))`)
	if len(found) > 0 {
		b.Errorf("axe finds:\n%s", strings.Join(found, "\n"))
	}
}

// Without script the tables are what one reads, nothing that needs script is
// offered, and the rail opens all the same.
func TestSheetWithoutScript(t *testing.T) {
	url := serve(t)
	b := open(t, url, screen{width: 320, theme: "light", touch: true})
	b.press(`[popovertarget=rail]`)
	b.do(chromedp.WaitVisible(chromedp.CSS(`#rail a[aria-current]`)))
	b.do(screen{script: true, theme: "light"}.wear()) // to ask, not to run what was loaded
	for name, expression := range map[string]string{
		"the table of each chart is seen":        `[...document.querySelectorAll("figure .scroll")].every((e) => e.getBoundingClientRect().height > 50 && !e.classList.contains("unseen"))`,
		"nothing was drawn":                      `document.querySelector(".drawn") === null`,
		"what needs script is hidden":            `[...document.querySelectorAll("[data-copy], [data-toggle], [data-dismiss]")].every((e) => !e.checkVisibility())`,
		"the rail is a drawer over the page":     `document.querySelector("#rail").matches(":popover-open")`,
		"the dangerous act is a link":            `document.querySelector("[data-dialog]").href.endsWith("/campaigns/42/cancel")`,
		"the page is no wider than the screen":   `document.documentElement.scrollWidth <= 320`,
		"the filters are a form with an address": `document.querySelector(".filters").action.endsWith("/contacts")`,
	} {
		if !ask[bool](b, expression) {
			t.Errorf("not so: %s", name)
		}
	}
	b.clean()
}

// A chart takes the colours of the theme, and gives way to its table.
func TestChartsFollowThemeAndButton(t *testing.T) {
	b := open(t, serve(t), desk)
	b.becomes(`document.querySelector(".drawn svg")`)
	colours := `[...new Set([...document.querySelectorAll("figure[data-chart=hours] path")].map((p) => p.getAttribute("fill")))].join()`
	light := ask[string](b, colours)
	ask[chromedp.Void](b, `void (document.documentElement.dataset.theme = "dark")`)
	b.becomes(fmt.Sprintf("%s !== %q", colours, light))

	figure := `document.querySelector("figure[data-chart=funnel]")`
	region, drawn := figure+`.querySelector(".scroll")`, figure+`.querySelector(".drawn")`
	if !ask[bool](b, region+`.tabIndex === -1 && `+region+`.offsetWidth === 1 && `+drawn+`.ariaHidden === "true"`) {
		t.Error("the table behind a chart is in sight, or the keyboard stops at it")
	}
	b.press(`figure[data-chart=funnel] [data-toggle]`)
	b.becomes(region + `.tabIndex === 0 && ` + region + `.offsetWidth > 100 && ` + drawn + `.hidden`)
	if word := ask[string](b, figure+`.querySelector("[data-toggle]").textContent`); word != "Graphique" {
		t.Errorf("the button says %q while the table is shown", word)
	}
	b.clean()
}

// The file of the command is complete: no address of a server is left in it.
func TestSavedSheetCarriesEverything(t *testing.T) {
	serve(t) // fails when nothing is built
	file := filepath.Join(t.TempDir(), "sheet.html")
	if err := save(file); err != nil {
		t.Fatal(err)
	}
	b := open(t, "file://"+file, desk)
	b.becomes(`document.querySelectorAll(".drawn svg path").length > 30`)
	checkIcons(b)
	if !ask[bool](b, `document.fonts.check("14px Inter")`) {
		t.Error("the font is missing")
	}
	if body, _ := os.ReadFile(file); strings.Contains(string(body), `"/assets/`) {
		t.Error("the file asks a server for assets")
	}
	b.clean()
}
