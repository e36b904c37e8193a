package scheduler

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/campaign/whatsapp/simulator"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"

	"github.com/nats-io/nats-server/v2/server"
)

// Two processes on one PostgreSQL and one NATS, one of which is killed in
// between: nobody gets a message twice, and everybody gets one.
func TestTwoEnginesShareACampaign(t *testing.T) {
	url, keys := dbtest.URL(t, db.PostgreSQL, schemas...), secret.Ephemeral()
	nats := cluster(t, t.TempDir(), server.RANDOM_PORT).ClientURL()
	first := newWorkshop(t, dbtest.Open(t, url, schemas...), keys, &clock.Real{})
	second := newWorkshop(t, dbtest.Open(t, url, schemas...), keys, &clock.Real{})
	c := newCity(first, func(cfg *simulator.Config) {
		cfg.Numbers[0].PerSecond = 1000
		cfg.Scenario = simulator.Scenario{Duplicates: .2, LostReply: .01, Error503Every: 50}
		cfg.World = quick
	})
	on := func(cfg *Config) { cfg.NATS = nats }
	counted := &counting{Messenger: whatsapp.Messenger{Client: c.client}}
	other := second.engine(counted, on)
	c.start(on)
	running(second, other)
	first.must(c.works.SetRate(t.Context(), numberID, 10_000)) // for the plan: everybody is due at once
	const people = 2200                                        // more chunks than one process has workers
	first.people(people)
	launched := first.campaign(time.Hour, anyHour)
	c.launch(launched.ID)
	first.must(c.works.SetRate(t.Context(), numberID, 800))
	eventually(t, "half is sent", func() bool { return len(c.sim.Calls()) > people/2 })
	c.door.Store(other.Journal())
	c.stop()
	eventually(t, "everybody is written to", func() bool {
		time.Sleep(20 * time.Millisecond)
		c.must(other.Wake(context.Background(), launched.ID)) // the minute's tick, sooner
		return first.states(launched.ID)[campaign.Read] == people
	})
	if n := len(c.accepted()); n != people {
		t.Errorf("%d people were written to, want %d", n, people)
	}
	one, two := len(c.sim.Calls())-int(counted.n.Load()), int(counted.n.Load())
	if one < 100 || two < 100 {
		t.Errorf("the processes made %d and %d calls: they do not share the work", one, two)
	}
}

// quick is a World that answers within the second of a real clock.
var quick = reacting(func(simulator.Call, *rand.Rand) simulator.Reaction {
	return simulator.Reaction{Sent: 5 * time.Millisecond, Delivered: simulator.In(50 * time.Millisecond), Read: simulator.In(200 * time.Millisecond)}
})

// counting counts the calls of one process.
type counting struct {
	campaign.Messenger
	n atomic.Int64
}

func (c *counting) Send(ctx context.Context, m campaign.Outgoing) (string, error) {
	c.n.Add(1)
	return c.Messenger.Send(ctx, m)
}

// Two campaigns that claim the same people in the same moment, from two
// processes: the cap still holds.
func TestCapsHoldBetweenTwoClaims(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		const people = 200
		sent := newTally()
		e := w.engine(sent, func(cfg *Config) { cfg.Workers = 8 })
		w.must(e.SetRate(t.Context(), numberID, 10_000))
		ids := w.people(people)
		var chunks []chunk
		for range 4 {
			c := w.campaign(sixHours)
			w.must(e.Launch(t.Context(), c.ID))
			chunks = append(chunks, chunk{Campaign: c.ID})
		}
		w.manual().Advance(began.Add(time.Minute))
		for i := range chunks {
			w.must(w.db.Select(t.Context(), &chunks[i].IDs, `SELECT id FROM message WHERE campaign_id = ?`, int64(chunks[i].Campaign)))
		}
		together(len(chunks), func(i int) { w.must(e.handleChunk(t.Context(), chunks[i], func() error { return nil })) })
		if n := w.count(`SELECT count(*) FROM cap_log`); n != people || sent.messages() != people {
			t.Errorf("%d sends are counted and %d made for %d people with a cap of one a day", n, sent.messages(), len(ids))
		}
		e.Close()
	})
}
