package ui

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"

	"github.com/gofiber/fiber/v2"
)

// Forms are safe from other sites in two ways: the browser says where a
// request comes from, and each form carries a tag that only a page of ours
// could have given this browser.

// formField is the hidden field with the tag. It must not have the name of a
// property of its form, such as "form": the field would stand in its place, and
// htmx would take the field for the form.
const formField = "form_tag"

// formTag is the tag of the forms of one browser: of its session, or of a
// cookie of its own before there is one.
func (s *Server) formTag(c *fiber.Ctx, v visitor) string {
	secret := v.token
	if secret == "" {
		secret = c.Cookies(s.cookie(c, formCookie))
		if secret == "" {
			secret = rand.Text()
			s.bake(c, s.cookie(c, formCookie), secret)
			c.Request().Header.SetCookie(s.cookie(c, formCookie), secret) // for a second form of the same answer
		}
	}
	return s.tagOf(secret)
}

func (s *Server) tagOf(secret string) string {
	return base64.RawURLEncoding.EncodeToString(s.Office.Keys.Tag("form", secret))
}

// fromForm refuses a change that another site asks for in the visitor's name.
func (s *Server) fromForm(handler fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := s.checkOrigin(c); err != nil {
			return err
		}
		given := c.Get("X-Form")
		if given == "" {
			given = c.FormValue(formField)
		}
		if !s.formTagHolds(c, visitorOf(c), given) {
			return errForeignForm
		}
		return handler(c)
	}
}

var errForeignForm = &problem{Status: fiber.StatusForbidden, Detail: "The form is not from this site, or too old; open the page again.", key: "error.form"}

// checkOrigin believes the browser's word that another site asks.
func (s *Server) checkOrigin(c *fiber.Ctx) error {
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return errForeignForm
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" && !s.ours(c, origin) {
		return errForeignForm
	}
	return nil
}

// formTagHolds says that a tag was given to this browser.
func (s *Server) formTagHolds(c *fiber.Ctx, v visitor, given string) bool {
	secret := v.token
	if secret == "" {
		secret = c.Cookies(s.cookie(c, formCookie))
	}
	return secret != "" && subtle.ConstantTimeCompare([]byte(given), []byte(s.tagOf(secret))) == 1
}
