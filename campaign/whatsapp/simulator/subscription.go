package simulator

import (
	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"
)

// subscriptions serves GET /{account}/subscribed_apps.
func (s *Simulator) subscriptions(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	waba := c.Params("id")
	if !s.hasAccount(waba) {
		return nil, unknownObject(waba)
	}
	data := []any{}
	if on, set := s.subscribed[waba]; on || !set {
		data = append(data, map[string]any{"whatsapp_business_api_data": map[string]string{
			"id": s.seed.objectID("app"), "name": "Accord", "link": s.callback,
		}})
	}
	return map[string]any{"data": data}, nil
}

// subscribe serves POST /{account}/subscribed_apps; with
// override_callback_uri and verify_token the new callback is asked for the
// handshake first.
func (s *Simulator) subscribe(c *fiber.Ctx) (any, *refusal) {
	var body struct {
		Callback string `json:"override_callback_uri"`
		Token    string `json:"verify_token"`
	}
	if raw := c.BodyRaw(); len(raw) > 0 {
		if err := json.Unmarshal(raw, &body); err != nil {
			return nil, refuse(100, "The subscription is not valid: %s", shapeOf(err))
		}
	}
	if body.Callback != "" {
		if err := s.shakeHands(c.UserContext(), body.Callback, body.Token); err != nil {
			r := refuse(100, "The callback URL couldn't be validated: %v", err)
			r.subcode = 2200
			return nil, r
		}
		s.SetCallback(body.Callback)
	}
	return s.listen(c.Params("id"), true)
}

// unsubscribe serves DELETE /{account}/subscribed_apps.
func (s *Simulator) unsubscribe(c *fiber.Ctx) (any, *refusal) {
	return s.listen(c.Params("id"), false)
}

func (s *Simulator) listen(waba string, on bool) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.hasAccount(waba) {
		return nil, unknownObject(waba)
	}
	s.subscribed[waba] = on
	return success(), nil
}
