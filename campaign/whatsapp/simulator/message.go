package simulator

import "time"

// Categories in the log that are no template category.
const (
	service       = "service"
	marketingLite = "marketing_lite"
)

// edge is a send door: the last part of its path.
type edge string

const (
	messagesEdge  edge = "messages"
	marketingEdge edge = "marketing_messages"
)

// message is an accepted call on its way. It lives as long as the queue holds
// an event of it.
type message struct {
	call     Call
	from     *number
	to       *person
	template *template // nil for free-form messages
	filled   filled
	// viaUserID: addressed to a user id, so the answer and failed statuses
	// name the user id.
	viaUserID   bool
	interactive bool
	held        bool     // by pacing
	skipped     bool     // `read` comes without `delivered`
	fate        *refusal // the failure it will end in, nil when it reaches the person
	reaction    Reaction
}

// marketing tells whether opt-outs, caps and hold-outs of marketing apply.
func (m *message) marketing() bool { return m.template != nil && m.template.marketing() }

// fateOf decides, in the order in which the platform does it after its 200,
// how an accepted message fails; nil when it does not. The lock is held.
func (s *Simulator) fateOf(m *message, impossible bool, now time.Time) *refusal {
	sc, who := s.cfg.Scenario, m.to.address()
	switch {
	case m.template == nil && !m.to.with(m.from).windowOpen(now):
		return refuse(131047, "More than 24 hours have passed since the recipient last replied")
	case m.marketing() && m.to.stopped:
		return refuse(131050, "The recipient has chosen to stop receiving marketing messages")
	case m.marketing() && (isUS(m.to.phone) || s.seed.chance(sc.Cap131049, "cap", who, m.template.Name)):
		return refuse(131049, "In order to maintain a healthy ecosystem engagement, the message failed to be delivered")
	case m.marketing() && s.seed.chance(sc.Holdout130472, "holdout", who):
		return refuse(130472, "Failed to send message because this user's phone number is part of an experiment")
	case impossible, s.seed.chance(sc.NotOnWhatsApp, "absent", who):
		return refuse(131026, "Message Undeliverable.")
	}
	return nil
}

// lowerCategory shares its strings among all lines of the log.
var lowerCategory = map[string]string{"MARKETING": "marketing", "UTILITY": "utility", "AUTHENTICATION": "authentication"}

// categoryOf is what the log and pricing call a message.
func categoryOf(t *template, at edge) string {
	switch {
	case t == nil:
		return service
	case at == marketingEdge:
		return marketingLite
	}
	return lowerCategory[t.Category]
}
