package demo

import (
	"context"
	"html"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/internal/operator"
	"accord/ui"
)

// walker is somebody who follows every link there is.
type walker struct {
	t       *testing.T
	base    string
	session string
	lang    string
	table   []ui.Address
	spent   map[string]time.Duration // the server's, by address
}

// samples are how many addresses of one row of the route table are looked at. A
// draft, a campaign under way and one that is over are three pages.
func samples(row string) int {
	switch {
	case row == "/campaigns/:id":
		return 3
	case strings.HasPrefix(row, "/campaigns"), strings.HasPrefix(row, "/imports"):
		return 2
	}
	return 1
}

// parts are answers that stand inside a page or beside it.
var parts = regexp.MustCompile(`^/(campaigns/:id/(live|hours|reach|load|preview|audience/count)|imports/:id/(live|errors\.csv)|segments/:id/count|settings/numbers/:number/line|assets/:file)$`)

// elsewhere are pages without a link to them, with the test that looks at them.
var elsewhere = map[string]string{
	"/login":             "TestTheFirstDay",
	"/setup":             "TestTheFirstDay",
	"/invitation/:token": "TestTheFirstDay",
}

// walk follows the links of all pages, from the first one, and returns what was
// found by row of the table.
func (w *walker) walk(start ...string) map[string][]string {
	w.t.Helper()
	found := map[string][]string{}
	seen := map[string]bool{}
	for queue := start; len(queue) > 0; queue = queue[1:] {
		address := queue[0]
		row := w.row(address)
		if row == "" || parts.MatchString(row) || seen[address] || len(found[row]) == samples(row) {
			continue
		}
		seen[address] = true
		found[row] = append(found[row], address)
		queue = append(queue, w.links(address)...)
	}
	return found
}

// row is the path in the table that answers an address; names come before
// parameters. It is empty where none does.
func (w *walker) row(address string) string {
	steps := strings.Split(strings.SplitN(address, "?", 2)[0], "/")
	best := ""
	for _, a := range w.table {
		pattern := strings.Split(a.Path, "/")
		if a.Method != http.MethodGet || len(pattern) != len(steps) {
			continue
		}
		fits := true
		for i := range steps {
			fits = fits && (pattern[i] == steps[i] || strings.HasPrefix(pattern[i], ":") && steps[i] != "")
		}
		if fits && (best == "" || strings.Count(a.Path, ":") < strings.Count(best, ":")) {
			best = a.Path
		}
	}
	return best
}

var link = regexp.MustCompile(`(?:href|hx-get)="(/[^"#]*)`)

// links are where a page leads.
func (w *walker) links(address string) (out []string) {
	w.t.Helper()
	body, to := w.get(address)
	if to != "" {
		return []string{to}
	}
	for _, m := range link.FindAllStringSubmatch(body, -1) {
		if to := html.UnescapeString(m[1]); !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return out
}

// get asks as the walker, who is known by the session, and fails the test for
// anything but a page or the way to another one.
func (w *walker) get(address string) (body, elsewhere string) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.t.Context(), time.Minute)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.base+address, http.NoBody)
	if err != nil {
		w.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "accord", Value: w.session})
	began := time.Now()
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	w.spent[address] = time.Since(began)
	elsewhere = answer.Header.Get("Location")
	if answer.StatusCode != http.StatusOK && !strings.HasPrefix(elsewhere, "/") || strings.HasPrefix(elsewhere, "/login") {
		w.t.Errorf("a link leads to %s, which answers %d", address, answer.StatusCode)
	}
	return string(text), elsewhere
}

// enter lets a new administrator in who reads one language.
func (s *stage) enter(t *testing.T, lang string) *walker {
	t.Helper()
	ctx := t.Context()
	id, err := s.Operators.Add(ctx, operator.Operator{Email: lang + "@maison-lumen.example", Name: "Dominique Faure", Role: operator.Administrator, Language: lang})
	if err != nil {
		t.Fatal(err)
	}
	session, _, err := s.Operators.OpenSession(ctx, id, "127.0.0.0/24", "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	server, err := s.server(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return &walker{t: t, base: s.base, session: session, lang: lang, table: server.Pages(), spent: map[string]time.Duration{}}
}
