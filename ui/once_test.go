package ui_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"accord/internal/db"
	"accord/internal/operator"
	"accord/ui"

	"github.com/gofiber/fiber/v2"
)

// What a failed call leaves behind decides whether it may be tried again, not
// what it was answered; and that it ran out of time does not lock its key.
func TestAFailedCallMayBeRepeatedWhenItLeftNothing(t *testing.T) {
	for _, c := range []struct {
		name           string
		writes, late   bool
		failure        error
		first, second  int
		calls, written int
	}{
		{"done", true, false, nil, 200, 200, 1, 1},
		{"done at the last moment", true, true, nil, 200, 200, 1, 1},
		{"refused", false, false, fiber.ErrConflict, 409, 409, 2, 0},
		{"out of time", false, true, context.DeadlineExceeded, 503, 503, 2, 0},
		{"failed", false, false, errors.New("disk full"), 500, 500, 2, 0},
		{"failed after something was done", true, false, context.DeadlineExceeded, 503, 500, 1, 1},
		{"out of time after something was done", true, true, context.DeadlineExceeded, 503, 500, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := desk(t)
			who, err := w.operators.Authenticate(t.Context(), w.token(operator.Marketer))
			w.must(err)
			_, config := build(t)
			config.Office = w.office
			server, err := ui.New(config)
			w.must(err)
			calls := 0
			server.Once("/api/probe", who, func(f *fiber.Ctx) error {
				calls++
				if c.writes {
					w.must(w.db.Write(f.UserContext(), func(ctx context.Context, tx *db.Tx) error {
						return w.operators.RecordTx(ctx, tx, operator.Entry{Operator: "x", Action: "probe"})
					}))
				}
				if c.late {
					over, cancel := context.WithCancel(f.UserContext())
					cancel()
					f.SetUserContext(over)
				}
				if c.failure != nil {
					return c.failure
				}
				return f.SendString("done")
			})
			ask := func() (int, string) {
				req := httptest.NewRequest(http.MethodPost, "/api/probe", strings.NewReader("{}"))
				req.Header.Set("Idempotency-Key", "k")
				resp, err := ui.Test(server).Test(req, -1)
				w.must(err)
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				w.must(err)
				return resp.StatusCode, string(body)
			}
			if status, _ := ask(); status != c.first {
				t.Errorf("answered %d, want %d", status, c.first)
			}
			status, body := ask()
			if status != c.second || calls != c.calls || c.calls == 1 && status == 500 && !strings.Contains(body, "after something was done") {
				t.Errorf("repeated, it is answered %d after %d calls, want %d after %d: %s", status, calls, c.second, c.calls, body)
			}
			if n := w.count(`SELECT count(*) FROM audit WHERE action = 'probe'`); n != c.written {
				t.Errorf("%d written, want %d", n, c.written)
			}
		})
	}
}
