package ui_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/campaign/whatsapp"
	"accord/ui"
)

const (
	hook            = "/webhooks/whatsapp"
	signatureHeader = "X-Hub-Signature-256"
)

func sign(t testing.TB, secret, body string) string {
	t.Helper()
	s, err := whatsapp.NewSecrets(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s.Sign([]byte(body))
}

func TestWebhookTakesExactlyWhatIsSigned(t *testing.T) {
	const escaped = `{"name":"Zo\u00e9 \ud83d\ude00","url":"https:\/\/x"}`
	const raw = `{"name":"Zoé 😀","url":"https://x"}`
	good := sign(t, appSecret, escaped)
	cases := []struct {
		name, body string
		header     []string
		status     int
	}{
		{"escaped as Meta does", escaped, []string{signatureHeader, good}, 200},
		{"emoji as bytes", raw, []string{signatureHeader, sign(t, appSecret, raw)}, 200},
		{"the old secret, in rotation", escaped, []string{signatureHeader, sign(t, oldSecret, escaped)}, 200},
		{"bytes that are no JSON and no UTF-8", "\xff\x00{", []string{signatureHeader, sign(t, appSecret, "\xff\x00{")}, 200},
		{"name of the header in small letters", escaped, []string{"x-hub-signature-256", good}, 200},
		{"no signature", escaped, nil, 401},
		{"empty signature", escaped, []string{signatureHeader, ""}, 401},
		{"serialised again", raw, []string{signatureHeader, good}, 401},
		{"short", escaped, []string{signatureHeader, good[:20]}, 401},
		{"upper-case digits", escaped, []string{signatureHeader, "sha256=" + strings.ToUpper(good[7:])}, 401},
		{"twice the same", escaped, []string{signatureHeader, good, signatureHeader, good}, 401},
		{"a good one before a bad one", escaped, []string{signatureHeader, good, signatureHeader, "sha256=0"}, 401},
		{"a stranger's secret", escaped, []string{signatureHeader, sign(t, "stranger", escaped)}, 401},
		{"the old header", escaped, []string{"X-Hub-Signature", "sha1=" + good[7:47]}, 401},
	}
	h := open(t)
	var want []string
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := h.want(h.ask(http.MethodPost, hook, c.body, c.header...), c.status)
			if c.status == 200 {
				want = append(want, c.body)
			} else if a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("Content-Type %q", a.header.Get("Content-Type"))
			}
			if got := h.journal.kept(); !slices.Equal(got, want) {
				t.Errorf("journal %q, want %q", got, want)
			}
		})
	}
}

func TestWebhookSizes(t *testing.T) {
	h := open(t)
	whole := strings.Repeat("x", 3<<20)
	h.want(h.ask(http.MethodPost, hook, whole, signatureHeader, sign(t, appSecret, whole)), 200)
	over := whole + "x"
	h.want(h.ask(http.MethodPost, hook, over, signatureHeader, sign(t, appSecret, over)), 413)
	if got := h.journal.kept(); len(got) != 1 || got[0] != whole {
		t.Errorf("%d bodies journaled, want the one of 3 MB", len(got))
	}
}

// stall announces a body, sends its first 8 KiB, and waits for an answer.
func (h *house) stall(announced int64) answer {
	h.t.Helper()
	r, w := io.Pipe()
	// A server that waits for the rest must fail the test, not hang it.
	defer time.AfterFunc(5*time.Second, func() { w.Close() }).Stop()
	defer w.Close()
	go func() { _, _ = w.Write(bytes.Repeat([]byte("x"), 8<<10)) }()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url+hook, r)
	h.must(err)
	req.ContentLength = announced
	return h.do(req)
}

// A body that is announced as far too large is refused before it is sent.
func TestWebhookFarTooLarge(t *testing.T) {
	h := open(t)
	a := h.want(h.stall(1<<30), 413)
	if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("X-Request-Id") == "" {
		t.Errorf("headers of an answer before any handler: %v", a.header)
	}
}

func TestSlowBodyIsCutOff(t *testing.T) {
	h := open(t, func(c *ui.Config) { c.ReadTimeout = 200 * time.Millisecond })
	h.want(h.stall(16<<10), 408)
	if got := h.journal.kept(); len(got) != 0 {
		t.Errorf("journal %d, want nothing", len(got))
	}
}

func TestEncodedBodiesAreRefused(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, `{"object":"whatsapp_business_account"}`)
	z.Close()
	h := open(t)
	for _, encoding := range []string{"gzip", "br", "identity"} {
		body := packed.String()
		h.want(h.ask(http.MethodPost, hook, body, signatureHeader, sign(t, appSecret, body), "Content-Encoding", encoding), 415)
	}
	h.want(h.ask(http.MethodPost, "/api/v1/conversions", packed.String(), "Content-Encoding", "gzip"), 415)
	if got := h.journal.kept(); len(got) != 0 {
		t.Errorf("journal %q, want nothing", got)
	}
}

func TestWebhookIsRetriedWhenItCannotBeStored(t *testing.T) {
	h := open(t)
	h.journal.failure = errDiskFull
	a := h.want(h.ask(http.MethodPost, hook, "{}", signatureHeader, sign(t, appSecret, "{}")), 503)
	if strings.Contains(a.body, "disk") {
		t.Errorf("the answer shows what went wrong inside: %s", a.body)
	}
	if !strings.Contains(h.log.String(), errDiskFull.Error()) {
		t.Error("the log does not say why")
	}
}

func TestHandshake(t *testing.T) {
	h := open(t)
	cases := []struct {
		name, query string
		status      int
		body        string
	}{
		{"Meta's", "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + verifyToken, 200, "1158201444"},
		{"wrong token", "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=other", 403, ""},
		{"no token", "hub.mode=subscribe&hub.challenge=1158201444", 403, ""},
		{"nothing", "", 403, ""},
		{"markup", "hub.mode=subscribe&hub.challenge=%3Cb%3E&hub.verify_token=" + verifyToken, 403, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := h.want(h.ask(http.MethodGet, hook+"?"+c.query, ""), c.status)
			if c.body != "" && a.body != c.body {
				t.Errorf("body %q, want the bare challenge", a.body)
			}
			if c.body != "" && !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
				t.Errorf("Content-Type %q", a.header.Get("Content-Type"))
			}
		})
	}
}
