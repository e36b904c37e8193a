package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"accord/ui/assets"
)

const nonce = "c2FtcGxl"

// policy is what the pages of Accord are served with.
const policy = "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// serve answers with the sheet, the assets, and a page of behaviours.
func serve(t *testing.T) string {
	t.Helper()
	if len(text("app.css")) == 0 {
		t.Fatal("no assets are built: run make assets")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		head(w, http.StatusOK)
		if err := show(w, linked(nonce, "app.js", "charts.js")); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET "+assets.Root+"{name}", asset)
	behave(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	return server.URL
}

func head(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
}

func asset(w http.ResponseWriter, r *http.Request) {
	body, kind, encoding, ok := assets.File(r.PathValue("name"), r.Header.Get("Accept-Encoding"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	if encoding != "" {
		w.Header().Set("Content-Encoding", encoding)
	}
	_, _ = w.Write(body)
}

// behave adds a page on which each behaviour can be tried, and its answers.
func behave(mux *http.ServeMux) {
	page := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			head(w, status)
			body := strings.ReplaceAll(body, "QUERY", r.URL.Query().Get("q"))
			_, _ = w.Write([]byte(`<!doctype html><html lang="fr"><head><title>Essai</title>` + string(linked(nonce, "app.js").head) + `</head><body class="frame">` + body + `</body></html>`))
		}
	}
	mux.HandleFunc("GET /try", page(http.StatusOK, trial))
	mux.HandleFunc("GET /elsewhere", page(http.StatusOK, `<h1>Connexion</h1>`))
	mux.HandleFunc("POST /faulty", page(http.StatusUnprocessableEntity, `<form id="form" hx-post="/faulty"><p class="field-error">incomplet</p></form>`))
	mux.HandleFunc("POST /broken", page(http.StatusInternalServerError, `<div class="note stop" id="problem" role="alert"><p>panne</p></div>`))
	mux.HandleFunc("POST /theme", page(http.StatusOK, ``))
	mux.HandleFunc("POST /segment", page(http.StatusOK, `<form id="segment" hx-post="/segment"><div class="rule"><input name="one" value="of the server"></div><div class="rule"><input name="two" autofocus></div></form>`))
	mux.Handle("GET /away", http.RedirectHandler("/elsewhere", http.StatusSeeOther))
	mux.HandleFunc("POST /dead", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("POST /slow", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(300 * time.Millisecond)
		page(http.StatusOK, `<h1>Fait</h1>`)(w, r)
	})
	mux.HandleFunc("GET /live", live)
}

// live sends two messages, the second for another place, then says the end.
func live(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for _, message := range []string{
		"data: <p>9 120 partis</p>\n\n",
		"data: <hx-partial hx-target=\"#other\"><b>100</b></hx-partial>\n\n",
		"event: done\ndata: end\n\n",
	} {
		_, _ = w.Write([]byte(message))
		w.(http.Flusher).Flush()
	}
}

const trial = `
<input data-key="/" id="search" aria-label="q">
<a href="#campaigns" data-key="g c">campagnes</a>
<form id="find" action="/try" hx-get="/try" hx-trigger="input delay:50ms, submit" hx-target="#list" hx-select="#list" hx-swap="outerHTML" hx-replace-url="true" hx-sync="this:replace"><input name="q" aria-label="q"></form>
<div id="list">list of QUERY</div>
<form id="form" hx-post="/faulty" hx-select="#form" hx-swap="outerHTML"><button id="faulty">x</button></form>
<form hx-post="/broken" hx-target="#list"><button id="broken">x</button></form>
<form hx-post="/dead" hx-target="#list"><button id="dead">x</button></form>
<a id="away" href="/away" hx-get="/away" hx-target="#list" hx-select="#list">x</a>
<form id="segment" method="post" action="/segment"><div class="rule"><input name="one" value="typed"></div><button id="add" name="add" value="rule" hx-post="/segment" hx-target="#segment" hx-select="#segment" hx-swap="outerMorph">x</button></form>
<section id="live" hx-sse:connect="/live" hx-sse:close="done">waiting</section><p id="other"></p>
<code id="url">https://accord.exemple</code><button id="copy" data-copy="url" data-done="Copié" hidden><i>Copier</i></button>
<a href="/elsewhere" id="ask" data-dialog="sure">x</a><dialog id="sure" class="dialog"><form method="post" action="/slow" data-once><button id="yes">oui</button><button id="no" formmethod="dialog" formnovalidate>non</button></form></dialog>
<details class="menu"><summary>menu</summary><ul class="menu-list"><li><button type="button">x</button></li></ul></details>
<form method="post" action="/theme" data-theme-switch><button id="dark" name="theme" value="dark" aria-pressed="false">x</button><button id="system" name="theme" value="system" aria-pressed="true">x</button></form>
<div class="notes" id="notes" role="status"></div><template id="unreachable"><p class="note stop">injoignable</p></template>`
