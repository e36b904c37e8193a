package ui

import (
	"crypto/rand"
	"time"

	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

const nonceKey = "nonce"

// nonceOf is the word that lets the scripts of this answer run.
func nonceOf(c *fiber.Ctx) string {
	if n, ok := c.Locals(nonceKey).(string); ok {
		return n
	}
	n := rand.Text()
	c.Locals(nonceKey, n)
	return n
}

// pagePolicy lets a page load what is ours, and nothing inline but scripts
// with the nonce.
func pagePolicy(nonce string) string {
	return "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// show answers with a whole page.
func (s *Server) show(c *fiber.Ctx, page string, view any) error {
	return s.print(c, page, "layout", view)
}

// showPart answers with one part of a page, for a page that is open already.
func (s *Server) showPart(c *fiber.Ctx, page, part string, view any) error {
	return s.print(c, page, part, view)
}

func (s *Server) print(c *fiber.Ctx, page, part string, view any) error {
	html, err := s.paper[visitorOf(c).lang].write(page, part, view)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentSecurityPolicy, pagePolicy(nonceOf(c)))
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(html)
}

// partial says that the browser wants a part of the page it shows.
func partial(c *fiber.Ctx) bool { return c.Get("HX-Request") == "true" }

// words are those of the visitor's language.
func (s *Server) words(c *fiber.Ctx) *words.Words { return words.In(visitorOf(c).lang) }

// zone is the organisation's, in which pages tell the time and forms take it.
func (s *Server) zone(c *fiber.Ctx) *time.Location {
	if zone := visitorOf(c).zone; zone != nil {
		return zone
	}
	return time.UTC // of an apology to somebody whom nobody could meet
}
