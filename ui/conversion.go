package ui

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"accord/campaign"
	"accord/consent"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/currency"
)

// conversionRequest is an order as a shop reports it. Ids are texts because
// they exceed 2^53, where many JSON readers round.
type conversionRequest struct {
	Key      string             `json:"key"` // or the header Idempotency-Key
	Contact  campaign.ContactID `json:"contact,string"`
	External string             `json:"external_id"`
	Phone    string             `json:"phone"` // E.164
	Message  campaign.MessageID `json:"message,string"`
	Click    string             `json:"click"`    // the code of a short link
	Value    int64              `json:"value"`    // minor units
	Currency string             `json:"currency"` // ISO 4217
	At       time.Time          `json:"at"`       // RFC 3339; now when absent
}

// wanted says what a member must be; the value that was sent is never
// repeated, it may be personal.
var wanted = map[string]string{
	"key":         "a text of at most 200 characters, such as the order's number",
	"contact":     `a contact's id as a text, such as "4611686018427387904"`,
	"external_id": "the shop's own id of the person, as a text",
	"phone":       "a number such as +33612345678",
	"message":     `a message's id as a text, such as "42"`,
	"click":       "the code of a short link, as a text",
	"value":       "a whole number of minor units, such as 1299",
	"currency":    "a currency such as EUR (ISO 4217) beside a value",
	"at":          "an instant such as 2026-03-03T10:00:00Z (RFC 3339)",
}

func wrong(field string) *problem {
	return &problem{Status: fiber.StatusBadRequest, Field: field, Detail: field + " must be " + wanted[field] + "."}
}

// conversionReply says whose order it is and whether its key was new.
type conversionReply struct {
	Contact   campaign.ContactID `json:"contact,string"`
	Duplicate bool               `json:"duplicate"`
}

// convert counts an order: 201, or 200 when its key was used before.
func (s *Server) convert(c *fiber.Ctx) error {
	order, err := parseConversion(c.BodyRaw(), c.Get("Idempotency-Key"))
	if err != nil {
		return err
	}
	done, err := s.Conversions.Convert(c.UserContext(), order)
	if err != nil {
		return err
	}
	body, err := json.Marshal(conversionReply{done.Contact, done.Duplicate})
	if err != nil {
		return fmt.Errorf("write the reply to a conversion: %w", err)
	}
	if c.Status(fiber.StatusCreated); done.Duplicate {
		c.Status(fiber.StatusOK)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(body)
}

// parseConversion reads an order. Every error is a [*problem] that names the
// member to change.
func parseConversion(body []byte, keyHeader string) (campaign.Conversion, error) {
	var r conversionRequest
	if err := json.Unmarshal(body, &r, json.RejectUnknownMembers(true)); err != nil {
		return campaign.Conversion{}, misread(err)
	}
	var err error
	if r.Key, err = oneKey(keyHeader, r.Key); err != nil {
		return campaign.Conversion{}, err
	}
	if err := r.check(); err != nil {
		return campaign.Conversion{}, err
	}
	return campaign.Conversion{Key: r.Key, Contact: r.Contact, External: r.External, Phone: r.Phone, Message: r.Message,
		Click: r.Click, At: r.At, Value: r.Value, Currency: r.Currency}, nil
}

// misread names the member that could not be read.
func misread(err error) *problem {
	var meaning *json.SemanticError
	var form *jsontext.SyntacticError
	var field string
	switch {
	case errors.As(err, &meaning):
		field = meaning.JSONPointer.LastToken()
	case errors.As(err, &form):
		field = form.JSONPointer.LastToken()
	}
	if errors.Is(err, json.ErrUnknownName) {
		return &problem{Status: fiber.StatusBadRequest, Field: field, Detail: "This member is not known here."}
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return &problem{Status: fiber.StatusBadRequest, Field: field, Detail: "This member is there twice."}
	}
	if wanted[field] == "" {
		return &problem{Status: fiber.StatusBadRequest, Detail: "The body must be one JSON object in UTF-8."}
	}
	return wrong(field)
}

// oneKey takes the idempotency key from where it was given. As a header it
// may stand in quotes (draft-ietf-httpapi-idempotency-key-header).
func oneKey(header, member string) (string, error) {
	header = strings.Trim(header, `"`)
	switch {
	case header == "" && member == "":
		return "", &problem{Status: fiber.StatusBadRequest, Field: "key",
			Detail: "Give an idempotency key, such as the order's number: the header Idempotency-Key or the member key."}
	case header != "" && member != "" && header != member:
		return "", &problem{Status: fiber.StatusBadRequest, Field: "key", Detail: "The header Idempotency-Key and the member key differ."}
	case header != "":
		return header, nil
	}
	return member, nil
}

// check looks at the form of each member; what they mean together is checked
// by whoever takes the order.
func (r conversionRequest) check() error {
	for _, text := range []struct{ field, value string }{{"key", r.Key}, {"external_id", r.External}, {"click", r.Click}} {
		if !printable(text.value) {
			return wrong(text.field)
		}
	}
	if r.Phone != "" && (consent.Address{Kind: consent.Phone, Value: r.Phone}).Validate() != nil {
		return wrong("phone")
	}
	if r.Currency == "" && r.Value == 0 {
		return nil
	}
	if unit, err := currency.ParseISO(r.Currency); err != nil || unit.String() != r.Currency {
		return wrong("currency")
	}
	return nil
}

// printable keeps out what a database or a log cannot hold.
func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
