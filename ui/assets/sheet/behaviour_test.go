package main

import (
	"testing"

	"accord/ui/assets/browser"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Each case begins on a fresh page of behaviours.
func TestBehaviours(t *testing.T) {
	url := serve(t) + "/try"
	cases := []struct {
		name string
		try  func(b *browser.Tab)
	}{
		{"search as one types", func(b *browser.Tab) {
			b.Do(chromedp.SendKeys(chromedp.CSS(`#find input`), "amélie"))
			b.Becomes(`document.querySelector("#list").textContent === "list of amélie"`)
			b.Becomes(`location.search === "?q=am%C3%A9lie" && history.length < 4`)
			b.Becomes(`document.activeElement.closest("#find")`)
		}},
		{"a form shows its own errors", func(b *browser.Tab) {
			b.Press(`#faulty`)
			b.Becomes(`document.querySelector("#form .field-error")`)
			b.Forgive("422")
		}},
		{"another problem goes to the notes", func(b *browser.Tab) {
			b.Press(`#broken`)
			b.Becomes(`document.querySelector("#notes > #problem:only-child")?.textContent === "panne"`)
			b.Becomes(`document.querySelector("#list") && document.title === "Essai"`)
			b.Forgive("500")
		}},
		{"a server that is gone is said", func(b *browser.Tab) {
			b.Press(`#dead`)
			b.Becomes(`document.querySelector("#notes").textContent === "injoignable"`)
			b.Forgive("ERR_EMPTY_RESPONSE", "Failed to fetch")
		}},
		{"an answer from elsewhere is followed there", func(b *browser.Tab) {
			b.Press(`#away`)
			b.Becomes(`location.pathname === "/elsewhere" && document.querySelector("h1")`)
		}},
		{"the server adds a row and says where to go on", func(b *browser.Tab) {
			b.Press(`#add`)
			b.Becomes(`document.querySelectorAll("#segment .rule").length === 2`)
			b.Becomes(`document.activeElement.name === "two"`)
		}},
		{"a stream fills two places and ends", func(b *browser.Tab) {
			b.Becomes(`document.querySelector("#live p")?.textContent === "9 120 partis"`)
			b.Becomes(`document.querySelector("#other b")?.textContent === "100"`)
		}},
		{"copy says so and says its word again", func(b *browser.Tab) {
			browser.Ask[chromedp.Void](b, `void (navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); })`)
			b.Press(`#copy`)
			b.Becomes(`copied === "https://accord.exemple" && document.querySelector("#copy").textContent === "Copié"`)
			b.Becomes(`document.querySelector("#copy > i")`)
		}},
		{"a dangerous act asks in place, and not twice", func(b *browser.Tab) {
			b.Press(`#ask`)
			b.Becomes(`document.querySelector("#sure").open && location.pathname === "/try"`)
			b.Press(`#no`)
			b.Becomes(`!document.querySelector("#sure").open`)
			b.Press(`#ask`)
			if second := browser.Ask[bool](b, `let sent = 0; addEventListener("submit", (e) => { sent++; e.preventDefault(); }); yes.click(); yes.click(); sent === 1`); !second {
				b.Error("the second press was sent as well")
			}
		}},
		{"a menu closes", func(b *browser.Tab) {
			b.Press(`.menu summary`)
			b.Becomes(`document.querySelector(".menu").open`)
			b.Key(kb.Escape)
			b.Becomes(`!document.querySelector(".menu").open`)
			b.Press(`.menu summary`)
			b.Becomes(`document.querySelector(".menu").open`)
			b.Press(`#url`)
			b.Becomes(`!document.querySelector(".menu").open`)
		}},
		{"the theme changes at once and on the server", func(b *browser.Tab) {
			browser.Ask[chromedp.Void](b, `void (window.fetch = (address, how) => { window.told = new URL(address).pathname + " " + how.body; return Promise.resolve(); })`)
			b.Press(`#dark`)
			b.Becomes(`document.documentElement.dataset.theme === "dark" && told === "/theme theme=dark" && dark.ariaPressed === "true" && system.ariaPressed === "false"`)
			b.Press(`#system`)
			b.Becomes(`document.documentElement.dataset.theme === undefined`)
		}},
		{"a request of another part leaves a form that is under way alone", func(b *browser.Tab) {
			browser.Ask[chromedp.Void](b, `void (document.querySelector("#sure form").ariaBusy = "true")`)
			b.Press(`#add`)
			b.Becomes(`document.activeElement.name === "two" && !document.querySelector("#segment.htmx-request, #segment .htmx-request")`)
			if !browser.Ask[bool](b, `document.querySelector("#sure form").ariaBusy === "true"`) {
				b.Error("it may be sent once more")
			}
		}},
		{"keys find the search and follow a link", func(b *browser.Tab) {
			b.Key("g")
			b.Key("c")
			b.Becomes(`location.hash === "#campaigns"`)
			b.Key("/")
			b.Becomes(`document.activeElement.id === "search" && document.activeElement.value === ""`)
			b.Key("/")
			b.Becomes(`document.activeElement.value === "/"`)
		}},
		{"keys can be switched off", func(b *browser.Tab) {
			browser.Ask[chromedp.Void](b, `void (document.body.dataset.keys = "off")`)
			b.Key("/")
			b.Becomes(`document.activeElement === document.body`)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := browser.Open(t, url, browser.Desk)
			// What arrives late moves what is pressed.
			b.Becomes(`document.querySelector("#other b") && document.fonts.status === "loaded"`)
			c.try(b)
			b.Clean()
		})
	}
}

// Tab reaches the skip link first, and it leads past the rail.
func TestKeyboardSkipsToThePage(t *testing.T) {
	b := browser.Open(t, serve(t), browser.Desk)
	b.Key(kb.Tab)
	b.Becomes(`document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	b.Key(kb.Enter)
	b.Becomes(`document.activeElement.matches("main")`)
	b.Key(kb.Tab)
	b.Becomes(`document.activeElement.closest("main .crumbs")`)
	if style := browser.Ask[string](b, `getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth`); style != "solid2px" {
		t.Errorf("the focus is drawn %q, want a solid line of 2 px", style)
	}
}
