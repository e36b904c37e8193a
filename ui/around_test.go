package ui_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"accord/campaign"
	"accord/internal/operator"
	"accord/ui"
)

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	h := open(t)
	seen := map[string]bool{}
	for name, a := range map[string]answer{
		"ok":       h.ask(http.MethodGet, "/healthz", ""),
		"unknown":  h.ask(http.MethodGet, "/nowhere", ""),
		"refused":  h.ask(http.MethodPost, hook, "{}"),
		"encoded":  h.ask(http.MethodPost, hook, "{}", "Content-Encoding", "gzip"),
		"a method": h.ask(http.MethodDelete, conversions, ""),
	} {
		for header, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"X-Robots-Tag": "noindex", "Server": "", "Strict-Transport-Security": "",
		} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		if !strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: policy %q", name, a.header.Get("Content-Security-Policy"))
		}
		seen[a.header.Get("X-Request-Id")] = true
	}
	if len(seen) != 5 || seen[""] {
		t.Errorf("request ids %v, want five", seen)
	}
}

func TestTheRequestIDIsOurs(t *testing.T) {
	h := open(t)
	a := h.ask(http.MethodGet, "/healthz", "", "X-Request-Id", "theirs")
	if id := a.header.Get("X-Request-Id"); id == "theirs" || len(id) < 16 {
		t.Errorf("request id %q", id)
	}
}

func TestOnlyTrustedProxiesSpeakOfTheScheme(t *testing.T) {
	for name, c := range map[string]struct {
		proxies []netip.Prefix
		hsts    bool
	}{
		"nobody trusted":     {nil, false},
		"others trusted":     {[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, false},
		"this proxy trusted": {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, func(config *ui.Config) { config.TrustedProxies = c.proxies })
			a := h.ask(http.MethodGet, "/healthz", "", "X-Forwarded-Proto", "https")
			if got := a.header.Get("Strict-Transport-Security") != ""; got != c.hsts {
				t.Errorf("taken for https: %v, want %v", got, c.hsts)
			}
		})
	}
}

// The canaries are what a log must not hold: a person's number, a link's
// code, tokens, names, whole addresses.
func TestTheLogHoldsNothingPersonal(t *testing.T) {
	h := open(t, func(c *ui.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	who, token := h.launch(), h.token(operator.Marketer)
	from := []string{"X-Forwarded-For", "203.0.113.77", "User-Agent", browser}
	h.ask(http.MethodGet, "/l/"+who.code.String()+"?name=canary-query", "", from...)
	h.ask(http.MethodGet, "/canary-path", "", from...)
	h.ask(http.MethodGet, hook+"?hub.verify_token=canary-verify", "", from...)
	h.order(token, `{"key":"canary-key","phone":"`+phone+`","external_id":"canary-id"}`, from...)
	h.order(token, `{"canary-member":1}`, from...)
	h.order("acc_"+strings.Repeat("c", 43), `{}`, from...)
	h.want(h.ask(http.MethodPost, hook, `{"canary":"body"}`, from...), 401)
	log := h.log.String()
	for _, canary := range []string{who.code.String(), "canary", phone, phone[1:], token, "ccccc", "203.0.113.77", "iPhone"} {
		if strings.Contains(log, canary) {
			t.Errorf("the log holds %q:\n%s", canary, log)
		}
	}
	for _, part := range []string{`"route":"/l/:code"`, `"route":"none"`, `"status":302`, `"status":401`, `"from":"203.0.113.0/24"`} {
		if !strings.Contains(log, part) {
			t.Errorf("the log lacks %s:\n%s", part, log)
		}
	}
}

type panickingLinks struct{}

func (panickingLinks) Follow(context.Context, campaign.Visit) (string, error) {
	panic("index out of range")
}

func TestAPanicIsAnswered500AndLoggedWithItsStack(t *testing.T) {
	h := open(t, func(c *ui.Config) { c.Links = panickingLinks{} })
	a := h.want(h.ask(http.MethodGet, "/l/"+campaign.Code(1).String(), "", "User-Agent", browser), 500)
	if strings.Contains(a.body, "index") {
		t.Errorf("the page shows the panic: %s", a.body)
	}
	h.want(h.ask(http.MethodGet, "/healthz", ""), 200)
	first, _, _ := strings.Cut(h.log.String(), "\n")
	var line struct{ Msg, ID, Route, Panic, Stack string }
	h.must(json.Unmarshal([]byte(first), &line))
	if line.ID != a.header.Get("X-Request-Id") || line.Route != "/l/:code" || line.Panic != "index out of range" ||
		!strings.Contains(line.Stack, "panickingLinks") {
		t.Errorf("log %s", first)
	}
}

func TestHealth(t *testing.T) {
	var trouble error
	h := open(t, func(c *ui.Config) {
		store := c.Health
		c.Health = func(ctx context.Context) error { return errors.Join(trouble, store(ctx)) }
	})
	for _, path := range []string{"/healthz", "/readyz"} {
		if a := h.want(h.ask(http.MethodGet, path, ""), 200); a.body != "ok" {
			t.Errorf("%s: %q", path, a.body)
		}
	}
	trouble = errDiskFull
	h.want(h.ask(http.MethodGet, "/healthz", ""), 200)
	if a := h.want(h.ask(http.MethodGet, "/readyz", ""), 503); strings.Contains(a.body, "disk") {
		t.Errorf("not ready: %s", a.body)
	}
	if !strings.Contains(h.log.String(), errDiskFull.Error()) {
		t.Error("the log does not say why")
	}
}
