package ui

import (
	"time"

	"accord/campaign"
	"accord/consent"

	"github.com/gofiber/fiber/v2"
)

// consentLine is where the person stands for one purpose, and the event that
// put them there. What that event rests on is in the register, where each look
// is recorded.
type consentLine struct {
	Purpose consent.Purpose
	State   badge
	Since   time.Time // zero while nothing is known
	Event   string
	Method  string
	Notice  string
}

func (s *Server) consentLines(c *fiber.Ctx, id campaign.ContactID, purposes []consent.Purpose, history []consent.HistoryEntry) ([]consentLine, error) {
	records, _, err := s.Office.Consent.Register(c.UserContext(), s.Office.DB, consent.RegisterFilter{Subject: id}, "", consent.RegisterMax)
	if err != nil {
		return nil, err
	}
	known := map[consent.PurposeID]consent.Record{}
	for _, r := range records {
		known[r.Purpose] = r
	}
	w := s.words(c)
	lines := make([]consentLine, len(purposes))
	for i, p := range purposes {
		r := known[p.ID]
		lines[i] = consentLine{Purpose: p, State: standingBadge(w, consent.Standing{Standing: r.Standing}), Since: r.Since, Notice: r.Notice.String()}
		if r.Seq < 1 || r.Seq > int64(len(history)) {
			continue
		}
		event := history[r.Seq-1]
		lines[i].Event, lines[i].Method = w.Label("consent_event", string(event.Kind)), event.Evidence.Method
	}
	return lines, nil
}
