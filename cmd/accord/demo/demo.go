package demo

import (
	"bytes"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"accord/campaign"
	"accord/campaign/report"
	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Config is how a demonstration is played.
type Config struct {
	Contacts int
	Seed     uint64
	Replay   string // file of the Hillstrom experiment; empty plays seeded people
	Data     string // folder; a temporary one that is removed when empty
	DB       string // URL; a file in Data when empty
	Language report.Language
	Stderr   io.Writer // progress and warnings
	Terminal bool      // Stderr is one: draw a bar

	rows int // of Replay that are played; all when zero
}

// kept says that the workspace outlives the play.
func (c Config) kept() bool { return c.Data != "" || c.DB != "" }

// inFolder is the play in the folder that was named, which must not hold a
// workspace yet, or in a temporary one, which free removes.
func (c Config) inFolder() (_ Config, free func(), err error) {
	if c.Data == "" {
		c.Data, err = os.MkdirTemp("", "accord-demo-")
		return c, func() { _ = os.RemoveAll(c.Data) }, err // what is left is in a temporary folder
	}
	if _, err := os.Stat(filepath.Join(c.Data, "accord.db")); err == nil {
		return c, nil, fmt.Errorf("%s holds a workspace already; choose an empty folder with --data", c.Data)
	}
	return c, func() {}, nil
}

// Run plays a demonstration from an empty workspace to the ranking.
func Run(ctx context.Context, cfg Config) (report.Summary, error) {
	started := clock.Start()
	cfg, free, err := cfg.inFolder()
	if err != nil {
		return report.Summary{}, err
	}
	defer free()
	p, err := choose(cfg)
	if err != nil {
		return report.Summary{}, err
	}
	s, err := build(ctx, cfg, p, nil)
	if err != nil {
		return report.Summary{}, err
	}
	summary, err := s.perform(ctx, cfg, p)
	if err = errors.Join(err, s.close()); err != nil {
		return summary, err
	}
	summary.Seconds = started.Elapsed().Seconds()
	return summary, nil
}

func choose(cfg Config) (play, error) {
	if cfg.Replay != "" {
		return replay(cfg.Replay, cfg.rows)
	}
	return seededPlay(cfg.Contacts, cfg.Seed), nil
}

// perform is the story: people come in with their consent, a campaign is
// launched, the clock runs, a ranking comes out.
func (s *stage) perform(ctx context.Context, cfg Config, p play) (report.Summary, error) {
	progress := newProgress(cfg)
	if err := s.importPeople(ctx, p); err != nil {
		return report.Summary{}, fmt.Errorf("import: %w", err)
	}
	progress.say("sample.imported")
	c, err := s.playCampaign(ctx, "Rentrée", rentree, p, progress)
	if err != nil {
		return report.Summary{}, err
	}
	progress.done()
	summary, err := report.Summarise(ctx, s.DB, s.Experiments, c, cfg.Language)
	if err != nil {
		return summary, err
	}
	summary.Truth = p.truth
	summary.Duplicates, summary.Lost, err = judge(ctx, s.DB, c.ID, s.sim.Calls())
	return summary, err
}

// importPeople takes the file in, releases its consent by two operators, and
// records the withdrawals of before.
func (s *stage) importPeople(ctx context.Context, p play) error {
	if err := s.seedConsent(ctx); err != nil {
		return err
	}
	var file bytes.Buffer
	if err := p.people(&file); err != nil {
		return err
	}
	done, err := s.Campaigns.Import(ctx, campaign.ImportOptions{Name: "people.csv", Mapping: &p.mapping, StagedBy: marketer,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil }})
	if err != nil {
		return err
	}
	for _, operator := range []string{compliance, administrator} {
		if _, err := s.Consent.Approve(ctx, consent.Release{Batch: done.Batch, Operator: operator, Needed: 2}); err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		addresses := make([]consent.Address, len(p.withdrawn))
		for i, phone := range p.withdrawn {
			addresses[i] = consent.Address{Kind: consent.Phone, Value: phone}
		}
		found, err := s.Consent.FindAll(ctx, tx, addresses)
		if err != nil {
			return err
		}
		list := make([]consent.Withdrawal, 0, len(found))
		for _, a := range addresses {
			list = append(list, consent.Withdrawal{Subject: found[a], Scope: consent.StopMarketing, Occurred: s.clock.Now(),
				Evidence: consent.Evidence{Method: "inbound_msg", Act: "keyword", Words: "STOP"}})
		}
		return s.Consent.WithdrawTx(ctx, tx, list)
	})
}

// sellToHoldout queues what people of the holdout buy by themselves, from
// their virtual send on.
func (s *stage) sellToHoldout(ctx context.Context, c campaign.Campaign, p play) error {
	design, err := s.Experiments.Design(ctx, s.DB, c.Experiment)
	if err != nil {
		return err
	}
	return s.DB.Each(ctx, `SELECT c.external_id, x.at FROM exposure x JOIN contact c ON c.id = x.unit
		WHERE x.experiment_id = ? AND x.arm = ? ORDER BY c.id`, []any{int64(c.Experiment), int64(design.HoldoutArm())},
		func(scan func(dest ...any) error) error {
			var external string
			var at int64
			if err := scan(&external, &at); err != nil {
				return err
			}
			if sale, ok := p.organic(external); ok {
				heap.Push(&s.shop.queue, order{clock.At(at).Add(sale.after), external, sale.value})
			}
			return nil
		})
}

// metrics of a demonstration, within one window.
func metrics(p play) []experiment.Metric { return campaign.DefaultMetrics(p.outcome) }
