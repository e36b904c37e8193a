package simulator

import (
	"encoding/json"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"accord/internal/clock"
)

// maxUpload is the largest body taken: a document of 100 MB with its form.
const maxUpload = 101 << 20

// routes is every address, on one page: the platform's, and two that stand
// for what is around it, the file server and the people.
func (s *Simulator) routes() *fiber.App {
	app := fiber.New(fiber.Config{
		DisableStartupMessage: true,
		Immutable:             true, // what handlers keep outlives the request
		BodyLimit:             maxUpload,
		ReadTimeout:           30 * time.Second,
		IdleTimeout:           30 * time.Second,
		ErrorHandler:          s.unknownPath,
	})
	app.Use(plainOnly)
	app.Get("/lookaside/:id", s.guard(s.downloadMedia))
	app.Post("/people/:phone/messages", s.serve(s.hear))

	s.graph(app.Group("/:version<regex(^v\\d+\\.\\d+$)>"))
	s.graph(app)
	return app
}

// graph is every address of the platform. It stands there twice: under any
// Graph version, and without one, which the platform takes for the oldest
// that is still there (Graph API, overview, versions).
func (s *Simulator) graph(at fiber.Router) {
	at.Post("/:id/messages", s.sendDoor(messagesEdge))
	at.Post("/:id/marketing_messages", s.sendDoor(marketingEdge))

	at.Post("/:id/media", s.guard(s.uploadMedia))
	at.Get("/:id/message_templates", s.guard(s.listTemplates))
	at.Post("/:id/message_templates", s.guard(s.createTemplate))
	at.Delete("/:id/message_templates", s.guard(s.deleteTemplates))
	at.Get("/:id/template_analytics", s.guard(s.analytics))
	at.Get("/:id/phone_numbers", s.guard(s.listNumbers))
	at.Get("/:id/subscribed_apps", s.guard(s.subscriptions))
	at.Post("/:id/subscribed_apps", s.guard(s.subscribe))
	at.Delete("/:id/subscribed_apps", s.guard(s.unsubscribe))
	at.Post("/:id/unpause", s.guard(s.unpauseTemplate))

	at.Get("/:id", s.guard(s.readObject))
	at.Post("/:id", s.guard(s.editTemplate))
	at.Delete("/:id", s.guard(s.deleteMedia))
}

// handler serves one address: a JSON value, or a refusal.
type handler func(c *fiber.Ctx) (any, *refusal)

// guard checks the token before a management handler.
func (s *Simulator) guard(h handler) fiber.Handler {
	return s.serve(func(c *fiber.Ctx) (any, *refusal) {
		if wrong := s.checkToken(bearer(c), s.clock.Now()); wrong != nil {
			return nil, wrong
		}
		return h(c)
	})
}

// serve writes what a handler returns.
func (s *Simulator) serve(h handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		value, wrong := h(c)
		if wrong != nil {
			status, body := wrong.reply(s.trace(Call{To: c.Path()}))
			return write(c, status, body)
		}
		if raw, ok := value.(rawAnswer); ok {
			c.Set(fiber.HeaderContentType, raw.mime)
			return c.Send(raw.body)
		}
		body, err := json.Marshal(value)
		if err != nil {
			return err
		}
		return write(c, fiber.StatusOK, body)
	}
}

// rawAnswer is a body that is not JSON.
type rawAnswer struct {
	mime string
	body []byte
}

// sendDoor answers a send, late or not at all where the scenario says so.
func (s *Simulator) sendDoor(at edge) fiber.Handler {
	return func(c *fiber.Ctx) error {
		a := s.send(at, c.Params("id"), bearer(c), c.BodyRaw())
		if err := clock.Wait(c.UserContext(), a.wait); err != nil {
			return err
		}
		if a.cut {
			c.Context().HijackSetNoResponse(true)
			c.Context().Hijack(func(net.Conn) {}) // the server closes what was hijacked
			return nil
		}
		return write(c, a.status, a.body)
	}
}

func write(c *fiber.Ctx, status int, body []byte) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Status(status).Send(body)
}

func bearer(c *fiber.Ctx) string {
	if token, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer "); ok {
		return token
	}
	return ""
}

// checkToken wants the token of the configuration, or any when it has none,
// until the scenario lets it expire.
func (s *Simulator) checkToken(token string, now time.Time) *refusal {
	expires := time.Duration(s.cfg.Scenario.TokenExpires)
	switch {
	case token == "" || s.cfg.Token != "" && token != s.cfg.Token:
		return refuse(190, "Invalid OAuth access token - Cannot parse access token")
	case expires > 0 && !now.Before(s.start.Add(expires)):
		return refuse(190, "Error validating access token: Session has expired")
	}
	return nil
}

// plainOnly refuses compressed bodies: decompressing has no size limit.
func plainOnly(c *fiber.Ctx) error {
	if c.Get(fiber.HeaderContentEncoding) != "" {
		return fiber.ErrUnsupportedMediaType
	}
	return c.Next()
}

// unknownPath answers what no route took, in the envelope clients parse.
func (s *Simulator) unknownPath(c *fiber.Ctx, err error) error {
	status := fiber.StatusInternalServerError
	var e *fiber.Error
	if errors.As(err, &e) {
		status = e.Code
	}
	details := err.Error()
	if status == fiber.StatusNotFound || status == fiber.StatusMethodNotAllowed {
		details = "Unknown path components: " + c.Path()
	}
	_, body := refuse(100, "%s", details).reply(s.trace(Call{To: c.Path()}))
	return write(c, status, body)
}

// unknownObject is the answer for an id that is not there.
func unknownObject(id string) *refusal {
	r := refuse(100, "Unsupported request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", id)
	r.subcode = 33
	return r
}
