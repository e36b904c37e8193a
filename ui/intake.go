package ui

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gofiber/fiber/v2"
)

// streamed as a route's Limit leaves the body unread: the handler takes it
// bit by bit, within bounds of its own.
const streamed = -1

// slack is how much too large a body may be to be read to its end, so that its
// refusal arrives.
const slack = 64 << 10

// intake reads a body up to the route's limit. Nothing is read of a request
// that was not admitted.
func intake(c *fiber.Ctx, limit int) error {
	if limit == streamed {
		return nil
	}
	tooLarge := &problem{Status: fiber.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("The body may have at most %d bytes.", limit)}
	stream := c.Context().RequestBodyStream()
	if n := c.Request().Header.ContentLength(); n > limit {
		if n <= limit+slack && stream != nil { // who is still writing would not hear the answer
			if _, err := io.CopyN(io.Discard, stream, int64(n)); err == nil {
				c.Locals(bodyTakenKey, true)
			}
		}
		return tooLarge
	}
	if stream == nil {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(stream, int64(limit)+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &problem{Status: fiber.StatusRequestTimeout, Detail: "The body took too long.", cause: err}
	case err != nil:
		return &problem{Status: fiber.StatusBadRequest, Detail: "The body ended too early.", cause: err}
	}
	if len(body) > limit {
		return tooLarge
	}
	c.Request().SetBodyStream(bytes.NewReader(body), len(body))
	c.Locals(bodyTakenKey, true)
	return nil
}

// bodyTakenKey says that nothing of the body is left on the connection.
const bodyTakenKey = "body taken"

// dropRest ends the connection after the answer to a request whose body was
// not read: what is left of it must not be taken for the next request.
func dropRest(c *fiber.Ctx) {
	if n := c.Request().Header.ContentLength(); (n > 0 || n == -1) && c.Locals(bodyTakenKey) == nil {
		c.Context().SetConnectionClose()
	}
}
