package ui

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"reflect"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/internal/clock"
	"accord/internal/operator"
)

// Journal takes what WhatsApp reports.
type Journal interface {
	// Accept returns nil once the body is durable; on any error the sender is
	// asked to try again. The body belongs to the journal.
	Accept(ctx context.Context, body []byte) error
}

// Links knows the short links.
type Links interface {
	// Follow records a visit and returns the address to go to. An unknown code
	// is [campaign.ErrNotFound].
	Follow(ctx context.Context, v campaign.Visit) (string, error)
}

// Conversions takes orders.
type Conversions interface {
	// Convert counts an order once per key. The errors that concern the caller
	// are [campaign.ErrInvalid], [campaign.ErrNotFound] and
	// [experiment.ErrValue].
	Convert(ctx context.Context, c campaign.Conversion) (campaign.Converted, error)
}

// Tokens knows the API tokens.
type Tokens interface {
	// Authenticate finds who a token stands for, or returns [operator.ErrToken].
	Authenticate(ctx context.Context, token string) (operator.Principal, error)
}

// Config wires a [Server]. All fields up to Clock are required.
type Config struct {
	Journal     Journal
	Links       Links
	Conversions Conversions
	Tokens      Tokens
	Health      func(ctx context.Context) error // nil when the server can work
	Secrets     whatsapp.Secrets                // sign webhooks
	Clock       clock.Clock

	VerifyToken    string         // shown by Meta when it subscribes; without one no subscription succeeds
	TrustedProxies []netip.Prefix // whose word on a client's address and scheme counts; nobody's when empty
	Log            *slog.Logger   // slog.Default() when nil
	ReadTimeout    time.Duration  // for one whole request; 10 s when zero
}

func (c Config) complete() (Config, error) {
	missing := c.Journal == nil || c.Links == nil || c.Conversions == nil || c.Tokens == nil || c.Health == nil || c.Clock == nil
	if missing {
		return c, errors.New("ui: Journal, Links, Conversions, Tokens, Health and Clock are required")
	}
	if reflect.ValueOf(c.Secrets).IsZero() {
		return c, errors.New("ui: no app secret: webhooks could not be told from forgeries; set the secret of the Meta app")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 10*time.Second)
	return c, nil
}
