package campaign

import (
	"cmp"
	"strings"
)

// Filled is a message as one person would read it, or as much of it as can be
// filled, with the reason why it would not be sent.
type Filled struct {
	Template TemplateKey // zero when no template speaks their language
	Header   *FilledHeader
	Body     string // a place without a text stays as it is: {{1}}
	Footer   string
	Buttons  []FilledButton
	Places   []FilledPlace // of the body, in the order of [Template.Variables]
	Skip     Reason        // empty when it would be sent
}

// FilledHeader stands above the body: a text, or a file by its address.
type FilledHeader struct {
	Format   Format
	Text     string
	Link     string
	Filename string
}

// FilledButton stands below the body.
type FilledButton struct {
	Kind    ButtonKind
	Label   string
	Address string // of a page; the code of a short link is drawn at the launch, and shown as …
	Page    string // the page behind a short link
	Coupon  string // that is copied
	Payload string // that a quick reply answers
}

// FilledPlace is a place of a body, with where its text comes from.
type FilledPlace struct {
	Name     string // "1" or "first_name"
	From     string // as in [Variable]
	Text     string // empty when nothing is known and nothing was declared instead
	Fallback bool   // nothing is known: Text is what was declared instead
}

// missing is the reason why a message with such a place is not sent.
func (p FilledPlace) missing() Reason { return ReasonVariable + Reason(":"+cmp.Or(p.From, p.Name)) }

// places fills each place of a body for a person.
func (v Variant) places(t Template, c Contact) []FilledPlace {
	names := t.Variables()
	places := make([]FilledPlace, len(names))
	for i, name := range names {
		variable := v.Variables[name]
		places[i] = FilledPlace{Name: name, From: variable.From}
		places[i].Text, places[i].Fallback = variable.value(c)
	}
	return places
}

// Preview is the message of this variant for a person: in the template that
// speaks their language, filled as it will be when it is sent. Fallback is the
// language of people whose own is unknown.
func (v Variant) Preview(c Contact, templates map[TemplateKey]Template, fallback string) Filled {
	t, ok := v.template(c, templates, fallback)
	if !ok {
		return Filled{Skip: ReasonLanguage}
	}
	return Fill(t, v, c)
}

// Fill is a template filled for a person as a variant says, whatever language
// they speak.
func Fill(t Template, v Variant, c Contact) Filled {
	filled := Filled{Template: TemplateKey{t.Name, t.Language}, Header: v.fillHeader(t), Footer: t.Footer, Places: v.places(t, c)}
	texts := map[string]string{}
	for _, place := range filled.Places {
		if place.Text != "" {
			texts[place.Name] = place.Text
		} else if filled.Skip == "" {
			filled.Skip = place.missing()
		}
	}
	filled.Body = t.bodyWith(texts)
	for i, b := range t.Buttons {
		filled.Buttons = append(filled.Buttons, v.showButton(i, b))
	}
	return filled
}

func (v Variant) fillHeader(t Template) *FilledHeader {
	if t.Header == nil {
		return nil
	}
	header := FilledHeader{Format: t.Header.Format, Text: t.Header.Text}
	if v.Header != nil {
		header.Link, header.Filename = v.Header.Link, v.Header.Filename
	}
	return &header
}

func (v Variant) showButton(i int, b Button) FilledButton {
	shown := FilledButton{Kind: b.Kind, Label: b.Text}
	switch b.Kind {
	case QuickReply:
		shown.Payload = v.Payloads[i]
	case CopyCode:
		shown.Coupon = v.Coupons[i]
	case URLButton:
		shown.Address = placeholder.ReplaceAllString(b.URL, "…")
		if strings.Contains(b.URL, "{{") {
			shown.Page = v.Links[i]
		}
	}
	return shown
}
