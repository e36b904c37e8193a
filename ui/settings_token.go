package ui

import (
	"strconv"
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

const tokensPath = "/settings/tokens"

// tokensView is the list of the API tokens, those that open nothing any more
// behind the others.
type tokensView struct {
	settingFrame
	Tokens []tokenRow
	Zone   *time.Location
	Now    time.Time
}

// tokenRow is one token with the question before it is revoked.
type tokenRow struct {
	operator.Token
	Works bool
	Ends  time.Time // an instant of the last day on which it works
	Ask   confirmation
}

func (s *Server) tokensPage(c *fiber.Ctx) error {
	list, err := s.Office.Operators.Tokens(c.UserContext())
	if err != nil {
		return err
	}
	v := tokensView{settingFrame: s.settingsFrame(c, "tokens", operator.TokenEdit), Zone: s.zone(c), Now: s.Clock.Now()}
	v.offer(tokensPath+"/new", s.words(c).T("token.create"))
	var over []tokenRow
	for _, t := range list {
		row := tokenRow{Token: t, Works: t.Works(v.Now), Ask: s.askRevoke(c, t)}
		if !t.Expires.IsZero() {
			row.Ends = t.Expires.Add(-time.Millisecond)
		}
		if row.Works {
			v.Tokens = append(v.Tokens, row)
		} else {
			over = append(over, row)
		}
	}
	v.Tokens = append(v.Tokens, over...)
	return s.show(c, "settings_tokens", v)
}

// tokenOf is the token of the address, or [operator.ErrUnknown].
func (s *Server) tokenOf(c *fiber.Ctx) (operator.Token, error) {
	list, err := s.Office.Operators.Tokens(c.UserContext())
	if err != nil {
		return operator.Token{}, err
	}
	for _, t := range list {
		if strconv.FormatInt(int64(t.ID), 10) == c.Params("token") {
			return t, nil
		}
	}
	return operator.Token{}, operator.ErrUnknown
}

func (s *Server) askRevoke(c *fiber.Ctx, t operator.Token) confirmation {
	w, id := s.words(c), strconv.FormatInt(int64(t.ID), 10)
	return confirmation{ID: "revoke-" + id, Asks: w.T("token.revoke_ask", t.Name), Says: w.T("token.revoke_says"),
		Does: w.T("action.revoke"), Path: tokensPath + "/" + id + "/revoke", Back: tokensPath}
}

func (s *Server) revokePage(c *fiber.Ctx) error {
	t, err := s.tokenOf(c)
	if err != nil {
		return err
	}
	return s.confirm(c, "settings", s.askRevoke(c, t))
}

func (s *Server) revokeToken(c *fiber.Ctx) error {
	t, err := s.tokenOf(c)
	if err == nil {
		err = s.Office.Operators.Revoke(c.UserContext(), t.ID, author(c))
	}
	if err != nil {
		return err
	}
	return s.done(c, "token_revoked", tokensPath)
}
