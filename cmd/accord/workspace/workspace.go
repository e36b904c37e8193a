package workspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	_ "time/tzdata" // a minimal system has no zone data

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/operator"
	"accord/internal/secret"
	"accord/scheduler"
	"accord/ui"
)

// Schemas are all tables, in the order in which they depend on each other.
var Schemas = []db.Schema{operator.Schema, consent.Schema, experiment.Schema, campaign.Schema, scheduler.Schema}

// Options say where a workspace lives. Only Data is required.
type Options struct {
	Data    string      // folder of the database, the keys and NATS
	URL     string      // of the database; DATA/accord.db when empty
	KeysDir string      // DATA/keys when empty
	Clock   clock.Clock // the real one when nil, corrected by the database's
	Rand    io.Reader   // source of ids; crypto/rand when nil
	Log     *slog.Logger
	// Notice is told once when keys were made: the operator must copy them.
	Notice func(text string)
}

// Workspace is one organisation, opened.
type Workspace struct {
	Options
	DB          *db.DB
	Keys        *secret.Keys
	Operators   *operator.Store
	Consent     *consent.Store
	Experiments *experiment.Store
	Campaigns   *campaign.Store
}

// Open migrates the database and opens the stores. Nothing runs yet.
func Open(ctx context.Context, o Options) (*Workspace, error) {
	if o.Data == "" {
		return nil, errors.New("open workspace: no data folder")
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return nil, fmt.Errorf("open workspace: %w", err)
	}
	o.URL, o.KeysDir = cmp.Or(o.URL, filepath.Join(o.Data, "accord.db")), cmp.Or(o.KeysDir, filepath.Join(o.Data, "keys"))
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d, err := db.Open(ctx, o.URL)
	if err != nil {
		return nil, err
	}
	w := &Workspace{Options: o, DB: d}
	if err := w.open(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return w, nil
}

func (w *Workspace) open(ctx context.Context) (err error) {
	if err := w.DB.Migrate(ctx, Schemas...); err != nil {
		return err
	}
	if err := w.loadKeys(ctx); err != nil {
		return err
	}
	if w.Clock == nil {
		if w.Clock, err = realClock(ctx, w.DB); err != nil {
			return err
		}
	}
	if w.Operators, err = operator.New(operator.Config{DB: w.DB, Keys: w.Keys, Clock: w.Clock}); err != nil {
		return err
	}
	if w.Consent, err = consent.New(consent.Config{DB: w.DB, Keys: w.Keys, Clock: w.Clock, Rand: w.Rand}); err != nil {
		return err
	}
	w.Experiments = experiment.New(w.DB, w.Clock)
	w.Campaigns, err = campaign.New(campaign.Config{DB: w.DB, Clock: w.Clock, Consent: w.Consent, Experiment: w.Experiments, Rand: w.Rand})
	return err
}

// Uploads is the folder of files that wait for their import.
func (w *Workspace) Uploads() string { return filepath.Join(w.Data, "uploads") }

// loadKeys reads the keys, and makes them for a new database only: beside one
// that has people in it, new keys would forget everybody's STOP.
func (w *Workspace) loadKeys(ctx context.Context) error {
	bound, err := consent.Bound(ctx, w.DB)
	if err != nil {
		return err
	}
	created := false
	if bound {
		w.Keys, err = secret.Load(w.KeysDir)
	} else {
		w.Keys, created, err = secret.LoadOrCreate(w.KeysDir)
	}
	if err != nil {
		return err
	}
	if created && w.Notice != nil {
		w.Notice(secret.Escrow(w.KeysDir))
	}
	return consent.Bind(ctx, w.DB, w.Keys)
}

// realClock follows the database's clock, so that several machines agree.
func realClock(ctx context.Context, d *db.DB) (*clock.Real, error) {
	c := &clock.Real{}
	offset, err := d.ClockOffset(ctx, c.Now)
	if err != nil {
		return nil, err
	}
	c.SetOffset(offset)
	return c, nil
}

// Close closes the database.
func (w *Workspace) Close() error { return w.DB.Close() }

// Engine prepares the scheduler and connects the numbers; nats is empty for a
// server inside the process.
func (w *Workspace) Engine(ctx context.Context, numbers *Numbers, nats string) (*scheduler.Engine, error) {
	engine, err := scheduler.New(ctx, scheduler.Config{
		DB: w.DB, Keys: w.Keys, Clock: w.Clock, Campaigns: w.Campaigns, Experiments: w.Experiments, Consent: w.Consent,
		Messenger: numbers.board, NATS: nats, NATSDir: filepath.Join(w.Data, "nats"), Log: w.Log,
	})
	if err != nil {
		return nil, err
	}
	numbers.setRate = engine.SetRate
	if err := numbers.Changed(ctx); err != nil {
		engine.Close()
		return nil, err
	}
	return engine, nil
}

// Pages wires the web server; what concerns the network is the caller's.
func (w *Workspace) Pages(engine *scheduler.Engine, numbers *Numbers) ui.Config {
	return ui.Config{Journal: engine.Journal(), Links: w.Campaigns, Conversions: w.Campaigns, Tokens: w.Operators, Platform: numbers.board,
		Health: w.ready, Clock: w.Clock, Log: w.Log,
		Office: &ui.Office{DB: w.DB, Keys: w.Keys, Operators: w.Operators, Consent: w.Consent, Experiments: w.Experiments, Campaigns: w.Campaigns,
			Engine: engine, Numbers: numbers, Uploads: w.Uploads()}}
}

func (w *Workspace) ready(ctx context.Context) error { return w.DB.Get(ctx, new(int), `SELECT 1`) }
