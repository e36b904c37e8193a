package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"accord/internal/clock"
)

// Run serves the Cloud API on ln until ctx ends, and then returns nil. Under a
// real or scaled clock it also carries out what is due; under a manual one
// the caller does, with [Simulator.Step].
func (s *Simulator) Run(ctx context.Context, ln net.Listener) error {
	app := s.routes()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := app.Listener(ln); err != nil && ctx.Err() == nil {
			return fmt.Errorf("serve the simulator: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		// A shutdown that came before serving began stops nothing, a closed
		// listener does; after a shutdown it is closed already.
		defer func() { _ = ln.Close() }()
		if err := app.ShutdownWithTimeout(2 * time.Second); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("stop the simulator: %w", err)
		}
		return nil
	})
	if _, manual := s.clock.(*clock.Manual); !manual {
		g.Go(func() error { return s.drive(ctx) })
	}
	return g.Wait()
}

// drive carries out the queue as the clock moves.
func (s *Simulator) drive(ctx context.Context) error {
	for {
		if _, err := s.Step(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		if ctx.Err() != nil {
			return nil
		}
		s.idle(ctx)
	}
}

// idle sleeps until the next event is due, something earlier is queued or ctx
// ends.
func (s *Simulator) idle(ctx context.Context) {
	at, waiting := s.NextDue()
	if !waiting {
		select {
		case <-s.wake:
		case <-ctx.Done():
		}
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-s.wake:
			cancel()
		case <-ctx.Done():
		}
	}()
	_ = s.clock.Sleep(ctx, at.Sub(s.clock.Now()))
	cancel()
	<-watched // it must not swallow a token of the next sleep
}
