package ui

import (
	"time"

	"accord/campaign"
	"accord/consent"

	"github.com/gofiber/fiber/v2"
)

// recordBehind is the record that a message stands on, or that stood in its
// way; nil where there is none.
func (s *Server) recordBehind(c *fiber.Ctx, found campaign.Campaign, fate campaign.Why) (*consent.HistoryEntry, error) {
	history, err := s.Office.Consent.History(c.UserContext(), s.Office.DB, fate.Contact)
	if err != nil {
		return nil, err
	}
	if m := fate.Message; m != nil && m.ConsentSeq > 0 {
		for i := range history {
			if history[i].Seq == m.ConsentSeq {
				return &history[i], nil
			}
		}
		return nil, nil // it is another channel's
	}
	return decisive(history, found.Purpose, deciding(fate), denial(fate)), nil
}

// deciding is the moment at which consent was asked last, as far as it is
// known: later records changed nothing.
func deciding(fate campaign.Why) time.Time {
	m := fate.Message
	switch {
	case !fate.Member:
		return fate.At
	case m == nil:
		return fate.Frozen
	case m.State == campaign.Planned:
		return fate.At
	case !m.FailedAt.IsZero():
		return m.FailedAt
	}
	return fate.SlotAt
}

// denial is why somebody got no message; empty where they did.
func denial(fate campaign.Why) campaign.Reason {
	if fate.Message != nil {
		return fate.Message.Reason
	}
	return fate.Skip
}

// decisive is the record that led to a denial, else the last one that was
// known at the moment of the decision. The plan takes its time after the
// freeze, and a claim may come after its slot: a denial that nothing explains
// until then is explained by the first record that does after it.
func decisive(history []consent.HistoryEntry, purpose consent.PurposeID, at time.Time, denied campaign.Reason) *consent.HistoryEntry {
	var last, led *consent.HistoryEntry
	for i := range history {
		step, concerns := stepOfPurpose(history[i], purpose)
		if !concerns {
			continue
		}
		later := history[i].Received.After(at)
		if later && led != nil {
			break
		}
		rule := consent.Decide(consent.Standing{Standing: step.After, Reachable: true}, consent.Request{Category: consent.Marketing})
		switch {
		case rule == consent.Allowed || campaign.Reason(rule) != denied:
			led = nil
		case step.Moved():
			led = &history[i]
		}
		if !later {
			last = &history[i]
		}
	}
	if led != nil {
		return led
	}
	return last
}

// stepOfPurpose is what an event did to a purpose. One about all purposes may
// have come before the person stood anywhere for this one.
func stepOfPurpose(e consent.HistoryEntry, purpose consent.PurposeID) (step consent.Step, concerns bool) {
	for _, s := range e.Steps {
		if s.Purpose == purpose {
			return s, true
		}
		if s.Purpose == consent.AnyPurpose {
			step, concerns = s, true
		}
	}
	return step, concerns
}
