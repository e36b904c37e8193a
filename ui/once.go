package ui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"accord/internal/db"
	"accord/internal/operator"

	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"
)

// endPatience is how long the end of a call waits for the writer. It has a
// time of its own: a call often fails because its own is over.
const endPatience = 10 * time.Second

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
		watched, wrote := db.Watch(ctx)
		c.SetUserContext(watched)
		err = handler(c)
		s.endCall(c, key, wrote(), err)
		return err
	}
}

// endCall frees the key of a call that wrote nothing and failed, so that it
// may be tried again: it was refused (4xx), or could not be done (5xx, such as
// a writer that was busy for too long). What wrote something is never done
// again. A 5xx after a write means that part of the call may be done: whoever
// repeats it is told so for a day, instead of the answer.
//
// When the end cannot be written the key stays in progress, which is true: the
// answer goes out all the same, since it says what happened.
func (s *Server) endCall(c *fiber.Ctx, key string, wrote bool, failure error) {
	status := c.Response().StatusCode()
	if failure != nil {
		status = problemOf(failure).Status
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), endPatience)
	defer cancel()
	token := callOf(ctx).ID
	var err error
	if status >= fiber.StatusBadRequest && !wrote {
		err = s.Office.Operators.AbandonCall(ctx, token, key)
	} else {
		err = s.Office.Operators.FinishCall(ctx, token, key, kept(c, status))
	}
	if err != nil {
		s.Log.Error("end a call with an idempotency key", "id", requestID(c), "error", err)
	}
}

// kept is what a repeated call is told.
func kept(c *fiber.Ctx, status int) operator.Stored {
	if status >= fiber.StatusInternalServerError {
		p := problemOf(errHalfDone)
		body, _ := json.Marshal(p) // it is made of texts
		return operator.Stored{Status: p.Status, ContentType: p.ContentType(""), Body: body}
	}
	answer := operator.Stored{Status: status, ContentType: string(c.Response().Header.ContentType()), Body: c.Response().Body()}
	if len(answer.Body) > operator.AnswerMost { // what was done is told in full once; again, only that it was done
		answer.ContentType, answer.Body = fiber.MIMEApplicationJSON, []byte("{}")
	}
	return answer
}

var errHalfDone = &problem{Status: fiber.StatusInternalServerError, Field: "Idempotency-Key",
	Detail: "The first call with this key failed after something was done; read what there is, then use a new key."}
