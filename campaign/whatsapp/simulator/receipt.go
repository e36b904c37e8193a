package simulator

// receipt answers a body that marks an inbound message as read, or shows that
// an answer is being typed. It shares the door with sends but is none: no
// line of the log, no token of the rate.
func (s *Simulator) receipt(c sending) answer {
	wrong := s.checkReceipt(c)
	if wrong == nil {
		return answer{status: 200, body: []byte(`{"success":true}`)}
	}
	status, body := wrong.reply(s.trace(Call{Opaque: c.request.MessageID}))
	return answer{status: status, body: body}
}

func (s *Simulator) checkReceipt(c sending) *refusal {
	if wrong := s.checkToken(c.token, s.clock.Now()); wrong != nil {
		return wrong
	}
	switch {
	case s.numbers[c.phoneID] == nil: // the map never changes after New
		return unknownObject(c.phoneID)
	case c.shape != nil:
		return c.shape
	case c.request.MessagingProduct != "whatsapp":
		return refuse(100, "The parameter messaging_product must be \"whatsapp\".")
	case c.request.Status != "read":
		return refuse(131009, "status must be \"read\".")
	case c.request.MessageID == "":
		return refuse(131008, "The parameter message_id is required.")
	}
	return nil
}
