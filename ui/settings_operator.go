package ui

import (
	"errors"
	"strconv"
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

const operatorsPath = "/settings/operators"

// operatorsView is everybody who works here.
type operatorsView struct {
	settingFrame
	Operators []colleague
	Zone      *time.Location
}

// colleague is an operator with how things stand for them.
type colleague struct {
	operator.Operator
	Standing standing
}

// standing is what an operator can do, in one word.
type standing string

// The standings.
const (
	active   standing = "active"   // they can sign in
	invited  standing = "invited"  // their link waits for them
	expired  standing = "expired"  // it waits no more
	keyless  standing = "keyless"  // they have no password, and no link
	disabled standing = "disabled" // they may not work
)

// Sign is how a standing looks.
func (s standing) Sign() string {
	return map[standing]string{active: "good", invited: "notice", expired: "warning", keyless: "warning"}[s]
}

// Icon goes with the sign.
func (s standing) Icon() string {
	return map[standing]string{active: "good", invited: "waiting", expired: "warning", keyless: "warning", disabled: "lock"}[s]
}

// standingOf is how things stand for an operator at an instant of the wall.
func standingOf(o operator.Operator, now time.Time) standing {
	switch {
	case !o.Disabled.IsZero():
		return disabled
	case o.HasPassword:
		return active
	case o.Invited.After(now):
		return invited
	case !o.Invited.IsZero():
		return expired
	}
	return keyless
}

func (s *Server) operatorsPage(c *fiber.Ctx) error {
	list, err := s.Office.Operators.List(c.UserContext())
	if err != nil {
		return err
	}
	v := operatorsView{settingFrame: s.settingsFrame(c, "operators", operator.OperatorEdit), Zone: s.zone(c)}
	v.offer(operatorsPath+"/new", s.words(c).T("operator.new"))
	for _, o := range list {
		v.Operators = append(v.Operators, colleague{o, standingOf(o, s.Office.Operators.Now())})
	}
	return s.show(c, "settings_operators", v)
}

// operatorView is one colleague, and what an administrator may do about them.
type operatorView struct {
	settingFrame
	Operator colleague
	Self     bool // the visitor looks at themselves
	Roles    []operator.Role
	Sessions []operator.Session
	Session  operator.SessionID // in which the visitor looks
	Zone     *time.Location
	Now      time.Time    // by which sessions are timed
	Ask      confirmation // before they are disabled
	Flaws    flaws
}

func (s *Server) operatorPage(c *fiber.Ctx) error { return s.showOperator(c, nil) }

func (s *Server) showOperator(c *fiber.Ctx, found flaws) error {
	o, err := s.operatorOf(c)
	if err != nil {
		return err
	}
	v := operatorView{settingFrame: s.settingsFrame(c, "operators", operator.OperatorEdit), Zone: s.zone(c), Roles: operator.Roles(), Flaws: found,
		Now: s.Office.Operators.Now(), Session: visitorOf(c).session.ID, Self: o.ID == visitorOf(c).session.Operator.ID, Ask: s.askDisable(c, o)}
	v.Operator = colleague{o, standingOf(o, v.Now)}
	v.Title = o.Name
	if v.Edit { // where a colleague works from is for who can end it
		if v.Sessions, err = s.Office.Operators.Sessions(c.UserContext(), o.ID); err != nil {
			return err
		}
	}
	if found != nil {
		return s.unprocessable(c, "settings_operator", v)
	}
	return s.show(c, "settings_operator", v)
}

// operatorOf is the operator of the address, or [operator.ErrUnknown].
func (s *Server) operatorOf(c *fiber.Ctx) (operator.Operator, error) {
	id, err := strconv.ParseInt(c.Params("operator"), 10, 64)
	if err != nil {
		return operator.Operator{}, operator.ErrUnknown
	}
	return s.Office.Operators.Get(c.UserContext(), operator.ID(id))
}

func operatorPath(id operator.ID) string {
	return operatorsPath + "/" + strconv.FormatInt(int64(id), 10)
}

func (s *Server) askDisable(c *fiber.Ctx, o operator.Operator) confirmation {
	w := s.words(c)
	return confirmation{ID: "disable", Asks: w.T("operator.disable_ask", o.Name), Says: w.T("operator.disable_says"),
		Does: w.T("action.disable"), Path: operatorPath(o.ID) + "/disable", Back: operatorPath(o.ID)}
}

// changeOperator applies fn to the operator of the address and leads back to them; a
// refusal is shown on their page.
func (s *Server) changeOperator(c *fiber.Ctx, said string, fn func(operator.Operator) error) error {
	o, err := s.operatorOf(c)
	if err != nil {
		return err
	}
	err = fn(o)
	if found := s.flawsOf(c, err); found != nil {
		return s.showOperator(c, found)
	}
	if err != nil && !errors.Is(err, operator.ErrUnknown) {
		return err
	}
	return s.done(c, said, operatorPath(o.ID)) // words: said.*
}

func (s *Server) changeRole(c *fiber.Ctx) error {
	return s.changeOperator(c, "role_changed", func(o operator.Operator) error {
		return s.Office.Operators.ChangeRole(c.UserContext(), o.ID, operator.Role(c.FormValue("role")), author(c))
	})
}

func (s *Server) disablePage(c *fiber.Ctx) error {
	o, err := s.operatorOf(c)
	if err != nil {
		return err
	}
	return s.confirm(c, "settings", s.askDisable(c, o))
}

func (s *Server) disableOperator(c *fiber.Ctx) error {
	return s.changeOperator(c, "operator_disabled", func(o operator.Operator) error {
		return s.Office.Operators.Disable(c.UserContext(), o.ID, author(c))
	})
}

func (s *Server) enableOperator(c *fiber.Ctx) error {
	return s.changeOperator(c, "operator_enabled", func(o operator.Operator) error {
		return s.Office.Operators.Enable(c.UserContext(), o.ID, author(c))
	})
}

func (s *Server) endOperatorSessions(c *fiber.Ctx) error {
	return s.changeOperator(c, "sessions_ended", func(o operator.Operator) error {
		_, err := s.Office.Operators.EndSessions(c.UserContext(), o.ID, keptSession(c, o.ID), author(c))
		return err
	})
}

// keptSession is the one in which an administrator works, when they end their
// own.
func keptSession(c *fiber.Ctx, id operator.ID) operator.SessionID {
	if v := visitorOf(c); v.session.Operator.ID == id {
		return v.session.ID
	}
	return 0
}
