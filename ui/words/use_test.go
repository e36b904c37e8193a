package words_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"accord/ui/words"
)

// reserved are groups that pages still to come will use. Take a line out once
// its pages stand: from then on every key of it must be used.
var reserved = []string{
	"act.*", "action.*", "category.*", "consent_event.*", "consent_state.*", "consent_state_hint.*", "empty.*", "lang.*",
	"method.*", "metric.*", "metric_hint.*", "metric_role.*", "phase.*", "phase_hint.*", "reason.*", "reason_long.*",
	"role_hint.*", "state.*", "state_hint.*", "theme.*", "verdict.*", "verdict_hint.*", "zone_source.*",
}

// use is one place that names a key.
type use struct {
	where, key string
	counts     bool // by N
	args       int  // how many it gives; -1 where that cannot be seen
}

// uses is what the sources ask of the catalogue.
type uses struct {
	keys     []use
	groups   map[string]string // "role" → where it is named
	literals []use             // strings that look like keys
}

// mark finds what a comment says of keys that are put together at run time:
// "words: said.*, error.form".
var (
	mark   = regexp.MustCompile(`(?:^|[\s/*])words:\s+((?:[a-z0-9_.]+\*?,?[ \t]*)+)`)
	marked = regexp.MustCompile(`[a-z0-9_.]+\*?`)
)

func (u *uses) comment(where, text string) {
	for _, m := range mark.FindAllStringSubmatch(text, -1) {
		for _, name := range marked.FindAllString(m[1], -1) {
			if group, ok := strings.CutSuffix(name, ".*"); ok {
				u.groups[group] = where
			} else if strings.Contains(name, ".") {
				u.keys = append(u.keys, use{where: where, key: name, args: -1})
			}
		}
	}
}

func (u *uses) literal(where, text string) {
	if keyShape.MatchString(text) {
		u.literals = append(u.literals, use{where: where, key: text, args: -1})
	}
}

// inGroup says that a key belongs to a group that is put together at run time.
func (u *uses) inGroup(key string) bool {
	for i := range key {
		if key[i] == '.' && u.groups[key[:i]] != "" {
			return true
		}
	}
	return false
}

// asked are the keys that are named, and the strings that can be nothing but
// a key, since their group is put together at run time.
func (u *uses) asked() []use {
	all := slices.Clone(u.keys)
	for _, l := range u.literals {
		if u.inGroup(l.key) {
			all = append(all, l)
		}
	}
	return all
}

// roots are where pages and what the terminal says are written.
var roots = []string{"..", filepath.Join("..", "..", "cmd", "accord")}

func readUses(t *testing.T) *uses {
	t.Helper()
	u := &uses{groups: map[string]string{}}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && slices.Contains([]string{"node_modules", "dist", "testdata"}, d.Name()):
				return fs.SkipDir
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				return u.readGo(path)
			case strings.HasSuffix(path, ".html"):
				return u.readTemplate(path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return u
}

func TestEveryKeyThatIsUsedExists(t *testing.T) {
	u, texts := readUses(t), catalogue(t, words.French)
	for _, use := range u.asked() {
		text, ok := texts[use.key]
		if !ok {
			t.Errorf("%s: no text %q; add it to fr.json and en.json", use.where, use.key)
			continue
		}
		if use.args < 0 {
			continue
		}
		if counts := len(text) > 1; counts != use.counts {
			t.Errorf("%s: %q counts: %t; N is for a text that does, T for one that does not", use.where, use.key, counts)
		}
		if want := len(withoutCount(text.arguments())); use.args != want {
			t.Errorf("%s: %q is given %d arguments and has %d", use.where, use.key, use.args, want)
		}
	}
	for group, where := range u.groups {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(texts)), func(key string) bool { return strings.HasPrefix(key, group+".") }) {
			t.Errorf("%s: no text in the group %q", where, group)
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	u := readUses(t)
	named := map[string]bool{}
	for _, use := range u.asked() {
		named[use.key] = true
	}
	waiting := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(catalogue(t, words.French))) {
		group, _, _ := strings.Cut(key, ".")
		switch {
		case named[key] || u.inGroup(key):
		case slices.Contains(reserved, group+".*"):
			waiting[group+".*"] = true
		default:
			t.Errorf("%s: nothing uses it; take it out of both catalogues, or mark its group with a comment \"words: %s.*\"", key, group)
		}
	}
	for _, group := range reserved {
		if !waiting[group] {
			t.Logf("%s: every key is used by now; take it out of reserved", group)
		}
	}
}

// The reader is tested with a page and a handler that use keys in every way.
func TestReaderOfUses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	u := &uses{groups: map[string]string{}}
	for _, err := range []error{
		u.readGo(write("a.go", `package a
			func f() {
				w.T("a.plain"); w.T("a.two", 1, "x"); w.N("a.count", 3, "y"); w.Has("a.has"); w.T("a.spread", all...)
				s.done(c, "saved", "/"); w.Label("role", r)
				key := "mood.good" // words: mood.*, a.marked
				other := "file.csv"
			}`)),
		u.readTemplate(write("b.html", `{{define "x"}}{{/* words: step.* */}}{{t "b.plain" .X}}<p title="{{n "b.count" .N (t "b.inner")}}">{{end}}
			{{if has "b.has"}}{{.Name | t "b.piped"}}{{else}}{{label "state" .S}}{{template "y" (pairs "Label" "mood.bad")}}{{end}}`)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, use := range u.asked() {
		got = append(got, fmt.Sprintf("%s/%d/%t", use.key, use.args, use.counts))
	}
	slices.Sort(got)
	want := []string{"a.count/1/true", "a.has/-1/false", "a.marked/-1/false", "a.plain/0/false", "a.spread/-1/false", "a.two/2/false",
		"b.count/1/true", "b.has/-1/false", "b.inner/0/false", "b.piped/1/false", "b.plain/1/false",
		"mood.bad/-1/false", "mood.good/-1/false", "said.saved/0/false"}
	if !slices.Equal(got, want) {
		t.Errorf("keys\n got %q\nwant %q", got, want)
	}
	if groups := slices.Sorted(maps.Keys(u.groups)); !slices.Equal(groups, []string{"mood", "role", "state", "step"}) {
		t.Errorf("groups %q", groups)
	}
}
