package assets

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// sample is a small bundle.
func sample() fs.FS {
	return fstest.MapFS{
		"dist/.keep":                  {},
		"dist/manifest.json":          {Data: []byte(`{"app.css": "app.11223344.css", "inter.woff2": "inter.55667788.woff2", "icons.svg": "icons.99aabbcc.svg"}`)},
		"dist/app.11223344.css":       {Data: []byte("plain")},
		"dist/app.11223344.css.br":    {Data: []byte("brotli")},
		"dist/app.11223344.css.gz":    {Data: []byte("gzip")},
		"dist/inter.55667788.woff2":   {Data: []byte("font")},
		"dist/icons.99aabbcc.svg":     {Data: []byte("<svg/>")},
		"dist/left-from-before.1.css": {Data: []byte("old")},
	}
}

func TestPath(t *testing.T) {
	empty := fstest.MapFS{"dist/.keep": {}}
	cases := []struct {
		name, asset string
		from        fs.FS
		want        string
	}{
		{"built", "app.css", sample(), "/assets/app.11223344.css"},
		{"unknown", "charts.js", sample(), "/assets/charts.js"},
		{"nothing built", "app.css", empty, "/assets/app.css"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := must(load(c.from)).path(c.asset); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestFile(t *testing.T) {
	cases := []struct {
		name, file, accept        string
		body, contentType, chosen string
	}{
		{"brotli before gzip", "app.11223344.css", "gzip, deflate, br", "brotli", "text/css; charset=utf-8", "br"},
		{"gzip alone", "app.11223344.css", "GZIP", "gzip", "text/css; charset=utf-8", "gzip"},
		{"brotli refused", "app.11223344.css", "br;q=0, gzip;q=0.5", "gzip", "text/css; charset=utf-8", "gzip"},
		{"weight that is no number", "app.11223344.css", "br;q=high", "plain", "text/css; charset=utf-8", ""},
		{"no header", "app.11223344.css", "", "plain", "text/css; charset=utf-8", ""},
		{"star", "app.11223344.css", "*", "plain", "text/css; charset=utf-8", ""},
		{"a word that only begins alike", "app.11223344.css", "brx", "plain", "text/css; charset=utf-8", ""},
		{"font has no twin", "inter.55667788.woff2", "br, gzip", "font", "font/woff2", ""},
	}
	s := must(load(sample()))
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			body, contentType, encoding, ok := s.file(c.file, c.accept)
			if !ok || string(body) != c.body || contentType != c.contentType || encoding != c.chosen {
				t.Errorf("got %q %q %q %v", body, contentType, encoding, ok)
			}
		})
	}
}

func TestFileAnswersOnlyWhatPagesWereGiven(t *testing.T) {
	for _, name := range []string{"", ".", "app.css", "manifest.json", ".keep", "app.11223344.css.br", "left-from-before.1.css", "../assets.go", "app.11223344.css/"} {
		if _, _, _, ok := must(load(sample())).file(name, "br"); ok {
			t.Errorf("%q was answered", name)
		}
	}
	if _, _, _, ok := must(load(fstest.MapFS{"dist/.keep": {}})).file("app.11223344.css", ""); ok {
		t.Error("a file was answered though nothing is built")
	}
}

func TestBrokenManifestIsAnError(t *testing.T) {
	_, err := load(fstest.MapFS{"dist/manifest.json": {Data: []byte(`{"app.css"`)}})
	if err == nil || !strings.Contains(err.Error(), "make assets") {
		t.Errorf("want an error that says what to run, got %v", err)
	}
}

func TestIconsAreNamedOnce(t *testing.T) {
	names := Icons()
	if len(names) < 50 || !slices.Contains(names, "home") || !slices.Contains(names, "mark-h") {
		t.Errorf("got %q", names)
	}
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("icons.txt names an icon twice")
	}
	if got := must(load(sample())).path("icons.svg") + "#home"; got != "/assets/icons.99aabbcc.svg#home" {
		t.Errorf("the address of an icon is %s", got)
	}
}
