package ui

import (
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

const numbersPath = "/settings/numbers"

// numbersView is the list of the business numbers; the state of each is asked
// of the platform when the page stands.
type numbersView struct {
	settingFrame
	Numbers []operator.Number
}

// numberView is one number, or the form of a new one; one that the environment
// gives has no form. Its secrets are never shown: Stored tells which there are.
type numberView struct {
	settingFrame
	Number  operator.Number
	New     bool
	Stored  storedSecrets
	Webhook webhookHelp
	Line    *lineState // after a test; nil before
	Ask     confirmation
	Flaws   flaws
}

// storedSecrets says which secrets of a number are kept.
type storedSecrets struct {
	Token, Verify bool
	App           int // how many app secrets sign webhooks
}

func (s *Server) numbersPage(c *fiber.Ctx) error {
	list, err := s.Office.Numbers.List(c.UserContext())
	if err != nil {
		return err
	}
	v := numbersView{s.settingsFrame(c, "numbers", operator.SettingEdit), list}
	v.offer(numbersPath+"/new", s.words(c).T("number.add"))
	return s.show(c, "settings_numbers", v)
}

func (s *Server) newNumberPage(c *fiber.Ctx) error {
	return s.show(c, "settings_number", s.numberView(c, operator.Number{}, nil))
}

func (s *Server) numberPage(c *fiber.Ctx) error {
	n, err := s.numberByID(c.UserContext(), c.Params("number"))
	if err != nil {
		return err
	}
	return s.show(c, "settings_number", s.numberView(c, n, &n))
}

// numberView shows a number as it was typed; stored is nil for a new one.
func (s *Server) numberView(c *fiber.Ctx, typed operator.Number, stored *operator.Number) numberView {
	v := numberView{settingFrame: s.settingsFrame(c, "numbers", operator.SettingEdit), Number: typed, New: stored == nil,
		Webhook: webhookOf(s.public(c))}
	v.Title = s.words(c).T("number.new")
	if stored != nil {
		v.Edit = v.Edit && !stored.Given
		v.Title, v.Ask = numberName(*stored), s.askRemoval(c, *stored)
		v.Stored = storedSecrets{stored.Token.Reveal() != "", stored.VerifyToken.Reveal() != "", len(stored.AppSecrets)}
	}
	return v
}

func numberPath(n operator.Number) string { return numbersPath + "/" + n.ID }

func (s *Server) askRemoval(c *fiber.Ctx, n operator.Number) confirmation {
	w := s.words(c)
	return confirmation{ID: "remove", Asks: w.T("number.remove_ask", numberName(n)), Says: w.T("number.remove_says"),
		Does: w.T("number.remove"), Path: numberPath(n) + "/remove", Back: numberPath(n)}
}

func (s *Server) numberRemovalPage(c *fiber.Ctx) error {
	n, err := s.storedNumber(c.UserContext(), c.Params("number"))
	if err != nil {
		return err
	}
	return s.confirm(c, "settings", s.askRemoval(c, n))
}

func (s *Server) removeNumber(c *fiber.Ctx) error {
	n, err := s.storedNumber(c.UserContext(), c.Params("number"))
	if err == nil {
		err = s.Office.Operators.RemoveNumber(c.UserContext(), n.ID, author(c))
	}
	if err == nil {
		err = s.Office.Numbers.Changed(c.UserContext())
	}
	if err != nil {
		return err
	}
	return s.done(c, "number_removed", numbersPath)
}
