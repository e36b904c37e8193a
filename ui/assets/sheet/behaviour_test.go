package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Each case begins on a fresh page of behaviours.
func TestBehaviours(t *testing.T) {
	url := serve(t) + "/try"
	cases := []struct {
		name string
		try  func(b *tab)
	}{
		{"search as one types", func(b *tab) {
			b.do(chromedp.SendKeys(chromedp.CSS(`#find input`), "amélie"))
			b.becomes(`document.querySelector("#list").textContent === "list of amélie"`)
			b.becomes(`location.search === "?q=am%C3%A9lie" && history.length < 4`)
			b.becomes(`document.activeElement.closest("#find")`)
		}},
		{"a form shows its own errors", func(b *tab) {
			b.press(`#faulty`)
			b.becomes(`document.querySelector("#form .field-error")`)
			b.forgive("422")
		}},
		{"another problem goes to the notes", func(b *tab) {
			b.press(`#broken`)
			b.becomes(`document.querySelector("#notes > #problem:only-child")?.textContent === "panne"`)
			b.becomes(`document.querySelector("#list") && document.title === "Essai"`)
			b.forgive("500")
		}},
		{"a server that is gone is said", func(b *tab) {
			b.press(`#dead`)
			b.becomes(`document.querySelector("#notes").textContent === "injoignable"`)
			b.forgive("ERR_EMPTY_RESPONSE", "Failed to fetch")
		}},
		{"an answer from elsewhere is followed there", func(b *tab) {
			b.press(`#away`)
			b.becomes(`location.pathname === "/elsewhere" && document.querySelector("h1")`)
		}},
		{"the server adds a row and says where to go on", func(b *tab) {
			b.press(`#add`)
			b.becomes(`document.querySelectorAll("#segment .rule").length === 2`)
			b.becomes(`document.activeElement.name === "two"`)
		}},
		{"a stream fills two places and ends", func(b *tab) {
			b.becomes(`document.querySelector("#live p")?.textContent === "9 120 partis"`)
			b.becomes(`document.querySelector("#other b")?.textContent === "100"`)
		}},
		{"copy says so and says its word again", func(b *tab) {
			ask[chromedp.Void](b, `void (navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); })`)
			b.press(`#copy`)
			b.becomes(`copied === "https://accord.exemple" && document.querySelector("#copy").textContent === "Copié"`)
			b.becomes(`document.querySelector("#copy > i")`)
		}},
		{"a note goes", func(b *tab) {
			b.press(`#old button`)
			b.becomes(`document.querySelector("#old") === null`)
		}},
		{"a dangerous act asks in place, and not twice", func(b *tab) {
			b.press(`#ask`)
			b.becomes(`document.querySelector("#sure").open && location.pathname === "/try"`)
			b.press(`#no`)
			b.becomes(`!document.querySelector("#sure").open`)
			b.press(`#ask`)
			if second := ask[bool](b, `let sent = 0; addEventListener("submit", (e) => { sent++; e.preventDefault(); }); yes.click(); yes.click(); sent === 1`); !second {
				b.Error("the second press was sent as well")
			}
		}},
		{"a menu closes", func(b *tab) {
			b.press(`.menu summary`)
			b.becomes(`document.querySelector(".menu").open`)
			b.key(kb.Escape)
			b.becomes(`!document.querySelector(".menu").open`)
			b.press(`.menu summary`)
			b.becomes(`document.querySelector(".menu").open`)
			b.press(`#url`)
			b.becomes(`!document.querySelector(".menu").open`)
		}},
		{"the theme changes at once and on the server", func(b *tab) {
			ask[chromedp.Void](b, `void (window.fetch = (address, how) => { window.told = new URL(address).pathname + " " + how.body; return Promise.resolve(); })`)
			b.press(`#dark`)
			b.becomes(`document.documentElement.dataset.theme === "dark" && told === "/theme theme=dark" && dark.ariaPressed === "true" && system.ariaPressed === "false"`)
			b.press(`#system`)
			b.becomes(`document.documentElement.dataset.theme === undefined`)
		}},
		{"keys find the search and follow a link", func(b *tab) {
			b.key("g")
			b.key("c")
			b.becomes(`location.hash === "#campaigns"`)
			b.key("/")
			b.becomes(`document.activeElement.id === "search" && document.activeElement.value === ""`)
			b.key("/")
			b.becomes(`document.activeElement.value === "/"`)
		}},
		{"keys can be switched off", func(b *tab) {
			ask[chromedp.Void](b, `void (document.body.dataset.keys = "off")`)
			b.key("/")
			b.becomes(`document.activeElement === document.body`)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := open(t, url, desk)
			// What arrives late moves what is pressed.
			b.becomes(`document.querySelector("#other b") && document.fonts.status === "loaded"`)
			c.try(b)
			b.clean()
		})
	}
}

// Tab reaches the skip link first, and it leads past the rail.
func TestKeyboardSkipsToThePage(t *testing.T) {
	b := open(t, serve(t), desk)
	b.key(kb.Tab)
	b.becomes(`document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	b.key(kb.Enter)
	b.becomes(`document.activeElement.matches("main")`)
	b.key(kb.Tab)
	b.becomes(`document.activeElement.closest("main .crumbs")`)
	if style := ask[string](b, `getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth`); style != "solid2px" {
		t.Errorf("the focus is drawn %q, want a solid line of 2 px", style)
	}
}
