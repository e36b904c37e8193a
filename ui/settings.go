package ui

import (
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// settingTab is one page of the settings.
type settingTab struct {
	Key, Path string
	Open      bool
}

// settingTabs are the pages of the settings, in their order. Purposes belong
// to compliance, who sees no other setting: their page stands elsewhere too.
var settingTabs = []settingTab{
	{Key: "organisation", Path: "/settings"},
	{Key: "numbers", Path: "/settings/numbers"},
	{Key: "operators", Path: "/settings/operators"},
	{Key: "tokens", Path: "/settings/tokens"},
	{Key: "purposes", Path: purposesPath},
	{Key: "permissions", Path: "/settings/permissions"},
}

// settingFrame is what stands around a page of the settings.
type settingFrame struct {
	frame
	Heading string
	Tabs    []settingTab // none for who may see this page alone
	Edit    bool         // the visitor may change what is shown
	Offer   *settingOffer
}

// settingOffer is the main act of a page: to add one more of what it lists.
type settingOffer struct{ Path, Label string }

// offer gives the page its act, for who may do it.
func (f *settingFrame) offer(path, label string) {
	if f.Edit {
		f.Offer = &settingOffer{path, label}
	}
}

// settingsFrame is the frame of the tab with that key; edit is what it takes to
// change what it shows.
func (s *Server) settingsFrame(c *fiber.Ctx, key string, edit operator.Permission) settingFrame {
	v, here := visitorOf(c), "settings"
	if key == "purposes" { // it has an entry of its own in the rail
		here = key
	}
	heading := s.words(c).Label("nav", key)
	f := settingFrame{frame: s.frame(c, here, heading), Heading: heading, Edit: v.may(edit)}
	if !v.may(operator.SettingView) {
		return f
	}
	for _, tab := range settingTabs {
		tab.Open = tab.Key == key
		f.Tabs = append(f.Tabs, tab)
	}
	return f
}

// author is how the visitor is named in the audit.
func author(c *fiber.Ctx) string { return visitorOf(c).session.Operator.Email }
