package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// copyOf is ui/assets with a dist of its own, the rest by links.
func copyOf(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	source, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(source, "node_modules")); err != nil {
		t.Fatalf("run make assets: %v", err)
	}
	for _, name := range []string{"css", "js", "icons", "icons.txt", "node_modules"} {
		if err := os.Symlink(filepath.Join(source, name), filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// smallCopyOf has scripts of one line each: ECharts takes its time.
func smallCopyOf(t *testing.T) string {
	t.Helper()
	root := copyOf(t)
	spoil(t, root, "js/app.ts", "document.title = 'app';")
	spoil(t, root, "js/charts.ts", "document.title = 'charts';")
	return root
}

func build(t *testing.T, root string) map[string]piece {
	t.Helper()
	pieces, err := bundle(root)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]piece{}
	for _, p := range pieces {
		named[p.Name] = p
	}
	return named
}

func TestBundle(t *testing.T) {
	root := copyOf(t)
	pieces := build(t, root)
	t.Run("first load is small", func(t *testing.T) {
		sum := 0
		for _, name := range []string{"app.css", "app.js", "inter.woff2", "icons.svg"} {
			sum += pieces[name].wire()
		}
		if sum == 0 || sum > 130_000 {
			t.Errorf("style, script, font and icons take %d bytes, want at most 130000", sum)
		}
		if charts := pieces["charts.js"].wire(); charts == 0 || charts > 200_000 {
			t.Errorf("charts.js takes %d bytes, want at most 200000", charts)
		}
	})
	t.Run("the manifest names what lies there", func(t *testing.T) {
		var names map[string]string
		if err := json.Unmarshal(contents(t, root, "dist/manifest.json"), &names); err != nil || len(names) != len(pieces) {
			t.Fatalf("%d names, %v", len(names), err)
		}
		for name, file := range names {
			if !bytes.Equal(contents(t, root, "dist/"+file), pieces[name].Body) {
				t.Errorf("%s is not what %s holds", file, name)
			}
		}
	})
	t.Run("the twin of a text unpacks to it", func(t *testing.T) {
		p := pieces["app.js"]
		plain, err := io.ReadAll(brotli.NewReader(bytes.NewReader(contents(t, root, "dist/"+p.File()+".br"))))
		if err != nil || !bytes.Equal(plain, p.Body) {
			t.Errorf("app.js does not come back: %v", err)
		}
	})
	t.Run("the style sheet asks for the font by its hash", func(t *testing.T) {
		if want := "/assets/" + pieces["inter.woff2"].File(); !strings.Contains(string(pieces["app.css"].Body), want) {
			t.Errorf("app.css does not name %s", want)
		}
	})
	t.Run("every icon is in the sprite", func(t *testing.T) {
		for line := range strings.Lines(string(contents(t, root, "icons.txt"))) {
			if words := strings.Fields(line); len(words) > 0 && words[0] != "#" && !strings.Contains(string(pieces["icons.svg"].Body), `id="`+words[0]+`"`) {
				t.Errorf("no %s in the sprite", words[0])
			}
		}
	})
	t.Run("licences name all that went in", func(t *testing.T) {
		for _, name := range []string{"htmx.org 4.0.1 (BSD-0-Clause)", "echarts 6.1.0 (Apache-2.0)", "zrender", "tslib", "@fontsource-variable/inter", "lucide-static", "Apache ECharts\nCopyright"} {
			if !strings.Contains(string(pieces["LICENSES.txt"].Body), name) {
				t.Errorf("LICENSES.txt does not say %q", name)
			}
		}
	})
}

func TestBundleAgainGivesTheSameAndSweeps(t *testing.T) {
	root := smallCopyOf(t)
	build(t, root)
	before := listing(t, root)
	for _, name := range []string{"app.00000000.css", "app.00000000.css.br", ".keep"} {
		spoil(t, root, "dist/"+name, "")
	}
	build(t, root)
	if after := listing(t, root); !slices.Equal(after, append([]string{".keep"}, before...)) {
		t.Errorf("before %q\nafter %q", before, after)
	}
}

func TestFaultLeavesTheLastDist(t *testing.T) {
	cases := []struct{ name, file, body, says string }{
		{"style that is cut", "css/app.css", "@import './gone.css';", "gone.css"},
		{"unknown icon", "icons.txt", "home no-such-drawing\n", `draw icon "home"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			root := smallCopyOf(t)
			if err := shelve(root, []piece{{Name: "app.css", Body: []byte("good")}}); err != nil {
				t.Fatal(err)
			}
			before := listing(t, root)
			spoil(t, root, c.file, c.body)
			if _, err := bundle(root); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("want an error with %q, got %v", c.says, err)
			}
			if after := listing(t, root); !slices.Equal(before, after) {
				t.Errorf("dist was touched: %q", after)
			}
		})
	}
}

// spoil writes a file of the copy. A link on the way there gives way to a
// folder: what it leads to is not ours.
func spoil(t *testing.T, root, name, body string) {
	t.Helper()
	place := filepath.Join(root, name)
	for _, link := range []string{filepath.Dir(place), place} {
		if info, err := os.Lstat(link); err == nil && info.Mode()&os.ModeSymlink != 0 {
			if err := os.Remove(link); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(place, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPackages(t *testing.T) {
	got, err := packages(`{"inputs": {"js/app.ts": {}, "node_modules/zrender/lib/a.js": {}, "node_modules/zrender/lib/b.js": {}, "../x/node_modules/@fontsource-variable/inter/files/a.woff2": {}}}`)
	if want := []string{"@fontsource-variable/inter", "zrender"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if _, err := packages(`{`); err == nil {
		t.Error("a broken account is no error")
	}
}

func TestPackageWithoutLicenceIsAnError(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "node_modules", "bare")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"version": "1", "license": "MIT"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := collect(root, []string{"bare"}); err == nil || !strings.Contains(err.Error(), "bare") {
		t.Errorf("want an error that names the package, got %v", err)
	}
}

// The bundler strips types; this is where they are checked.
func TestScriptsAreTyped(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "../node_modules/.bin/tsc", "-p", "..").CombinedOutput()
	if err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
}

func contents(t *testing.T, root, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func listing(t *testing.T, root string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, "dist"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
