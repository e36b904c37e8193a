package ui

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"accord/campaign"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/valyala/fasthttp"
)

const (
	webhookLimit = 3 << 20 // Meta's limit for a notification
	apiLimit     = 64 << 10
	formLimit    = 256 << 10
	// headerLimit has room for the cookies of the shop whose domain the links
	// may share.
	headerLimit = 16 << 10

	handleTimeout = 10 * time.Second // for one handler, its waits included
	idleTimeout   = 60 * time.Second // for a connection between requests
)

// Server answers HTTP requests.
type Server struct {
	Config
	proxies proxies
	app     *fiber.App
	paper   map[words.Lang]stationery
	reopens map[string]bool // patterns of the pages that can be opened
	api     huma.API
	meters  *Meters

	description func() ([]byte, error) // of the API; nil where it is not served

	life      context.Context // ends when the server drains; what outlives a request ends with it
	end       context.CancelFunc
	streams   streams // of server-sent events
	forecasts *forecasts
	imports   *campaign.ImportJobs
	releasing releasing
	work      sync.WaitGroup // what goes on backstage
}

// New checks the configuration and opens nothing.
func New(c Config) (*Server, error) {
	c, err := c.complete()
	if err != nil {
		return nil, err
	}
	s := &Server{Config: c, proxies: c.TrustedProxies}
	s.life, s.end = context.WithCancel(context.Background())
	s.forecasts = newForecasts(s)
	if s.meters = c.Meters; s.meters == nil {
		s.meters = NewMeters(c)
	}
	s.app = fiber.New(s.settings())
	s.app.Use(s.around, recover.New(recover.Config{EnableStackTrace: true, StackTraceHandler: s.panicked}))
	for _, r := range s.programs() {
		if !s.PublicOnly || operator.Public.May(r.Needs) {
			s.app.Add(r.Method, r.Path, s.guard(r, s.admit))
		}
	}
	if s.Office == nil || s.PublicOnly {
		return s, nil
	}
	if s.paper, err = printed(); err != nil {
		return nil, err
	}
	if s.imports, err = campaign.NewImportJobs(campaign.ImportJobsConfig{Store: s.Office.Campaigns, Keys: s.Office.Keys, Folder: s.Office.Uploads}); err != nil {
		return nil, err
	}
	pages := s.pages()
	if s.Office.Sample != nil {
		pages = append(pages, s.sampleRoutes()...)
	}
	s.reopens = map[string]bool{}
	for _, r := range pages {
		if r.Method == fiber.MethodGet {
			s.reopens[r.Path] = true
		}
		if r.Method == fiber.MethodPost && r.Limit != streamed {
			r.Handler = s.fromForm(r.Handler)
		}
		s.app.Add(r.Method, r.Path, s.guard(r, s.welcome))
	}
	s.serveAPI()
	return s, nil
}

// settings leaves ProxyHeader empty: Fiber would believe the first address of
// X-Forwarded-For, which is the client's own word (see proxies).
func (s *Server) settings() fiber.Config {
	return fiber.Config{
		DisableStartupMessage: true,
		Immutable:             true, // what handlers keep outlives the request
		StrictRouting:         true,
		CaseSensitive:         true,
		StreamRequestBody:     true, // see intake: no body is read before its sender is known
		// Nor is a form with a file in it.
		DisablePreParseMultipartForm: true,
		ReadBufferSize:               headerLimit,
		ReadTimeout:                  s.ReadTimeout,
		IdleTimeout:                  idleTimeout,
		EnableTrustedProxyCheck:      true,
		TrustedProxies:               s.proxies.names(),
		ErrorHandler:                 s.early,
	}
}

// Run serves on ln until ctx ends; then it closes ln,
// answers the requests under way and returns nil. A request that does not end in time is
// cut off, which is an error.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	defer s.work.Wait()
	defer s.end()
	if s.imports != nil {
		s.backstage("remove uploads", s.sweepUploads)
		s.backstage("prune sessions and calls", s.pruneOperators)
		defer s.Office.Operators.Settle()
	}
	served := make(chan error, 1)
	go func() { served <- s.app.Listener(ln) }()
	select {
	case err := <-served:
		if err == nil {
			err = net.ErrClosed // by somebody else
		}
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	s.end()
	// A connection that never says anything ends with the read timeout, so
	// waiting longer than that is enough to drain.
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.ReadTimeout+handleTimeout)
	defer cancel()
	err := s.app.ShutdownWithContext(drain)
	// Fiber does not know a listener whose Serve has not begun; this ends it.
	if closed := ln.Close(); !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	if err = errors.Join(err, <-served); err != nil {
		return fmt.Errorf("drain HTTP: %w", err)
	}
	return nil
}

// Handler is the server without a network.
func (s *Server) Handler() fasthttp.RequestHandler { return s.app.Handler() }

func (s *Server) panicked(c *fiber.Ctx, value any) {
	s.Log.Error("panic in a handler", "id", requestID(c), "route", pattern(c), "panic", fmt.Sprint(value), "stack", string(debug.Stack()))
}
