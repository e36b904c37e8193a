package ui

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// templateReader is the person for whom a template is filled.
type templateReader struct {
	campaign.Contact
	Says    string // whose phone it is; empty where it is nobody's
	Show    bool   // the visitor may see people
	Text    string // whom the visitor looked for
	Looked  bool
	Matches []matchedPerson
	Other   string // the language they read, where it is not the template's
}

// readersShown is how many people a search offers.
const readersShown = 6

// readerOf is whom the form asks for. What is looked for travels in the body:
// it is somebody's name or number.
func (s *Server) readerOf(c *fiber.Ctx, t campaign.Template) (r templateReader, err error) {
	r = templateReader{Show: visitorOf(c).may(operator.ContactView), Text: strings.TrimSpace(c.FormValue("q"))}
	if !r.Show {
		return r, nil
	}
	verb, text, _ := strings.Cut(c.FormValue("do"), " ")
	switch id := c.FormValue("shown"); {
	case verb == "search" && r.Text != "":
		err = s.findReader(c, &r)
	case verb == "person":
		r.Contact, err = s.readerByID(c, text)
	case verb != "other" && id != "":
		r.Contact, err = s.readerByID(c, id)
	case verb == "other":
		r.Text = ""
		err = s.drawReader(c, &r, rand.Uint64())
	default:
		err = s.drawReader(c, &r, 0)
	}
	if err != nil || r.ID == 0 {
		return r, err
	}
	w := s.words(c)
	r.Says = w.T("template.for", r.shownName(w.T("contacts.nameless")))
	if base := baseOf(r.Language); base != "" && base != baseOf(t.Language) {
		r.Other = w.Language(r.Language)
	}
	return r, nil
}

func (r templateReader) shownName(nameless string) string {
	if r.Name == "" {
		return nameless
	}
	return r.Name
}

func (s *Server) readerByID(c *fiber.Ctx, text string) (campaign.Contact, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return campaign.Contact{}, campaign.ErrNotFound
	}
	return s.Office.Campaigns.Contact(c.UserContext(), s.Office.DB, campaign.ContactID(id))
}

func (s *Server) drawReader(c *fiber.Ctx, r *templateReader, seed uint64) error {
	people, err := s.Office.Campaigns.Sample(c.UserContext(), s.Office.DB, campaign.Rule{}, 1, seed)
	if len(people) > 0 {
		r.Contact = people[0]
	}
	return err
}

// findReader looks for people as the list of contacts does, and shows the
// first.
func (s *Server) findReader(c *fiber.Ctx, r *templateReader) error {
	r.Looked = true
	query, err := s.contactQuery(c, contactSearch{Text: r.Text}, "")
	if err != nil {
		return err
	}
	list, err := s.Office.Campaigns.SearchContacts(c.UserContext(), s.Office.DB, query, "", readersShown)
	if err != nil {
		return err
	}
	if len(list.Contacts) > 0 {
		r.Contact = list.Contacts[0]
	}
	r.Matches, err = s.matchedPeople(c, list.Contacts, nil)
	return err
}
