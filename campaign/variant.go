package campaign

import (
	"strconv"
	"strings"

	"accord/experiment"
)

// Variant is one arm: a template per language, and how its places are filled.
type Variant struct {
	Key       experiment.VariantKey  `json:"key"`
	Weight    int                    `json:"weight"`
	Templates map[string]TemplateKey `json:"templates"` // by the language of the person: "fr", "en"
	Header    *MediaValue            `json:"header,omitempty"`
	Variables map[string]Variable    `json:"variables,omitempty"` // by the place's name in the template
	Links     map[int]string         `json:"links,omitempty"`     // by button index: the page behind the short link
	Coupons   map[int]string         `json:"coupons,omitempty"`   // by button index
	Payloads  map[int]string         `json:"payloads,omitempty"`  // by button index: what a quick reply answers
}

// Variable says where a value comes from.
type Variable struct {
	From     string `json:"from"`               // "name", "language" or an attribute
	Fallback string `json:"fallback,omitempty"` // when the person has none; without it the person is skipped
}

// OptOutPayload is what an opt-out button answers; it withdraws at once.
const OptOutPayload = "ACCORD_STOP"

// templateFor is the template in the person's language: the exact tag, then
// its base language; for somebody whose language is unknown, the fallback.
func (v Variant) templateFor(language, fallback string) (TemplateKey, bool) {
	base, _, _ := strings.Cut(strings.ReplaceAll(language, "_", "-"), "-")
	for _, l := range []string{language, base} {
		if key, ok := v.Templates[l]; ok && l != "" {
			return key, true
		}
	}
	if language != "" {
		return TemplateKey{}, false
	}
	key, ok := v.Templates[fallback]
	return key, ok
}

// template is the one that speaks a person's language, if the account has it.
func (v Variant) template(c Contact, templates map[TemplateKey]Template, fallback string) (Template, bool) {
	key, ok := v.templateFor(c.Language, fallback)
	t, known := templates[key]
	return t, ok && known
}

// value fills one place for a person; it is empty when nothing is known and no
// fallback was declared.
func (v Variable) value(c Contact) (text string, fallback bool) {
	switch v.From {
	case "name":
		text = c.Name
	case "language":
		text = c.Language
	default:
		text = attributeText(c.Attributes[v.From])
	}
	if text = oneLine(text); text != "" {
		return text, false
	}
	text = oneLine(v.Fallback)
	return text, text != ""
}

func attributeText(value any) string {
	switch x := value.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// oneLine makes a value fit for a template: WhatsApp refuses line breaks,
// tabs and long runs of spaces inside a parameter.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// fill is the message of one person, or the reason why there is none. Codes
// are the short-link codes by button index.
func (v Variant) fill(c Contact, templates map[TemplateKey]Template, fallback string, codes map[int]Code) (Outgoing, Reason) {
	t, ok := v.template(c, templates, fallback)
	if !ok {
		return Outgoing{}, ReasonLanguage
	}
	out := Outgoing{Template: t.Name, Language: t.Language, Header: v.Header}
	for i, place := range v.places(t, c) {
		if place.Text == "" {
			return Outgoing{}, place.missing()
		}
		value := TextValue{Text: place.Text}
		if place.Name != strconv.Itoa(i+1) {
			value.Name = place.Name
		}
		out.Body = append(out.Body, value)
	}
	for i := range t.Buttons {
		if b, fills := v.fillButton(i, t.Buttons[i], codes); fills {
			out.Buttons = append(out.Buttons, b)
		}
	}
	return out, ""
}

func (v Variant) fillButton(i int, b Button, codes map[int]Code) (ButtonValue, bool) {
	text, fills := "", false
	switch b.Kind {
	case QuickReply:
		text, fills = v.Payloads[i]
	case CopyCode:
		text, fills = v.Coupons[i]
	case URLButton:
		var code Code
		if code, fills = codes[i]; fills {
			text = code.String()
		}
	}
	return ButtonValue{Index: i, Kind: b.Kind, Text: text}, fills
}
