package ui

import (
	"context"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// Once puts a handler behind the Idempotency-Key of a caller, at a path.
func (s *Server) Once(path string, who operator.Principal, handler fiber.Handler) {
	s.app.Post(path, func(c *fiber.Ctx) error {
		c.SetUserContext(context.WithValue(c.UserContext(), callerKey{}, caller{Principal: who}))
		return s.once(handler)(c)
	})
}

// Test asks the server without a network.
var Test = func(s *Server) *fiber.App { return s.app }
