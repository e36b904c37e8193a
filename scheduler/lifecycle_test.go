package scheduler

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"

	"github.com/nats-io/nats-server/v2/server"
)

// onRealClock is a workshop whose clock is the wall's.
func onRealClock(t *testing.T, engine db.Engine) *workshop {
	return newWorkshop(t, dbtest.New(t, engine, schemas...), secret.Ephemeral(), &clock.Real{})
}

// now is a campaign that may send at any hour.
func anyHour(c *campaign.Campaign) { c.Content.IgnoreHours = true }

// cluster is a NATS server on loopback.
func cluster(t testing.TB, dir string, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{ServerName: "cluster", Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir,
		NoSigs: true, NoLog: true, JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS is not ready")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

// Shutting down in the middle of a chunk: the calls under way get their answer
// and the answers are kept; the rest is sent by the next process, at once.
func TestShutdownSettlesTheCallsUnderWay(t *testing.T) {
	for _, engine := range dbtest.Engines(t) {
		t.Run(engine.String(), func(t *testing.T) {
			w := onRealClock(t, engine)
			underWay, answer := make(chan struct{}, 4000), make(chan struct{})
			slow := script(func(ctx context.Context, m campaign.Outgoing) (string, error) {
				underWay <- struct{}{}
				<-answer
				return accepting(ctx, m)
			})
			dir := t.TempDir()
			here := func(c *Config) { c.NATSDir = dir }
			e := w.engine(slow, here)
			w.must(e.SetRate(t.Context(), numberID, 400))
			stop := running(w, e)
			w.people(2000)
			c := w.campaign(time.Hour, anyHour)
			w.must(e.Launch(t.Context(), c.ID))
			<-underWay
			var stopped sync.WaitGroup
			stopped.Go(stop)
			time.Sleep(20 * time.Millisecond)
			close(answer)
			stopped.Wait()
			states := w.states(c.ID)
			if states[campaign.Accepted] == 0 || states[campaign.Accepted]+states[campaign.Planned] != 2000 {
				t.Fatalf("after the shutdown %v, want some accepted and the others planned", states)
			}
			again := w.engine(slow, here)
			w.must(again.SetRate(t.Context(), numberID, 10_000))
			running(w, again)
			eventually(t, "the next process sends the rest", func() bool { return w.states(c.ID)[campaign.Accepted] == 2000 })
		})
	}
}

// NATS goes away and comes back without its files, in the middle of a
// campaign: within the minute the engine has made its streams again, and
// nobody gets a message twice.
func TestNATSIsWipedUnderTheEngine(t *testing.T) {
	w := onRealClock(t, db.SQLite)
	first := cluster(t, t.TempDir(), server.RANDOM_PORT)
	port := first.Addr().(*net.TCPAddr).Port
	sent := newTally()
	e := w.engine(sent, func(c *Config) { c.NATS = first.ClientURL() })
	running(w, e)
	w.people(600)
	c := w.campaign(time.Hour, anyHour)
	w.must(e.Launch(t.Context(), c.ID))
	eventually(t, "some are sent", func() bool { return sent.messages() > 20 })
	first.Shutdown()
	first.WaitForShutdown()
	cluster(t, t.TempDir(), port)
	// The minute's look at everything, sooner.
	eventually(t, "the streams are there again", func() bool { return e.Tick(t.Context()) == nil })
	eventually(t, "everybody is written to", func() bool { return w.states(c.ID)[campaign.Accepted] == 600 })
	sent.once(t)
}
