package ui

import (
	"slices"
	"strings"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

const (
	registerPath = "/consent"
	registerSize = 50 // lines of one page
	soughtMost   = 20 // people whom a search shows
)

// registerView is the register of consents: how many people stand where, then
// who stands there, the latest first.
type registerView struct {
	frame
	Purposes  []consent.Purpose
	States    []state.State
	Tallies   []purposeTally
	Listed    int // addresses on the objection list
	Filter    registerFilter
	Rows      []registerRow
	Sought    bool // somebody was looked for
	Found     []personLine
	More      bool // people than are shown
	Unknown   bool // what was looked for may be a number, which no page repeats
	Purposing bool // the visitor may add purposes
	Zone      *time.Location
	Pager     pager
	Flaws     flaws
}

// registerRow is one line of the register.
type registerRow struct {
	consent.Record
	Person      personLine
	PurposeName string
	States      []badge
	Event       string
	General     bool // the event was about every purpose
}

func (s *Server) register(c *fiber.Ctx) error {
	f := registerFilterOf(c)
	if f.Private() { // typed into the address by hand
		return c.Redirect(registerPath, fiber.StatusSeeOther)
	}
	v, err := s.registerView(c, f)
	if err != nil {
		return err
	}
	if f.Name != "" {
		if v.Found, v.More, err = s.seek(c, f.Name); err != nil {
			return err
		}
		v.Sought = true
		return s.show(c, "consent", v)
	}
	query, wrong := s.registerQuery(c, v.Filter)
	if wrong != nil {
		v.Flaws = wrong
		return s.unprocessable(c, "consent", v)
	}
	if err := s.listRegister(c, &v, query); err != nil {
		return err
	}
	return s.show(c, "consent", v)
}

// findPerson looks for somebody in the body of a request: a number must not
// stand in an address. Who is the only one is opened.
func (s *Server) findPerson(c *fiber.Ctx) error {
	f := registerFilter{Name: strings.TrimSpace(c.FormValue("q"))}
	if f.Name == "" {
		return c.Redirect(registerPath, fiber.StatusSeeOther)
	}
	found, more, err := s.seek(c, f.Name)
	switch {
	case err != nil:
		return err
	case len(found) == 1:
		return c.Redirect(personPath(found[0].ID), fiber.StatusSeeOther)
	case !f.Private():
		return c.Redirect(f.Path(), fiber.StatusSeeOther)
	}
	v, err := s.registerView(c, registerFilter{})
	if err != nil {
		return err
	}
	v.Sought, v.Found, v.More, v.Unknown = true, found, more, true
	return s.show(c, "consent", v)
}

// seek finds the first people by a name, an id or a number.
func (s *Server) seek(c *fiber.Ctx, text string) (found []personLine, more bool, err error) {
	query, err := s.contactQuery(c, contactSearch{Text: text}, "")
	if err != nil {
		return nil, false, err
	}
	list, err := s.Office.Campaigns.SearchContacts(c.UserContext(), s.Office.DB, query, "", soughtMost)
	if err != nil {
		return nil, false, err
	}
	ids := make([]campaign.ContactID, len(list.Contacts))
	for i, contact := range list.Contacts {
		ids[i] = contact.ID
	}
	found, err = s.personLines(c, ids)
	return found, list.Next != "", err
}

// registerView is the page without its list.
func (s *Server) registerView(c *fiber.Ctx, f registerFilter) (v registerView, err error) {
	ctx := c.UserContext()
	v = registerView{frame: s.frame(c, "consent", s.words(c).T("register.title")), Filter: f, States: consentStates, Zone: s.zone(c),
		Purposing: visitorOf(c).may(operator.PurposeEdit)}
	if v.Purposes, err = s.Office.Consent.Purposes(ctx, s.Office.DB); err != nil {
		return v, err
	}
	if f.Purpose != consent.AnyPurpose && !hasPurpose(v.Purposes, f.Purpose) {
		v.Filter.Purpose = ""
	}
	tallies, err := s.Office.Consent.Tally(ctx, s.Office.DB)
	if err != nil {
		return v, err
	}
	v.Tallies = purposeTallies(v.Purposes, tallies, v.Filter.Purpose)
	v.Listed, err = s.Office.Consent.SuppressedAddresses(ctx, s.Office.DB)
	return v, err
}

func (s *Server) listRegister(c *fiber.Ctx, v *registerView, query consent.RegisterFilter) error {
	records, next, err := s.Office.Consent.Register(c.UserContext(), s.Office.DB, query, c.Query("after"), registerSize)
	if err != nil {
		return err
	}
	ids := make([]campaign.ContactID, len(records))
	for i, r := range records {
		ids[i] = r.Subject
	}
	people, err := s.personLines(c, ids)
	if err != nil {
		return err
	}
	w := s.words(c)
	for i, r := range records {
		v.Rows = append(v.Rows, registerRow{r, people[i], purposeOf(w, v.Purposes, r.Purpose), standingBadges(w, r.Standing),
			w.Label("consent_event", string(r.Kind)), r.Scope == consent.AnyPurpose})
	}
	if c.Query("after") != "" {
		v.Pager.First = address(c, "after", "")
	}
	if next != "" {
		v.Pager.Next = address(c, "after", next)
	}
	return nil
}

// Wide says that all purposes are shown beside each other.
func (v registerView) Wide() bool { return len(v.Tallies) > 1 }

// Several says that there is more than one purpose to tell apart.
func (v registerView) Several() bool { return len(v.Purposes) > 1 }

// Blank says that nobody has ever been asked anything.
func (v registerView) Blank() bool {
	return len(v.Rows) == 0 && !v.Filter.Narrowed() && !slices.ContainsFunc(v.Tallies, purposeTally.known)
}
