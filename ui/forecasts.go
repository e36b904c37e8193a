package ui

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"accord/campaign"
	"accord/internal/clock"
)

const (
	forecastAge  = time.Minute   // how long a forecast is shown before it is made anew
	forecastLag  = 6 * time.Hour // and how far the business clock may run ahead of it
	forecastMost = 2             // forecasts made at once: each plans a whole audience
	forecastKeep = 100           // drafts whose forecast is kept
	// forecastPatience is how long a page waits for one; a large audience takes
	// longer, and the page asks again.
	forecastPatience = 2 * time.Second
)

// forecasts keeps what a launch would do, by draft: several parts of a page
// show it, and people go to and fro between pages.
type forecasts struct {
	server *Server
	room   chan struct{}
	mu     sync.Mutex
	runs   map[campaign.ID]*forecastRun
}

// forecastRun is one forecast, made or being made.
type forecastRun struct {
	basis    string             // see [campaign.Forecast.Basis]
	give     context.CancelFunc // gives it up: the draft has changed
	done     chan struct{}      // closed when the rest is there
	made     clock.Started
	forecast campaign.Forecast
	err      error
}

func newForecasts(s *Server) *forecasts {
	return &forecasts{server: s, room: make(chan struct{}, forecastMost), runs: map[campaign.ID]*forecastRun{}}
}

// of is the forecast of a draft. It is not ready when it takes longer than the
// caller has patience, or when the draft was changed meanwhile; it is being
// made nevertheless.
func (f *forecasts) of(ctx context.Context, d campaign.Draft, patience time.Duration) (forecast campaign.Forecast, ready bool, err error) {
	run, err := f.run(ctx, d)
	if err != nil {
		return forecast, false, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-run.done:
		if errors.Is(run.err, context.Canceled) {
			return forecast, false, nil
		}
		return run.forecast, run.err == nil, run.err
	case <-ctx.Done():
		return forecast, false, nil
	}
}

// begin makes the forecast of a draft that will be asked for soon.
func (f *forecasts) begin(ctx context.Context, d campaign.Draft) {
	if _, err := f.run(ctx, d); err != nil {
		f.server.Log.Warn("a forecast", "campaign", d.ID, "error", err)
	}
}

// run finds the forecast of a draft, or begins to make it.
func (f *forecasts) run(ctx context.Context, d campaign.Draft) (*forecastRun, error) {
	basis, err := f.server.Office.Campaigns.Basis(ctx, f.server.Office.DB, d)
	if err != nil {
		return nil, fmt.Errorf("forecast: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.runs[d.ID]
	if old != nil && old.basis == basis && !old.stale(f.server.Clock.Now()) {
		return old, nil
	}
	if old != nil {
		old.give()
	}
	f.forget()
	life, give := context.WithCancel(f.server.life)
	run := &forecastRun{basis: basis, give: give, done: make(chan struct{})}
	f.runs[d.ID] = run
	f.server.work.Go(func() { f.make(life, run, d) })
	return run, nil
}

// drop forgets the forecast of a draft: it is known to be wrong.
func (f *forecasts) drop(id campaign.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if run := f.runs[id]; run != nil {
		run.give()
		delete(f.runs, id)
	}
}

// stale says that a forecast tells of another time: of an older one, or of one
// from which the clock of a demonstration has run away. One that is being made
// is not, however long it takes.
func (r *forecastRun) stale(now time.Time) bool {
	select {
	case <-r.done:
		return r.made.Elapsed() >= forecastAge || r.err == nil && now.Sub(r.forecast.At) > forecastLag
	default:
		return false
	}
}

// forget makes room: what is old is not shown again. What is being made is
// waited for.
func (f *forecasts) forget() {
	for id, run := range f.runs {
		select {
		case <-run.done:
			if run.made.Elapsed() >= forecastAge || len(f.runs) >= forecastKeep {
				delete(f.runs, id)
			}
		default:
		}
	}
}

func (f *forecasts) make(ctx context.Context, run *forecastRun, d campaign.Draft) {
	defer close(run.done)
	defer run.give() // its context goes with it
	defer func() { run.made = clock.Start() }()
	select {
	case f.room <- struct{}{}:
		defer func() { <-f.room }()
	case <-ctx.Done():
		run.err = ctx.Err()
		return
	}
	office := f.server.Office
	run.forecast, run.err = office.Campaigns.Forecast(ctx, d, office.Engine.Placer())
}
