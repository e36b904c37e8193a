package demo

import (
	"container/heap"
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"accord/internal/netx"

	"golang.org/x/sync/errgroup"
)

// shop is the business's own site: it reports its orders to Accord's API.
type shop struct {
	net     *netx.Client
	url     string // of the conversions API
	token   string
	orders  atomic.Int64
	remark  func(error)  // told once of each kind of refusal; nil where none may be
	refused atomic.Int64 // the status of the last one
	queue   orderQueue   // of the holdout; those of others come from the simulator
}

// order is a sale that is to come.
type order struct {
	at       time.Time
	external string
	value    int64
}

// report posts one order as the shop's site would. Whom names the person: the
// "phone" or the "external_id".
func (s *shop) report(ctx context.Context, whom, id string, value int64, at time.Time) error {
	key := fmt.Sprintf("order-%d", s.orders.Add(1))
	body, err := json.Marshal(map[string]any{whom: id, "value": value, "currency": "EUR", "at": at.Format(time.RFC3339Nano)})
	if err != nil {
		return err
	}
	res, err := s.net.Do(ctx, netx.Request{Method: "POST", URL: s.url, Body: body, Header: map[string]string{
		"Authorization": "Bearer " + s.token, "Content-Type": "application/json", "Idempotency-Key": key}})
	if err != nil {
		return fmt.Errorf("report an order: %w", err)
	}
	if res.Status == 201 {
		return nil
	}
	err = fmt.Errorf("report an order: HTTP %d: %s", res.Status, res.Body)
	if s.remark == nil {
		return err
	}
	if s.refused.Swap(int64(res.Status)) != int64(res.Status) {
		s.remark(err)
	}
	return nil
}

// step reports the holdout's orders that are due.
func (s *shop) step(ctx context.Context, now time.Time) error {
	var calls errgroup.Group
	calls.SetLimit(16)
	for len(s.queue) > 0 && !s.queue[0].at.After(now) {
		o := heap.Pop(&s.queue).(order)
		calls.Go(func() error { return s.report(ctx, "external_id", o.external, o.value, o.at) })
	}
	return calls.Wait()
}

func (s *shop) next() (time.Time, bool) {
	if len(s.queue) == 0 {
		return time.Time{}, false
	}
	return s.queue[0].at, true
}

// orderQueue is a heap by time.
type orderQueue []order

func (q orderQueue) Len() int           { return len(q) }
func (q orderQueue) Less(i, j int) bool { return q[i].at.Before(q[j].at) }
func (q orderQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *orderQueue) Push(x any)        { *q = append(*q, x.(order)) }
func (q *orderQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
