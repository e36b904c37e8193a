package ui

import (
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"accord/campaign"
)

// phone is a message on the phone of a person.
type phone struct {
	Sender  string // the name of the business
	Message campaign.Filled
	Time    string // on the bubble, "10 h 14"; empty while nothing was sent
	Caption string // below: whose phone it is
}

// newPhone is what templates make a phone with:
//
//	{{template "phone" (phone .Organisation .Filled "" .Caption)}}
func newPhone(sender string, message campaign.Filled, time, caption string) phone {
	return phone{sender, message, time, caption}
}

// Initial stands where the picture of the business would.
func (p phone) Initial() string {
	r, size := utf8.DecodeRuneInString(p.Sender)
	if size == 0 {
		return "?"
	}
	return string(unicode.ToUpper(r))
}

// Blank says that there is no message: no template speaks the person's
// language.
func (p phone) Blank() bool { return p.Message.Template == campaign.TemplateKey{} }

// Lang is the language of the message as HTML names it: "en-US".
func (p phone) Lang() string { return strings.ReplaceAll(p.Message.Template.Language, "_", "-") }

// Title is the header where it is a text.
func (p phone) Title() string {
	if h := p.Message.Header; h != nil && h.Format == campaign.FormatText {
		return h.Text
	}
	return ""
}

// Media is the header where it is a file.
func (p phone) Media() *phoneMedia {
	h := p.Message.Header
	if h == nil || h.Format == campaign.FormatText {
		return nil
	}
	m := phoneMedia{Format: string(h.Format), Icon: mediaIcons[h.Format], Name: h.Filename, Missing: h.Link == ""}
	if m.Icon == "" {
		m.Icon = "file"
	}
	if u, err := url.Parse(h.Link); err == nil && m.Name == "" && strings.Trim(u.Path, "/") != "" {
		m.Name = path.Base(u.Path)
	}
	return &m
}

// phoneMedia stands for a file: pages show none from elsewhere.
type phoneMedia struct {
	Format  string // "image"
	Icon    string
	Name    string // of the file, where it is known
	Missing bool   // the file is not given yet
}

var mediaIcons = map[campaign.Format]string{campaign.FormatImage: "image", campaign.FormatVideo: "video", campaign.FormatDocument: "file"}

// buttonIcon is the icon of what a tap does.
func buttonIcon(kind campaign.ButtonKind) string {
	switch kind {
	case campaign.QuickReply:
		return "reply"
	case campaign.URLButton:
		return "link"
	case campaign.CopyCode:
		return "copy"
	}
	return "click"
}
