package assets

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// DESIGN.md is what others write pages from: it names each class, and no other.
func TestDesignNamesEveryClass(t *testing.T) {
	styled := classes(t)
	named := named(t)
	for name := range styled {
		if !named[name] {
			t.Errorf("class %q stands in css/ and not in the table of DESIGN.md", name)
		}
	}
	for name := range named {
		if !styled[name] {
			t.Errorf("class %q stands in the table of DESIGN.md and has no style", name)
		}
	}
}

func classes(t *testing.T) map[string]bool {
	t.Helper()
	comment, class := regexp.MustCompile(`(?s)/\*.*?\*/|url\([^)]*\)|@import[^;]*;`), regexp.MustCompile(`\.([a-z][a-z-]*)`)
	found := map[string]bool{}
	for _, file := range sheets(t) {
		for _, m := range class.FindAllStringSubmatch(comment.ReplaceAllString(file.text, ""), -1) {
			found[m[1]] = true
		}
	}
	delete(found, "htmx-request") // is set by htmx
	return found
}

// named reads the first table of DESIGN.md.
func named(t *testing.T) map[string]bool {
	t.Helper()
	_, table, _ := strings.Cut(read(t, "DESIGN.md"), "| for | classes |")
	table, _, _ = strings.Cut(table, "\n\n")
	found := map[string]bool{}
	for _, m := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(table, -1) {
		found[m[1]] = true
	}
	return found
}

// A snippet that uses a class or an icon which does not exist misleads.
func TestSnippetsUseWhatExists(t *testing.T) {
	files, err := fs.Glob(os.DirFS("."), "sheet/samples/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	attribute, icon := regexp.MustCompile(`class="([^"{]*)"`), regexp.MustCompile(`\{\{icon "([^"]+)"\}\}`)
	styled, icons := classes(t), Icons()
	for _, file := range append(files, "DESIGN.md") {
		text := read(t, file)
		for _, m := range attribute.FindAllStringSubmatch(text, -1) {
			for name := range strings.FieldsSeq(m[1]) {
				if !styled[name] && name != "…" {
					t.Errorf("%s uses class %q, which has no style", file, name)
				}
			}
		}
		for _, m := range icon.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(icons, m[1]) {
				t.Errorf("%s uses icon %q, which icons.txt does not name", file, m[1])
			}
		}
	}
}

// sheet is one file of css/.
type sheet struct{ name, text string }

func sheets(t *testing.T) []sheet {
	t.Helper()
	files, err := fs.Glob(os.DirFS("."), "css/*.css")
	if err != nil || len(files) == 0 {
		t.Fatal("no style sheets", err)
	}
	var all []sheet
	for _, file := range files {
		all = append(all, sheet{path.Base(file), read(t, file)})
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
