package ui

import (
	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// follow sends a visitor on to the page behind a short link. Robots are sent
// on too, so that previews work, but their visit does not count.
func (s *Server) follow(c *fiber.Ctx) error {
	code, err := campaign.ParseCode(c.Params("code"))
	if err != nil {
		return err
	}
	target, err := s.Links.Follow(c.UserContext(), campaign.Visit{Code: code, At: s.Clock.Now(), Robot: isRobot(c.Method(), c.Get)})
	if err != nil {
		return err
	}
	return c.Redirect(target, fiber.StatusFound)
}
