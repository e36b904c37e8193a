package demo

import (
	"io"
	"net/http"
	"regexp"
	"testing"
)

// firstLoad is how much somebody may have to fetch who opens Accord for the
// first time: the page, its font, style and scripts, over the wire.
const firstLoad = 250_000

var asset = regexp.MustCompile(`"(/assets/[^"#]+)`)

// light fails the test for a page that is heavy for somebody who has what is in
// known, and adds to it what the page brings.
func light(t *testing.T, w *walker, address string, known map[string]bool) {
	t.Helper()
	page := w.fetch(address)
	weight, files := len(page), 0
	for _, m := range asset.FindAllSubmatch(page, -1) {
		if name := string(m[1]); !known[name] {
			known[name] = true
			files++
			weight += len(w.fetch(name))
		}
	}
	t.Logf("%s: %d bytes over the wire, %d of them the page, and %d files that were not known", address, weight, len(page), files)
	if files == 0 || weight > firstLoad {
		t.Errorf("%s and %d files weigh %d bytes, want at most %d", address, files, weight, firstLoad)
	}
}

// fetch is what comes over the wire to a browser that knows brotli; pages are
// read as they are.
func (w *walker) fetch(address string) []byte {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.base+address, http.NoBody)
	if err != nil {
		w.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "accord", Value: w.session})
	r.Header.Set("Accept-Encoding", "br")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		w.t.Fatalf("%s answers %d: %v", address, answer.StatusCode, err)
	}
	return body
}
