package state

import "time"

// State is where one person stands for one purpose on one channel.
type State string

// The states.
const (
	None        State = "none"        // nothing is known: no
	Quarantined State = "quarantined" // imported evidence that nobody has released: no
	Granted     State = "granted"     // yes
	Refused     State = "refused"     // was asked and said no
	Withdrawn   State = "withdrawn"   // said yes, then no
	Objected    State = "objected"    // objects to all marketing (GDPR 21)
)

// Kind is what happened.
type Kind string

// The kinds of events.
const (
	Staged          Kind = "staged"           // an import brought evidence
	Released        Kind = "released"         // two operators released that evidence
	Grant           Kind = "granted"          // an act of the person: form, message, button
	Refuse          Kind = "refused"          // the person declined
	Withdraw        Kind = "withdrawn"        // STOP, a button, a link, a letter
	Object          Kind = "objected"         // objection to all marketing
	HardStop        Kind = "hard_stopped"     // "no message at all"
	PlatformStopped Kind = "platform_stopped" // stopped inside WhatsApp
	PlatformResumed Kind = "platform_resumed" // resumed inside WhatsApp; not a consent
)

// Event is one step of a history, for one purpose or for all of them.
type Event struct {
	Kind     Kind
	Occurred time.Time // when the person acted, as claimed by the evidence
}

// Standing is the folded history.
type Standing struct {
	State        State
	Since        time.Time // when the state was entered, by Occurred
	PlatformStop bool
	PlatformAt   time.Time // when the person last chose inside WhatsApp, by Occurred
	HardStop     bool
}

// grace is the time within which a denial beats a grant that seems later:
// clocks of two systems are not better than that.
const grace = 5 * time.Second

// Fold replays a history from nothing.
func Fold(events ...Event) Standing {
	s := Standing{State: None}
	for _, e := range events {
		s = s.Apply(e)
	}
	return s
}

// Apply is the standing after one more event. It is total: an event that
// changes nothing returns the standing unchanged.
func (s Standing) Apply(e Event) Standing {
	switch e.Kind {
	case PlatformStopped:
		return s.choose(e, true)
	case PlatformResumed:
		return s.choose(e, false)
	case Staged:
		return s.advance(e, Quarantined, s.State == None)
	case Released:
		return s.advance(e, Granted, s.State == None || s.State == Quarantined)
	case Grant:
		return s.grant(e)
	case Refuse:
		return s.deny(e, Refused)
	case Withdraw:
		return s.deny(e, Withdrawn)
	case Object:
		return s.deny(e, Objected)
	case HardStop:
		s = s.deny(e, Withdrawn)
		s.HardStop = true
	}
	return s
}

// Denied says that the person said no.
func (s Standing) Denied() bool {
	return s.State == Refused || s.State == Withdrawn || s.State == Objected
}

// choose keeps the latest choice made inside WhatsApp: its reports come late,
// twice and out of order. Of two of the same instant the stop holds. There is
// no grace: both times are of the platform's clock.
func (s Standing) choose(e Event, stop bool) Standing {
	if e.Occurred.Before(s.PlatformAt) || !stop && s.PlatformStop && e.Occurred.Equal(s.PlatformAt) {
		return s
	}
	s.PlatformStop, s.PlatformAt = stop, e.Occurred
	return s
}

func (s Standing) advance(e Event, to State, allowed bool) Standing {
	if allowed {
		s.State, s.Since = to, e.Occurred
	}
	return s
}

// grant needs to be later than any denial it lifts, by more than the grace.
func (s Standing) grant(e Event) Standing {
	if s.Denied() && !e.Occurred.After(s.Since.Add(grace)) {
		return s
	}
	if s.State == Granted && e.Occurred.Before(s.Since) {
		return s // an older yes that arrives late says nothing new
	}
	s.HardStop = false
	return s.advance(e, Granted, true)
}

// deny always counts, unless the person agreed again well after it: a late
// report of an old STOP must not undo a newer yes. An objection stays one.
func (s Standing) deny(e Event, to State) Standing {
	if s.State == Granted && s.Since.After(e.Occurred.Add(grace)) {
		return s
	}
	if s.State == Objected {
		to = Objected
	}
	if s.Denied() && s.Since.After(e.Occurred) {
		e.Occurred = s.Since
	}
	return s.advance(e, to, true)
}
