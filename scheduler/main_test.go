package scheduler

import (
	"testing"

	"go.uber.org/goleak"
)

// After Close nothing of an engine is left running.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// The far side's: one clock for all servers, and two that end seconds
		// after their server or connection.
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*HostClient).connsCleaner"),
	)
}
