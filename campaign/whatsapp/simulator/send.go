package simulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"accord/campaign/whatsapp"
)

// answer is what a door sends back.
type answer struct {
	status int
	body   []byte
	cut    bool          // close the connection without a word
	wait   time.Duration // process time to let pass first
}

// sending is one call while it is judged.
type sending struct {
	edge    edge
	phoneID string
	token   string
	request request
	shape   *refusal // what parsing the body found
	now     time.Time
	call    Call
}

// send judges one POST to a send door and answers it. It writes exactly one
// line of the log, except for a read receipt, which is no send.
func (s *Simulator) send(at edge, phoneID, token string, raw []byte) answer {
	c := sending{edge: at, phoneID: phoneID, token: token}
	c.request, c.shape = parseRequest(raw)
	if c.request.Status != "" {
		return s.receipt(c)
	}
	m, wrong := s.judge(&c)
	if wrong != nil {
		status, body := wrong.reply(s.trace(c.call))
		return answer{status: status, body: body, wait: s.latency(c.call)}
	}
	s.dispatch(m)
	return s.acknowledge(m, c.request)
}

// judge admits or refuses under the lock and writes the log: a call that
// could not be logged is not accepted.
func (s *Simulator) judge(c *sending) (*message, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now = s.clock.Now()
	c.call = Call{At: c.now, PhoneNumberID: clip(c.phoneID), To: clip(cmp.Or(c.request.To, c.request.Recipient)), Opaque: clip(c.request.Opaque)}
	m, wrong := s.admit(c)
	if wrong != nil {
		c.call.Code = wrong.code
	}
	if err := s.journal.write(c.call); err != nil {
		return nil, refuse(131000, "%v", err)
	}
	if m != nil {
		m.call = c.call
	}
	return m, wrong
}

// admit checks in the documented order: token, number, shape, template,
// parameters, rate, pair. The order is part of the contract: it decides which
// of several errors a sender sees.
func (s *Simulator) admit(c *sending) (*message, *refusal) {
	from, wrong := s.authorise(c)
	if wrong != nil {
		return nil, wrong
	}
	if c.shape != nil {
		return nil, c.shape
	}
	what, wrong := contentOf(c.request)
	if wrong != nil {
		return nil, wrong
	}
	m := &message{from: from, interactive: what.template == nil, filled: filled{choices: what.choices}}
	impossible, wrong := s.address(m, c)
	if wrong != nil {
		return nil, wrong
	}
	if wrong := s.fill(m, what, c); wrong != nil {
		return nil, wrong
	}
	if wrong := s.throttle(m, c); wrong != nil {
		return nil, wrong
	}
	m.fate = s.fateOf(m, impossible, c.now)
	m.held = m.fate == nil && m.marketing() && s.holds(m.template, c.now)
	c.call.WAMID = s.seed.wamid(m.to.party(), "out", m.to.address(), c.call.Template, c.call.Opaque, m.to.turn())
	return m, nil
}

// authorise checks the token and finds the business number; the fault 503
// strikes between the two and everything else.
func (s *Simulator) authorise(c *sending) (*number, *refusal) {
	if wrong := s.checkToken(c.token, c.now); wrong != nil {
		return nil, wrong
	}
	n := s.numbers[c.phoneID]
	if n == nil {
		return nil, unknownObject(c.phoneID)
	}
	s.authorised++
	if every := s.cfg.Scenario.Error503Every; every > 0 && s.authorised%every == 0 {
		return nil, refuse(2, "The service is temporarily overloaded, try again")
	}
	return n, nil
}

// address finds the person. `to` wins over `recipient`.
func (s *Simulator) address(m *message, c *sending) (impossible bool, wrong *refusal) {
	if c.request.To == "" {
		if !userID.MatchString(c.request.Recipient) {
			return false, refuse(131009, "The parameter recipient is not a user id.")
		}
		m.to, m.viaUserID = s.people.byUserID(c.request.Recipient), true
	} else {
		d, ok := dial(c.request.To, m.from.callingCode)
		if !ok {
			return false, refuse(131009, "The parameter to is not a phone number.")
		}
		if d.phone == m.from.e164 {
			return false, refuse(131021, "The recipient is the sender.")
		}
		m.to, impossible = s.people.byPhone(d.phone), d.impossible
	}
	m.to.calls++
	c.call.To = m.to.address()
	return impossible, nil
}

// fill checks the template and its parameters, and the media a message names.
func (s *Simulator) fill(m *message, what content, c *sending) (wrong *refusal) {
	if what.template != nil {
		c.call.Template = clip(what.template.Name)
		m.template, wrong = s.templates.sendable(m.from.WABAID, what.template.Name, what.template.Language.Code)
		if wrong != nil {
			return wrong
		}
		c.call.Template = m.template.Name // one string for all lines, not one per call
	}
	c.call.Category = categoryOf(m.template, c.edge)
	if c.edge == marketingEdge && m.template == nil {
		return refuse(131055, "Only templates are sent through marketing_messages.")
	}
	if c.edge == marketingEdge && !m.template.marketing() {
		return refuse(134100, "Only MARKETING templates are sent through marketing_messages.")
	}
	if i := slices.IndexFunc(what.media, func(id string) bool { return s.media.files[id] == nil }); i >= 0 {
		return refuse(131009, "Media %s does not exist.", what.media[i])
	}
	if m.template == nil {
		return nil
	}
	m.filled, wrong = m.template.form.fill(*what.template)
	return wrong
}

// throttle takes a token of the number, then one of the pair.
func (s *Simulator) throttle(m *message, c *sending) *refusal {
	who := m.to.address()
	if s.seed.chance(s.cfg.Scenario.Rate429, "rate", who, c.call.Template, m.to.turn()) || !m.from.admit(c.now) {
		return refuse(130429, "Message failed to send because there were too many messages sent from this phone number in a short period of time")
	}
	if !m.to.with(m.from).bucket.take(c.now, pairCapacity, pairRefill) {
		return refuse(131056, "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time")
	}
	return nil
}

// acknowledge is the 200 of an accepted send, or what a fault makes of it.
func (s *Simulator) acknowledge(m *message, r request) answer {
	who, turn, wait := m.to.address(), m.call.WAMID, s.latency(m.call)
	switch {
	case s.seed.chance(s.cfg.Scenario.LostReply, "lost", who, turn):
		return answer{cut: true, wait: wait}
	case s.seed.chance(s.cfg.Scenario.Error500Accepted, "500", who, turn):
		status, body := refuse(131000, "Something went wrong.").reply(s.trace(m.call))
		return answer{status: status, body: body, wait: wait}
	}
	reply := whatsapp.SendReply{
		MessagingProduct: "whatsapp",
		Contacts:         []whatsapp.ReplyContact{{Input: cmp.Or(r.To, r.Recipient)}},
		Messages:         []whatsapp.ReplyMessage{{ID: m.call.WAMID}},
	}
	if m.viaUserID {
		reply.Contacts[0].UserID = m.to.userID
	} else {
		reply.Contacts[0].WaID = m.to.waID()
	}
	if m.template != nil {
		reply.Messages[0].Status = "accepted"
	}
	if m.held {
		reply.Messages[0].Status = "held_for_quality_assessment"
	}
	body, _ := json.Marshal(reply)
	return answer{status: 200, body: body, wait: wait}
}
