package ui

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"accord/ui/assets"
)

// Every icon that a page or the rail names is in the sprite: a missing one
// would be a blank that nobody notices.
func TestEveryIconExists(t *testing.T) {
	known := assets.Icons()
	check := func(where, name string) {
		if !slices.Contains(known, name) {
			t.Errorf("%s: there is no icon %q; see icons.txt", where, name)
		}
	}
	for _, r := range rail {
		check("rail", r.entry.Icon)
	}
	named := regexp.MustCompile(`icon "([^"]+)"`)
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(templateFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			check(strings.TrimPrefix(file, "templates/"), m[1])
		}
	}
}
