package ui

import (
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// contactsSize is how many people one page lists.
const contactsSize = 50

// contactsView is the people there are, and those who are looked for.
type contactsView struct {
	frame
	Search   contactSearch
	Facets   campaign.Facets
	Segments []campaign.Segment
	Purposes []consent.Purpose
	States   []state.State
	Purpose  consent.Purpose // whose consent is shown; zero where there is none
	Found    int
	Rows     []contactRow
	Import   bool // the visitor may bring people in
	Zone     *time.Location
	Pager    pager
	Next     string // cursor of a private search, whose pages have no address
}

// contactRow is one person of the list.
type contactRow struct {
	campaign.Contact
	Number  string // masked
	Consent badge
}

func (s *Server) contacts(c *fiber.Ctx) error {
	q := searchOf(c)
	if q.Private() { // typed into the address by hand
		return c.Redirect(q.Path(), fiber.StatusSeeOther)
	}
	return s.showContacts(c, q)
}

// searchContacts takes the search in the body. What may stand in an address
// leads to one, so that the list can be kept and sent on.
func (s *Server) searchContacts(c *fiber.Ctx) error {
	q := searchOf(c)
	if partial(c) {
		c.Set("HX-Replace-Url", q.Path())
	} else if !q.Private() {
		return c.Redirect(q.Path(), fiber.StatusSeeOther)
	}
	return s.showContacts(c, q)
}

func (s *Server) showContacts(c *fiber.Ctx, q contactSearch) error {
	ctx := c.UserContext()
	v := contactsView{frame: s.frame(c, "contacts", s.words(c).T("nav.contacts")), Search: q, States: consentStates,
		Import: visitorOf(c).may(operator.ContactImport), Zone: s.zone(c)}
	var err error
	if v.Facets, err = s.Office.Campaigns.Facets(ctx, s.Office.DB); err != nil {
		return err
	}
	if visitorOf(c).may(operator.SegmentView) {
		if v.Segments, err = s.Office.Campaigns.Segments(ctx, s.Office.DB); err != nil {
			return err
		}
	}
	if v.Purposes, err = s.Office.Consent.Purposes(ctx, s.Office.DB); err != nil {
		return err
	}
	v.Purpose = mainPurpose(v.Purposes, q.Purpose)
	query, err := s.contactQuery(c, q, v.Purpose.ID)
	if err != nil {
		return err
	}
	if v.Found, err = s.Office.Campaigns.CountContacts(ctx, s.Office.DB, query); err != nil {
		return err
	}
	list, err := s.Office.Campaigns.SearchContacts(ctx, s.Office.DB, query, q.After, contactsSize)
	if err != nil {
		return err
	}
	if query.Address != nil && len(list.Contacts) == 1 && !partial(c) {
		return c.Redirect(contactPath(list.Contacts[0].ID), fiber.StatusSeeOther)
	}
	if v.Rows, err = s.contactRows(c, list.Contacts, v.Purpose.ID); err != nil {
		return err
	}
	v.turn(list.Next)
	return s.show(c, "contacts", v)
}

// turn says where the list goes on.
func (v *contactsView) turn(next string) {
	first, further := v.Search, v.Search
	first.After, further.After = "", next
	if v.Search.After != "" {
		v.Pager.First = first.Path()
	}
	switch {
	case next == "":
	case v.Search.Private():
		v.Next = next
	default:
		v.Pager.Next = further.Path()
	}
}

// mainPurpose is the purpose that was asked for, else the oldest one for
// marketing, else the oldest: a new one does not change what people see.
func mainPurpose(purposes []consent.Purpose, wanted consent.PurposeID) (main consent.Purpose) {
	for _, p := range purposes {
		switch {
		case p.ID == wanted:
			return p
		case main.ID == "", p.Category == consent.Marketing && main.Category != consent.Marketing,
			p.Category == main.Category && p.Created.Before(main.Created):
			main = p
		}
	}
	return main
}

// contactRows adds to people where they are reached and where they stand.
func (s *Server) contactRows(c *fiber.Ctx, contacts []campaign.Contact, purpose consent.PurposeID) ([]contactRow, error) {
	ids := make([]campaign.ContactID, len(contacts))
	for i, contact := range contacts {
		ids[i] = contact.ID
	}
	numbers, err := s.Office.Consent.MaskedOf(c.UserContext(), s.Office.DB, ids)
	if err != nil {
		return nil, err
	}
	standings, err := consent.Standings(c.UserContext(), s.Office.DB, ids, purpose)
	if err != nil {
		return nil, err
	}
	rows := make([]contactRow, len(contacts))
	for i, contact := range contacts {
		rows[i] = contactRow{contact, numbers[contact.ID], standingBadge(s.words(c), standings[contact.ID])}
	}
	return rows, nil
}
