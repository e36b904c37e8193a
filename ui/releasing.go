package ui

import (
	"errors"
	"sync"

	"accord/consent"
)

// releasing are the imports that are being released: each once at a time,
// however often its button is pressed. The zero value is ready to use.
type releasing struct {
	mu   sync.Mutex
	runs map[consent.BatchID]*releaseRun
}

// releaseRun is one release.
type releaseRun struct {
	ended   chan struct{}
	failure error // to be read once it has ended
}

// errBrokenOff is how a run ends that says nothing of its end.
var errBrokenOff = errors.New("the release was broken off")

// begin joins the run of an import, or starts one.
func (r *releasing) begin(id consent.BatchID, start func(*releaseRun)) *releaseRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	if run := r.runs[id]; run != nil {
		return run
	}
	if r.runs == nil {
		r.runs = map[consent.BatchID]*releaseRun{}
	}
	run := &releaseRun{ended: make(chan struct{}), failure: errBrokenOff}
	r.runs[id] = run
	start(run)
	return run
}

func (r *releasing) end(id consent.BatchID, run *releaseRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.runs, id)
	close(run.ended)
}
