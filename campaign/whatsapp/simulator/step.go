package simulator

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// roundSize bounds what is carried at a time, in events.
	roundSize = 8192
	// postsAtOnce is how many webhooks are under way at a time.
	postsAtOnce = 4
	// peopleAtOnce is how many links are opened, or orders placed, at a time.
	peopleAtOnce = 32
)

// round is a slice of the queue, sorted by where it goes.
type round struct {
	callback string
	events   []event
	posts    []*post // retries
	openings []opening
	orders   []purchase
}

// Step carries out everything that is due at the clock's now, also what
// becomes due meanwhile, and returns when every webhook was acknowledged or
// has gone back into the queue for a later attempt, every link was opened and
// every order placed. It returns how many updates, visits and orders arrived,
// and an error when ctx ended or the shop refused an order.
func (s *Simulator) Step(ctx context.Context) (delivered int, err error) {
	for {
		r, due := s.take()
		if !due {
			return delivered, ctx.Err()
		}
		n, err := s.carryOut(ctx, r)
		delivered += n
		if err != nil {
			return delivered, err
		}
	}
}

// take pops due events and gives them their effect on the platform's state.
func (s *Simulator) take() (round, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := round{callback: s.callback}
	now := s.clock.Now()
	for n := 0; n < roundSize; n++ {
		e, ok := s.queue.take(now)
		if !ok {
			return r, n > 0
		}
		s.effect(e)
		s.sort(&r, e)
	}
	return r, true
}

// sort puts an event where it goes. Without a callback, or for an account no
// app is subscribed to, updates are told to nobody.
func (s *Simulator) sort(r *round, e event) {
	switch {
	case e.kind == retry:
		r.posts = append(r.posts, e.post)
	case e.kind == act:
		e.run(time.UnixMilli(e.due).UTC())
	case e.kind == visit:
		r.openings = append(r.openings, s.opening(e))
	case e.kind == order:
		r.orders = append(r.orders, purchase{e.message.call.To, *e.message.reaction.Order, e.stamp})
	case r.callback != "" && s.listens(e):
		r.events = append(r.events, e)
	}
}

// listens tells whether an app is subscribed to the account of an update.
func (s *Simulator) listens(e event) bool {
	on, set := s.subscribed[e.waba()]
	return on || !set
}

// carryOut makes the calls of a round: webhooks and visits at the same time,
// then the orders, because nobody buys before having looked.
func (s *Simulator) carryOut(ctx context.Context, r round) (int, error) {
	var done atomic.Int64
	var both errgroup.Group
	both.Go(func() error {
		each(peopleAtOnce, r.openings, func(o opening) { done.Add(int64(s.open(ctx, o))) })
		return nil
	})
	both.Go(func() error {
		posts := slices.Concat(r.posts, s.bindRound(r))
		each(postsAtOnce, posts, func(p *post) { done.Add(int64(s.carry(ctx, p, r.callback))) })
		return nil
	})
	_ = both.Wait() // neither fails: what did not arrive is queued or counted
	err := s.sell(ctx, r.orders, &done)
	return int(done.Load()), err
}

// each does one thing for every item, at most limit at a time.
func each[T any](limit int, items []T, do func(T)) {
	var g errgroup.Group
	g.SetLimit(limit)
	for _, item := range items {
		g.Go(func() error { do(item); return nil })
	}
	_ = g.Wait()
}

// bindRound renders the updates of a round into bodies.
func (s *Simulator) bindRound(r round) []*post {
	updates := make([]update, len(r.events))
	for i, e := range r.events {
		updates[i] = s.update(e)
	}
	return bind(updates, s.cfg.BatchMax, s.clock.Now().UnixMilli())
}

// sell hands the orders to the shop.
func (s *Simulator) sell(ctx context.Context, orders []purchase, done *atomic.Int64) error {
	if s.cfg.Shop == nil {
		return nil
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(peopleAtOnce)
	for _, o := range orders {
		g.Go(func() error {
			if err := s.cfg.Shop(ctx, o.person, o.order.Value, o.order.Currency, time.UnixMilli(o.at).UTC()); err != nil {
				return fmt.Errorf("place an order: %w", err)
			}
			done.Add(1)
			s.count(true, &s.stats.Orders)
			return nil
		})
	}
	return g.Wait()
}
