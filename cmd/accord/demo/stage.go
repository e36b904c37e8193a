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
	clock   *clock.Manual
	pages   *pages // nil without visitors
	numbers *workspace.Numbers
	engine  *scheduler.Engine
	sim     *simulator.Simulator
	shop    *shop
	base    string // address of the web server
	life    *life  // what people do by themselves; nil where nobody watches
	stop    context.CancelFunc
	broken  <-chan struct{} // closed when a loop has failed
	loops   *errgroup.Group
	log     *os.File
}

// The operators of a demonstration: the marketer imports and launches, the two
// others release.
const (
	marketer      = "claire@maison-lumen.example"
	compliance    = "marc@maison-lumen.example"
	administrator = "sophie@maison-lumen.example"
)

// LogName is the simulator's log in the data folder.
const LogName = "simulator.jsonl"

// build opens a workspace and starts the server, the simulator and the engine
// on loopback addresses.
func build(ctx context.Context, cfg Config, p play, v *pages) (*stage, error) {
	s := &stage{clock: clock.NewManual(p.start), pages: v}
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
	web, err := s.pages.web(ctx)
	if err != nil {
		return err
	}
	graph, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.base = "http://" + web.Addr().String()
	if s.log, err = os.Create(filepath.Join(cfg.Data, LogName)); err != nil {
		return err
	}
	token, err := s.seedOperators(ctx)
	if err != nil {
		return err
	}
	s.shop = &shop{net: netx.NewClient(netx.Config{Operator: true}), url: s.base + "/api/v1/conversions", token: token}
	if s.pages != nil { // a visitor may revoke the token; the shop goes on selling
		s.shop.remark = func(err error) { s.Log.Warn("the shop's orders are not counted", "error", err) }
	}
	number, err := s.connect(ctx, "http://"+graph.Addr().String())
	if err != nil {
		return err
	}
	server, err := s.server(ctx)
	if err != nil {
		return err
	}
	if s.sim, err = s.simulator(cfg, p, number); err != nil {
		return err
	}
	s.run(ctx, server, web, graph)
	if err := s.sim.Handshake(ctx); err != nil {
		return fmt.Errorf("webhook handshake: %w", err)
	}
	return s.numbers.Learn(ctx)
}

// connect keeps the shop's number in the settings, as an administrator would,
// and prepares the engine that sends from it.
func (s *stage) connect(ctx context.Context, graph string) (operator.Number, error) {
	number := operator.Number{ID: numberID, WABAID: wabaID, Label: shopName, BaseURL: graph, Token: operator.NewSecret(random()),
		AppSecrets: []operator.Secret{operator.NewSecret(random())}, VerifyToken: operator.NewSecret(random())}
	if err := s.Operators.SaveNumber(ctx, number, administrator); err != nil {
		return number, err
	}
	s.numbers = s.Numbers()
	var err error
	s.engine, err = s.Engine(ctx, s.numbers, "")
	return number, err
}

func (s *stage) simulator(cfg Config, p play, number operator.Number) (*simulator.Simulator, error) {
	return simulator.New(simulator.Config{Clock: s.clock, Seed: cfg.Seed, Callback: s.base + "/webhooks/whatsapp",
		AppSecret: number.AppSecrets[0].Reveal(), VerifyToken: number.VerifyToken.Reveal(), Token: number.Token.Reveal(),
		Templates: p.templates(s.base), World: p.world, Scenario: p.scenario,
		Numbers: []simulator.Number{{ID: numberID, Display: displayPhone, WABAID: wabaID, Name: shopName, PerSecond: p.perSecond, Tier: "TIER_UNLIMITED"}},
		Log:     io.Writer(s.log),
		Shop: func(ctx context.Context, person string, value int64, _ string, at time.Time) error {
			return s.shop.report(ctx, "phone", person, value, at)
		}})
}

// run starts the loops; they end with close.
func (s *stage) run(ctx context.Context, server *ui.Server, web, graph net.Listener) {
	running, stop := context.WithCancel(ctx)
	s.stop = stop
	s.loops, running = errgroup.WithContext(running)
	s.broken = running.Done()
	s.loops.Go(func() error { return server.Run(running, web) })
	s.loops.Go(func() error { return s.sim.Run(running, graph) })
	s.loops.Go(func() error { return s.engine.Run(running) })
}

func (s *stage) server(ctx context.Context) (*ui.Server, error) {
	config := s.Pages(s.engine, s.numbers)
	if s.pages == nil {
		config.Office = nil
		return ui.New(config)
	}
	people, err := s.Operators.List(ctx)
	if err != nil {
		return nil, err
	}
	config.Office.Sample = &ui.Sample{Reset: s.pages.reset, Leave: s.pages.leave}
	for _, o := range people {
		config.Office.Sample.People = append(config.Office.Sample.People, ui.SamplePerson{ID: o.ID, Name: o.Name, Role: o.Role})
	}
	return ui.New(config)
}

// seedOperators adds the operators and the shop's token.
func (s *stage) seedOperators(ctx context.Context) (token string, err error) {
	for _, o := range []operator.Operator{
		{Email: marketer, Name: "Claire Morel", Role: operator.Marketer},
		{Email: compliance, Name: "Marc Vidal", Role: operator.Compliance},
		{Email: "ines@maison-lumen.example", Name: "Inès Roux", Role: operator.Analyst},
		{Email: administrator, Name: "Sophie Lambert", Role: operator.Administrator},
	} {
		if _, err := s.Operators.Add(ctx, o); err != nil {
			return "", err
		}
	}
	token, _, err = s.Operators.CreateToken(ctx, operator.TokenSpec{Name: "boutique", Role: operator.Marketer}, marketer)
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
