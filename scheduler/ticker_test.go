package scheduler

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/db"

	"github.com/nats-io/nats.go/jetstream"
)

// A campaign that is being planned is looked at every minute, too: planning is
// the work of one at a time, and who comes second waits instead of failing.
func TestPlanningIsDoneByOneAtATime(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		w.people(4100) // three pages
		c := w.campaign(sixHours)
		together(4, func(i int) {
			if i == 0 {
				if err := e.Launch(t.Context(), c.ID); err != nil {
					t.Errorf("Launch: %v", err)
				}
				return
			}
			for range 5 {
				if err := e.Tick(t.Context()); err != nil {
					t.Errorf("Tick: %v", err)
				}
			}
		})
		if got := w.states(c.ID)[campaign.Planned]; got != 4100 {
			t.Errorf("%d messages are planned, want 4100", got)
		}
		if n := w.count(`SELECT count(*) FROM (SELECT due_at / 60000 FROM message GROUP BY due_at / 60000 HAVING count(*) > 4800) AS full_minutes`); n != 0 {
			t.Errorf("%d minutes hold more than the number can send", n)
		}
		if n := len(e.table.loads); n != 0 {
			t.Errorf("%d timetables are kept after planning", n)
		}
	})
}

// One campaign that cannot be planned does not keep the others from the tick.
func TestATickReachesEveryCampaign(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		w.people(3)
		bad := w.campaign(sixHours, func(c *campaign.Campaign) { c.NumberID = "a number without a rate" })
		good := w.campaign(sixHours)
		if err := e.Launch(t.Context(), bad.ID); err == nil {
			t.Fatal("a number without a rate was launched")
		}
		w.must(e.Launch(t.Context(), good.ID))
		w.must(purge(e, tickStream))
		if err := e.Tick(t.Context()); err == nil || !strings.Contains(err.Error(), "a number without a rate") {
			t.Errorf("Tick: %v, want the campaign that cannot be planned", err)
		}
		if got := subjects(t, e); !got[fmt.Sprint(tickSubject, good.ID)] {
			t.Errorf("ticks %v: the campaign behind the bad one was not looked at", got)
		}
	})
}

func purge(e *Engine, name string) error {
	stream, err := e.bus.js.Stream(context.Background(), name)
	if err != nil {
		return err
	}
	return stream.Purge(context.Background())
}

// subjects are those of the tick stream that hold a message.
func subjects(t *testing.T, e *Engine) map[string]bool {
	t.Helper()
	stream, err := e.bus.js.Stream(t.Context(), tickStream)
	if err != nil {
		t.Fatal(err)
	}
	info, err := stream.Info(t.Context(), jetstream.WithSubjectFilter(">"))
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	for s, n := range info.State.Subjects {
		held[s] = n > 0
	}
	return held
}

// A tick that interrupted planning goes on where it stopped.
func TestATickTakesUpPlanning(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		w.people(4100)
		c := w.campaign(sixHours)
		over, cancel := context.WithCancel(t.Context())
		placer := placing(func(ctx context.Context, c campaign.Campaign, list []campaign.Candidate) ([]time.Time, error) {
			slots, err := e.table.Place(ctx, c, list)
			if len(list) == 100 { // the last page is decided, but the process dies
				cancel()
			}
			return slots, err
		})
		if err := w.campaigns.Launch(over, c.ID, placer); err == nil {
			t.Fatal("planning was not interrupted")
		}
		before := w.states(c.ID)[campaign.Planned]
		next := w.engine(accepting) // a new process: its timetable is empty
		defer next.Close()
		w.must(next.Tick(t.Context()))
		if got := w.states(c.ID)[campaign.Planned]; before != 4000 || got != 4100 {
			t.Errorf("%d messages were planned before the interruption and %d after, want 4000 and 4100", before, got)
		}
		if got, err := w.campaigns.Get(t.Context(), w.db, c.ID); err != nil || got.Phase != campaign.Running {
			t.Errorf("the campaign is %s, %v", got.Phase, err)
		}
	})
}

// placing is a Placer as a function.
type placing func(ctx context.Context, c campaign.Campaign, list []campaign.Candidate) ([]time.Time, error)

func (p placing) Place(ctx context.Context, c campaign.Campaign, list []campaign.Candidate) ([]time.Time, error) {
	return p(ctx, c, list)
}

// A process that died around its calls: after the lease nobody knows what
// became of them, and a status settles them for good.
func TestClaimsOfADeadProcessBecomeUnknown(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(accepting)
		defer e.Close()
		ids := w.people(5)
		c := w.campaign(sixHours)
		w.must(e.Launch(t.Context(), c.ID))
		w.manual().Advance(began.Add(time.Second))
		var due []campaign.MessageID
		w.must(w.db.Select(t.Context(), &due, `SELECT id FROM message`))
		claimed, err := e.claim(t.Context(), c.ID, due)
		w.must(err)
		if len(claimed.Messages) != 5 {
			t.Fatalf("%d messages were claimed", len(claimed.Messages))
		}
		w.manual().Advance(began.Add(59 * time.Second))
		w.must(e.Tick(t.Context()))
		if got := w.states(c.ID)[campaign.Sending]; got != 5 {
			t.Errorf("within the lease %v", w.states(c.ID))
		}
		w.manual().Advance(began.Add(2 * time.Minute))
		w.must(e.Tick(t.Context()))
		if got := w.states(c.ID)[campaign.Unknown]; got != 5 {
			t.Errorf("after the lease %v", w.states(c.ID))
		}
		if n := w.count(`SELECT count(*) FROM cap_log`); n != 5 {
			t.Errorf("%d sends are counted, want 5: they may have left", n)
		}
		r := &written{workshop: w, engine: e, campaign: c, people: ids, messages: map[campaign.ContactID]campaign.MessageID{}}
		for _, m := range claimed.Messages {
			r.messages[m.Contact] = m.ID
		}
		r.record(told(r.status(0, "delivered", 90), r.status(1, "sent", 90)))
		if got := w.states(c.ID); got[campaign.Delivered] != 1 || got[campaign.Sent] != 1 || got[campaign.Unknown] != 3 {
			t.Errorf("after two statuses %v", got)
		}
	})
}

// On the real clock NATS keeps the minute: one schedule a campaign, put back
// when it is lost, gone with the campaign.
func TestNATSKeepsTheMinuteOnTheRealClock(t *testing.T) {
	w := onRealClock(t, db.SQLite)
	e := w.engine(accepting)
	defer e.Close()
	w.people(1)
	c := w.campaign(time.Hour, anyHour)
	schedule := fmt.Sprint(planSubject, c.ID)
	w.must(e.Launch(t.Context(), c.ID))
	w.must(e.Wake(t.Context(), c.ID))
	if got := subjects(t, e); !got[schedule] {
		t.Fatalf("subjects %v: no schedule", got)
	}
	w.must(purge(e, tickStream))
	w.must(e.Tick(t.Context()))
	if got := subjects(t, e); !got[schedule] || !got[fmt.Sprint(tickSubject, c.ID)] {
		t.Errorf("subjects %v: the lost schedule was not put back, or nobody looks now", got)
	}
	_, err := w.campaigns.Cancel(t.Context(), c.ID)
	w.must(err)
	w.must(e.releaseDue(t.Context(), c.ID))
	if got := subjects(t, e); got[schedule] {
		t.Errorf("subjects %v: a cancelled campaign is still scheduled", got)
	}
}
