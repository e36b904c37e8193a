package ui

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/experiment"
	"accord/internal/operator"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"
)

// problem is an answer to a program that did not get what it asked for (RFC
// 9457). Its type is always about:blank: the status says the kind.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"` // the status in words
	Status int    `json:"status"`
	Detail string `json:"detail,omitzero"` // what to change, in English; nothing from inside
	Field  string `json:"field,omitzero"`  // the member of the request that is wrong
	Errors []flaw `json:"errors,omitzero"` // further members, when several are wrong

	challenge string // how to authenticate, with status 401
	key       string // of the catalogue, for a person
	cause     error  // for the log
}

// Error implements error; it is for the log.
func (p *problem) Error() string {
	if p.cause == nil {
		return p.Detail
	}
	return p.Detail + " " + p.cause.Error()
}

// flaw is one member that is wrong. The value that was sent is never repeated.
type flaw struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// GetStatus implements huma.StatusError.
func (p *problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *problem) ContentType(string) string { return "application/problem+json" }

// ofHuma is what huma finds wrong with a request, without the values.
func ofHuma(status int, message string, causes ...error) huma.StatusError {
	p := &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: message}
	for _, cause := range causes {
		if d, ok := cause.(huma.ErrorDetailer); ok { //nolint:errorlint // huma hands the detail itself
			p.Errors = append(p.Errors, flaw{strings.TrimPrefix(d.ErrorDetail().Location, "body."), d.ErrorDetail().Message})
		}
	}
	if len(p.Errors) == 1 {
		p.Field, p.Detail, p.Errors = p.Errors[0].Field, p.Errors[0].Detail, nil
	}
	return p
}

// huma lets errors be made in one place only, for the whole process.
func init() { huma.NewError = ofHuma }

// Unwrap gives the cause.
func (p *problem) Unwrap() error { return p.cause }

// The challenges of status 401 (RFC 9110, 11.6.1).
const (
	challengeAPI     = `Bearer realm="accord"`
	challengeWebhook = signatureHeader
)

// kinds says how the errors of the floors below look outside. What is not
// here is a failure of ours.
var kinds = []struct {
	kind   error
	answer problem
	says   bool // the error's text is written for who called
}{
	{campaign.ErrInvalid, problem{Status: fiber.StatusBadRequest}, true},
	{campaign.ErrNotFound, problem{Status: fiber.StatusNotFound}, true},
	{campaign.ErrChanged, problem{Status: fiber.StatusConflict, key: "error.conflict_says"}, true},
	{campaign.ErrState, problem{Status: fiber.StatusConflict, key: "error.state"}, true},
	{operator.ErrUnknown, problem{Status: fiber.StatusNotFound, Detail: "There is none by this name."}, false},
	{operator.ErrInvitation, problem{Status: fiber.StatusNotFound, key: "error.invitation"}, false},
	{operator.ErrDisabled, problem{Status: fiber.StatusConflict, Detail: "The operator is disabled.", key: "error.disabled"}, false},
	{operator.ErrLast, problem{Status: fiber.StatusConflict, Detail: "Nobody else could run the installation.", key: "error.last_administrator"}, false},
	{consent.ErrUnknown, problem{Status: fiber.StatusNotFound, Detail: "There is none by this name."}, false},
	{consent.ErrInvalid, problem{Status: fiber.StatusBadRequest}, true},
	{experiment.ErrValue, problem{Status: fiber.StatusBadRequest, Detail: "The value is out of range for one person.", Field: "value"}, false},
	{operator.ErrToken, problem{Status: fiber.StatusUnauthorized, Detail: "The token is unknown or was revoked.",
		challenge: challengeAPI + `, error="invalid_token"`}, false},
	{whatsapp.ErrSignature, problem{Status: fiber.StatusUnauthorized, challenge: challengeWebhook,
		Detail: "The body is not signed with the app secret."}, false},
	{whatsapp.ErrHandshake, problem{Status: fiber.StatusForbidden, Detail: "The verify token is not the one configured here."}, false},
	{context.DeadlineExceeded, problem{Status: fiber.StatusServiceUnavailable, Detail: "The server is busy; try again."}, false},
}

// problemOf is how an error looks outside.
func problemOf(err error) problem {
	var p problem
	var ready *problem
	var routing *fiber.Error
	switch {
	case errors.As(err, &ready):
		p = *ready
	case errors.As(err, &routing): // its text repeats the path
		p.Status = routing.Code
		if p.Status == fiber.StatusBadGateway { // a connection that broke while it was read
			p.Status = fiber.StatusBadRequest
		}
	default:
		p = ofKind(err)
	}
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	return p
}

func ofKind(err error) problem {
	for _, k := range kinds {
		if !errors.Is(err, k.kind) {
			continue
		}
		p := k.answer
		if k.says {
			p.Detail = err.Error()
		}
		return p
	}
	return problem{Status: fiber.StatusInternalServerError, Detail: "The server failed; its log has this request's id."}
}

// answer writes a problem for a program, a page for a person.
func (s *Server) answer(c *fiber.Ctx, err error) error {
	if errors.Is(err, errSignIn) {
		return s.signInFirst(c)
	}
	p := problemOf(err)
	c.Status(p.Status)
	if p.challenge != "" {
		c.Set(fiber.HeaderWWWAuthenticate, p.challenge)
	}
	if !forPrograms(c.Path()) {
		return s.apologise(c, p)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return c.Send(body)
}

// forPrograms tells the addresses that no person opens.
func forPrograms(path string) bool {
	for _, prefix := range []string{"/api/", "/webhooks/", "/healthz", "/readyz"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}
