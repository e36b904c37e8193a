package ui

import (
	"time"

	"accord/consent"
	"accord/consent/state"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// homeProof is for who answers for consent: who said no and how fast it held,
// what waits to be released, and how many people stand where.
type homeProof struct {
	Delay   consent.Delay
	Noes    string // address of the people behind it
	Tallies []purposeTally
	Listed  int
	Imports []batchLine // that wait, for who may release them
	Mine    int         // of these, that wait for the visitor
	Release bool
}

// homeDays is how far back the first page looks.
const homeDays = 7

// Granted is the tally of those who agreed.
func (t purposeTally) Granted() tallyCount { return t.Of(string(state.Granted)) }

func (s *Server) homeProof(c *fiber.Ctx) (*homeProof, error) {
	ctx, now := c.UserContext(), s.Clock.Now()
	from := now.In(s.zone(c)).AddDate(0, 0, -homeDays)
	h := &homeProof{Release: visitorOf(c).may(operator.ImportRelease),
		Noes: registerFilter{Purpose: consent.AnyPurpose, From: from.Format(time.DateOnly)}.Path()}
	var err error
	if h.Delay, err = s.Office.Consent.DelaySince(ctx, s.Office.DB, dayOf(from)); err != nil {
		return nil, err
	}
	purposes, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	if err != nil {
		return nil, err
	}
	tallies, err := s.Office.Consent.Tally(ctx, s.Office.DB)
	if err != nil {
		return nil, err
	}
	h.Tallies = purposeTallies(purposes, tallies, "")
	if h.Listed, err = s.Office.Consent.SuppressedAddresses(ctx, s.Office.DB); err != nil {
		return nil, err
	}
	return h, s.homeImports(c, h)
}

// homeImports lists the imports that wait.
func (s *Server) homeImports(c *fiber.Ctx, h *homeProof) error {
	if !h.Release {
		return nil
	}
	lines, err := s.batchLines(c)
	if err != nil {
		return err
	}
	_, h.Mine = awaits(lines, visitorOf(c))
	for _, b := range lines {
		if b.State != consent.BatchReleased {
			h.Imports = append(h.Imports, b)
		}
	}
	return nil
}

// dayOf is the beginning of a day, by the zone of the moment.
func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
