package ui

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"time"

	"accord/campaign"
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

// Platform knows who speaks for WhatsApp.
type Platform interface {
	// Verify checks the signature of a webhook's raw bytes; the error wraps
	// whatsapp.ErrSignature.
	Verify(raw []byte, header string) error
	// Challenge answers the handshake, or returns whatsapp.ErrHandshake.
	Challenge(mode, token, challenge string) (string, error)
}

// Config wires a [Server]. All fields up to Clock are required.
type Config struct {
	Journal     Journal
	Links       Links
	Conversions Conversions
	Tokens      Tokens
	Health      func(ctx context.Context) error // nil when the server can work
	Platform    Platform
	Clock       clock.Clock

	Office         *Office        // pages and API; without one, only what programs need is served
	PublicURL      string         // under which people and platforms reach the server: "https://accord.example.org"
	PublicOnly     bool           // only what anybody may ask; the rest is served on another listener
	TrustedProxies []netip.Prefix // whose word on a client's address and scheme counts; nobody's when empty
	Log            *slog.Logger   // slog.Default() when nil
	Meters         *Meters        // shared by servers whose figures are one; its own when nil
	ReadTimeout    time.Duration  // for one whole request; 10 s when zero
}

func (c Config) complete() (Config, error) {
	missing := c.Journal == nil || c.Links == nil || c.Conversions == nil || c.Tokens == nil || c.Health == nil ||
		c.Platform == nil || c.Clock == nil
	if missing {
		return c, errors.New("ui: Journal, Links, Conversions, Tokens, Health, Platform and Clock are required")
	}
	if c.Office != nil {
		if err := c.Office.complete(); err != nil {
			return c, err
		}
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 10*time.Second)
	return c, nil
}
