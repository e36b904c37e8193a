package scheduler

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"

	"golang.org/x/sync/errgroup"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package; it needs those of campaign.
var Schema = db.Schema{Owner: "scheduler", Files: migrations}

// Config wires an [Engine]. DB, Keys, Clock, Campaigns, Experiments, Consent
// and Messenger are required.
type Config struct {
	DB          *db.DB
	Keys        *secret.Keys
	Clock       clock.Clock
	Campaigns   *campaign.Store
	Experiments *experiment.Store
	Consent     *consent.Store
	Messenger   campaign.Messenger
	NATS        string // URL of a cluster; empty starts a server in the process
	NATSDir     string // its files, when in the process
	Caps        []Cap  // nil: DefaultCaps
	Workers     int    // chunks handled at once; 3 when zero
	InFlight    int    // calls at once per chunk; 64 when zero
	Log         *slog.Logger
}

// Engine runs the loops. Its methods are safe for concurrent use.
type Engine struct {
	Config
	db      *db.DB
	clock   clock.Clock
	bus     *bus
	journal *Journal
	table   *Timetable
	cursors sync.Map // campaign.ID → *cursor of the releaser
	// planning holds the ids of campaigns that this process plans. Two
	// processes that plan the same one are kept apart by the audience table.
	planning sync.Map
	frozen   chan campaign.ID // for the planner
	begun    atomic.Int64     // handlers that have begun, ever
	busy     atomic.Int64     // handlers at work, those that sleep on the clock not counted
	asleep   atomic.Int64     // chunk handlers that sleep on the clock
}

// callLease is how long a claim is safe from being called lost: longer than
// any call can take.
const callLease = 60 * time.Second

// New connects to NATS and prepares the loops; Run starts them.
func New(ctx context.Context, c Config) (*Engine, error) {
	if c.DB == nil || c.Keys == nil || c.Clock == nil || c.Campaigns == nil || c.Experiments == nil || c.Consent == nil || c.Messenger == nil {
		return nil, errors.New("scheduler: DB, Keys, Clock, Campaigns, Experiments, Consent and Messenger are required")
	}
	if c.Caps == nil {
		c.Caps = DefaultCaps
	}
	for _, limit := range c.Caps {
		if limit.N < 1 || limit.Window <= 0 {
			return nil, fmt.Errorf("scheduler: a cap of %d messages in %s; use at least 1 in more than no time", limit.N, limit.Window)
		}
	}
	if c.Workers == 0 {
		c.Workers = 3
	}
	if c.InFlight == 0 {
		c.InFlight = 64
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	b, err := openBus(ctx, c.NATS, c.NATSDir)
	if err != nil {
		return nil, err
	}
	e := &Engine{Config: c, db: c.DB, clock: c.Clock, bus: b, frozen: make(chan campaign.ID, plannerQueue)}
	e.journal = &Journal{db: c.DB, keys: c.Keys, clock: c.Clock, ring: func() { _ = b.conn.Publish(journalBell, nil) }} // the tick looks too
	e.table = NewTimetable(c.DB, c.Clock, c.Caps)
	return e, nil
}

// Journal takes webhooks in.
func (e *Engine) Journal() *Journal { return e.journal }

// Close ends the connection to NATS; call it after Run has returned.
func (e *Engine) Close() { e.bus.close() }

// Run drives everything until ctx ends, then finishes the calls under way.
func (e *Engine) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, loop := range []func(context.Context) error{e.tick, e.release, e.planAll, e.dispatch, e.record} {
		g.Go(func() error { return loop(ctx) })
	}
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// Launch plans a campaign and starts it.
func (e *Engine) Launch(ctx context.Context, id campaign.ID) error {
	e.busy.Add(1)
	defer e.busy.Add(-1)
	if _, busy := e.planning.LoadOrStore(id, true); busy {
		return fmt.Errorf("%w: campaign %d is being planned", campaign.ErrState, id)
	}
	defer e.planning.Delete(id)
	defer e.table.forget(id) // another page, another process: the table knows better
	if err := e.Campaigns.Launch(ctx, id, e.table); err != nil {
		return err
	}
	return e.Wake(ctx, id)
}

// Placer is a timetable for a forecast: it sees what is planned, and what it
// places is forgotten with it.
func (e *Engine) Placer() campaign.Placer { return NewTimetable(e.db, e.clock, e.Caps) }

// work counts a handler while it runs; see Quiet.
func (e *Engine) work(fn func() error) error {
	e.begun.Add(1)
	e.busy.Add(1)
	defer e.busy.Add(-1)
	return fn()
}

// sleep waits for the clock and does not count as work meanwhile.
func (e *Engine) sleep(ctx context.Context, d time.Duration) error {
	e.asleep.Add(1)
	e.busy.Add(-1)
	defer func() {
		e.busy.Add(1)
		e.asleep.Add(-1)
	}()
	return e.clock.Sleep(ctx, d)
}
