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

// light fails the test for a page that is heavy on a first visit.
func light(t *testing.T, w *walker, address string) {
	t.Helper()
	page := w.fetch(address)
	weight := len(page)
	seen := map[string]bool{}
	for _, m := range asset.FindAllSubmatch(page, -1) {
		if name := string(m[1]); !seen[name] {
			seen[name] = true
			weight += len(w.fetch(name))
		}
	}
	t.Logf("%s: %d bytes over the wire on a first visit, %d of them the page and %d files beside it", address, weight, len(page), len(seen))
	if len(seen) < 4 || weight > firstLoad {
		t.Errorf("%s and %d files weigh %d bytes, want at most %d", address, len(seen), weight, firstLoad)
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
