package simulator

import (
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"accord/campaign/whatsapp"
)

// content is what a well-formed send carries, before anything of the
// platform's state is looked at.
type content struct {
	template *templateSend // nil for a free-form message
	media    []string      // ids of uploaded files it names
	choices  []choice      // reply buttons or list rows of an interactive message
}

// choice is something a person can tap.
type choice struct{ payload, text string }

// Limits of free-form bodies, in characters.
const (
	maxText    = 4096
	maxCaption = 1024
	maxOpaque  = 512
)

// contentOf checks the shape: 100 for a wrong type or an unexpected key,
// 131008 for something missing, 131009 for a value out of its limits.
func contentOf(r request) (content, *refusal) {
	if r.MessagingProduct != "whatsapp" {
		return content{}, refuse(100, "The parameter messaging_product must be \"whatsapp\".")
	}
	if r.To == "" && r.Recipient == "" {
		return content{}, refuse(131008, "The parameter to is required.")
	}
	if r.RecipientType != "" && r.RecipientType != "individual" {
		return content{}, refuse(131051, "recipient_type %q is not supported.", r.RecipientType)
	}
	if utf8.RuneCountInString(r.Opaque) > maxOpaque {
		return content{}, refuse(131009, "biz_opaque_callback_data is longer than %d characters.", maxOpaque)
	}
	return body(r)
}

// body reads the member named like the type; text may omit its type.
func body(r request) (content, *refusal) {
	switch r.Type {
	case "template":
		return templateContent(r.Template)
	case "", "text":
		return textContent(r.Text)
	case "image", "video", "audio", "document", "sticker":
		return mediaContent(r.Type, r.mediaMember())
	case "interactive":
		return interactiveContent(r.Interactive)
	case "reaction":
		return reactionContent(r.Reaction)
	case "location":
		return opaqueContent("location", r.Location)
	case "contacts":
		return opaqueContent("contacts", r.Contacts)
	}
	return content{}, refuse(131051, "Message type %q is not supported.", r.Type)
}

func (r request) mediaMember() jsontext.Value {
	return map[string]jsontext.Value{
		"image": r.Image, "video": r.Video, "audio": r.Audio, "document": r.Document, "sticker": r.Sticker,
	}[r.Type]
}

func templateContent(raw jsontext.Value) (content, *refusal) {
	var t templateSend
	if r := decode("template", raw, &t); r != nil {
		return content{}, r
	}
	if t.Name == "" {
		return content{}, refuse(131008, "The parameter template['name'] is required.")
	}
	if t.Language.Code == "" {
		return content{}, refuse(131008, "The parameter template['language']['code'] is required.")
	}
	return content{template: &t, media: t.media()}, nil
}

// media lists the uploaded files a template is filled with.
func (t templateSend) media() []string {
	var ids []string
	for _, c := range t.Components {
		for _, p := range c.Parameters {
			for _, m := range []*mediaSend{p.Image, p.Video, p.Document} {
				if m != nil && m.ID != "" {
					ids = append(ids, m.ID)
				}
			}
		}
	}
	return ids
}

func textContent(raw jsontext.Value) (content, *refusal) {
	var t whatsapp.Text
	if r := decode("text", raw, &t); r != nil {
		return content{}, r
	}
	if strings.TrimSpace(t.Body) == "" {
		return content{}, refuse(131008, "The parameter text['body'] is required.")
	}
	if utf8.RuneCountInString(t.Body) > maxText {
		return content{}, refuse(131009, "text['body'] is longer than %d characters.", maxText)
	}
	return content{}, nil
}

func mediaContent(kind string, raw jsontext.Value) (content, *refusal) {
	var m mediaSend
	if r := decode(kind, raw, &m); r != nil {
		return content{}, r
	}
	if r := m.check(kind); r != nil {
		return content{}, r
	}
	if m.Caption != "" && (kind == "audio" || kind == "sticker") {
		return content{}, refuse(100, "Unexpected key \"caption\" on param %q.", kind)
	}
	if utf8.RuneCountInString(m.Caption) > maxCaption {
		return content{}, refuse(131009, "%s['caption'] is longer than %d characters.", kind, maxCaption)
	}
	if m.ID == "" {
		return content{}, nil
	}
	return content{media: []string{m.ID}}, nil
}

// check wants exactly one of an id and a link.
func (m *mediaSend) check(kind string) *refusal {
	switch {
	case m == nil || m.ID == "" && m.Link == "":
		return refuse(131008, "The parameter %s wants id or link.", kind)
	case m.ID != "" && m.Link != "":
		return refuse(131009, "The parameter %s wants id or link, not both.", kind)
	case m.Link != "" && !strings.HasPrefix(m.Link, "http://") && !strings.HasPrefix(m.Link, "https://"):
		return refuse(131009, "%s['link'] is not a web address.", kind)
	}
	return nil
}

func reactionContent(raw jsontext.Value) (content, *refusal) {
	var reaction whatsapp.Reaction
	if r := decode("reaction", raw, &reaction); r != nil {
		return content{}, r
	}
	if reaction.MessageID == "" {
		return content{}, refuse(131008, "The parameter reaction['message_id'] is required.")
	}
	return content{}, nil
}

// opaqueContent takes a member as it is.
func opaqueContent(name string, raw jsontext.Value) (content, *refusal) {
	if len(raw) == 0 {
		return content{}, refuse(131008, "The parameter %s is required.", name)
	}
	return content{}, nil
}
