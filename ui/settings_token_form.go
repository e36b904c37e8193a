package ui

import (
	"slices"
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// tokenForm is the form of a new token.
type tokenForm struct {
	settingFrame
	Spec    operator.TokenSpec
	All     bool   // it may whatever its role may; else what is ticked
	Expires string // day on which it ends, "2027-03-31"; never when empty
	Roles   []operator.Role
	Groups  []permissionGroup // what the role allows
	Flaws   flaws
}

// Has answers whether a scope is ticked.
func (f tokenForm) Has(p operator.Permission) bool { return slices.Contains(f.Spec.Scopes, p) }

// tokenShown shows the clear text of a token, once.
type tokenShown struct {
	settingFrame
	Name, Token string
}

// newTokenPage shows the scopes of one role; another one can be asked for.
func (s *Server) newTokenPage(c *fiber.Ctx) error {
	role := operator.Role(c.Query("role"))
	if role.Validate() != nil {
		role = operator.Analyst // who does not choose gets a token that changes nothing
	}
	return s.show(c, "settings_token", s.tokenForm(c, operator.TokenSpec{Role: role}))
}

func (s *Server) tokenForm(c *fiber.Ctx, spec operator.TokenSpec) tokenForm {
	f := tokenForm{settingFrame: s.settingsFrame(c, "tokens", operator.TokenEdit), Spec: spec, Expires: c.FormValue("expires"),
		All: c.FormValue("breadth") == "all", Roles: operator.Roles(), Groups: scopeGroups(spec.Role)}
	f.Title = s.words(c).T("token.new")
	return f
}

func (s *Server) createToken(c *fiber.Ctx) error {
	f := s.tokenForm(c, operator.TokenSpec{Name: c.FormValue("name"), Role: operator.Role(c.FormValue("role")), Scopes: tickedScopes(c)})
	if c.FormValue("act") == "role" { // only the ticks of another role were asked for
		return s.show(c, "settings_token", f)
	}
	spec, found := s.readToken(c, f)
	if found == nil {
		token, _, err := s.Office.Operators.CreateToken(c.UserContext(), spec, author(c))
		if err == nil {
			return s.showToken(c, spec.Name, token)
		}
		if found = s.flawsOf(c, err); found == nil {
			return err
		}
	}
	f.Flaws = found
	return s.unprocessable(c, "settings_token", f)
}

func tickedScopes(c *fiber.Ctx) (scopes []operator.Permission) {
	for _, scope := range c.Context().PostArgs().PeekMulti("scopes") {
		scopes = append(scopes, operator.Permission(scope))
	}
	return scopes
}

// readToken is what is asked for. A token with no scope would be allowed all
// that its role is, so nothing ticked is refused.
func (s *Server) readToken(c *fiber.Ctx, f tokenForm) (spec operator.TokenSpec, found flaws) {
	spec = f.Spec
	if spec.Expires, found = s.endOfDay(c, f.Expires); found != nil {
		return spec, found
	}
	switch {
	case f.All:
		spec.Scopes = nil
	case len(spec.Scopes) == 0:
		found.add("scopes", s.words(c).T("token.no_scope"))
	}
	return spec, found
}

func (s *Server) showToken(c *fiber.Ctx, name, token string) error {
	v := tokenShown{s.settingsFrame(c, "tokens", operator.TokenEdit), name, token}
	v.Title = s.words(c).T("token.made")
	return s.show(c, "settings_token_shown", v)
}

// endOfDay is when a day is over in the organisation's zone: the first instant
// of the next one; zero for no day.
func (s *Server) endOfDay(c *fiber.Ctx, day string) (time.Time, flaws) {
	if day == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, s.zone(c))
	if err != nil {
		return time.Time{}, flaws{{Field: "expires", Detail: s.words(c).T("error.date")}}
	}
	return t.AddDate(0, 0, 1), nil
}
