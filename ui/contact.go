package ui

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// contactView is one person: who they are, what happened, what they allow, and
// when they can be reached next.
type contactView struct {
	frame
	Contact    campaign.Contact
	Number     string // masked; the whole one when it was just asked for
	Revealed   bool
	Attributes []attributeLine
	Consents   []consentLine
	Next       nextMoment
	Timeline   contactTimeline
	Zone       *time.Location // of the organisation
	Reveal     bool           // the visitor may see the whole number
	Withdraw   bool           // the visitor may record a no
	Register   bool           // the visitor may read the register
}

// attributeLine is one attribute in words.
type attributeLine struct{ Name, Value string }

// contactID is the person that the address names.
func contactID(c *fiber.Ctx) (campaign.ContactID, error) {
	n, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || n < 1 {
		return 0, campaign.ErrNotFound
	}
	return campaign.ContactID(n), nil
}

func contactPath(id campaign.ContactID) string { return fmt.Sprint("/contacts/", int64(id)) }

func (s *Server) contact(c *fiber.Ctx) error {
	v, err := s.contactView(c)
	if err != nil {
		return err
	}
	return s.show(c, "contact", v)
}

// contactView loads everything about the person of the address.
func (s *Server) contactView(c *fiber.Ctx) (v contactView, err error) {
	id, err := contactID(c)
	if err != nil {
		return v, err
	}
	ctx, may := c.UserContext(), visitorOf(c).may
	v = contactView{frame: s.frame(c, "contacts", s.words(c).T("contact.title")), Zone: s.zone(c),
		Reveal: may(operator.ContactReveal), Withdraw: may(operator.ConsentEdit), Register: may(operator.ConsentView)}
	if v.Contact, err = s.Office.Campaigns.Contact(ctx, s.Office.DB, id); err != nil {
		return v, err
	}
	v.Attributes = attributeLines(s.words(c), v.Contact.Attributes)
	numbers, err := s.Office.Consent.MaskedOf(ctx, s.Office.DB, []campaign.ContactID{id})
	if err != nil {
		return v, err
	}
	v.Number = numbers[id]
	history, err := s.Office.Consent.History(ctx, s.Office.DB, id)
	if err != nil {
		return v, err
	}
	purposes, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	if err != nil {
		return v, err
	}
	if v.Consents, err = s.consentLines(c, id, purposes, history); err != nil {
		return v, err
	}
	if v.Next, err = s.nextMoment(c, v.Contact, mainPurpose(purposes, "")); err != nil {
		return v, err
	}
	v.Timeline, err = s.contactTimeline(c, id, history)
	return v, err
}

// Name is how a page calls the person.
func (v contactView) Name() string {
	if v.Contact.Name != "" {
		return v.Contact.Name
	}
	return v.Contact.ExternalID
}

// attributeLines are the attributes by name.
func attributeLines(w *words.Words, attributes campaign.Attributes) []attributeLine {
	var list []attributeLine
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		list = append(list, attributeLine{name, attributeSays(w, attributes[name])})
	}
	return list
}

func attributeSays(w *words.Words, value any) string {
	switch value := value.(type) {
	case bool:
		if value {
			return w.T("unit.yes")
		}
		return w.T("unit.no")
	case float64:
		return w.Decimal(value, -1)
	}
	return fmt.Sprint(value)
}

// consentLine is where the person stands for one purpose, and the event that
// put them there.
type consentLine struct {
	Purpose  consent.Purpose
	State    badge
	Since    time.Time // zero while nothing is known
	Event    string
	Method   string
	Notice   string
	Evidence *consent.Evidence // for who may read the register; nil otherwise and where it was erased
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
	w, open := s.words(c), visitorOf(c).may(operator.ConsentView)
	lines := make([]consentLine, len(purposes))
	for i, p := range purposes {
		r := known[p.ID]
		lines[i] = consentLine{Purpose: p, State: standingBadge(w, consent.Standing{Standing: r.Standing}), Since: r.Since, Notice: r.Notice.String()}
		if r.Seq < 1 || r.Seq > int64(len(history)) {
			continue
		}
		event := history[r.Seq-1]
		lines[i].Event, lines[i].Method = w.Label("consent_event", string(event.Kind)), event.Evidence.Method
		if open && !event.Erased {
			lines[i].Evidence = &event.Evidence
		}
	}
	return lines, nil
}

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
	numbers, err := s.Office.Operators.Numbers(c.UserContext())
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
