package ui_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/operator"
	"accord/internal/secret"
	"accord/ui"
)

var start = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)

const appSecret, oldSecret, verifyToken = "the new secret", "the old secret", "t0ken"

// house is a server with real stores behind it, on a socket of its own.
type house struct {
	t         testing.TB
	url       string
	db        *db.DB
	clock     *clock.Manual
	keys      *secret.Keys
	register  *consent.Store
	trials    *experiment.Store
	campaigns *campaign.Store
	operators *operator.Store
	journal   *journal
	log       *lockedBuffer
	client    http.Client
	stop      func() error // ends Run and returns what it returned
}

// open builds a house; change may alter the wiring.
func open(t testing.TB, change ...func(*ui.Config)) *house {
	t.Helper()
	h, config := build(t)
	for _, c := range change {
		c(&config)
	}
	h.serve(config)
	return h
}

// serve runs a server until the test ends.
func (h *house) serve(config ui.Config) {
	h.t.Helper()
	s, err := ui.New(config)
	h.must(err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, ln) }()
	h.url = "http://" + ln.Addr().String()
	h.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	h.t.Cleanup(func() {
		h.client.CloseIdleConnections()
		if err := h.stop(); err != nil {
			h.t.Errorf("Run: %v", err)
		}
		h.confess()
	})
}

// confess adds to a failed test what the server would not tell a client.
func (h *house) confess() {
	for line := range strings.Lines(h.log.String()) {
		if h.t.Failed() && strings.Contains(line, `"level":"ERROR"`) {
			h.t.Logf("the server's log: %s", line)
		}
	}
}

// build makes everything but the server.
func build(t testing.TB) (*house, ui.Config) {
	t.Helper()
	c := clock.NewManual(start)
	d := dbtest.New(t, db.SQLite, consent.Schema, experiment.Schema, campaign.Schema, operator.Schema)
	h := &house{t: t, db: d, clock: c, journal: &journal{}, log: &lockedBuffer{}}
	h.keys, h.trials = secret.Ephemeral(), experiment.New(d, c)
	var err error
	h.register, err = consent.New(consent.Config{DB: d, Keys: h.keys, Clock: c, Rand: &dice{source: rand.NewChaCha8([32]byte{7})}})
	h.must(err)
	h.campaigns, err = campaign.New(campaign.Config{DB: d, Clock: c, Consent: h.register, Experiment: h.trials, Rand: &dice{source: rand.NewChaCha8([32]byte{8})}})
	h.must(err)
	h.operators, err = operator.New(operator.Config{DB: d, Keys: h.keys, Clock: c})
	h.must(err)
	secrets, err := whatsapp.NewSecrets(appSecret, oldSecret)
	h.must(err)
	platform := &whatsapp.Switchboard{}
	h.must(platform.Connect([]whatsapp.Line{{Config: whatsapp.Config{Token: "token", PhoneNumberID: "106540352242922"}, Secrets: secrets, VerifyToken: verifyToken}}))
	h.client = http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return h, ui.Config{
		Journal: h.journal, Links: h.campaigns, Conversions: h.campaigns, Tokens: h.operators, Clock: c,
		Health:   func(ctx context.Context) error { return d.Get(ctx, new(int), `SELECT 1`) },
		Platform: platform, Log: slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// answer is a response that was read.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request; header has names and values in turn.
func (h *house) ask(method, path, body string, header ...string) answer {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, strings.NewReader(body))
	h.must(err)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	return h.do(req)
}

func (h *house) do(req *http.Request) answer {
	h.t.Helper()
	resp, err := h.client.Do(req)
	h.must(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	h.must(err)
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func (h *house) want(a answer, status int) answer {
	h.t.Helper()
	if a.status != status {
		h.t.Errorf("status %d, want %d; body %q", a.status, status, a.body)
	}
	return a
}

func (h *house) token(role operator.Role) string {
	h.t.Helper()
	token, _, err := h.operators.CreateToken(h.t.Context(), operator.TokenSpec{Name: "shop", Role: role}, "claire@example.org")
	h.must(err)
	return token
}

func (h *house) count(query string, args ...any) (n int) {
	h.t.Helper()
	h.must(h.db.Get(context.Background(), &n, query, args...))
	return n
}

// journal keeps webhooks in memory. It fails or waits on demand.
type journal struct {
	mu      sync.Mutex
	bodies  []string
	failure error
	arrived chan struct{} // when set, told of each body before it is kept
	proceed chan struct{} // when set, waited for
}

func (j *journal) Accept(ctx context.Context, body []byte) error {
	if j.arrived != nil {
		j.arrived <- struct{}{}
		select {
		case <-j.proceed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.failure == nil {
		j.bodies = append(j.bodies, string(body))
	}
	return j.failure
}

func (j *journal) kept() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bodies
}

var errDiskFull = errors.New("disk /var/lib/accord is full")

// dice throw the same ids and salts each time, so that the same people get the
// same variants.
type dice struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

func (d *dice) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.source.Read(p)
}

// lockedBuffer is a log that many goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
