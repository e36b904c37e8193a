package campaign

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"accord/consent"
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

// value fills one place for a person; ok is false when nothing is known and
// no fallback was declared.
func (v Variable) value(c Contact) (text string, ok bool) {
	switch v.From {
	case "name":
		text = c.Name
	case "language":
		text = c.Language
	default:
		text = attributeText(c.Attributes[v.From])
	}
	if text = oneLine(text); text == "" {
		text = oneLine(v.Fallback)
	}
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
	key, ok := v.templateFor(c.Language, fallback)
	if !ok {
		return Outgoing{}, ReasonLanguage
	}
	t, ok := templates[key]
	if !ok {
		return Outgoing{}, ReasonLanguage
	}
	out := Outgoing{Template: t.Name, Language: t.Language, Header: v.Header}
	for i, name := range t.Variables() {
		text, ok := v.Variables[name].value(c)
		if !ok {
			return Outgoing{}, ReasonVariable + Reason(":"+cmp.Or(v.Variables[name].From, name))
		}
		value := TextValue{Text: text}
		if name != strconv.Itoa(i+1) {
			value.Name = name
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

// check returns what is wrong with a variant before launch.
func (v Variant) check(category consent.Category, templates map[TemplateKey]Template) error {
	if len(v.Templates) == 0 {
		return fmt.Errorf("%w: variant %s has no template", ErrInvalid, v.Key)
	}
	for language, key := range v.Templates {
		t, ok := templates[key]
		if !ok {
			return fmt.Errorf("%w: variant %s names the template %s (%s), which the account does not have", ErrInvalid, v.Key, key.Name, key.Language)
		}
		if t.Status != Approved {
			return fmt.Errorf("%w: template %s (%s) of variant %s is %s; only an approved one can be sent", ErrInvalid, key.Name, key.Language, v.Key, t.Status)
		}
		// The purpose decides which rule of consent is asked; a template of
		// another category would be sent under a rule that is not its own.
		if !strings.EqualFold(t.Category, string(category)) {
			return fmt.Errorf("%w: template %s (%s) of variant %s is %s, but the purpose of the campaign is %s", ErrInvalid, key.Name, key.Language, v.Key, strings.ToLower(t.Category), category)
		}
		if err := v.checkFilling(language, t); err != nil {
			return err
		}
	}
	return v.checkLinks()
}

func (v Variant) checkFilling(language string, t Template) error {
	for _, name := range t.Variables() {
		if v.Variables[name].From == "" && v.Variables[name].Fallback == "" {
			return fmt.Errorf("%w: variant %s (%s) does not say where {{%s}} comes from", ErrInvalid, v.Key, language, name)
		}
	}
	if err := v.checkHeader(t); err != nil {
		return err
	}
	for i, b := range t.Buttons {
		if b.Kind == URLButton && strings.Contains(b.URL, "{{") && v.Links[i] == "" {
			return fmt.Errorf("%w: button %d of variant %s opens a page, but none is given", ErrInvalid, i, v.Key)
		}
		if b.Kind == CopyCode && v.Coupons[i] == "" {
			return fmt.Errorf("%w: button %d of variant %s copies a code, but none is given", ErrInvalid, i, v.Key)
		}
	}
	return nil
}

func (v Variant) checkHeader(t Template) error {
	wants := FormatText
	if t.Header != nil {
		wants = t.Header.Format
	}
	switch {
	case wants == FormatText && t.Header != nil && placeholder.MatchString(t.Header.Text):
		return fmt.Errorf("%w: the header of template %s has a variable, which Accord does not fill yet", ErrInvalid, t.Name)
	case wants == FormatText && v.Header != nil:
		return fmt.Errorf("%w: variant %s gives a header of format %s, template %s has none", ErrInvalid, v.Key, v.Header.Format, t.Name)
	case wants != FormatText && (v.Header == nil || v.Header.Format != wants):
		return fmt.Errorf("%w: template %s needs a header of format %s from variant %s", ErrInvalid, t.Name, wants, v.Key)
	}
	return nil
}

func (v Variant) checkLinks() error {
	for i, link := range v.Links {
		u, err := url.Parse(link)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
			return fmt.Errorf("%w: the page of button %d of variant %s is not an https address", ErrInvalid, i, v.Key)
		}
	}
	return nil
}
