package demo

import (
	"fmt"
	"time"

	"accord/campaign/whatsapp/simulator"

	"github.com/schollz/progressbar/v3"
)

// progress tells a person what happens: one moving line on a terminal, a line
// per stage elsewhere.
type progress struct {
	cfg Config
	bar *progressbar.ProgressBar
}

func newProgress(cfg Config) *progress {
	p := &progress{cfg: cfg}
	if cfg.Terminal {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(cfg.Stderr), progressbar.OptionSpinnerType(14),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

func (p *progress) say(stage string) {
	if p.bar == nil {
		_, _ = fmt.Fprintln(p.cfg.Stderr, stage) // progress is a courtesy
		return
	}
	p.bar.Describe(stage)
}

func (p *progress) show(sim *simulator.Simulator, now time.Time) {
	if p.bar == nil {
		return
	}
	stats := sim.Stats()
	p.bar.Describe(fmt.Sprintf("%s   %d statuses, %d clicks, %d orders", now.Format("2006-01-02 15:04"), stats.Updates, stats.Visits, stats.Orders))
	_ = p.bar.Add(1) // as above
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
	}
}
