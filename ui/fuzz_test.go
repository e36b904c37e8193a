package ui_test

import (
	"encoding/json"
	"log/slog"
	"testing"

	"accord/internal/operator"
	"accord/ui"

	"github.com/valyala/fasthttp"
)

// FuzzConversionDoor sends any body and key: the answer is always one of the
// documented ones and readable, and never a failure of the server.
func FuzzConversionDoor(f *testing.F) {
	for _, body := range []string{
		`{"key":"o1","external_id":"C-1","value":1299,"currency":"EUR"}`,
		`{"key":"o2","phone":"+33612345678","at":"2026-03-03T10:00:00Z"}`,
		`{"contact":"1"}`, `{"message":"1","click":"AAAAAAAAACo"}`, `{"external_id":"C-1","key":"\u0000"}`,
		`{"external_id":"\ud83d\ude00"}`, `{"at":"0001-01-01T00:00:00Z"}`, `{"value":-0}`, `[]`, ``, "\xff", `{"a":{"b":[1]}}`,
	} {
		f.Add([]byte(body), "k")
		f.Add([]byte(body), "")
	}
	h, config := build(f)
	h.launch()
	token := h.token(operator.Marketer)
	config.Log = slog.New(slog.DiscardHandler)
	s, err := ui.New(config)
	h.must(err)
	handle := s.Handler()
	f.Fuzz(func(t *testing.T, body []byte, key string) {
		var req fasthttp.Request
		req.Header.SetMethod(fasthttp.MethodPost)
		req.SetRequestURI(conversions)
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Idempotency-Key", key)
		req.SetBody(body)
		var c fasthttp.RequestCtx
		c.Init(&req, nil, nil)
		handle(&c)
		var v map[string]any
		if err := json.Unmarshal(c.Response.Body(), &v); err != nil {
			t.Fatalf("answer %q: %v", c.Response.Body(), err)
		}
		switch status := c.Response.StatusCode(); status {
		case 200, 201:
			if _, isText := v["contact"].(string); !isText || !json.Valid(body) {
				t.Errorf("body %q is answered %s", body, c.Response.Body())
			}
		case 400, 404, 413:
			if v["status"] != float64(status) {
				t.Errorf("body %q: %d with %s", body, status, c.Response.Body())
			}
		default:
			t.Errorf("body %q, key %q: %d %s", body, key, status, c.Response.Body())
		}
	})
}
