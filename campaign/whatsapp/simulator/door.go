package simulator

import (
	"encoding/json"
	"errors"
	"net"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"accord/internal/clock"
)

// maxUpload is the largest body taken: a document of 100 MB with its form.
const maxUpload = 101 << 20

// routes is every address of the simulated API, on one page.
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

	v := app.Group("/:version", versioned)
	v.Post("/:id/messages", s.sendDoor(messagesEdge))
	v.Post("/:id/marketing_messages", s.sendDoor(marketingEdge))

	v.Post("/:id/media", s.guard(s.uploadMedia))
	v.Get("/:id/message_templates", s.guard(s.listTemplates))
	v.Post("/:id/message_templates", s.guard(s.createTemplate))
	v.Delete("/:id/message_templates", s.guard(s.deleteTemplates))
	v.Get("/:id/template_analytics", s.guard(s.analytics))
	v.Get("/:id/phone_numbers", s.guard(s.listNumbers))
	v.Get("/:id/subscribed_apps", s.guard(s.subscriptions))
	v.Post("/:id/subscribed_apps", s.guard(s.subscribe))
	v.Delete("/:id/subscribed_apps", s.guard(s.unsubscribe))
	v.Post("/:id/unpause", s.guard(s.unpauseTemplate))

	v.Get("/:id", s.guard(s.readObject))
	v.Post("/:id", s.guard(s.editTemplate))
	v.Delete("/:id", s.guard(s.deleteMedia))
	return app
}

// handler serves one management address: a JSON value, or a refusal.
type handler func(c *fiber.Ctx) (any, *refusal)

// guard checks the token before a management handler and writes what it
// returns.
func (s *Simulator) guard(h handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		wrong := s.checkToken(bearer(c), s.clock.Now())
		var value any
		if wrong == nil {
			value, wrong = h(c)
		}
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

var graphVersion = regexp.MustCompile(`^v\d+\.\d+$`)

// versioned takes any Graph version, and nothing that is not one.
func versioned(c *fiber.Ctx) error {
	if !graphVersion.MatchString(c.Params("version")) {
		return fiber.ErrNotFound
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
