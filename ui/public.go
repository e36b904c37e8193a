package ui

import (
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// public is the address under which people and platforms reach the server: the
// organisation's, else that of the server's flag, else the one that the request
// came by.
func (s *Server) public(c *fiber.Ctx) string {
	switch o := visitorOf(c).organisation; {
	case o.PublicURL != "":
		return o.PublicURL
	case s.PublicURL != "":
		return s.PublicURL
	}
	return c.BaseURL()
}

// secure says that the browser came over https: by the word of a trusted proxy,
// by that of who started the server, or by the organisation's own address.
//
// The organisation's address says nothing of a browser that came by another
// one. Whoever entered it too early, or opens the pages on a listener of their
// own, could never sign in again if their cookies were for https alone.
func (s *Server) secure(c *fiber.Ctx) bool {
	if c.Secure() || scheme(s.PublicURL) == "https" {
		return true
	}
	public := s.public(c)
	return scheme(public) == "https" && hostOf(public) == string(c.Request().Host())
}

// ours says that an origin is this site.
func (s *Server) ours(c *fiber.Ctx, origin string) bool {
	host := hostOf(origin)
	return host != "" && (host == string(c.Request().Host()) || host == hostOf(s.public(c)) || host == hostOf(s.PublicURL))
}

// hostOf is the host and the port of an address, empty where it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func scheme(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme
}
