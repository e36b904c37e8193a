package campaign

import "time"

// State is where a message stands.
type State string

// The states, in the order in which a message passes them.
const (
	Planned   State = "planned"   // waits for its slot
	Sending   State = "sending"   // claimed: the call is under way, nobody else may make it
	Accepted  State = "accepted"  // the platform took it; not delivered
	Sent      State = "sent"      // left the platform
	Delivered State = "delivered" // reached a device
	Read      State = "read"      // was opened, as far as receipts tell
	Skipped   State = "skipped"   // not sent, for the reason given
	Failed    State = "failed"    // refused or undeliverable, with WhatsApp's code
	Expired   State = "expired"   // its campaign ended first
	Cancelled State = "cancelled" // its campaign was cancelled first
	Unknown   State = "unknown"   // the platform did not answer; never sent again
)

// progress orders the states through which a message advances.
var progress = map[State]int{Planned: 1, Sending: 2, Unknown: 2, Accepted: 3, Sent: 4, Delivered: 5, Read: 6}

// Status is one report of the platform about a message.
type Status struct {
	State State // Sent, Delivered, Read or Failed
	At    time.Time
	Code  int // WhatsApp's error code, for Failed
}

// Life is what is known of a message; Advance moves it.
type Life struct {
	State                                 State
	Reason                                string
	SentAt, DeliveredAt, ReadAt, FailedAt time.Time
}

// Advance is the life of a message after one more status. Statuses come late,
// twice and out of order: a state is never left for an earlier one, each first
// time is kept, and whatever the order, the end is the same (of two failures,
// the first to come is kept).
//
// A read implies delivered. A failure after delivery is another device's and
// is ignored; a delivery after a failure is evidence and wins. A message that
// ended unsent does not come back, whatever arrives.
func (l Life) Advance(s Status) Life {
	switch l.State {
	case Skipped, Expired, Cancelled:
		return l
	case Failed:
		if s.State == Sent {
			l.SentAt = earlier(l.SentAt, s.At)
		}
		if s.State != Delivered && s.State != Read {
			return l
		}
	case Planned, Sending, Accepted, Sent, Delivered, Read, Unknown:
	}
	if s.State == Failed {
		return l.fail(s)
	}
	if progress[s.State] > progress[l.State] {
		l.State, l.Reason, l.FailedAt = s.State, "", time.Time{}
	}
	switch s.State {
	case Read:
		l.ReadAt = earlier(l.ReadAt, s.At)
		l.DeliveredAt = earlier(l.DeliveredAt, s.At)
	case Delivered:
		l.DeliveredAt = earlier(l.DeliveredAt, s.At)
	case Sent:
		l.SentAt = earlier(l.SentAt, s.At)
	case Planned, Sending, Accepted, Skipped, Failed, Expired, Cancelled, Unknown:
	}
	return l
}

func (l Life) fail(s Status) Life {
	if progress[l.State] >= progress[Delivered] {
		return l
	}
	l.State, l.Reason = Failed, CodeReason(s.Code)
	l.FailedAt = earlier(l.FailedAt, s.At)
	return l
}

func earlier(known, at time.Time) time.Time {
	if known.IsZero() || at.Before(known) {
		return at
	}
	return known
}
