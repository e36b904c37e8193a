package ui

import (
	"errors"
	"strings"

	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// loginView is the page on which operators sign in.
type loginView struct {
	frame
	Email string
	Next  string // where they wanted to go
	Error string
}

func (s *Server) loginPage(c *fiber.Ctx) error {
	if visitorOf(c).known() {
		return c.Redirect(inside(c.Query("next")), fiber.StatusSeeOther)
	}
	vacant, err := s.Office.Operators.Vacant(c.UserContext())
	if err != nil {
		return err
	}
	if vacant {
		return c.Redirect("/setup", fiber.StatusSeeOther)
	}
	return s.showLogin(c, loginView{Next: inside(c.Query("next"))})
}

func (s *Server) showLogin(c *fiber.Ctx, v loginView) error {
	v.frame = s.frame(c, "", s.words(c).T("login.title"))
	return s.show(c, "login", v)
}

func (s *Server) signIn(c *fiber.Ctx) error {
	next := inside(c.FormValue("next"))
	token, _, err := s.Office.Operators.SignIn(c.UserContext(), operator.Attempt{Email: c.FormValue("email"), Password: c.FormValue("password"),
		Network: s.proxies.network(c), Agent: c.Get(fiber.HeaderUserAgent)})
	var limit *operator.LimitError
	switch w := s.words(c); {
	case errors.As(err, &limit):
		c.Status(fiber.StatusTooManyRequests)
		return s.showLogin(c, loginView{Email: c.FormValue("email"), Next: next, Error: w.T("login.limited", w.Span(limit.Wait))})
	case errors.Is(err, operator.ErrCredentials):
		c.Status(fiber.StatusUnprocessableEntity)
		return s.showLogin(c, loginView{Email: c.FormValue("email"), Next: next, Error: w.T("login.wrong")})
	case err != nil:
		return err
	}
	s.admitBrowser(c, token)
	return c.Redirect(next, fiber.StatusSeeOther)
}

// admitBrowser gives a browser its session; what it held before is forgotten.
func (s *Server) admitBrowser(c *fiber.Ctx, token string) {
	s.bake(c, s.cookie(c, sessionCookie), token)
	s.bake(c, s.cookie(c, formCookie), "")
}

func (s *Server) signOut(c *fiber.Ctx) error {
	if err := s.Office.Operators.SignOut(c.UserContext(), visitorOf(c).token); err != nil {
		return err
	}
	s.bake(c, s.cookie(c, sessionCookie), "")
	return s.done(c, "signed_out", "/login")
}

// inside keeps a path of this site; anything else leads home.
func inside(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// chooseLanguage keeps the language for a stranger, and for an operator in
// their profile.
func (s *Server) chooseLanguage(c *fiber.Ctx) error {
	lang, ok := words.ParseLang(c.FormValue("lang"))
	if !ok {
		return fiber.ErrBadRequest
	}
	s.bake(c, languageCookie, string(lang))
	if v := visitorOf(c); v.known() {
		if err := s.Office.Operators.SetPreferences(c.UserContext(), v.session.Operator.ID, string(lang), v.theme); err != nil {
			return err
		}
	}
	return c.Redirect(inside(c.FormValue("back")), fiber.StatusSeeOther)
}
