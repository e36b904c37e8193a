package scheduler

import (
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/campaign/whatsapp/simulator"
)

const token, appSecret = "token", "app-secret"

// reacting is a World in which everybody does what a test says.
type reacting func(call simulator.Call, rnd *rand.Rand) simulator.Reaction

func (r reacting) React(call simulator.Call, rnd *rand.Rand) simulator.Reaction { return r(call, rnd) }

// reading: everybody gets the message and reads it within the hour.
var reading = reacting(func(_ simulator.Call, rnd *rand.Rand) simulator.Reaction {
	return simulator.Reaction{Sent: time.Second, Delivered: simulator.In(3 * time.Second),
		Read: simulator.In(time.Duration(5+rnd.IntN(3000)) * time.Second)}
})

// city is a workshop with the far side of the wire and an engine at work.
type city struct {
	*workshop
	sim    *simulator.Simulator
	client *whatsapp.Client
	works  *Engine
	door   atomic.Pointer[Journal] // that webhooks go to
	stop   func()                  // ends Run and waits for it
}

// newCity builds the far side; start an engine before anything is launched.
func newCity(w *workshop, change ...func(*simulator.Config)) *city {
	w.Helper()
	cfg := simulator.Config{Clock: w.clock, Seed: 1, AppSecret: appSecret, Token: token, World: reading,
		Numbers: []simulator.Number{{ID: numberID, Display: "+33 1 84 88 00 01", WABAID: wabaID, PerSecond: 80}}}
	for _, name := range letters {
		cfg.Templates = append(cfg.Templates, simulator.Template{Name: name, Language: "fr", Category: "MARKETING", Components: []simulator.Component{
			{Type: "BODY", Text: "Bonjour {{1}}, voici nos offres."},
			{Type: "BUTTONS", Buttons: []simulator.Button{{Type: "QUICK_REPLY", Text: "Ne plus recevoir"}}}}})
	}
	for _, fn := range change {
		fn(&cfg)
	}
	c := &city{workshop: w}
	var err error
	c.sim, err = simulator.New(cfg)
	w.must(err)
	c.client, err = whatsapp.NewClient(whatsapp.Config{BaseURL: serve(w, c.sim), Token: token, PhoneNumberID: numberID, WABAID: wabaID})
	w.must(err)
	c.sim.SetCallback(c.webhooks())
	return c
}

func serve(w *workshop, sim *simulator.Simulator) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- sim.Run(ctx, ln) }()
	w.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.Errorf("simulator: %v", err)
		}
	})
	return "http://" + ln.Addr().String()
}

// webhooks is the door that package ui has in the product.
func (c *city) webhooks() string {
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = c.door.Load().Accept(r.Context(), body)
		}
		if err != nil {
			http.Error(rw, err.Error(), http.StatusServiceUnavailable)
		}
	}))
	c.Cleanup(srv.Close)
	return srv.URL
}

// start puts an engine to work on what the city's wire takes.
func (c *city) start(change ...func(*Config)) {
	c.Helper()
	c.works = c.engine(whatsapp.Messenger{Client: c.client}, change...)
	c.door.Store(c.works.Journal())
	c.stop = running(c.workshop, c.works)
}

// running runs an engine until the test ends, or until what it returns is called.
func running(w *workshop, e *Engine) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			w.must(err)
		case <-time.After(30 * time.Second):
			w.Error("the engine does not stop")
		}
		e.Close()
	}
	w.Cleanup(stop)
	return stop
}

// settle waits until nothing is left to do at this instant on either side of
// the wire.
func (c *city) settle() {
	c.Helper()
	for begin := time.Now(); ; time.Sleep(time.Millisecond) {
		moved, err := c.sim.Step(context.Background())
		c.must(err)
		quiet, err := c.works.Quiet(context.Background())
		c.must(err)
		if due, ok := c.sim.NextDue(); quiet && moved == 0 && (!ok || due.After(c.clock.Now())) {
			return
		}
		if time.Since(begin) > 30*time.Second {
			c.Fatalf("no rest at %s", c.clock.Now())
		}
	}
}

// drive moves the clock from event to event, to an instant or for as long as
// something happens. Each minute is ticked, as in the product.
func (c *city) drive(until time.Time) {
	c.Helper()
	for {
		c.settle()
		next, ok := c.next()
		if !ok || next.After(until) {
			break
		}
		c.manual().Advance(next)
		c.must(c.works.Tick(context.Background()))
	}
	c.manual().Advance(until)
	c.must(c.works.Tick(context.Background()))
	c.settle()
}

// next is when a worker's token, a message's slot or an event of the far side
// is due; what follows within the minute waits for the minute's tick.
func (c *city) next() (at time.Time, ok bool) {
	if at, ok = c.manual().NextWake(); ok {
		return at, true
	}
	var due []time.Time
	if d, ok := c.sim.NextDue(); ok {
		due = append(due, d)
	}
	active, err := c.campaigns.Active(context.Background())
	c.must(err)
	for _, running := range active {
		d, err := c.campaigns.NextDue(context.Background(), running.ID)
		c.must(err)
		if !d.IsZero() {
			due = append(due, d)
		}
	}
	for _, d := range due {
		if minute := c.clock.Now().Add(time.Minute); d.Before(minute) {
			d = minute
		}
		if !ok || d.Before(at) {
			at, ok = d, true
		}
	}
	return at, ok
}

// launch starts a campaign.
func (c *city) launch(id campaign.ID) {
	c.Helper()
	c.must(c.works.Launch(context.Background(), id))
}

// accepted counts the messages that the far side took, by message. The same
// message or person twice in one campaign is an error.
func (c *city) accepted() map[campaign.MessageID]int {
	c.Helper()
	taken := map[campaign.MessageID]int{}
	for _, call := range c.sim.Calls() {
		if id, _, ours := whatsapp.ParseOpaque(call.Opaque); ours && call.Code == 0 {
			if taken[id]++; taken[id] > 1 {
				c.Errorf("message %d was sent %d times", id, taken[id])
			}
		}
	}
	return taken
}

// codes counts the answers of the far side.
func (c *city) codes() map[int]int {
	codes := map[int]int{}
	for _, call := range c.sim.Calls() {
		codes[call.Code]++
	}
	return codes
}

func (c *city) wantStates(id campaign.ID, want map[campaign.State]int) {
	c.Helper()
	if got := c.states(id); !maps.Equal(got, want) {
		c.Errorf("states %v, want %v", got, want)
	}
}

func (c *city) wantPhase(id campaign.ID, want campaign.Phase) {
	c.Helper()
	got, err := c.campaigns.Get(context.Background(), c.db, id)
	c.must(err)
	if got.Phase != want {
		c.Errorf("the campaign is %s, want %s", got.Phase, want)
	}
}

var errLate = errors.New("the test took too long")

// eventually waits for something outside the clock.
func eventually(t testing.TB, what string, fn func() bool) {
	t.Helper()
	for begin := time.Now(); !fn(); time.Sleep(2 * time.Millisecond) {
		if time.Since(begin) > 90*time.Second {
			t.Fatalf("%s: %v", what, errLate)
		}
	}
}

// everyCity runs a test on both engines.
func everyCity(t *testing.T, change func(*simulator.Config), fn func(c *city)) {
	each(t, func(_ *testing.T, w *workshop) {
		var list []func(*simulator.Config)
		if change != nil {
			list = append(list, change)
		}
		c := newCity(w, list...)
		c.start()
		fn(c)
	})
}
