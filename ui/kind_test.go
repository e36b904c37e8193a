package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/experiment"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

func TestProblemOf(t *testing.T) {
	cases := []struct {
		name   string
		err    error
		status int
		shown  bool // the text "inside" may be shown
	}{
		{"invalid", campaign.ErrInvalid, 400, true},
		{"not found", campaign.ErrNotFound, 404, true},
		{"value", experiment.ErrValue, 400, false},
		{"token", operator.ErrToken, 401, false},
		{"disabled", operator.ErrDisabled, 409, false},
		{"the last administrator", operator.ErrLast, 409, false},
		{"signature", whatsapp.ErrSignature, 401, false},
		{"handshake", whatsapp.ErrHandshake, 403, false},
		{"took too long", context.DeadlineExceeded, 503, false},
		{"a problem already", &problem{Status: 413}, 413, false},
		{"no route", fiber.ErrNotFound, 404, false},
		{"a connection that broke", fiber.ErrBadGateway, 400, false},
		{"anything else", errors.New("table contact is locked"), 500, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := problemOf(fmt.Errorf("inside: %w", c.err))
			if p.Status != c.status || p.Type != "about:blank" || p.Title == "" {
				t.Errorf("problem %+v, want status %d", p, c.status)
			}
			if strings.Contains(p.Detail, "inside") != c.shown || strings.Contains(p.Detail, "locked") {
				t.Errorf("detail %q", p.Detail)
			}
		})
	}
}
