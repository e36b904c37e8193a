package ui

import (
	"errors"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// setupView is the page on which the first operator is made, with the code
// that the terminal shows.
type setupView struct {
	frame
	Email, Name string
	Error       string
}

func (s *Server) setupPage(c *fiber.Ctx) error {
	vacant, err := s.Office.Operators.Vacant(c.UserContext())
	if err != nil {
		return err
	}
	if !vacant {
		return c.Redirect("/login", fiber.StatusSeeOther)
	}
	return s.showSetup(c, setupView{})
}

func (s *Server) showSetup(c *fiber.Ctx, v setupView) error {
	v.frame = s.frame(c, "", s.words(c).T("setup.title"))
	return s.show(c, "setup", v)
}

func (s *Server) setUp(c *fiber.Ctx) error {
	v := setupView{Email: c.FormValue("email"), Name: c.FormValue("name")}
	id, err := s.Office.Operators.SetUp(c.UserContext(), c.FormValue("code"),
		operator.Operator{Email: v.Email, Name: v.Name, Role: operator.Administrator, Language: string(visitorOf(c).lang)}, c.FormValue("password"))
	if errors.Is(err, operator.ErrSetupOver) { // the button was pressed twice, or somebody else was quicker
		return c.Redirect("/login", fiber.StatusSeeOther)
	}
	if v.Error = s.whyNot(c, err); v.Error != "" {
		c.Status(fiber.StatusUnprocessableEntity)
		return s.showSetup(c, v)
	}
	if err != nil {
		return err
	}
	return s.openFor(c, id, "/")
}

// whyNot is a refusal of package operator in the visitor's words, empty when
// the error is none of theirs.
func (s *Server) whyNot(c *fiber.Ctx, err error) string {
	w := s.words(c)
	for _, f := range operator.FieldErrors(err) {
		return w.T("fault."+string(f.Fault), w.T("field."+f.Field)) // words: fault.* field.*
	}
	var code *operator.SetupError
	switch {
	case !errors.As(err, &code):
	case code.Left == 0:
		return w.T("error.setup_over")
	default:
		return w.N("setup.wrong_code", int64(code.Left))
	}
	for kind, key := range map[error]string{operator.ErrExists: "error.email_taken", operator.ErrLast: "error.last_administrator",
		operator.ErrCredentials: "login.wrong", operator.ErrInvitation: "error.invitation", operator.ErrDisabled: "error.disabled"} {
		if errors.Is(err, kind) {
			return w.T(key) // words: error.*
		}
	}
	return ""
}

// openFor signs an operator in who has just proved themselves otherwise.
func (s *Server) openFor(c *fiber.Ctx, id operator.ID, to string) error {
	token, _, err := s.Office.Operators.OpenSession(c.UserContext(), id, s.proxies.network(c), c.Get(fiber.HeaderUserAgent))
	if err != nil {
		return err
	}
	s.admitBrowser(c, token)
	return c.Redirect(to, fiber.StatusSeeOther)
}

// invitationView is the page behind the link that an administrator passes on.
type invitationView struct {
	frame
	Operator operator.Operator
	Error    string
}

func (s *Server) invitationPage(c *fiber.Ctx) error { return s.showInvitation(c, "") }

func (s *Server) showInvitation(c *fiber.Ctx, failure string) error {
	o, err := s.Office.Operators.Invited(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.show(c, "invitation", invitationView{frame: s.frame(c, "", s.words(c).T("invitation.title")), Operator: o, Error: failure})
}

func (s *Server) accept(c *fiber.Ctx) error {
	id, err := s.Office.Operators.Accept(c.UserContext(), c.Params("token"), c.FormValue("password"))
	if len(operator.FieldErrors(err)) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
		return s.showInvitation(c, s.whyNot(c, err))
	}
	if err != nil {
		return err
	}
	return s.openFor(c, id, "/")
}
