package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a browser may take to do what was asked.
const patience = 15 * time.Second

// browser is one process for all tests; each test has a tab of its own.
var browser context.Context

func TestMain(m *testing.M) {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	var closeBrowser context.CancelFunc
	browser, closeBrowser = chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		fmt.Fprintf(os.Stderr, "no browser, run .ci/install chromium: %v\n", err)
		os.Exit(1)
	}
	status := m.Run()
	closeBrowser()
	closeAllocator()
	os.Exit(status)
}

// screen is what the page is looked at with.
type screen struct {
	width  int64
	theme  string // prefers-color-scheme
	touch  bool
	script bool
}

func (s screen) String() string {
	name := fmt.Sprintf("%d %s", s.width, s.theme)
	if !s.script {
		name += " without script"
	}
	return name
}

var desk = screen{width: 1440, theme: "light", script: true}

// tab is one page in the browser, and what the browser had to say against it.
type tab struct {
	testing.TB
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

func open(t *testing.T, url string, s screen) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{TB: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	var touch []chromedp.EmulateViewportOption
	if s.touch {
		touch = append(touch, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	b.do(s.wear(), chromedp.EmulateViewport(s.width, 900, touch...), chromedp.Navigate(url))
	return b
}

// wear sets theme and script.
func (s screen) wear() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		scheme := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.theme}}
		if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: scheme}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !s.script})
		return err
	})
}

// hear keeps breaches of the policy, scripts that failed and addresses that
// answered nothing.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.complaints = append(b.complaints, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text+" "+fmt.Sprint(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			b.complaints = append(b.complaints, fmt.Sprint("console: ", string(e.Args[0].Value)))
		}
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// ask returns what an expression is.
func ask[T any](b *tab, expression string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

// becomes waits until an expression is true.
func (b *tab) becomes(expression string) {
	b.Helper()
	for start := time.Now(); !ask[bool](b, "Boolean("+expression+")"); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > patience {
			b.Fatalf("never true: %s\nthe browser says: %q", expression, b.said())
		}
	}
}

func (b *tab) said() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.complaints)
}

// clean fails the test with what the browser said.
func (b *tab) clean() {
	b.Helper()
	if said := b.said(); len(said) > 0 {
		b.Errorf("the browser says:\n%s", strings.Join(said, "\n"))
	}
}

func (b *tab) press(selector string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// key presses one key where the focus is. A letter is sent as one event, so
// that a page that takes the key keeps it from being written.
func (b *tab) key(key string) {
	b.Helper()
	if key < " " {
		b.do(chromedp.KeyEvent(key))
		return
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: key}
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, down); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: key})
		return err
	}))
}

// forgive takes back what the browser says of an answer that the case wanted.
func (b *tab) forgive(words ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = slices.DeleteFunc(b.complaints, func(said string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(said, word) })
	})
}
