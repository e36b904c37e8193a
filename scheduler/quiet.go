package scheduler

import (
	"context"
	"errors"

	"accord/internal/clock"

	"github.com/nats-io/nats.go/jetstream"
)

// Quiet says whether there is nothing left to do at this instant of the clock:
// nothing queued or under way but what waits for a later instant, and no
// webhook unrecorded. A demonstration moves its clock only then.
func (e *Engine) Quiet(ctx context.Context) (bool, error) {
	begun := e.begun.Load()
	if e.busy.Load() > 0 || e.waking() {
		return false, nil
	}
	waits, err := e.journal.Waits(ctx)
	if err != nil || waits {
		return false, err
	}
	for _, name := range []string{workStream, tickStream} {
		idle, err := e.idle(ctx, name)
		if err != nil || !idle {
			return false, err
		}
	}
	// One that has come and gone meanwhile may have left work behind us.
	return e.busy.Load() == 0 && !e.waking() && e.begun.Load() == begun, nil
}

// waking says that the clock has called somebody who has not got up yet.
func (e *Engine) waking() bool {
	m, manual := e.clock.(*clock.Manual)
	return manual && int64(m.Sleepers()) != e.asleep.Load()
}

// consumers are the durable consumers by stream.
var consumers = map[string]string{workStream: "dispatcher", tickStream: "releaser"}

// idle says that nothing of a stream waits for a worker that is free. Chunks
// in the hands of workers that sleep on the clock do not count.
func (e *Engine) idle(ctx context.Context, stream string) (bool, error) {
	consumer, err := e.bus.js.Consumer(ctx, stream, consumers[stream])
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return false, nil // Run is about to make it
	}
	if err != nil {
		return false, err
	}
	info, err := consumer.Info(ctx)
	if err != nil {
		return false, err
	}
	asleep := 0
	if stream == workStream {
		asleep = int(e.asleep.Load())
	}
	if asleep >= e.Workers {
		return true, nil // the rest of the queue has to wait for one of them
	}
	return info.NumPending == 0 && info.NumAckPending <= asleep, nil
}
