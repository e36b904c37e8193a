package ui

import (
	"errors"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/clock"
)

// A forecast is old some time after it was made; while it is being made it is
// waited for, however long that takes.
func TestAForecastInTheMakingIsNotStale(t *testing.T) {
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	making := &forecastRun{done: make(chan struct{})}
	if making.stale(now.Add(forecastLag + time.Hour)) {
		t.Error("what is being made is stale")
	}
	f := &forecasts{runs: map[campaign.ID]*forecastRun{1: making}}
	f.forget()
	if len(f.runs) != 1 {
		t.Error("what is being made is given up for another draft")
	}

	made := &forecastRun{done: make(chan struct{}), made: clock.Start()}
	made.forecast.At = now
	close(made.done)
	if made.stale(now) || !made.stale(now.Add(forecastLag+time.Minute)) {
		t.Error("what was made is kept for too long, or not at all")
	}
	made.err = errors.New("no plan")
	if made.stale(now.Add(forecastLag + time.Minute)) {
		t.Error("what failed is asked for again at once")
	}
	if !(&forecastRun{done: made.done}).stale(now) { // made at the beginning of time
		t.Error("what is old is shown")
	}
}
