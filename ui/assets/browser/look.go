package browser

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// CheckWidth fails when the page scrolls sideways.
func (b *Tab) CheckWidth() {
	b.Helper()
	width := strconv.FormatInt(b.screen.Width, 10) // a telephone makes innerWidth fit the page
	wide := Ask[string](b, `document.documentElement.scrollWidth <= `+width+` ? "" : document.documentElement.scrollWidth + " px on `+width+`\n" +
		[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > `+width+` + 1 && e.checkVisibility() && !e.closest(".scroll, .tabs, .unseen")).slice(0, 5).map((e) => e.outerHTML.slice(0, 120)).join("\n")`)
	if wide != "" {
		b.Errorf("the page is too wide: %s", wide)
	}
}

// CheckIcons fails when an icon of the sprite is not drawn.
func (b *Tab) CheckIcons() {
	b.Helper()
	if n := Ask[int](b, `[...document.querySelectorAll("svg.icon use")].filter((u) => u.checkVisibility() && u.getBBox().width === 0).length`); n > 0 {
		b.Errorf("%d icons are not drawn", n)
	}
}

// CheckTargets fails when a finger may miss.
func (b *Tab) CheckTargets() {
	b.Helper()
	small := Ask[[]string](b, `[...document.querySelectorAll(".button, .rail a, input:not([type=checkbox], [type=radio], [type=file], [type=hidden]), select")]
		.filter((e) => !e.matches(".unseen"))
		.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 90))`)
	if len(small) > 0 {
		b.Errorf("lower than 44 px:\n%s", strings.Join(small, "\n"))
	}
}

// Settle waits for the fonts and for what moves: a colour on its way from one
// theme to the other is neither.
func (b *Tab) Settle() {
	b.Helper()
	b.Becomes(`document.fonts.status === "loaded" && document.getAnimations().every((a) => a.playState !== "running" || a.effect.getTiming().iterations === Infinity)`)
}

// CheckAxe runs axe-core's rules of WCAG 2.2 AA and its good practice.
func (b *Tab) CheckAxe() {
	b.Helper()
	b.Settle()
	if !Ask[bool](b, `typeof axe === "object"`) {
		// Evaluated from outside: the page's own policy forbids it, as it should.
		Ask[bool](b, axe(b)+";typeof axe.run === 'function'")
	}
	found := Ask[[]string](b, `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then((r) => r.violations.flatMap((v) => v.nodes.slice(0, 4).map((n) => v.id + ": " + n.target.join(" ") + " " + n.failureSummary.split("\n").slice(1).join(" "))))`)
	if len(found) > 0 {
		b.Errorf("axe finds:\n%s", strings.Join(found, "\n"))
	}
}

// axe is the script that npm brought for the assets.
func axe(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	for err == nil && folder != filepath.Dir(folder) {
		if _, missing := os.Stat(filepath.Join(folder, "go.mod")); missing == nil {
			break
		}
		folder = filepath.Dir(folder)
	}
	script, err := os.ReadFile(filepath.Join(folder, "ui", "assets", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("run npm ci in ui/assets: %v", err)
	}
	return string(script)
}
