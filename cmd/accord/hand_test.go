// Browsers are not raced: see RACE_PKGS in the Makefile.

//go:build !race

package main

import (
	"strconv"
	"strings"
	"time"

	"accord/internal/clock"
	"accord/ui/assets/browser"

	"github.com/chromedp/chromedp"
)

// What a hand and an eye do before the browser of a day.

func (d *day) visit(path string) {
	d.t.Helper()
	d.tab.Go(d.base + path)
}

func (d *day) reload() {
	d.t.Helper()
	d.tab.Do(chromedp.Reload())
}

func (d *day) script() bool { return d.screen.Script }

func named(name string) string { return "main [name='" + name + "']" }

// fill types into a field, in place of what is there.
func (d *day) fill(name, value string) {
	d.t.Helper()
	d.set(name, "")
	d.tab.Do(chromedp.SendKeys(chromedp.CSS(named(name)), value))
}

// set gives a field its value without a keyboard: a date, or an empty field.
func (d *day) set(name, value string) {
	d.t.Helper()
	d.comes(named(name))
	d.look(`document.querySelector(` + strconv.Quote(named(name)) + `).value = ` + strconv.Quote(value))
}

// choose takes an entry of a list. What it changes on the page comes from the
// server, in place of what a hand would already be typing into.
func (d *day) choose(name, value string) {
	d.t.Helper()
	d.comes(named(name) + " option[value='" + value + "']")
	d.set(name, value)
	d.look(`document.querySelector(` + strconv.Quote(named(name)) + `).dispatchEvent(new Event("change", {bubbles: true}))`)
	d.tab.Becomes(`!document.querySelector(".htmx-request")`)
}

func (d *day) press(selector string) {
	d.t.Helper()
	d.tab.Press(selector)
}

// send presses what leads to another page, and waits for that one.
func (d *day) send(selector string) {
	d.t.Helper()
	d.comes(selector)
	d.look(`document.documentElement.dataset.left = "yes"`)
	d.press(selector)
	d.tab.Becomes(`!document.documentElement.dataset.left && document.readyState === "complete"`)
}

// comes waits for something.
func (d *day) comes(selector string) {
	d.t.Helper()
	d.tab.Becomes(`document.querySelector(` + strconv.Quote(selector) + `)`)
}

func (d *day) has(selector string) bool {
	d.t.Helper()
	return d.look(`document.querySelector(`+strconv.Quote(selector)+`) ? "yes" : ""`) != ""
}

// at waits for an address.
func (d *day) at(path string) {
	d.t.Helper()
	d.tab.Becomes(`location.pathname === ` + strconv.Quote(path))
}

// sees waits for words on the page; spaces of any kind are alike.
func (d *day) sees(words string) {
	d.t.Helper()
	d.tab.Becomes(`document.body.innerText.replace(/\s+/g, " ").includes(` + strconv.Quote(words) + `)`)
}

// text is what something says.
func (d *day) text(selector string) string {
	d.t.Helper()
	d.comes(selector)
	return d.look(`document.querySelector(` + strconv.Quote(selector) + `).innerText.replace(/\s+/g, " ")`)
}

// path is the address of the page.
func (d *day) path() string {
	d.t.Helper()
	return d.look(`location.pathname`)
}

func (d *day) look(expression string) string {
	d.t.Helper()
	return browser.Ask[string](d.tab, "String("+expression+")")
}

// inspect looks at a page that only strangers see, as TestEveryPage looks at
// the others.
func (d *day) inspect() {
	d.t.Helper()
	if !d.script() {
		return
	}
	for _, screen := range browser.Screens {
		d.tab.Wear(screen)
		d.tab.CheckWidth()
		d.tab.CheckAxe()
	}
	d.tab.Wear(d.screen)
}

// until asks again until it is so.
func (d *day) until(what string, ok func() bool) {
	d.t.Helper()
	for waited := clock.Start(); !ok(); {
		if waited.Elapsed() > 2*time.Minute {
			d.t.Fatalf("%s: not within two minutes; the page says %q", what, strings.TrimSpace(d.text("body")))
		}
		if clock.Wait(d.t.Context(), 300*time.Millisecond) != nil {
			d.t.FailNow()
		}
	}
}
