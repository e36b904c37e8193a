package ui

import (
	"bytes"
	"fmt"

	"accord/campaign/whatsapp"

	"github.com/gofiber/fiber/v2"
)

const signatureHeader = "X-Hub-Signature-256"

// subscribe answers the handshake by which Meta checks who owns this address.
func (s *Server) subscribe(c *fiber.Ctx) error {
	challenge, err := s.Platform.Challenge(c.Query("hub.mode"), c.Query("hub.verify_token"), c.Query("hub.challenge"))
	if err != nil {
		return err
	}
	return c.SendString(challenge)
}

// receive stores a notification whose signature holds. Anything but 200 makes
// Meta send it again, for up to seven days.
func (s *Server) receive(c *fiber.Ctx) error {
	body := c.BodyRaw() // Body would decompress, without a limit
	headers := c.Request().Header.PeekAll(signatureHeader)
	if len(headers) != 1 { // two could make two readers see different ones
		return fmt.Errorf("%d signatures: %w", len(headers), whatsapp.ErrSignature)
	}
	if err := s.Platform.Verify(body, string(headers[0])); err != nil {
		return err
	}
	if err := s.Journal.Accept(c.UserContext(), bytes.Clone(body)); err != nil {
		return &problem{Status: fiber.StatusServiceUnavailable, Detail: "The notification was not stored; send it again.", cause: err}
	}
	return nil
}
