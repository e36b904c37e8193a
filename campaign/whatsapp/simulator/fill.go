package simulator

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// filled is a template with the parameters of one send put in: what a person
// can open and tap.
type filled struct {
	links   []string // the URL buttons, in template order, variables replaced
	choices []choice // the quick replies, in template order
}

// maxBody is the most characters a body may have once it is filled.
const maxBody = 1024

// fill checks the parameters against the template: 132000 for a wrong count,
// 132012 for a wrong type or name, 132005 for a body that gets too long,
// 132018 for line breaks, tabs or runs of spaces, 131008 for a value or a
// button parameter that is missing.
func (f form) fill(t templateSend) (filled, *refusal) {
	var header, body, offer, carousel componentSend
	buttons := map[int]componentSend{}
	for _, c := range t.Components {
		switch strings.ToLower(c.Type) {
		case "header":
			header = c
		case "body":
			body = c
		case "button":
			buttons[int(c.Index)] = c
		case "limited_time_offer":
			offer = c
		case "carousel":
			carousel = c
		default:
			return filled{}, refuse(100, "template['components']: type %q is unknown.", c.Type)
		}
	}
	if r := f.fillHeader(header.Parameters); r != nil {
		return filled{}, r
	}
	if r := f.fillBody(body.Parameters); r != nil {
		return filled{}, r
	}
	if f.offer && len(offer.Parameters) != 1 || len(carousel.Cards) != f.cards {
		return filled{}, refuse(132012, "limited_time_offer or carousel does not match the template.")
	}
	return f.fillButtons(buttons)
}

func (f form) fillHeader(given []parameter) *refusal {
	switch f.header {
	case "", "text":
		return f.fillTexts("header", f.title, given)
	}
	if len(given) != 1 || !strings.EqualFold(given[0].Type, f.mediaType()) {
		return refuse(132012, "header: Format mismatch, expected %s", strings.ToUpper(f.header))
	}
	p := given[0]
	switch f.header {
	case "image":
		return p.Image.check("image")
	case "video", "gif":
		return p.Video.check("video")
	case "document":
		return p.Document.check("document")
	}
	return nil
}

// mediaType is the parameter type of a header; a GIF travels as a video.
func (f form) mediaType() string {
	if f.header == "gif" {
		return "video"
	}
	return f.header
}

func (f form) fillBody(given []parameter) *refusal {
	if r := f.fillTexts("body", f.body, given); r != nil {
		return r
	}
	letters := f.letters
	for _, p := range given {
		if p.Text != nil {
			letters += utf8.RuneCountInString(*p.Text)
		}
	}
	if letters > maxBody {
		return refuse(132005, "body: the text has %d characters once filled, at most %d are allowed", letters, maxBody)
	}
	return nil
}

func (f form) fillTexts(part string, wanted []string, given []parameter) *refusal {
	if len(given) != len(wanted) {
		return refuse(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", part, len(given), len(wanted))
	}
	var names []string
	for i, p := range given {
		switch {
		case f.named && !slices.Contains(wanted, p.ParameterName), slices.Contains(names, p.ParameterName):
			return refuse(132012, "%s: parameter_name of parameter %d is missing, unknown or repeated", part, i)
		case p.Type == "currency" || p.Type == "date_time":
			continue // the old localised types, still in the reference
		case p.Type != "text":
			return refuse(132012, "%s: parameter %d is of type %q, expected text", part, i, p.Type)
		case p.Text == nil || *p.Text == "":
			return refuse(131008, "%s: parameter %d of type text is missing its text value", part, i)
		case !oneLine(*p.Text):
			return refuse(132018, "%s: parameter %d has a line break, a tab or more than four spaces in a row", part, i)
		}
		if f.named {
			names = append(names, p.ParameterName)
		}
	}
	return nil
}

func oneLine(text string) bool {
	return !strings.ContainsAny(text, "\n\r\t") && !strings.Contains(text, "     ")
}

func (f form) fillButtons(given map[int]componentSend) (filled, *refusal) {
	var out filled
	for i, b := range f.buttons {
		c, ok := given[i]
		delete(given, i)
		if ok && !strings.EqualFold(c.SubType, b.Type) {
			return filled{}, refuse(132012, "buttons: Button at index %d is of type %s, not %q", i, b.Type, c.SubType)
		}
		if r := out.press(i, b, c.Parameters); r != nil {
			return filled{}, r
		}
	}
	for i := range given {
		return filled{}, refuse(132000, "buttons: the template has no button at index %d", i)
	}
	return out, nil
}

// press fills one button.
func (out *filled) press(i int, b Button, given []parameter) *refusal {
	var p parameter
	if len(given) > 0 {
		p = given[0]
	}
	switch {
	case b.is("URL") && b.hasVariable():
		if p.Type != "text" || p.Text == nil || *p.Text == "" {
			return refuse(131008, "buttons: Button at index %d of type Url requires a parameter", i)
		}
		out.links = append(out.links, variable.ReplaceAllLiteralString(b.URL, *p.Text))
		return nil
	case b.is("QUICK_REPLY"):
		return out.quickReply(i, b, p)
	case b.is("COPY_CODE") && p.CouponCode == "":
		return refuse(131008, "buttons: Button at index %d of type Copy code requires a coupon_code", i)
	case (b.is("URL") || b.is("PHONE_NUMBER")) && len(given) > 0:
		return refuse(100, "buttons: Button at index %d is of type %s and does not support parameters", i, b.Type)
	}
	if b.is("URL") {
		out.links = append(out.links, b.URL)
	}
	return nil
}

// quickReply: without a payload parameter the label itself comes back.
func (out *filled) quickReply(i int, b Button, p parameter) *refusal {
	c := choice{payload: p.Payload, text: b.Text}
	if c.payload == "" {
		c.payload = b.Text
	}
	if utf8.RuneCountInString(c.payload) > 256 {
		return refuse(131009, "buttons: the payload at index %d is longer than 256 characters", i)
	}
	out.choices = append(out.choices, c)
	return nil
}
