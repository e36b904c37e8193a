package simulator

import (
	"errors"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"accord/campaign/whatsapp"
)

// request is the body of a POST to a send door. It is read more liberally
// than [whatsapp.Send] writes it, as the platform does: index may be a number,
// unknown members are ignored at the top and refused inside.
type request struct {
	MessagingProduct string            `json:"messaging_product"`
	RecipientType    string            `json:"recipient_type"`
	To               string            `json:"to"`
	Recipient        string            `json:"recipient"`
	Type             string            `json:"type"`
	Context          *whatsapp.Context `json:"context"`
	Opaque           string            `json:"biz_opaque_callback_data"`

	Status    string `json:"status"` // "read": a receipt, not a message
	MessageID string `json:"message_id"`

	Template    jsontext.Value `json:"template"`
	Text        jsontext.Value `json:"text"`
	Image       jsontext.Value `json:"image"`
	Video       jsontext.Value `json:"video"`
	Audio       jsontext.Value `json:"audio"`
	Document    jsontext.Value `json:"document"`
	Sticker     jsontext.Value `json:"sticker"`
	Reaction    jsontext.Value `json:"reaction"`
	Location    jsontext.Value `json:"location"`
	Contacts    jsontext.Value `json:"contacts"`
	Interactive jsontext.Value `json:"interactive"`
}

// templateSend is the member template.
type templateSend struct {
	Name       string          `json:"name"`
	Namespace  string          `json:"namespace"`
	Language   languageSend    `json:"language"`
	Components []componentSend `json:"components"`
}

type languageSend struct {
	Code   string `json:"code"`
	Policy string `json:"policy"`
}

// componentSend fills one component.
type componentSend struct {
	Type       string      `json:"type"`
	SubType    string      `json:"sub_type"`
	Index      index       `json:"index"`
	Parameters []parameter `json:"parameters"`
	Cards      []cardSend  `json:"cards"`
}

type cardSend struct {
	Index      index           `json:"card_index"`
	Components []componentSend `json:"components"`
}

// parameter is one value; the member named like Type is set.
type parameter struct {
	Type          string         `json:"type"`
	ParameterName string         `json:"parameter_name"`
	Text          *string        `json:"text"`
	Payload       string         `json:"payload"`
	CouponCode    string         `json:"coupon_code"`
	Image         *mediaSend     `json:"image"`
	Video         *mediaSend     `json:"video"`
	Document      *mediaSend     `json:"document"`
	Location      jsontext.Value `json:"location"`
	Offer         jsontext.Value `json:"limited_time_offer"`
	Action        jsontext.Value `json:"action"`
	Currency      jsontext.Value `json:"currency"`
	DateTime      jsontext.Value `json:"date_time"`
}

// mediaSend names an uploaded file or a public one.
type mediaSend struct {
	ID       string `json:"id"`
	Link     string `json:"link"`
	Caption  string `json:"caption"`
	Filename string `json:"filename"`
}

// index is a button's place; Meta's own examples write it as a string and as
// a number.
type index int

// UnmarshalJSON accepts "0" and 0.
func (i *index) UnmarshalJSON(raw []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(raw), `"`))
	if err != nil || n < 0 {
		return errors.New("index must be a whole number from 0")
	}
	*i = index(n)
	return nil
}

// parseRequest reads the envelope. Whatever could be read is returned with the
// refusal, so that the log can name the recipient.
func parseRequest(raw []byte) (request, *refusal) {
	var r request
	if err := json.Unmarshal(raw, &r); err != nil {
		return r, refuse(100, "The request body is not valid: %s", shapeOf(err))
	}
	return r, nil
}

// decode reads a member strictly: a misspelt key is an error 100, as
// `Unexpected key "caption" on param "audio"` is on the platform.
func decode(name string, raw jsontext.Value, into any) *refusal {
	if len(raw) == 0 {
		return refuse(131008, "The parameter %s is required.", name)
	}
	if err := json.Unmarshal(raw, into, json.RejectUnknownMembers(true)); err != nil {
		return refuse(100, "Unexpected shape of param %q: %s", name, shapeOf(err))
	}
	return nil
}

// shapeOf says where a body is wrong without quoting the value, which may
// be a person's.
func shapeOf(err error) string {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic) && errors.Is(semantic, json.ErrUnknownName):
		return "unexpected key at " + string(semantic.JSONPointer)
	case errors.As(err, &semantic):
		return "wrong type at " + string(semantic.JSONPointer)
	case errors.As(err, &syntactic):
		return "malformed JSON at byte " + strconv.FormatInt(syntactic.ByteOffset, 10)
	}
	return "unreadable"
}
