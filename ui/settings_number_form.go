package ui

import (
	"strings"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

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

func (s *Server) addNumber(c *fiber.Ctx) error { return s.keepNumber(c, numberForm(c), nil) }

func (s *Server) saveNumber(c *fiber.Ctx) error {
	stored, err := s.storedNumber(c.UserContext(), c.Params("number"))
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
	read, err := s.useNumber(c.UserContext(), typed.ID)
	switch {
	case err != nil:
		return err
	case !read:
		return s.done(c, "number_saved_unread", numberPath(typed))
	}
	return s.done(c, "number_saved", numberPath(typed))
}

// twin refuses to make a number anew that is known: whoever fills the form of
// a new one in sees nothing of the stored one.
func (s *Server) twin(c *fiber.Ctx, typed operator.Number, stored *operator.Number) (found flaws, err error) {
	if stored != nil {
		return nil, nil
	}
	list, err := s.Office.Numbers.List(c.UserContext())
	for _, n := range list {
		if n.ID == typed.ID {
			found.add("id", s.words(c).T("number.taken"))
		}
	}
	return found, err
}
