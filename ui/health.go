package ui

import "github.com/gofiber/fiber/v2"

// alive says that the process answers; it asks nobody else.
func (s *Server) alive(c *fiber.Ctx) error { return c.SendString("ok") }

// ready says whether requests can be served now. Why not stands in the log.
func (s *Server) ready(c *fiber.Ctx) error {
	if err := s.Health(c.UserContext()); err != nil {
		return &problem{Status: fiber.StatusServiceUnavailable, Detail: "The server is not ready.", cause: err}
	}
	return c.SendString("ok")
}
