package simulator

import (
	"cmp"

	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"
)

// hear serves POST /people/{phone}/messages, the one address that the
// platform does not have: the person writes, as in [Simulator.Say], which
// opens the customer-service window. It wants no token, people have none.
// `to` is the id of a business number, the first one when it is missing:
//
//	curl http://127.0.0.1:8090/people/+33612345678/messages -d '{"text":"Bonjour"}'
func (s *Simulator) hear(c *fiber.Ctx) (any, *refusal) {
	var said struct {
		To   string `json:"to"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(c.BodyRaw(), &said, json.RejectUnknownMembers(true)); err != nil {
		return nil, refuse(100, "Want {\"text\": …, \"to\": …}: %s", shapeOf(err))
	}
	if said.Text == "" {
		return nil, refuse(131008, "The parameter text is required.")
	}
	if err := s.Say(cmp.Or(said.To, s.cfg.Numbers[0].ID), c.Params("phone"), said.Text); err != nil {
		return nil, refuse(100, "%v", err)
	}
	return success(), nil
}
