package ui

import (
	"accord/ui/assets"

	"github.com/gofiber/fiber/v2"
)

// asset sends a file of the look. Its name holds its hash, so it may be kept
// for ever.
func (s *Server) asset(c *fiber.Ctx) error {
	body, contentType, encoding, ok := assets.File(c.Params("file"), c.Get(fiber.HeaderAcceptEncoding))
	if !ok {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	return c.Send(body)
}
