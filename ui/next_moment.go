package ui

import (
	"time"

	"accord/campaign"
	"accord/consent"

	"github.com/gofiber/fiber/v2"
)

// nextMoment is when a marketing message could reach the person, or why none
// may.
type nextMoment struct {
	Purpose consent.Purpose
	Rule    consent.Rule // that denies; empty for a yes
	At      time.Time    // zero where no moment is left, or no number can send
	Local   *time.Location
}

// nextDays is how far ahead a moment is looked for.
const nextDays = 30

// nextMoment asks the engine to place one message that nobody sends: so it
// minds hours, caps and the number's load as for any other.
func (s *Server) nextMoment(c *fiber.Ctx, contact campaign.Contact, purpose consent.Purpose) (nextMoment, error) {
	next := nextMoment{Purpose: purpose, Local: localZone(contact.Zone)}
	standings, err := consent.Standings(c.UserContext(), s.Office.DB, []campaign.ContactID{contact.ID}, purpose.ID)
	if err != nil || purpose.ID == "" {
		return next, err
	}
	if next.Rule = consent.Decide(standings[contact.ID], consent.Request{Category: purpose.Category}); next.Rule != consent.Allowed {
		return next, nil
	}
	numbers, err := s.Office.Numbers.List(c.UserContext())
	if err != nil || len(numbers) == 0 {
		return next, err
	}
	now := s.Clock.Now()
	probe := campaign.Campaign{NumberID: numbers[0].ID, Purpose: purpose.ID, Category: purpose.Category, StartsAt: now, EndsAt: now.AddDate(0, 0, nextDays)}
	slots, err := s.Office.Engine.Placer().Place(c.UserContext(), probe, []campaign.Candidate{{Contact: contact.ID, Country: contact.Country, Zone: contact.Zone}})
	if err != nil { // a number that is not connected yet has no rate
		s.Log.Warn("the next moment of a contact", "error", err)
		return next, nil
	}
	next.At = slots[0]
	return next, nil
}

// localZone is a zone by its name, UTC where the name is none.
func localZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
