package ui

import (
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// reveal shows the whole number of a person in the answer to this one form.
// The look is recorded before, so that none goes unrecorded.
func (s *Server) reveal(c *fiber.Ctx) error {
	v, err := s.contactView(c)
	if err != nil {
		return err
	}
	err = s.Office.Operators.Record(c.UserContext(), operator.Entry{Operator: author(c), Action: operator.ContactRevealed,
		Subject: contactSubject(v.Contact.ID)})
	if err != nil {
		return err
	}
	address, err := s.Office.Consent.Reveal(c.UserContext(), s.Office.DB, v.Contact.ID)
	if err != nil {
		return err
	}
	v.Number, v.Revealed, v.Address = address.Value, true, contactPath(v.Contact.ID)
	return s.show(c, "contact", v)
}
