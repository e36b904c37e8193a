package ui

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// sampleRoutes exist in the sample workspace only, and for visitors of this
// machine only.
func (s *Server) sampleRoutes() []route {
	routes := []route{
		{fiber.MethodPost, "/sample/person", operator.SignIn, formLimit, s.becomePerson},
		{fiber.MethodPost, "/sample/leave", operator.SignIn, formLimit, s.leaveSample},
	}
	if s.Office.Sample.Reset != nil {
		routes = append(routes, route{fiber.MethodPost, "/sample/reset", operator.SignIn, formLimit, s.resetSample})
	}
	return routes
}

// local says that the visitor sits at this machine and asked for it by a name
// of its own; nobody speaks for them. Any site can make its name lead here and
// would then be at home in the browser (DNS rebinding).
func local(c *fiber.Ctx) bool {
	peer, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	return peer.Unmap().IsLoopback() && homely(string(c.Request().Host())) && len(c.Request().Header.Peek(fiber.HeaderXForwardedFor)) == 0
}

// homely says that a host, with or without a port, is this machine.
func homely(host string) bool {
	u := url.URL{Host: host}
	address, _ := netip.ParseAddr(u.Hostname())
	return strings.EqualFold(u.Hostname(), "localhost") || address.Unmap().IsLoopback()
}

// enterSample signs a visitor of the sample workspace in as its first person.
func (s *Server) enterSample(c *fiber.Ctx) error {
	return s.openFor(c, s.Office.Sample.People[0].ID, inside(c.OriginalURL()))
}

// becomePerson lets a visitor look with another person's eyes.
func (s *Server) becomePerson(c *fiber.Ctx) error {
	id, err := strconv.ParseInt(c.FormValue("id"), 10, 64)
	if err != nil || !local(c) {
		return fiber.ErrBadRequest
	}
	for _, p := range s.Office.Sample.People {
		if p.ID == operator.ID(id) {
			return s.openFor(c, p.ID, "/")
		}
	}
	return fiber.ErrNotFound
}

// sampleEnd is what is left of the sample workspace for a moment.
type sampleEnd struct {
	frame
	Again bool // it is being built anew
}

func (s *Server) resetSample(c *fiber.Ctx) error { return s.endSample(c, s.Office.Sample.Reset, true) }
func (s *Server) leaveSample(c *fiber.Ctx) error { return s.endSample(c, s.Office.Sample.Leave, false) }

func (s *Server) endSample(c *fiber.Ctx, end func(), again bool) error {
	if !local(c) {
		return fiber.ErrBadRequest
	}
	v := sampleEnd{frame: s.frame(c, "", s.words(c).T("sample.title")), Again: again}
	v.Person, v.Sample = nil, nil // nobody is there any more
	if again {
		c.Set("Refresh", "12; url=/")
	}
	end()
	return s.show(c, "sample", v)
}
