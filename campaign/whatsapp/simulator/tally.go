package simulator

import (
	"time"
)

// tally counts what one template did on one UTC day, as template_analytics
// reports it.
type tally struct {
	sent, delivered, read int
	taps, links           map[string]int // by label of the button
}

const dayMillis = int64(24 * time.Hour / time.Millisecond)

// on returns the tally of the day an instant (milliseconds) falls on.
func (t *template) on(stamp int64) *tally {
	day := stamp / dayMillis
	c := t.days[day]
	if c == nil {
		c = &tally{taps: map[string]int{}, links: map[string]int{}}
		t.days[day] = c
	}
	return c
}

// effect gives an event its effect on the platform's own state. Duplicates are
// told, not taken. The lock is held.
func (s *Simulator) effect(e event) {
	if e.again || e.message == nil {
		return
	}
	m := e.message
	switch e.kind {
	case reply, tap:
		m.to.with(m.from).opened = e.stamp
	case stop:
		m.to.stopped = true
	}
	if m.template == nil {
		return
	}
	c := m.template.on(e.stamp)
	switch e.kind {
	case sent:
		c.sent++
	case delivered:
		c.delivered++
	case read:
		c.read++
	case tap:
		c.taps[m.tapped().text]++
	case visit:
		c.links[m.template.label(m.reaction.Click.Button)]++
	}
}

// label is the text of the n-th URL button.
func (t *template) label(n int) string {
	for _, b := range t.form.buttons {
		if b.is("URL") {
			if n == 0 {
				return b.Text
			}
			n--
		}
	}
	return ""
}

// tapped is the quick reply a tap answers with.
func (m *message) tapped() choice {
	t := m.reaction.Tap
	c := choice{payload: t.Payload, text: t.Text}
	if t.Button >= 0 && t.Button < len(m.filled.choices) {
		if c.payload == "" {
			c.payload = m.filled.choices[t.Button].payload
		}
		if c.text == "" {
			c.text = m.filled.choices[t.Button].text
		}
	}
	return c
}
