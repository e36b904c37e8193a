package ui

import (
	"context"
	"strings"
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// libraryPatience bounds how long a form waits for the templates of a number;
// the tick reads them again.
const libraryPatience = 6 * time.Second

// numberForm is what was typed; a secret that was left empty is missing.
func numberForm(c *fiber.Ctx) operator.Number {
	n := operator.Number{ID: strings.TrimSpace(c.FormValue("id")), WABAID: c.FormValue("waba_id"), Label: c.FormValue("label"),
		BaseURL: c.FormValue("base_url"), Version: c.FormValue("version"),
		Token: operator.NewSecret(c.FormValue("token")), VerifyToken: operator.NewSecret(c.FormValue("verify_token"))}
	if secret := c.FormValue("app_secrets"); secret != "" {
		n.AppSecrets = []operator.Secret{operator.NewSecret(secret)}
	}
	return n
}

// rotated are the app secrets that a form leaves valid: the new one, beside
// the stored one while Meta still signs with that; or the newer of two alone.
func rotated(c *fiber.Ctx, typed, stored []operator.Secret) []operator.Secret {
	switch {
	case len(typed) > 0 && len(stored) > 0 && c.FormValue("keep_secret") != "":
		return append(typed, stored[0])
	case len(typed) == 0 && len(stored) > 1 && c.FormValue("drop_secret") != "":
		return stored[:1]
	}
	return typed
}

// completed is a number as it would be with what is typed: stored secrets stand
// where none were.
func completed(typed, stored operator.Number) operator.Number {
	if typed.Token.Reveal() == "" {
		typed.Token = stored.Token
	}
	if typed.VerifyToken.Reveal() == "" {
		typed.VerifyToken = stored.VerifyToken
	}
	if len(typed.AppSecrets) == 0 {
		typed.AppSecrets = stored.AppSecrets
	}
	return typed
}

func (s *Server) addNumber(c *fiber.Ctx) error { return s.keepNumber(c, numberForm(c), nil) }

func (s *Server) saveNumber(c *fiber.Ctx) error {
	stored, err := s.storedNumber(c)
	if err != nil {
		return err
	}
	typed := numberForm(c)
	typed.ID, typed.AppSecrets = stored.ID, rotated(c, typed.AppSecrets, stored.AppSecrets)
	return s.keepNumber(c, typed, &stored)
}

// keepNumber saves what was typed, or tests it when that is what was asked.
func (s *Server) keepNumber(c *fiber.Ctx, typed operator.Number, stored *operator.Number) error {
	if c.FormValue("act") == "test" {
		return s.tryNumber(c, typed, stored)
	}
	found, err := s.twin(c, typed, stored)
	if err == nil && found == nil {
		err = s.Office.Operators.SaveNumber(c.UserContext(), typed, author(c))
		found = s.flawsOf(c, err)
	}
	if found != nil {
		v := s.numberView(c, typed, stored)
		v.Flaws = found
		return s.unprocessable(c, "settings_number", v)
	}
	if err != nil {
		return err
	}
	return s.useNumber(c, typed)
}

// twin refuses to make a number anew that is known: whoever fills the form of
// a new one in sees nothing of the stored one.
func (s *Server) twin(c *fiber.Ctx, typed operator.Number, stored *operator.Number) (found flaws, err error) {
	if stored != nil {
		return nil, nil
	}
	list, err := s.Office.Operators.Numbers(c.UserContext())
	for _, n := range list {
		if n.ID == typed.ID {
			found.add("id", s.words(c).T("number.taken"))
		}
	}
	return found, err
}

// useNumber makes the engine send from the number, and reads its templates. A
// platform that does not answer now is told of, and asked again later.
func (s *Server) useNumber(c *fiber.Ctx, n operator.Number) error {
	if err := s.Office.Numbers.Changed(c.UserContext()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), libraryPatience)
	defer cancel()
	if err := s.Office.Numbers.SyncTemplates(ctx); err != nil {
		s.Log.Warn("the templates could not be read after a number was saved", "error", err)
		return s.done(c, "number_saved_unread", numberPath(n))
	}
	return s.done(c, "number_saved", numberPath(n))
}
