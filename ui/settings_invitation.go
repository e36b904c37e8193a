package ui

import (
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// inviteView is the form with which somebody is asked to work here.
type inviteView struct {
	settingFrame
	Operator operator.Operator // as it was typed
	Roles    []operator.Role
	Flaws    flaws
}

// linkView shows the link of an invitation, once: what the database keeps of
// it opens nothing.
type linkView struct {
	settingFrame
	Operator operator.Operator
	Link     string
}

func (s *Server) invitePage(c *fiber.Ctx) error {
	return s.show(c, "settings_invite", s.inviteView(c, operator.Operator{}))
}

func (s *Server) inviteView(c *fiber.Ctx, typed operator.Operator) inviteView {
	v := inviteView{settingFrame: s.settingsFrame(c, "operators", operator.OperatorEdit), Operator: typed, Roles: operator.Roles()}
	v.Title = s.words(c).T("operator.new")
	return v
}

func (s *Server) invite(c *fiber.Ctx) error {
	typed := operator.Operator{Name: c.FormValue("name"), Email: c.FormValue("email"), Role: operator.Role(c.FormValue("role")), Language: visitorOf(c).organisation.Language}
	token, id, err := s.Office.Operators.Invite(c.UserContext(), typed, author(c))
	if found := s.flawsOf(c, err); found != nil {
		v := s.inviteView(c, typed)
		v.Flaws = found
		return s.unprocessable(c, "settings_invite", v)
	}
	if err != nil {
		return err
	}
	typed.ID = id
	return s.showLink(c, typed, token)
}

func (s *Server) reinvite(c *fiber.Ctx) error {
	o, err := s.operatorOf(c)
	if err != nil {
		return err
	}
	token, err := s.Office.Operators.Reinvite(c.UserContext(), o.ID, author(c))
	if found := s.flawsOf(c, err); found != nil {
		return s.showOperator(c, found)
	}
	if err != nil {
		return err
	}
	return s.showLink(c, o, token)
}

func (s *Server) showLink(c *fiber.Ctx, o operator.Operator, token string) error {
	v := linkView{s.settingsFrame(c, "operators", operator.OperatorEdit), o, s.public(c) + "/invitation/" + token}
	v.Title = s.words(c).T("operator.link_title")
	return s.show(c, "settings_link", v)
}
