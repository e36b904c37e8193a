package ui

import (
	"slices"
	"testing"
	"time"

	"accord/consent"
	"accord/internal/operator"
	"accord/ui/words"
)

func TestEveryPermissionHasItsPlace(t *testing.T) {
	var listed []operator.Permission
	for _, g := range permissionGroups {
		listed = append(listed, g.Permissions...)
	}
	slices.Sort(listed)
	if all := operator.Permissions(); !slices.Equal(listed, all) {
		t.Errorf("the groups hold %q, there are %q", listed, all)
	}
	for _, role := range operator.Roles() {
		for _, g := range scopeGroups(role) {
			for _, p := range g.Permissions {
				if !role.May(p) || operator.Public.May(p) {
					t.Errorf("%s is offered %s", role, p)
				}
			}
		}
	}
}

func TestNextVersion(t *testing.T) {
	notice := func(id string, version int, lang string) consent.Notice {
		return consent.Notice{Ref: consent.NoticeRef{ID: id, Version: version, Lang: lang}}
	}
	known := []consent.Notice{notice("a", 2, "fr"), notice("a", 1, "fr"), notice("a", 1, "en"), notice("b", 7, "fr")}
	cases := []struct {
		name, id, lang string
		want           int
	}{
		{"the first of all", "c", "fr", 1},
		{"after the newest", "a", "fr", 3},
		{"a translation of the newest", "a", "en", 2},
		{"a language that was never there", "a", "de", 2},
		{"of another notice", "b", "fr", 8},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := nextVersion(known, c.id, c.lang); got != c.want {
				t.Errorf("version %d, want %d", got, c.want)
			}
		})
	}
}

func TestZonesExist(t *testing.T) {
	for _, zone := range zones() {
		if _, err := time.LoadLocation(zone); err != nil {
			t.Errorf("%s: %v", zone, err)
		}
	}
	if !slices.Contains(zones(), "Europe/Paris") || !slices.Contains(zones(), "America/Argentina/Buenos_Aires") || !slices.IsSorted(zones()) {
		t.Errorf("zones %q", zones())
	}
}

func TestBrowserName(t *testing.T) {
	cases := []struct{ name, agent, fr string }{
		{"Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Linux"},
		{"Chrome", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome sur Windows"},
		{"Edge", "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"},
		{"Safari", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1", "Safari sur iOS"},
		{"Android", "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"},
		{"a browser alone", "Firefox/140.0", "Firefox"},
		{"a program", "curl/8.14", "Navigateur inconnu"},
		{"nothing", "", "Navigateur inconnu"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := browserName(words.In(words.French), c.agent); got != c.fr {
				t.Errorf("%q, want %q", got, c.fr)
			}
		})
	}
}

func TestReachable(t *testing.T) {
	cases := []struct {
		name, base string
		want       bool
	}{
		{"a public name", "https://accord.example.org", true},
		{"in clear", "http://accord.example.org", false},
		{"this machine", "https://localhost:8080", false},
		{"this machine by number", "https://127.0.0.1", false},
		{"a private network", "https://192.168.1.10", false},
		{"a public number", "https://203.0.113.9", true},
		{"a name of the house", "https://accord", false},
		{"no address", "::", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := reachable(c.base); got != c.want {
				t.Errorf("%v", got)
			}
		})
	}
}
