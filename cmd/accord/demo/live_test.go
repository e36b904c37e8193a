package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"accord/internal/db"
	"accord/internal/db/dbtest"
)

// showing is a demonstration with pages and a visitor in front of it.
type showing struct {
	t       *testing.T
	opened  chan string // each address that was announced
	ended   chan error
	stop    context.CancelFunc
	stderr  stderr
	base    string
	browser http.Client // has the visitor's cookies
}

// stderr is what was said there so far.
type stderr struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *stderr) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *stderr) has(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Contains(r.text.String(), text)
}

// show plays a demonstration; it ends with the test at the latest.
func show(t *testing.T, cfg Config) *showing {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &showing{t: t, opened: make(chan string, 1), ended: make(chan error, 1), browser: http.Client{Jar: jar, Timeout: time.Minute}}
	cfg.Seed, cfg.Stderr = 1, &v.stderr
	ctx, stop := context.WithCancel(t.Context())
	v.stop = stop
	over := make(chan struct{})
	go func() {
		defer close(over)
		v.ended <- Show(ctx, Live{Config: cfg, Listen: "127.0.0.1:0", Announce: func(url string) { v.opened <- url }})
	}()
	t.Cleanup(func() { stop(); <-over })
	return v
}

// open waits until there is something to look at.
func (v *showing) open() {
	v.t.Helper()
	select {
	case v.base = <-v.opened:
	case err := <-v.ended:
		v.t.Fatalf("ended before there was anything to look at: %v", err)
	case <-time.After(3 * time.Minute):
		v.t.Fatal("nothing to look at after three minutes")
	}
}

// end waits until the demonstration has ended, and is what it ended with.
func (v *showing) end() error {
	v.t.Helper()
	select {
	case err := <-v.ended:
		return err
	case <-time.After(time.Minute):
		v.t.Fatal("it goes on a minute later")
		return nil
	}
}

var formTag = regexp.MustCompile(`name="form_tag" value="([^"]+)"`)

// get opens a page.
func (v *showing) get(path string) string {
	v.t.Helper()
	status, body := v.ask(http.MethodGet, path, nil)
	if status != http.StatusOK {
		v.t.Fatalf("%s answers %d", path, status)
	}
	return body
}

// post presses a button of the first page, and is the status it leads to.
func (v *showing) post(path string, form url.Values) int {
	v.t.Helper()
	form.Set("form_tag", formTag.FindStringSubmatch(v.get("/"))[1])
	status, _ := v.ask(http.MethodPost, path, form)
	return status
}

func (v *showing) ask(method, path string, form url.Values) (status int, body string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := v.browser.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// become looks with the eyes of one of the shop's people.
func (v *showing) become(name string) {
	v.t.Helper()
	button := regexp.MustCompile(`name="id" value="(\d+)"[^>]*>` + name).FindStringSubmatch(v.get("/"))
	if button == nil {
		v.t.Fatalf("nobody is called %s", name)
	}
	if status := v.post("/sample/person", url.Values{"id": {button[1]}}); status != http.StatusOK {
		v.t.Fatalf("to become %s leads to %d", name, status)
	}
}

// TestAStoryThatFailsEndsTheDemonstration: with nobody to import there is
// nothing to show, and whoever waits for an address is told why.
func TestAStoryThatFailsEndsTheDemonstration(t *testing.T) {
	v := show(t, Config{Contacts: 0})
	if err := v.end(); err == nil || !strings.Contains(err.Error(), "import") {
		t.Errorf("ended with %v; want what is wrong with the import", err)
	}
}

var sampleClock = regexp.MustCompile(`Horloge accélérée[^<]*`)

// TestTheShopGoesOnWithoutItsToken: a visitor may revoke it; the clock runs on,
// and the terminal says what became of the orders.
func TestTheShopGoesOnWithoutItsToken(t *testing.T) {
	v := show(t, Config{Contacts: 300})
	v.open()
	v.become("Sophie Lambert")
	revoke := regexp.MustCompile(`/settings/tokens/\d+/revoke`).FindString(v.get("/settings/tokens"))
	if status := v.post(revoke, url.Values{}); status != http.StatusOK {
		t.Fatalf("to revoke the token leads to %d", status)
	}
	eventually(t, "the remark about the orders", func() bool { return v.stderr.has("HTTP 401") })
	before := sampleClock.FindString(v.get("/"))
	eventually(t, "a later time on the pages", func() bool { return sampleClock.FindString(v.get("/")) != before })
	v.stop()
	if err := v.end(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for began := time.Now(); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatalf("%s did not come within a minute", what)
		}
	}
}

// TestAResetPlaysAnew: the visitor begins again, then leaves.
func TestAResetPlaysAnew(t *testing.T) {
	v := show(t, Config{Contacts: 150})
	v.open()
	if status := v.post("/sample/reset", url.Values{}); status != http.StatusOK {
		t.Fatalf("the reset leads to %d", status)
	}
	v.open()
	if status := v.post("/sample/leave", url.Values{}); status != http.StatusOK {
		t.Fatalf("the way out leads to %d", status)
	}
	if err := v.end(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestAKeptWorkspaceHasNoReset: it could not be built anew where one stands
// already, so that a reset would be the end.
func TestAKeptWorkspaceHasNoReset(t *testing.T) {
	for name, cfg := range map[string]Config{
		"in a folder":   {Data: t.TempDir()},
		"in a database": {DB: dbtest.URL(t, db.PostgreSQL)},
	} {
		t.Run(name, func(t *testing.T) {
			cfg.Contacts = 150
			v := show(t, cfg)
			v.open()
			if body := v.get("/"); strings.Contains(body, "/sample/reset") || !strings.Contains(body, "/sample/leave") {
				t.Error("the page offers a reset, or no way out")
			}
			if status := v.post("/sample/reset", url.Values{}); status != http.StatusNotFound {
				t.Errorf("a reset answers %d", status)
			}
			v.stop()
			if err := v.end(); err != nil {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

// TestAFolderWithAWorkspaceIsLeftAlone: not even its tables are brought up to
// date.
func TestAFolderWithAWorkspaceIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "accord.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := show(t, Config{Contacts: 150, Data: dir}).end(); err == nil || !strings.Contains(err.Error(), "--data") {
		t.Errorf("ended with %v; want which folder to choose", err)
	}
	if text, err := os.ReadFile(path); err != nil || len(text) > 0 {
		t.Errorf("%d bytes in the workspace that was there, %v", len(text), err)
	}
	if _, err := os.Stat(filepath.Join(dir, "keys")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("keys beside it: %v", err)
	}
}
