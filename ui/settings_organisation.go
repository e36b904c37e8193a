package ui

import (
	"slices"

	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/currency"
)

const organisationPath = "/settings"

// organisationView is who runs the campaigns, and how their pages tell time
// and money.
type organisationView struct {
	settingFrame
	Controller operator.Organisation
	Zones      []string
	Languages  []words.Lang
	Currencies []string
	Ask        confirmation // before one pair of eyes is enough
	Flaws      flaws
}

func (s *Server) organisationPage(c *fiber.Ctx) error {
	o, err := s.Office.Operators.Organisation(c.UserContext())
	if err != nil {
		return err
	}
	return s.show(c, "settings_organisation", s.organisationView(c, o))
}

func (s *Server) organisationView(c *fiber.Ctx, o operator.Organisation) organisationView {
	return organisationView{settingFrame: s.settingsFrame(c, "organisation", operator.SettingEdit), Controller: o,
		Zones: zones(), Languages: words.Langs(), Currencies: currencies(), Ask: s.askFourEyes(c)}
}

// saveOrganisation leaves the rule of four eyes as it is: that has a form of
// its own.
func (s *Server) saveOrganisation(c *fiber.Ctx) error {
	var o operator.Organisation // as it will be, if it can
	err := s.Office.Operators.ChangeOrganisation(c.UserContext(), author(c), func(now *operator.Organisation) {
		now.Name, now.Zone, now.Language = c.FormValue("name"), c.FormValue("zone"), c.FormValue("language")
		now.Currency, now.PublicURL = c.FormValue("currency"), c.FormValue("public_url")
		o = *now
	})
	if found := s.flawsOf(c, err); found != nil {
		v := s.organisationView(c, o)
		v.Flaws = found
		return s.unprocessable(c, "settings_organisation", v)
	}
	if err != nil {
		return err
	}
	return s.done(c, "saved", organisationPath)
}

func (s *Server) askFourEyes(c *fiber.Ctx) confirmation {
	w := s.words(c)
	return confirmation{ID: "four-eyes", Asks: w.T("organisation.two_eyes_ask"), Says: w.T("organisation.two_eyes_says"),
		Does: w.T("organisation.two_eyes"), Path: "/settings/two-eyes", Back: organisationPath}
}

func (s *Server) twoEyesPage(c *fiber.Ctx) error { return s.confirm(c, "settings", s.askFourEyes(c)) }

func (s *Server) twoEyes(c *fiber.Ctx) error  { return s.setFourEyes(c, false, "two_eyes") }
func (s *Server) fourEyes(c *fiber.Ctx) error { return s.setFourEyes(c, true, "four_eyes") }

func (s *Server) setFourEyes(c *fiber.Ctx, on bool, said string) error {
	var before operator.Organisation
	err := s.Office.Operators.ChangeOrganisation(c.UserContext(), author(c), func(o *operator.Organisation) {
		before, o.FourEyes = *o, on
	})
	if found := s.flawsOf(c, err); found != nil { // the organisation has no name yet
		v := s.organisationView(c, before)
		v.Flaws = found
		return s.unprocessable(c, "settings_organisation", v)
	}
	if err != nil {
		return err
	}
	return s.done(c, said, organisationPath) // words: said.*
}

// currencies are those that are in use, by code.
func currencies() []string {
	var codes []string
	for it := currency.Query(); it.Next(); {
		codes = append(codes, it.Unit().String())
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
