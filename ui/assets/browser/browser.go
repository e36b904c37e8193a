package browser

import (
	"context"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a browser may take to do what was asked.
const patience = 45 * time.Second

// process is the one browser behind all tabs of a test run; it starts with the
// first of them.
type process struct {
	start func() (context.Context, error)
	stops []context.CancelFunc
}

var chromium = newProcess()

func newProcess() *process {
	p := &process{}
	p.start = sync.OnceValues(func() (context.Context, error) {
		options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
		allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, closeBrowser := chromedp.NewContext(allocator)
		p.stops = []context.CancelFunc{closeBrowser, closeAllocator}
		return ctx, chromedp.Do(ctx)
	})
	return p
}

// Main runs the tests of a package and closes the browser behind them.
func Main(m *testing.M) {
	status := m.Run()
	for _, stop := range chromium.stops {
		stop()
	}
	os.Exit(status)
}
