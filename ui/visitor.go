package ui

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// visitor is who looks at a page.
type visitor struct {
	session operator.Session // zero for somebody who has not signed in
	token   string           // of the session; never shown
	lang    words.Lang
	theme   string // "system", "light", "dark"

	organisation operator.Organisation // as it was when the request came
	zone         *time.Location        // the organisation's, in which pages tell and take the time
}

func (v visitor) known() bool { return v.session.ID != 0 }

// may answers whether the visitor is allowed something.
func (v visitor) may(p operator.Permission) bool {
	return operator.Public.May(p) || v.known() && v.session.Operator.May(p)
}

const visitorKey = "visitor"

// visitorOf is who looks at the page; guard has found out.
func visitorOf(c *fiber.Ctx) visitor {
	v, _ := c.Locals(visitorKey).(visitor)
	return v
}

// meet finds out who looks, and at whose pages. A cookie that opens nothing any
// more is a stranger's.
func (s *Server) meet(c *fiber.Ctx) (visitor, error) {
	v := visitor{lang: s.language(c), theme: "system"}
	var err error
	if v.organisation, err = s.Office.Operators.Organisation(c.UserContext()); err != nil {
		return v, err
	}
	if v.zone, err = time.LoadLocation(v.organisation.Zone); err != nil {
		return v, fmt.Errorf("the zone of the organisation: %w", err)
	}
	c.Locals(visitorKey, v) // the names of cookies depend on the organisation's address
	token := c.Cookies(s.cookie(c, sessionCookie))
	if token == "" {
		return v, nil
	}
	session, err := s.Office.Operators.Session(c.UserContext(), token)
	if errors.Is(err, operator.ErrSession) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.session, v.token = session, token
	if lang, ok := words.ParseLang(session.Operator.Language); ok {
		v.lang = lang
	}
	if session.Operator.Theme != "" {
		v.theme = session.Operator.Theme
	}
	return v, nil
}

// language is that of a stranger: chosen on a page before, else the browser's.
func (s *Server) language(c *fiber.Ctx) words.Lang {
	if lang, ok := words.ParseLang(c.Cookies(languageCookie)); ok {
		return lang
	}
	return words.Match(c.Get(fiber.HeaderAcceptLanguage))
}

// welcome lets a person through to a page whose role may see it.
func (s *Server) welcome(c *fiber.Ctx, needs operator.Permission) error {
	if needs == operator.Asset { // alike for everybody
		return nil
	}
	v, err := s.meet(c)
	if err != nil {
		return err
	}
	c.Locals(visitorKey, v)
	switch {
	case v.may(needs):
		return nil
	case v.known():
		return &problem{Status: fiber.StatusForbidden, Detail: "Your role does not allow this."}
	}
	return errSignIn
}

// errSignIn asks a stranger to sign in first.
var errSignIn = errors.New("sign in first")

// signInFirst leads to the login page and, for a page that can be opened
// again, back from there.
func (s *Server) signInFirst(c *fiber.Ctx) error {
	if s.Office.Sample != nil && local(c) && c.Method() == fiber.MethodGet {
		return s.enterSample(c)
	}
	target := "/login"
	if c.Method() == fiber.MethodGet && c.Path() != "/" && c.Get("HX-Request") == "" {
		target += "?" + url.Values{"next": {c.OriginalURL()}}.Encode()
	}
	if c.Get("HX-Request") != "" { // a part of a page: the whole page must go there
		c.Set("HX-Redirect", target)
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Redirect(target, fiber.StatusSeeOther)
}
