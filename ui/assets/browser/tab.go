package browser

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"accord/internal/clock"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is one page in the browser, and what the browser had to say against it.
type Tab struct {
	testing.TB
	ctx    context.Context
	screen Screen

	mu         sync.Mutex
	complaints []string
}

// Open shows an address to somebody who has never been there.
func Open(t testing.TB, url string, s Screen) *Tab {
	t.Helper()
	process, err := chromium.start()
	if err != nil {
		t.Fatalf("no browser, run .ci/install chromium: %v", err)
	}
	ctx, cancel := chromedp.NewContext(process, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &Tab{TB: t, ctx: ctx, screen: s}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	b.Do(s.wear(), chromedp.Navigate(url))
	return b
}

// Go follows an address as if it had been typed.
func (b *Tab) Go(url string) {
	b.Helper()
	b.Do(chromedp.Navigate(url))
}

// Wear looks at the page on another screen.
func (b *Tab) Wear(s Screen) {
	b.Helper()
	b.screen = s
	b.Do(s.wear())
}

// hear keeps breaches of the policy, scripts that failed and addresses that
// answered nothing.
func (b *Tab) hear(event any) {
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

// Do takes steps of chromedp.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatalf("%v\nthe page says: %q", err, b.page())
	}
}

// Ask returns what an expression is.
func Ask[T any](b *Tab, expression string) T {
	b.Helper()
	value, err := try[T](b, expression)
	if err != nil {
		b.Fatalf("%.300s: %v", expression, err)
	}
	return value
}

func try[T any](b *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// page is where the tab is and what it shows, for who reads a failure.
func (b *Tab) page() string {
	text, _ := try[string](b, `location.href + " " + document.body.innerText.replace(/\s+/g, " ").slice(0, 1500)`)
	return text
}

// Becomes waits until an expression is true; while a page is being left it is
// neither.
func (b *Tab) Becomes(expression string) {
	b.Helper()
	for waited := clock.Start(); ; {
		is, err := try[bool](b, "Boolean("+expression+")")
		if is {
			return
		}
		if clock.Wait(b.ctx, 20*time.Millisecond) != nil || waited.Elapsed() > patience {
			b.Fatalf("never true: %s (%v)\nthe browser says: %q\nthe page says: %q", expression, err, b.said(), b.page())
		}
	}
}

func (b *Tab) said() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.complaints)
}

// Clean fails the test with what the browser said, and forgets it.
func (b *Tab) Clean() {
	b.Helper()
	if said := b.said(); len(said) > 0 {
		b.Errorf("the browser says:\n%s", strings.Join(said, "\n"))
	}
	b.Forgive("")
}

// Forgive takes back what the browser says of an answer that the case wanted.
func (b *Tab) Forgive(words ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = slices.DeleteFunc(b.complaints, func(said string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(said, word) })
	})
}

// Press clicks what a selector finds first.
func (b *Tab) Press(selector string) {
	b.Helper()
	b.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Key presses one key where the focus is. A letter is sent as one event, so
// that a page that takes the key keeps it from being written.
func (b *Tab) Key(key string) {
	b.Helper()
	if key < " " {
		b.Do(chromedp.KeyEvent(key))
		return
	}
	b.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: key}
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, down); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: key})
		return err
	}))
}
