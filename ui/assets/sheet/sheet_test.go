package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accord/ui/assets/browser"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { browser.Main(m) }

func TestSheetOnEveryScreen(t *testing.T) {
	url := serve(t)
	for _, s := range browser.Screens {
		t.Run(s.String(), func(t *testing.T) {
			b := browser.Open(t, url, s)
			b.Becomes(`document.querySelectorAll(".drawn svg path").length > 30`)
			b.CheckWidth()
			b.CheckIcons()
			b.CheckAxe()
			if s.Touch {
				b.CheckTargets()
			}
			b.Clean()
		})
	}
}

// Without script the tables are what one reads, nothing that needs script is
// offered, and the rail opens all the same.
func TestSheetWithoutScript(t *testing.T) {
	url := serve(t)
	b := browser.Open(t, url, browser.Screen{Width: 320, Theme: "light", Touch: true})
	b.Press(`[popovertarget=rail]`)
	b.Do(chromedp.WaitVisible(chromedp.CSS(`#rail a[aria-current]`)))
	b.Wear(browser.Screen{Width: 320, Theme: "light", Touch: true, Script: true}) // to ask, not to run what was loaded
	for name, expression := range map[string]string{
		"the table of each chart is seen":        `[...document.querySelectorAll("figure .scroll")].every((e) => e.getBoundingClientRect().height > 50 && !e.classList.contains("unseen"))`,
		"nothing was drawn":                      `document.querySelector(".drawn") === null`,
		"what needs script is hidden":            `[...document.querySelectorAll("[data-copy], [data-toggle]")].every((e) => !e.checkVisibility())`,
		"the rail is a drawer over the page":     `document.querySelector("#rail").matches(":popover-open")`,
		"the dangerous act is a link":            `document.querySelector("[data-dialog]").href.endsWith("/campaigns/42/cancel")`,
		"the page is no wider than the screen":   `document.documentElement.scrollWidth <= 320`,
		"the filters are a form with an address": `document.querySelector(".filters").action.endsWith("/contacts")`,
	} {
		if !browser.Ask[bool](b, expression) {
			t.Errorf("not so: %s", name)
		}
	}
	b.Clean()
}

// A variant has its mark's colour in a chart whatever it is called, and its
// name in words.
func TestChartsKnowVariantsByTheirMarks(t *testing.T) {
	b := browser.Open(t, serve(t), browser.Desk)
	b.Becomes(`document.querySelector("figure[data-chart=funnel] .drawn svg")`)
	fills := `new Set([...document.querySelectorAll("figure[data-chart=funnel] .drawn path")].map((p) => p.getAttribute("fill")).filter((f) => f?.startsWith("rgb"))).size`
	if n := browser.Ask[int](b, fills); n != 3 {
		t.Errorf("three variants have %d colours", n)
	}
	if !browser.Ask[bool](b, `["Court", "Lien", "Code"].every((name) => [...document.querySelectorAll("figure[data-chart=cumulative] .drawn text")].some((e) => e.textContent === name))`) {
		t.Error("a line does not end in its variant's name")
	}
}

// A chart takes the colours of the theme, and gives way to its table.
func TestChartsFollowThemeAndButton(t *testing.T) {
	b := browser.Open(t, serve(t), browser.Desk)
	b.Becomes(`document.querySelector(".drawn svg")`)
	colours := `[...new Set([...document.querySelectorAll("figure[data-chart=hours] path")].map((p) => p.getAttribute("fill")))].join()`
	light := browser.Ask[string](b, colours)
	browser.Ask[chromedp.Void](b, `void (document.documentElement.dataset.theme = "dark")`)
	b.Becomes(fmt.Sprintf("%s !== %q", colours, light))

	figure := `document.querySelector("figure[data-chart=funnel]")`
	region, drawn := figure+`.querySelector(".scroll")`, figure+`.querySelector(".drawn")`
	if !browser.Ask[bool](b, region+`.tabIndex === -1 && `+region+`.offsetWidth === 1 && `+drawn+`.ariaHidden === "true"`) {
		t.Error("the table behind a chart is in sight, or the keyboard stops at it")
	}
	b.Press(`figure[data-chart=funnel] [data-toggle]`)
	b.Becomes(region + `.tabIndex === 0 && ` + region + `.offsetWidth > 100 && ` + drawn + `.hidden`)
	if word := browser.Ask[string](b, figure+`.querySelector("[data-toggle]").textContent`); word != "Graphique" {
		t.Errorf("the button says %q while the table is shown", word)
	}
	b.Clean()
}

// The file of the command is complete: no address of a server is left in it.
func TestSavedSheetCarriesEverything(t *testing.T) {
	serve(t) // fails when nothing is built
	file := filepath.Join(t.TempDir(), "sheet.html")
	if err := save(file); err != nil {
		t.Fatal(err)
	}
	b := browser.Open(t, "file://"+file, browser.Desk)
	b.Becomes(`document.querySelectorAll(".drawn svg path").length > 30`)
	b.CheckIcons()
	if !browser.Ask[bool](b, `document.fonts.check("14px Inter")`) {
		t.Error("the font is missing")
	}
	if body, _ := os.ReadFile(file); strings.Contains(string(body), `"/assets/`) {
		t.Error("the file asks a server for assets")
	}
	b.Clean()
}
