package ui

import (
	"errors"
	"io"
	"mime"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gofiber/fiber/v2"
)

// huma lets these be chosen in one place only, for the whole process: a list
// without items is written [], never null, and names are taken to the letter.
func init() { huma.DefaultArrayNullable, huma.ValidateStrictCasing = false, true }

// strictJSON is how bodies are read and written: UTF-8, each name once.
var strictJSON = huma.Format{Marshal: writeJSON, Unmarshal: readJSON}

// writeJSON writes a body as one line.
func writeJSON(w io.Writer, v any) error {
	if err := json.MarshalWrite(w, v, json.Deterministic(true)); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// readJSON reads a body. Its errors repeat nothing of it.
func readJSON(text []byte, v any) error {
	err := json.Unmarshal(text, v)
	var said bodyError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said):
		return said
	case errors.Is(err, jsontext.ErrDuplicateName):
		return bodyError("a member is there twice")
	}
	return bodyError("it must be one JSON value in UTF-8, of the shape that the description says")
}

// bodyError is what is wrong with a body, in words that repeat nothing of it.
type bodyError string

// Error implements error.
func (e bodyError) Error() string { return string(e) }

// chunked is the length of a body that comes in pieces.
const chunked = -1

// onlyJSON refuses bodies of another kind before they are looked at: curl says
// that it sends a form unless it is told otherwise.
func onlyJSON(handler fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if length := c.Request().Header.ContentLength(); length > 0 || length == chunked {
			kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
			if err != nil || kind != fiber.MIMEApplicationJSON {
				return &problem{Status: fiber.StatusUnsupportedMediaType, Detail: "Send JSON, and say so: Content-Type: application/json."}
			}
		}
		return handler(c)
	}
}
