package ui

import (
	"fmt"
	"strings"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// route is one address: what it needs, how much it takes, who answers.
type route struct {
	Method, Path string
	Needs        operator.Permission // which roles have it is said in package operator
	Limit        int                 // bytes of body
	Handler      fiber.Handler
}

// routes is every address of the server.
func (s *Server) routes() []route {
	return []route{
		{fiber.MethodGet, "/webhooks/whatsapp", operator.Webhook, 0, s.subscribe},
		{fiber.MethodPost, "/webhooks/whatsapp", operator.Webhook, webhookLimit, s.receive},

		{fiber.MethodGet, "/l/:code", operator.ShortLink, 0, s.follow},
		{fiber.MethodHead, "/l/:code", operator.ShortLink, 0, s.follow},

		{fiber.MethodPost, "/api/v1/conversions", operator.ConversionWrite, apiLimit, s.convert},

		{fiber.MethodGet, "/healthz", operator.Health, 0, s.alive},
		{fiber.MethodGet, "/readyz", operator.Health, 0, s.ready},
	}
}

// guard lets a request through to its handler when its sender may and its
// body is small enough.
func (s *Server) guard(r route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(patternKey, r.Path)
		if err := s.admit(c, r.Needs); err != nil {
			return err
		}
		if len(c.Request().Body()) > r.Limit {
			return &problem{Status: fiber.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("The body may have at most %d bytes.", r.Limit)}
		}
		return r.Handler(c)
	}
}

// admit asks for a token where anybody may not.
func (s *Server) admit(c *fiber.Ctx, needs operator.Permission) error {
	if operator.Public.May(needs) {
		return nil
	}
	scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return &problem{Status: fiber.StatusUnauthorized, Detail: "Send an API token: Authorization: Bearer acc_…", challenge: challengeAPI}
	}
	who, err := s.Tokens.Authenticate(c.UserContext(), token)
	if err != nil {
		return err
	}
	if !who.Role.May(needs) {
		return &problem{Status: fiber.StatusForbidden, Detail: fmt.Sprintf("The token's role %q does not have the permission %q.", who.Role, needs)}
	}
	return nil
}
