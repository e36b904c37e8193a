package simulator

import (
	"container/heap"
	"time"
)

// kind says what an event does when it is due.
type kind uint8

const (
	sent kind = iota
	delivered
	read
	failed
	reply  // the person writes
	tap    // the person taps a quick reply
	stop   // the person stops marketing in the settings of the chat
	notice // a management change, ready to be told
	visit  // the person opens the link
	order  // the person buys
	retry  // a webhook that was not acknowledged goes out again
	act    // the platform does something to its own state
)

// event is one thing that will happen. Which of the pointers is set follows
// from the kind: message for what a person does, post for retry, news for
// notice, run for act.
type event struct {
	due     int64  // milliseconds since 1970: when it is carried out
	stamp   int64  // milliseconds since 1970: when it truly happened, told to the receiver
	place   uint64 // among events due together
	kind    kind
	again   bool // a duplicate: told once more, without effect
	message *message
	post    *post
	news    *news
	run     func(at time.Time)
}

// waba is the account an update is told to.
func (e event) waba() string {
	if e.kind == notice {
		return e.news.waba
	}
	return e.message.from.WABAID
}

// queue is a heap by due time; events due together leave in the order in
// which they were put.
type queue struct {
	events []event
	puts   uint64
}

func (q *queue) Len() int { return len(q.events) }
func (q *queue) Less(i, j int) bool {
	a, b := &q.events[i], &q.events[j]
	return a.due < b.due || a.due == b.due && a.place < b.place
}
func (q *queue) Swap(i, j int) { q.events[i], q.events[j] = q.events[j], q.events[i] }
func (q *queue) Push(x any)    { q.events = append(q.events, *x.(*event)) }
func (q *queue) Pop() any {
	last := len(q.events) - 1
	e := q.events[last]
	q.events[last] = event{} // lets the message be collected
	q.events = q.events[:last]
	return &e
}

func (q *queue) put(e event) {
	q.puts++
	e.place = q.puts
	heap.Push(q, &e)
}

// take removes the earliest event that is due at now.
func (q *queue) take(now time.Time) (event, bool) {
	if len(q.events) == 0 || q.events[0].due > now.UnixMilli() {
		return event{}, false
	}
	return *heap.Pop(q).(*event), true
}

// next is the instant of the earliest event.
func (q *queue) next() (time.Time, bool) {
	if len(q.events) == 0 {
		return time.Time{}, false
	}
	return time.UnixMilli(q.events[0].due).UTC(), true
}
