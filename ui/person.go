package ui

import (
	"fmt"
	"strconv"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// personView is one person's register: what may be sent now, how that came
// about, and what it rests on.
type personView struct {
	frame
	Who       personLine
	Zone      *time.Location
	Asked     time.Time // when the answers were given
	Headline  answerHeadline
	Answers   []answerLine
	Events    []personEvent
	Waiting   []waitingEvidence
	Addresses []consent.HeldAddress
	Erased    bool
	Contact   bool // the visitor may open the contact
	Withdraw  bool // the visitor may record a no
	Release   bool // the visitor may open imports
}

// waitingEvidence is evidence that an import brought and nobody has released.
type waitingEvidence struct {
	consent.QuarantineRow
	PurposeName string
}

// subjectID is the person that the address names.
func subjectID(c *fiber.Ctx) (consent.SubjectID, error) {
	n, err := strconv.ParseInt(c.Params("subject"), 10, 64)
	if err != nil || n < 1 {
		return 0, consent.ErrUnknown
	}
	return consent.SubjectID(n), nil
}

func personPath(id consent.SubjectID) string { return fmt.Sprint(registerPath, "/", int64(id)) }

// person shows the register of one person. Nobody looks without a trace.
func (s *Server) person(c *fiber.Ctx) error {
	v, err := s.personView(c)
	if err != nil {
		return err
	}
	if err := s.noteLook(c, v.Who.ID); err != nil {
		return err
	}
	return s.show(c, "person", v)
}

// noteLook records that the visitor looks at the evidence of a person.
func (s *Server) noteLook(c *fiber.Ctx, id campaign.ContactID) error {
	return s.Office.Operators.Record(c.UserContext(), operator.Entry{Operator: author(c), Action: operator.PersonLooked, Subject: contactSubject(id)})
}

func (s *Server) personView(c *fiber.Ctx) (v personView, err error) {
	id, err := subjectID(c)
	if err != nil {
		return v, err
	}
	ctx, w, may := c.UserContext(), s.words(c), visitorOf(c).may
	v = personView{frame: s.frame(c, "consent", w.T("person.title")), Zone: s.zone(c), Asked: s.Clock.Now(),
		Contact: may(operator.ContactView), Withdraw: may(operator.ConsentEdit), Release: may(operator.ImportRelease)}
	history, err := s.Office.Consent.History(ctx, s.Office.DB, id)
	if err != nil {
		return v, err
	}
	people, err := s.personLines(c, []campaign.ContactID{id})
	if err != nil {
		return v, err
	}
	v.Who = people[0]
	purposes, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	if err != nil {
		return v, err
	}
	if v.Events, err = s.personEvents(c, purposes, history); err != nil {
		return v, err
	}
	if v.Answers, err = s.answers(c, id, purposes); err != nil {
		return v, err
	}
	v.Headline = headlineOf(w, v.Answers)
	if v.Addresses, err = s.Office.Consent.AddressesOf(ctx, s.Office.DB, id); err != nil {
		return v, err
	}
	waiting, err := s.Office.Consent.QuarantineOf(ctx, s.Office.DB, id)
	for _, row := range waiting {
		v.Waiting = append(v.Waiting, waitingEvidence{row, purposeOf(w, purposes, row.Purpose)})
	}
	for _, e := range history {
		v.Erased = v.Erased || e.Erased
	}
	return v, err
}
