package whatsapp

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxOpaque is how many characters of our own a send may carry.
const maxOpaque = 512

// Accepted is the platform's promise to try; delivery is told by statuses.
type Accepted struct {
	WAMID  string // id of the message, opaque, at most about 128 characters
	WaID   string // digits the platform made of the recipient; may differ from what was asked
	UserID string // instead of WaID when the send went to a user id
	Status string // "", "accepted", "held_for_quality_assessment" or "paused"
}

// Send asks the platform to send one message, once. The outcome is one of:
//
//   - accepted;
//   - a [*RefusedError]: the message was certainly not taken. It may be sent
//     again where its [Rule] says so. That includes what never left this
//     machine (it then wraps netx.ErrNotSent), HTTP 503, and the codes 2, 4,
//     80007, 130429, 131016, 131056, 131057 and 133004;
//   - an error that wraps [ErrUnknown]: no answer, a cut connection, an
//     answer 5xx that does not say why (codes 1 and 131000 do not), or a
//     success without a message id. The message may be on its way.
//
// To must begin with a plus: the platform would put the business number's own
// country code before anything else.
func (c *Client) Send(ctx context.Context, s Send) (Accepted, error) {
	s.MessagingProduct = "whatsapp"
	if err := s.check(); err != nil {
		return Accepted{}, err
	}
	var reply SendReply
	if err := c.post(ctx, c.number+"/messages", s, &reply); err != nil {
		return Accepted{}, err
	}
	if len(reply.Messages) == 0 || reply.Messages[0].ID == "" {
		return Accepted{}, fmt.Errorf("%w: a success without a message id", ErrUnknown)
	}
	a := Accepted{WAMID: reply.Messages[0].ID, Status: reply.Messages[0].Status}
	if len(reply.Contacts) > 0 {
		a.WaID, a.UserID = reply.Contacts[0].WaID, reply.Contacts[0].UserID
	}
	return a, nil
}

// check refuses here what the platform would misread rather than refuse.
func (s Send) check() error {
	const invalid = 131009 // the platform's code for an invalid value
	switch {
	case s.To == "" && s.Recipient == "":
		return &RefusedError{Code: invalid, Title: "the message has no recipient"}
	case s.To != "" && !strings.HasPrefix(s.To, "+"):
		return &RefusedError{Code: invalid, Title: "the recipient's number does not begin with +"}
	case utf8.RuneCountInString(s.Opaque) > maxOpaque:
		return &RefusedError{Code: invalid, Title: fmt.Sprintf("the opaque data has more than %d characters", maxOpaque)}
	}
	return nil
}
