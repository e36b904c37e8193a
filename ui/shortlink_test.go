package ui_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"accord/campaign"
	"accord/ui"
)

const browser = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"

func TestShortLinkCountsPeopleOnly(t *testing.T) {
	h := open(t)
	path := "/l/" + h.launch().code.String()
	cases := []struct {
		name, method string
		header       []string
		robot        bool
	}{
		{"a person", http.MethodGet, []string{"User-Agent", browser}, false},
		{"HEAD", http.MethodHead, []string{"User-Agent", browser}, true},
		{"WhatsApp's preview", http.MethodGet, []string{"User-Agent", "WhatsApp/2.23.20.0"}, true},
		{"prefetch", http.MethodGet, []string{"User-Agent", browser, "Sec-Purpose", "prefetch;prerender"}, true},
		{"no name", http.MethodGet, []string{"User-Agent", ""}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			people, robots := h.visits()
			a := h.want(h.ask(c.method, path, "", c.header...), http.StatusFound)
			want := map[string]string{
				"Location":        "https://shop.example/spring?ref=1&utm_campaign=ete-2026&utm_content=",
				"Cache-Control":   "no-store",
				"Referrer-Policy": "no-referrer",
				"X-Robots-Tag":    "noindex",
			}
			for name, value := range want {
				if got := a.header.Get(name); !strings.HasPrefix(got, value) {
					t.Errorf("%s: %q, want %q", name, got, value)
				}
			}
			if a.body != "" {
				t.Errorf("body %q", a.body)
			}
			wantPeople, wantRobots := people+1, robots
			if c.robot {
				wantPeople, wantRobots = people, robots+1
			}
			if people, robots := h.visits(); people != wantPeople || robots != wantRobots {
				t.Errorf("%d people, %d robots; want %d, %d", people, robots, wantPeople, wantRobots)
			}
		})
	}
}

func (h *house) visits() (people, robots int) {
	return h.count(`SELECT count(*) FROM click WHERE robot = 0`), h.count(`SELECT count(*) FROM click WHERE robot = 1`)
}

func TestUnknownLinksGetASmallPage(t *testing.T) {
	h := open(t)
	for name, path := range map[string]string{
		"unknown code":   "/l/" + campaign.Code(42).String(),
		"no code":        "/l/x",
		"markup":         "/l/%3Cscript%3E",
		"too deep":       "/l/" + campaign.Code(42).String() + "/more",
		"slash behind":   "/l/" + campaign.Code(42).String() + "/",
		"nothing at all": "/nowhere",
	} {
		t.Run(name, func(t *testing.T) {
			a := h.want(h.ask(http.MethodGet, path, "", "User-Agent", browser), 404)
			if a.header.Get("Content-Type") != "text/html; charset=utf-8" || a.header.Get("X-Robots-Tag") != "noindex" {
				t.Errorf("headers %v", a.header)
			}
			french, english := strings.Index(a.body, "n’existe pas"), strings.Index(a.body, "does not exist")
			if french < 0 || english < french || !strings.Contains(a.body, `<html lang="fr">`) || !strings.Contains(a.body, `lang="en"`) {
				t.Errorf("page %s", a.body)
			}
			if len(a.body) > 1000 || strings.Contains(a.body, "script") {
				t.Errorf("%d bytes: %s", len(a.body), a.body)
			}
		})
	}
	if people, robots := h.visits(); people+robots != 0 {
		t.Errorf("%d visits were written", people+robots)
	}
}

type brokenLinks struct{}

func (brokenLinks) Follow(context.Context, campaign.Visit) (string, error) {
	return "", errors.New("follow link: table click is locked")
}

func TestALinkThatFailsTellsAPersonToComeBack(t *testing.T) {
	h := open(t, func(c *ui.Config) { c.Links = brokenLinks{} })
	a := h.want(h.ask(http.MethodGet, "/l/"+campaign.Code(1).String(), "", "User-Agent", browser), 500)
	if !strings.Contains(a.body, "Réessayez") || strings.Contains(a.body, "locked") {
		t.Errorf("page %s", a.body)
	}
}
