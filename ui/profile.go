package ui

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

const profilePath = "/profile"

// profileView is what an operator sees and sets of themselves.
type profileView struct {
	frame
	Operator  operator.Operator
	Languages []words.Lang
	Sessions  []operator.Session
	Session   operator.SessionID // the one in which they look at this
	Zone      *time.Location
	Now       time.Time
	Flaws     flaws // of the password
}

func (s *Server) profilePage(c *fiber.Ctx) error {
	v, err := s.profileView(c)
	if err != nil {
		return err
	}
	return s.show(c, "profile", v)
}

func (s *Server) profileView(c *fiber.Ctx) (profileView, error) {
	me := visitorOf(c).session
	list, err := s.Office.Operators.Sessions(c.UserContext(), me.Operator.ID)
	return profileView{frame: s.frame(c, "profile", s.words(c).T("nav.profile")), Operator: me.Operator, Languages: words.Langs(),
		Sessions: list, Session: me.ID, Zone: s.zone(c), Now: s.Office.Operators.Now()}, err
}

// chooseTheme keeps the theme; the page has put it on already where scripts
// run.
func (s *Server) chooseTheme(c *fiber.Ctx) error {
	v, theme := visitorOf(c), c.FormValue("theme")
	if !slices.Contains(operator.Themes(), theme) {
		return fiber.ErrBadRequest
	}
	if err := s.Office.Operators.SetPreferences(c.UserContext(), v.session.Operator.ID, string(v.lang), theme); err != nil {
		return err
	}
	return c.Redirect(inside(c.FormValue("back")), fiber.StatusSeeOther)
}

func (s *Server) changePassword(c *fiber.Ctx) error {
	me := visitorOf(c).session
	err := s.Office.Operators.SetPassword(c.UserContext(), me.Operator.ID, c.FormValue("old"), c.FormValue("password"), me.ID)
	if found := s.passwordFlaws(c, err); found != nil {
		v, err := s.profileView(c)
		if err != nil {
			return err
		}
		v.Flaws = found
		return s.unprocessable(c, "profile", v)
	}
	if err != nil {
		return err
	}
	return s.done(c, "password_changed", profilePath)
}

// passwordFlaws tells the old password's faults from the new one's.
func (s *Server) passwordFlaws(c *fiber.Ctx, err error) flaws {
	w := s.words(c)
	var limit *operator.LimitError
	switch {
	case errors.As(err, &limit):
		return flaws{{Field: "old", Detail: w.T("login.limited", w.Span(limit.Wait))}}
	case errors.Is(err, operator.ErrCredentials):
		return flaws{{Field: "old", Detail: w.T("profile.wrong_password")}}
	}
	return s.flawsOf(c, err)
}

// endOwnSession ends one of the visitor's own; a session of somebody else does
// not exist here.
func (s *Server) endOwnSession(c *fiber.Ctx) error {
	me := visitorOf(c).session
	list, err := s.Office.Operators.Sessions(c.UserContext(), me.Operator.ID)
	if err != nil {
		return err
	}
	for _, one := range list {
		if strconv.FormatInt(int64(one.ID), 10) == c.Params("session") && one.ID != me.ID {
			if err := s.Office.Operators.EndSession(c.UserContext(), one.ID, author(c)); err != nil && !errors.Is(err, operator.ErrUnknown) {
				return err
			}
			return s.done(c, "session_ended", profilePath)
		}
	}
	return operator.ErrUnknown
}

func (s *Server) endOtherSessions(c *fiber.Ctx) error {
	me := visitorOf(c).session
	if _, err := s.Office.Operators.EndSessions(c.UserContext(), me.Operator.ID, me.ID, author(c)); err != nil {
		return err
	}
	return s.done(c, "sessions_ended", profilePath)
}
