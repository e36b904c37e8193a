package ui

import "github.com/gofiber/fiber/v2"

// confirmation asks before an act that cannot be taken back, or that others
// would feel: in a dialog of the page that offers it and, without scripts, on
// a page of its own at the same address as the act.
type confirmation struct {
	ID         string // of the dialog
	Asks, Says string // the question, and what a yes leads to
	Does       string // on the button of the yes
	Keeps      string // on that of the no; "cancel" when empty
	Path       string // of the page and of the act
	Back       string // where a no leads
	Flaw       string // why the act was refused
}

// confirmationView is the page of its own.
type confirmationView struct {
	frame
	Confirmation confirmation
}

// confirm shows a confirmation as a page; here is the key of its entry in the
// rail.
func (s *Server) confirm(c *fiber.Ctx, here string, q confirmation) error {
	return s.show(c, "confirmation", confirmationView{s.frame(c, here, q.Asks), q})
}

// refuse shows a confirmation again with the reason why the act was refused.
func (s *Server) refuse(c *fiber.Ctx, here string, q confirmation, flaw string) error {
	q.Flaw = flaw
	c.Status(fiber.StatusUnprocessableEntity)
	return s.confirm(c, here, q)
}
