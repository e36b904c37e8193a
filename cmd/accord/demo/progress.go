package demo

import (
	"fmt"
	"time"

	"accord/campaign/whatsapp/simulator"
	"accord/ui/words"

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

// say tells a stage, by its key in the catalogue.
func (p *progress) say(key string) {
	stage := p.words().T(key) // words: sample.*
	if p.bar == nil {
		_, _ = fmt.Fprintln(p.cfg.Stderr, stage) // progress is a courtesy
		return
	}
	p.bar.Describe(stage)
}

func (p *progress) words() *words.Words { return words.In(words.Lang(p.cfg.Language)) }

func (p *progress) show(sim *simulator.Simulator, now time.Time) {
	if p.bar == nil {
		return
	}
	stats := sim.Stats()
	w := p.words()
	p.bar.Describe(w.DateTime(now, time.UTC) + "   " + w.T("sample.so_far", stats.Updates, stats.Visits, stats.Orders))
	_ = p.bar.Add(1) // as above
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
	}
}
