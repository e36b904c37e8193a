package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/internal/clock"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"
)

// queue is a durable consumer that all processes share.
type queue struct {
	stream, name, filter string
	lease                time.Duration // after which a message that nobody acknowledged goes to another worker
	pending              int           // messages in hands at once, of all processes
}

// mendPause keeps a NATS that is away from being asked in a tight loop.
const mendPause = time.Second

// open makes the consumer, and its stream when NATS has none. One at a time:
// the server does not expect a stream to change while it gets a consumer.
func (b *bus) open(ctx context.Context, q queue) (jetstream.Consumer, error) {
	b.opening.Lock()
	defer b.opening.Unlock()
	if _, err := b.js.Stream(ctx, q.stream); errors.Is(err, jetstream.ErrStreamNotFound) {
		if err := b.streams(ctx); err != nil {
			return nil, err
		}
	}
	return b.js.CreateOrUpdateConsumer(ctx, q.stream, jetstream.ConsumerConfig{
		Durable: q.name, FilterSubject: q.filter, AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.lease, MaxAckPending: q.pending,
	})
}

// handler does the work of a message. A message is acknowledged when its
// handler succeeded; otherwise it comes back after a pause.
type handler func(context.Context, jetstream.Msg) error

// consume hands messages to n workers until ctx ends. A queue that is lost,
// because NATS was wiped or its leader went away, is made again.
func (e *Engine) consume(ctx context.Context, q queue, n int, handle handler) error {
	for {
		err := e.consumeOnce(ctx, q, n, handle)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e.Log.Warn("NATS lost a queue; it is opened again", "queue", q.name, "error", err)
		if err := clock.Wait(ctx, mendPause); err != nil {
			return err
		}
	}
}

// consumeOnce returns when the first worker cannot go on and the others have
// finished what they had in hand.
func (e *Engine) consumeOnce(ctx context.Context, q queue, n int, handle handler) error {
	consumer, err := e.bus.open(ctx, q)
	if err != nil {
		return fmt.Errorf("open queue %s: %w", q.name, err)
	}
	workers, ctx := errgroup.WithContext(ctx)
	for range n {
		workers.Go(func() error { return e.worker(ctx, consumer, handle) })
	}
	return workers.Wait()
}

// worker asks for one message at a time: what is fetched ahead would wait for
// this worker while others are free.
func (e *Engine) worker(ctx context.Context, consumer jetstream.Consumer, handle handler) error {
	for {
		msg, err := consumer.Next(jetstream.FetchContext(ctx))
		switch {
		case errors.Is(err, nats.ErrTimeout):
			continue // nothing for half a minute
		case err != nil:
			return fmt.Errorf("ask for work: %w", err)
		}
		err = e.work(func() error { return handle(ctx, msg) })
		if err != nil {
			if ctx.Err() == nil {
				e.Log.Error("handle a message", "subject", msg.Subject(), "error", err)
			}
			_ = msg.NakWithDelay(time.Second) // if this is lost, the lease brings the message back
			continue
		}
		_ = msg.Ack() // if this is lost, the handler runs again and finds nothing to do
	}
}
