package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"accord/internal/operator"
	"accord/ui"
)

// public enters an address in the settings.
func (w *workplace) public(address string) {
	w.t.Helper()
	o, err := w.operators.Organisation(w.t.Context())
	w.must(err)
	o.Name, o.PublicURL = "Maison Lumen", address
	w.must(w.operators.SaveOrganisation(w.t.Context(), o, "terminal"))
}

// TestTheAddressOfTheSettingsCountsLikeThatOfTheFlag, for whoever comes by it;
// who comes by another one in clear can still sign in.
func TestTheAddressOfTheSettingsCountsLikeThatOfTheFlag(t *testing.T) {
	for _, c := range []struct {
		name, flag, setting, host string
		https                     bool
	}{
		{"no address", "", "", "", false},
		{"the flag", "https://accord.example.org", "", "", true},
		{"the settings", "", "https://accord.example.org", "accord.example.org", true},
		{"the settings, by another address", "", "https://accord.example.org", "", false},
		{"the settings, by a port of it", "", "https://accord.example.org", "accord.example.org:8080", false},
		{"the settings, in clear", "", "http://localhost:8080", "localhost:8080", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := desk(t, func(config *ui.Config) { config.PublicURL = c.flag })
			w.as(operator.Administrator) // else the login page leads to the set-up
			w.public(c.setting)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/login", nil)
			w.must(err)
			req.Host = c.host
			a := w.want(w.do(req), http.StatusOK)
			cookie := strings.ToLower(a.header.Get("Set-Cookie"))
			if prefixed := strings.HasPrefix(cookie, "__host-accord-form="); prefixed != c.https || strings.Contains(cookie, "secure") != c.https {
				t.Errorf("the cookie is %q", cookie)
			}
			if hsts := a.header.Get("Strict-Transport-Security") != ""; hsts != c.https {
				t.Errorf("taken for https: %v", hsts)
			}
		})
	}
}

// TestAFormOfThePublicAddressIsOurs, behind a proxy that names another host.
func TestAFormOfThePublicAddressIsOurs(t *testing.T) {
	w := desk(t)
	w.public("https://accord.example.org")
	p := w.as(operator.Administrator)
	p.get("/profile")
	for origin, status := range map[string]int{"https://accord.example.org": http.StatusSeeOther, "https://accord.example.org.evil.example": http.StatusForbidden,
		"https://evil.example": http.StatusForbidden, "null": http.StatusForbidden} {
		if got := p.send(http.MethodPost, "/theme", "theme=dark&form_tag="+p.tag, "Content-Type", "application/x-www-form-urlencoded", "Origin", origin); got.status != status {
			t.Errorf("%s: status %d, want %d", origin, got.status, status)
		}
	}
}
