package simulator

import (
	"math/rand/v2"
	"time"
)

// dispatch asks the World what the person does and puts it into the queue,
// before the sender has its answer.
func (s *Simulator) dispatch(m *message) {
	if m.fate == nil {
		m.reaction = s.cfg.World.React(m.call, s.seed.rnd("react", m.call.To, m.call.Template))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !m.held:
		s.schedule(m, m.call.At)
	case m.template.pacing.over: // the verdict fell while the person was asked
		s.release(m, s.clock.Now())
	default:
		m.template.pacing.held = append(m.template.pacing.held, m)
	}
}

// schedule queues all that happens to a message from base on.
func (s *Simulator) schedule(m *message, base time.Time) {
	rnd := s.seed.rnd("way", m.call.WAMID)
	for _, e := range s.itinerary(m, base.UnixMilli(), rnd) {
		s.put(e)
	}
}

// itinerary lays out the events of a message. Everything random comes from
// the seed and from rnd.
func (s *Simulator) itinerary(m *message, base int64, rnd *rand.Rand) []event {
	sc := s.cfg.Scenario
	var way []event
	at := func(d time.Duration, k kind) {
		stamp := base + max(d, 0).Milliseconds()
		way = append(way, event{due: stamp, stamp: stamp, kind: k, message: m})
	}
	if m.fate != nil {
		at(time.Duration(300+rnd.IntN(1200))*time.Millisecond, failed)
		return s.repeat(way, rnd)
	}
	r := s.settle(m)
	at(r.Sent, sent)
	switch {
	case r.Fail != nil:
		at(max(r.Fail.Delay, r.Sent), failed)
	default:
		m.skipped = r.Read != nil && rnd.Float64() < sc.SkipDelivered
		if r.Delivered != nil && !m.skipped {
			at(max(r.Delivered.Delay, r.Sent), delivered)
		}
		if r.Read != nil {
			at(readDelay(r), read)
		}
	}
	shuffle(way, sc.Reorder, rnd)
	if r.Reply != nil {
		at(r.Reply.Delay, reply)
	}
	if r.Tap != nil {
		at(r.Tap.Delay, tap)
	}
	if r.Stop != nil {
		at(r.Stop.Delay, stop)
	}
	way = s.repeat(way, rnd)
	if r.Click != nil {
		at(r.Click.Delay, visit)
	}
	if r.Order != nil {
		at(r.Order.Delay, order)
	}
	return way
}

// settle takes out of a reaction what cannot happen: a read without
// receipts, a tap or a click without its button.
func (s *Simulator) settle(m *message) Reaction {
	r := m.reaction
	if s.seed.chance(s.cfg.Scenario.ReceiptsOff, "receipts", m.to.address()) {
		r.Read = nil
	}
	if r.Tap != nil && r.Tap.Payload == "" && r.Tap.Text == "" && (r.Tap.Button < 0 || r.Tap.Button >= len(m.filled.choices)) {
		r.Tap = nil
	}
	if r.Click != nil && (r.Click.Button < 0 || r.Click.Button >= len(m.filled.links)) {
		r.Click = nil
	}
	return r
}

func readDelay(r Reaction) time.Duration {
	d := max(r.Read.Delay, r.Sent)
	if r.Delivered != nil {
		d = max(d, r.Delivered.Delay)
	}
	return d
}

// shuffle lets two neighbouring statuses arrive in each other's place; their
// timestamps stay true.
func shuffle(way []event, p float64, rnd *rand.Rand) {
	if len(way) < 2 || rnd.Float64() >= p {
		return
	}
	i := rnd.IntN(len(way) - 1)
	way[i].due, way[i+1].due = way[i+1].due, way[i].due
}

// repeat adds the duplicates: the same update, told again one second to one
// hour after its first arrival.
func (s *Simulator) repeat(way []event, rnd *rand.Rand) []event {
	for _, e := range way {
		if rnd.Float64() < s.cfg.Scenario.Duplicates {
			e.again, e.due = true, e.due+1000+rnd.Int64N(3600_000)
			way = append(way, e)
		}
	}
	return way
}
