package ui

import (
	"context"
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// libraryPatience bounds how long somebody waits for what the platform says of
// numbers and their templates: less than a handler may take, so that there is
// time to say that it does not answer.
const libraryPatience = 6 * time.Second

// errGiven refuses to change what the settings do not hold.
var errGiven = &problem{Status: fiber.StatusConflict, key: "error.number_given",
	Detail: "The environment of the server (ACCORD_WHATSAPP_…) gives this number; change it there."}

// numberByID is a number, or [operator.ErrUnknown].
func (s *Server) numberByID(ctx context.Context, id string) (operator.Number, error) {
	list, err := s.Office.Numbers.List(ctx)
	if err != nil {
		return operator.Number{}, err
	}
	for _, n := range list {
		if n.ID == id {
			return n, nil
		}
	}
	return operator.Number{}, operator.ErrUnknown
}

// storedNumber is a number that can be changed here.
func (s *Server) storedNumber(ctx context.Context, id string) (operator.Number, error) {
	n, err := s.numberByID(ctx, id)
	if err == nil && n.Given {
		err = errGiven
	}
	return n, err
}

// useNumber makes the engine send from a number that was saved, and reads what
// the platform says of it. One that does not answer now is asked again later.
func (s *Server) useNumber(ctx context.Context, id string) (read bool, err error) {
	if err := s.Office.Numbers.Changed(ctx); err != nil {
		return false, err
	}
	patience, cancel := context.WithTimeout(ctx, libraryPatience)
	defer cancel()
	if err := s.Office.Numbers.Learn(patience, id); err != nil {
		s.Log.Warn("a number could not be read after it was saved", "error", err)
		return false, nil
	}
	return true, nil
}

// numberName is how a page calls a number.
func numberName(n operator.Number) string {
	if n.Label != "" {
		return n.Label
	}
	return n.ID
}
