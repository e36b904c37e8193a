package whatsapp

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ButtonInfo is one button of a template.
type ButtonInfo struct {
	Type        string      `json:"type"` // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, …
	Text        string      `json:"text,omitempty"`
	URL         string      `json:"url,omitempty"` // may end with one variable, "https://shop.example/{{1}}"
	PhoneNumber string      `json:"phone_number,omitempty"`
	Example     TextOrTexts `json:"example,omitempty"` // URL: the full address; COPY_CODE: the code
}

// UnmarshalJSONFrom writes the type in capitals, as not every page of Meta's does.
func (b *ButtonInfo) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type plain ButtonInfo
	if err := json.UnmarshalDecode(dec, (*plain)(b)); err != nil {
		return err
	}
	b.Type = strings.ToUpper(b.Type)
	return nil
}

// TextOrTexts is a list that the platform writes as a bare text at times.
type TextOrTexts []string

// UnmarshalJSONFrom reads "x" and ["x"] alike.
func (t *TextOrTexts) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == '"' {
		var one string
		err := json.UnmarshalDecode(dec, &one)
		*t = TextOrTexts{one}
		return err
	}
	return json.UnmarshalDecode(dec, (*[]string)(t))
}

// MarshalJSONTo writes the example of a copy-code button as a bare text and
// every other as a list, as the API asks.
func (b ButtonInfo) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain ButtonInfo
	if !strings.EqualFold(b.Type, "COPY_CODE") || len(b.Example) != 1 {
		return json.MarshalEncode(enc, plain(b))
	}
	code := b.Example[0]
	b.Example = nil
	return json.MarshalEncode(enc, struct {
		plain
		Code string `json:"example"`
	}{plain(b), code})
}
