package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Screen is what a page is looked at with.
type Screen struct {
	Width  int64
	Theme  string // prefers-color-scheme: "light" or "dark"
	Touch  bool
	Script bool
}

// Desk is a wide screen by day.
var Desk = Screen{Width: 1440, Theme: "light", Script: true}

// Screens are the four that every page is looked at on.
var Screens = []Screen{
	Desk,
	{Width: 1440, Theme: "dark", Script: true},
	{Width: 320, Theme: "light", Script: true, Touch: true},
	{Width: 320, Theme: "dark", Script: true, Touch: true},
}

func (s Screen) String() string {
	name := fmt.Sprintf("%d %s", s.Width, s.Theme)
	if !s.Script {
		name += " without script"
	}
	return name
}

// wear makes a tab the screen.
func (s Screen) wear() chromedp.Action[chromedp.Void] {
	var touch []chromedp.EmulateViewportOption
	if s.Touch {
		touch = append(touch, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	return chromedp.Steps(chromedp.EmulateViewport(s.Width, 900, touch...), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		scheme := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.Theme}}
		if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: scheme}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !s.Script})
		return err
	}))
}
