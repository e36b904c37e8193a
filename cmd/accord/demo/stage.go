package demo

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"accord/campaign/whatsapp"
	"accord/campaign/whatsapp/simulator"
	"accord/cmd/accord/workspace"
	"accord/consent"
	"accord/internal/clock"
	"accord/internal/netx"
	"accord/internal/operator"
	"accord/scheduler"
	"accord/ui"

	"golang.org/x/sync/errgroup"
)

// stage is everything that runs during a play.
type stage struct {
	*workspace.Workspace
	clock  *clock.Manual
	number workspace.Number
	engine *scheduler.Engine
	sim    *simulator.Simulator
	shop   *shop
	base   string // address of the web server
	stop   context.CancelFunc
	loops  *errgroup.Group
	log    *os.File
}

// The two operators of a demonstration: one launches, both release imports.
const (
	marketer   = "claire@maison-lumen.example"
	compliance = "marc@maison-lumen.example"
)

// LogName is the simulator's log in the data folder.
const LogName = "simulator.jsonl"

// build opens a workspace and starts the server, the simulator and the engine
// on loopback addresses.
func build(ctx context.Context, cfg Config, p play) (*stage, error) {
	s := &stage{clock: clock.NewManual(p.start)}
	var err error
	s.Workspace, err = workspace.Open(ctx, workspace.Options{Data: cfg.Data, URL: cfg.DB, Clock: s.clock,
		Rand: seededBytes{seeded(cfg.Seed, "ids")}, Log: slog.New(slog.NewTextHandler(cfg.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return nil, err
	}
	err = s.vacant(ctx)
	if err == nil {
		err = s.start(ctx, cfg, p)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// vacant refuses a database that somebody works in.
func (s *stage) vacant(ctx context.Context) error {
	var n int
	err := s.DB.Get(ctx, &n, `SELECT count(*) FROM operator`)
	if err == nil && n > 0 {
		err = errors.New("this database holds a workspace already; give the demonstration an empty one")
	}
	return err
}

func (s *stage) start(ctx context.Context, cfg Config, p play) error {
	var listener net.ListenConfig
	web, err := listener.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	graph, err := listener.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.base = "http://" + web.Addr().String()
	s.number = workspace.Number{PerSecond: p.perSecond, Config: whatsapp.Config{BaseURL: "http://" + graph.Addr().String(),
		Token: random(), PhoneNumberID: numberID, WABAID: wabaID}}
	if s.log, err = os.Create(filepath.Join(cfg.Data, LogName)); err != nil {
		return err
	}
	token, err := s.seedOperators(ctx)
	if err != nil {
		return err
	}
	s.shop = &shop{net: netx.NewClient(netx.Config{Operator: true}), url: s.base + "/api/v1/conversions", token: token}
	secret, verify := random(), random()
	if s.engine, err = s.Engine(ctx, s.number, ""); err != nil {
		return err
	}
	server, err := s.server(secret, verify)
	if err != nil {
		return err
	}
	s.sim, err = simulator.New(simulator.Config{Clock: s.clock, Seed: cfg.Seed, Callback: s.base + "/webhooks/whatsapp",
		AppSecret: secret, VerifyToken: verify, Token: s.number.Token, Templates: p.templates(s.base), World: p.world, Scenario: p.scenario,
		Numbers: []simulator.Number{{ID: numberID, Display: displayPhone, WABAID: wabaID, Name: shopName, PerSecond: p.perSecond, Tier: "TIER_UNLIMITED"}},
		Log:     io.Writer(s.log),
		Shop: func(ctx context.Context, person string, value int64, _ string, at time.Time) error {
			return s.shop.report(ctx, "phone", person, value, at)
		}})
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	s.stop = stop
	s.loops, running = errgroup.WithContext(running)
	s.loops.Go(func() error { return server.Run(running, web) })
	s.loops.Go(func() error { return s.sim.Run(running, graph) })
	s.loops.Go(func() error { return s.engine.Run(running) })
	if err := s.sim.Handshake(ctx); err != nil {
		return fmt.Errorf("webhook handshake: %w", err)
	}
	return s.SyncTemplates(ctx, s.number)
}

func (s *stage) server(secret, verify string) (*ui.Server, error) {
	secrets, err := whatsapp.NewSecrets(secret)
	if err != nil {
		return nil, err
	}
	return ui.New(ui.Config{Journal: s.engine.Journal(), Links: s.Campaigns, Conversions: s.Campaigns, Tokens: s.Operators,
		Health: func(context.Context) error { return nil }, Secrets: secrets, VerifyToken: verify, Clock: s.clock, Log: s.Log})
}

// seedOperators adds the two operators and the shop's token.
func (s *stage) seedOperators(ctx context.Context) (token string, err error) {
	for _, o := range []operator.Operator{
		{Email: marketer, Name: "Claire Morel", Role: operator.Administrator},
		{Email: compliance, Name: "Marc Vidal", Role: operator.Compliance},
	} {
		if _, err := s.Operators.Add(ctx, o); err != nil {
			return "", err
		}
	}
	token, _, err = s.Operators.CreateToken(ctx, "boutique", operator.Marketer, marketer)
	return token, err
}

// seedConsent publishes the purpose and the words that people saw.
func (s *stage) seedConsent(ctx context.Context) error {
	err := s.Consent.AddPurpose(ctx, consent.Purpose{ID: offers, Category: consent.Marketing, NameFR: "Offres de la boutique", NameEN: "Shop offers"})
	if err != nil {
		return err
	}
	return s.Consent.PublishNotice(ctx, consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}, offers, noticeText)
}

func (s *stage) close() error {
	var errs []error
	if s.stop != nil {
		s.stop()
		if err := s.loops.Wait(); !errors.Is(err, context.Canceled) {
			errs = append(errs, err)
		}
	}
	if s.engine != nil {
		s.engine.Close()
	}
	if s.log != nil {
		errs = append(errs, s.log.Close())
	}
	return errors.Join(append(errs, s.Close())...)
}

// random is a secret of this run.
func random() string {
	var b [24]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
