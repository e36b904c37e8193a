package ui

import (
	"bytes"
	"crypto/sha256"
	"errors"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// answerMost is the longest answer that is kept for a repeated call.
const answerMost = 64 << 10

// once answers a repeated call as it was answered the first time: a program
// that lost our answer may send the same again under the same Idempotency-Key
// (draft-ietf-httpapi-idempotency-key-header).
func (s *Server) once(handler fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		key := c.Get("Idempotency-Key")
		if c.Method() != fiber.MethodPost || key == "" {
			return handler(c)
		}
		ctx, token := c.UserContext(), callOf(c.UserContext()).ID
		body := bytes.Clone(c.BodyRaw())
		c.Request().SetBodyStream(bytes.NewReader(body), len(body)) // it can be read once
		request := sha256.Sum256([]byte(c.Path() + "\n" + string(body)))
		known, err := s.Office.Operators.BeginCall(ctx, token, key, request)
		switch {
		case errors.Is(err, operator.ErrInvalid):
			return &problem{Status: fiber.StatusBadRequest, Field: "Idempotency-Key", Detail: "Use 1 to 255 visible ASCII characters, such as a UUID."}
		case errors.Is(err, operator.ErrKeyReused):
			return &problem{Status: fiber.StatusUnprocessableEntity, Field: "Idempotency-Key", Detail: "This key was used for another call."}
		case errors.Is(err, operator.ErrInProgress):
			return &problem{Status: fiber.StatusConflict, Field: "Idempotency-Key", Detail: "The first call with this key is still under way."}
		case err != nil:
			return err
		case known != nil:
			c.Set("Idempotency-Replayed", "true")
			c.Set(fiber.HeaderContentType, known.ContentType)
			return c.Status(known.Status).Send(known.Body)
		}
		err = handler(c)
		if err != nil || c.Response().StatusCode() >= fiber.StatusBadRequest { // nothing was done
			return errors.Join(err, s.Office.Operators.AbandonCall(ctx, token, key))
		}
		answer := operator.Stored{Status: c.Response().StatusCode(), ContentType: string(c.Response().Header.ContentType()), Body: c.Response().Body()}
		if len(answer.Body) > answerMost { // what was done is told in full once; again, only that it was done
			answer.ContentType, answer.Body = fiber.MIMEApplicationJSON, []byte("{}")
		}
		return s.Office.Operators.FinishCall(ctx, token, key, answer)
	}
}
