package simulator

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"

	"accord/internal/clock"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// One clock for all servers, and two that end seconds after their server or connection.
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*HostClient).connsCleaner"),
	)
}

// Under a scaled clock nobody calls Step: an hour of reactions arrives within
// seconds, and an event that is queued while the simulator sleeps for a later
// one wakes it.
func TestRunDrivesAScaledClock(t *testing.T) {
	tw := newTown(t, func(c *Config) {
		c.Clock = clock.NewScaled(noon, 3600)
		c.World = script(func(call Call, _ *rand.Rand) Reaction {
			if call.To == marie {
				return Reaction{Sent: 100 * 24 * time.Hour}
			}
			return Reaction{Sent: time.Second, Delivered: In(time.Minute), Read: In(10 * time.Minute)}
		})
	})
	tw.accept(blank("plain", marie, "late"))
	time.Sleep(20 * time.Millisecond)
	wamid := tw.accept(blank("plain", paul, "soon"))
	for begin := time.Now(); len(tw.inbox.statuses(t, wamid)) < 3; time.Sleep(5 * time.Millisecond) {
		if time.Since(begin) > 20*time.Second {
			t.Fatalf("after 20 s only %q arrived", tw.inbox.statuses(t, wamid))
		}
	}
}

// The context may be over before serving has begun, too.
func TestRunEndsWithItsContext(t *testing.T) {
	for range 20 {
		runAndCancel(t)
	}
}

func runAndCancel(t *testing.T) {
	t.Helper()
	sim, err := New(Config{AppSecret: "s", Numbers: []Number{{ID: "1", WABAID: "2", Display: "+33 1 84 88 00 01"}}})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- sim.Run(ctx, ln) }()
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("Run did not return")
	}
}

func TestStepEndsWithItsContext(t *testing.T) {
	tw := newTown(t, nil)
	tw.accept(blank("plain", marie, ""))
	tw.clock.Advance(noon.Add(time.Minute))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := tw.sim.Step(ctx); err == nil {
		t.Error("no error from a dead context")
	}
	if n := tw.step(time.Hour); n != 1 {
		t.Errorf("the update was lost with the step: %d", n)
	}
}

// BenchmarkPeople plays people from the call to the last webhook, network and
// receiver included. One person is a send, three statuses, and a visit.
func BenchmarkPeople(b *testing.B) {
	tw := newTown(b, func(c *Config) {
		c.Numbers[0].PerSecond = 1 << 30
		c.World = script(func(Call, *rand.Rand) Reaction {
			return Reaction{Sent: time.Second, Delivered: In(2 * time.Second), Read: In(3 * time.Second), Click: &Click{Delay: 4 * time.Second}}
		})
	})
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		a := tw.sim.send(messagesEdge, phoneID, "token", []byte(promo(fmt.Sprintf("+336%08d", i), "abc")))
		if a.status != 200 {
			b.Fatalf("%s", a.body)
		}
	}
	tw.step(time.Minute)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "people/s")
}
