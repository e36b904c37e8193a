package simulator

import "time"

// pacing is how far a template is in its quality assessment.
type pacing struct {
	plan     *Pacing // nil when the template is not paced
	accepted int
	held     []*message
	waiting  bool // the verdict is in the queue
	over     bool
}

// holds counts an accepted message and tells whether it has to wait. The
// lock is held.
func (s *Simulator) holds(t *template, now time.Time) bool {
	p := &t.pacing
	if p.plan == nil || p.over {
		return false
	}
	p.accepted++
	if p.accepted <= p.plan.After {
		return false
	}
	if !p.waiting {
		p.waiting = true
		s.later(now.Add(time.Duration(p.plan.Hold)), func(at time.Time) { s.decide(t, at) })
	}
	return true
}

// decide ends the assessment: every held message goes out from now on, or
// fails together with the template.
func (s *Simulator) decide(t *template, at time.Time) {
	p := &t.pacing
	p.over = true
	if p.plan.Verdict == "pause" {
		// A pacing pause does not end by itself: it waits for an unpause.
		s.setStatus(t, Paused, "PAUSED", "RATE_LIMITING_PAUSE", at)
	}
	for _, m := range p.held {
		s.release(m, at)
	}
	p.held = nil
}

// release lets a held message go its way after the verdict.
func (s *Simulator) release(m *message, at time.Time) {
	if m.template.pacing.plan.Verdict == "pause" {
		m.fate = refuse(132015, "template %s was paused by its quality assessment", m.template.Name)
	}
	s.schedule(m, at)
}

// pace attaches the scenario's plans to the templates they name.
func (s *Simulator) pace(t *template) {
	for i := range s.cfg.Scenario.Pacing {
		if p := &s.cfg.Scenario.Pacing[i]; p.Template == t.Name {
			t.pacing = pacing{plan: p}
		}
	}
}
