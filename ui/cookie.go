package ui

import "github.com/gofiber/fiber/v2"

// The cookies. None is readable by scripts.
const (
	sessionCookie  = "accord"
	formCookie     = "accord-form" // ties the forms of a stranger to one browser
	languageCookie = "accord-lang"
	noticeCookie   = "accord-notice" // what a page says once, after a redirect
)

// cookie is the name under which a browser keeps a cookie that opens doors.
// Over https it carries the prefix that no other host can set (RFC 6265bis, 4.1.3).
func (s *Server) cookie(c *fiber.Ctx, name string) string {
	if s.secure(c) {
		return "__Host-" + name
	}
	return name
}

// bake sets a cookie that ends with the browser's session; an empty value
// takes it away.
func (s *Server) bake(c *fiber.Ctx, name, value string) {
	cookie := &fiber.Cookie{Name: name, Value: value, Path: "/", HTTPOnly: true, Secure: s.secure(c), SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: true}
	if value == "" {
		cookie.MaxAge, cookie.SessionOnly = -1, false
	}
	c.Cookie(cookie)
}
