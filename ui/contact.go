package ui

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"accord/campaign"
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
