package scheduler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/campaign/whatsapp/simulator"
	"accord/consent"
)

const sixHours = 6 * time.Hour

// play sends a campaign to n people in a city with faults, to its end.
func (c *city) play(n int) campaign.Campaign {
	c.Helper()
	c.people(n)
	launched := c.campaign(sixHours)
	c.launch(launched.ID)
	c.drive(began.Add(sixHours))
	return launched
}

// Whatever goes wrong on the way, nobody is lost and nobody gets it twice.
func TestFaultsOfTheWireLoseNobody(t *testing.T) {
	cases := []struct {
		name     string
		scenario simulator.Scenario
		code     int  // that must have been answered
		silence  bool // some calls must have had no answer
	}{
		{"every seventh call is 503", simulator.Scenario{Error503Every: 7}, 2, false},
		{"lost replies", simulator.Scenario{LostReply: .2}, 0, true},
		{"500 for what was accepted", simulator.Scenario{Error500Accepted: .2}, 0, true},
		{"429 beyond the true rate", simulator.Scenario{Rate429: .2}, 130429, false},
		{"webhooks twice, out of order and with gaps", simulator.Scenario{Duplicates: .5, Reorder: .5, SkipDelivered: .3}, 0, false},
		{"everything at once", simulator.Scenario{Error503Every: 11, LostReply: .1, Error500Accepted: .1, Rate429: .05,
			Duplicates: .2, Reorder: .2, UserIDOnly: .2}, 2, true},
	}
	for _, f := range cases {
		t.Run(f.name, func(t *testing.T) {
			everyCity(t, func(cfg *simulator.Config) { cfg.Scenario = f.scenario }, func(c *city) {
				n := crowd(200)
				launched := c.play(n)
				c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: n})
				if got := len(c.accepted()); got != n {
					c.Errorf("%d people were written to, want %d", got, n)
				}
				if c.codes()[f.code] == 0 {
					c.Errorf("answers %v: code %d never came, the test proves nothing", c.codes(), f.code)
				}
				if got := c.count(`SELECT count(*) FROM message WHERE accepted_at IS NULL`); (got > 0) != f.silence {
					c.Errorf("%d messages were settled by their status alone, want some: %v", got, f.silence)
				}
				if got := c.count(`SELECT count(*) FROM cap_log`); got != n {
					c.Errorf("%d sends are counted against caps, want %d", got, n)
				}
			})
		})
	}
}

// The number may do less than we believe: the engine slows down, comes back,
// and loses nobody.
func TestTheRateIsLoweredAndRecovers(t *testing.T) {
	everyCity(t, func(cfg *simulator.Config) { cfg.Numbers[0].PerSecond = 40 }, func(c *city) {
		people := crowd(500)
		c.people(people)
		launched := c.campaign(sixHours)
		c.launch(launched.ID)
		lowest := int64(80)
		for c.states(launched.ID)[campaign.Planned]+c.states(launched.ID)[campaign.Sending] > 0 {
			c.drive(c.clock.Now().Add(500 * time.Millisecond))
			lowest = min(lowest, c.rate())
			if c.clock.Now().After(began.Add(time.Hour)) {
				c.Fatalf("after an hour %v", c.states(launched.ID))
			}
		}
		if lowest > 40 || c.codes()[130429] == 0 {
			c.Errorf("the lowest rate was %d and 130429 came %d times", lowest, c.codes()[130429])
		}
		c.drive(c.clock.Now().Add(2 * time.Minute))
		if got := c.rate(); got != 80 {
			c.Errorf("two minutes later the rate is %d, want 80 again", got)
		}
		if n := len(c.accepted()); n != people {
			c.Errorf("%d people were written to, want %d", n, people)
		}
	})
}

func (c *city) rate() int64 {
	c.Helper()
	var b bucket
	c.must(c.db.Get(context.Background(), &b, `SELECT per_second, slowed, slowed_at, free_at FROM rate WHERE number_id = ?`, numberID))
	return b.rate(c.clock.Now())
}

// The platform takes one message per six seconds to the same person, of which
// 45 may be borrowed: who has had 45 waits, and is written to in the end.
func TestThePairLimitIsWaitedFor(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		for i := range 45 {
			if _, err := c.client.Send(context.Background(), whatsapp.Send{To: phone(0).Value, Type: "template", Opaque: fmt.Sprint("chat ", i),
				Template: &whatsapp.Template{Name: letters[0], Language: whatsapp.Language{Code: "fr"}, Components: []whatsapp.TemplateComponent{
					{Type: "body", Parameters: []whatsapp.Parameter{{Type: "text", Text: "Zoé"}}}}}}); err != nil {
				c.Fatal(err)
			}
		}
		launched := c.play(1) // due at once, before a token of the pair has come back
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: 1})
		if c.codes()[131056] == 0 {
			c.Errorf("answers %v: 131056 never came, the test proves nothing", c.codes())
		}
		if got := c.rate(); got != 80 {
			c.Errorf("the rate is %d: one person's limit must not slow the others", got)
		}
		c.accepted()
	})
}

// What only a person can mend pauses the campaign; what was not sent waits.
func TestTheCampaignIsPausedForAPerson(t *testing.T) {
	cases := []struct {
		name     string
		scenario simulator.Scenario
		code     int
	}{
		{"a template is paused", simulator.Scenario{Templates: []simulator.Ruling{{At: simulator.Span(time.Second), Name: letters[0], Event: "pause"}}}, 132015},
		{"the token has expired", simulator.Scenario{TokenExpires: simulator.Span(time.Second)}, 190},
	}
	for _, f := range cases {
		t.Run(f.name, func(t *testing.T) {
			everyCity(t, func(cfg *simulator.Config) { cfg.Scenario = f.scenario }, func(c *city) {
				c.people(300)
				launched := c.campaign(sixHours)
				c.launch(launched.ID)
				c.drive(began.Add(time.Hour))
				c.wantPhase(launched.ID, campaign.Paused)
				sent := len(c.accepted())
				if sent == 0 || sent == 300 || c.codes()[f.code] == 0 {
					c.Fatalf("%d of 300 were sent, answers %v: the test proves nothing", sent, c.codes())
				}
				c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: sent, campaign.Planned: 300 - sent})
				if n := c.count(`SELECT count(*) FROM cap_log`); n != sent {
					c.Errorf("%d sends are counted against caps, want %d", n, sent)
				}
			})
		})
	}
}

// A template's pause ends by itself after three hours; who resumes then sends
// the rest.
func TestAfterAPauseTheRestIsSent(t *testing.T) {
	everyCity(t, func(cfg *simulator.Config) {
		cfg.Scenario.Templates = []simulator.Ruling{{At: simulator.Span(time.Second), Name: letters[0], Event: "pause"}}
	}, func(c *city) {
		c.people(300)
		launched := c.campaign(sixHours)
		c.launch(launched.ID)
		c.drive(began.Add(4 * time.Hour))
		c.wantPhase(launched.ID, campaign.Paused)
		c.must(c.campaigns.Resume(context.Background(), launched.ID))
		c.must(c.works.Wake(context.Background(), launched.ID))
		c.drive(began.Add(sixHours))
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: 300})
		c.wantPhase(launched.ID, campaign.Finished)
		c.accepted()
	})
}

// What each answer of a platform does to the message, to its slot of the cap,
// to the person and to the campaign.
func TestWhatAnAnswerDoes(t *testing.T) {
	refusal := func(a campaign.Action, wait time.Duration) error {
		return fmt.Errorf("send: %w", &campaign.Refusal{Code: 1234, Action: a, Wait: wait})
	}
	cases := []struct {
		name   string
		err    error
		state  campaign.State
		reason string
		counts int
		rule   consent.Rule
		paused bool
		slowed bool
	}{
		{"accepted", nil, campaign.Accepted, "", 1, consent.Allowed, false, false},
		{"no answer", errors.New("connection reset"), campaign.Unknown, "no_answer", 1, consent.Allowed, false, false},
		{"given up", refusal(campaign.GiveUp, 0), campaign.Failed, "whatsapp:1234", 0, consent.Allowed, false, false},
		{"again later", refusal(campaign.Retry, time.Hour), campaign.Planned, "whatsapp:1234", 0, consent.Allowed, false, false},
		{"slower", refusal(campaign.SlowDown, time.Hour), campaign.Planned, "whatsapp:1234", 0, consent.Allowed, false, true},
		{"the person stopped", refusal(campaign.RecordOptOut, 0), campaign.Failed, "whatsapp:1234", 0, consent.PlatformStop, false, false},
		{"the template is bad", refusal(campaign.StopCampaign, 0), campaign.Planned, "whatsapp:1234", 0, consent.Allowed, true, false},
		{"the number is blocked", refusal(campaign.StopNumber, 0), campaign.Planned, "whatsapp:1234", 0, consent.Allowed, true, false},
	}
	for _, f := range cases {
		t.Run(f.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *workshop) {
				var calls atomic.Int64
				e := w.engine(script(func(ctx context.Context, m campaign.Outgoing) (string, error) {
					calls.Add(1)
					if f.err != nil {
						return "", f.err
					}
					return accepting(ctx, m)
				}))
				running(w, e)
				ids := w.people(1)
				c := w.campaign(sixHours)
				w.must(e.Launch(t.Context(), c.ID))
				eventually(t, "the call is made", func() bool { return calls.Load() > 0 })
				rest(w, e)
				var got struct {
					State  campaign.State `db:"state"`
					Reason string         `db:"reason"`
				}
				w.must(w.db.Get(t.Context(), &got, `SELECT state, reason FROM message`))
				if got.State != f.state || got.Reason != f.reason {
					t.Errorf("the message is %s (%s), want %s (%s)", got.State, got.Reason, f.state, f.reason)
				}
				if n := w.count(`SELECT count(*) FROM cap_log`); n != f.counts {
					t.Errorf("%d sends are counted, want %d", n, f.counts)
				}
				if r := w.rule(ids[0]); r != f.rule {
					t.Errorf("the person is %q, want %q", r, f.rule)
				}
				if now, err := w.campaigns.Get(t.Context(), w.db, c.ID); err != nil || (now.Phase == campaign.Paused) != f.paused {
					t.Errorf("the campaign is %s, %v; paused: want %v", now.Phase, err, f.paused)
				}
				if n := w.count(`SELECT count(*) FROM rate WHERE slowed > 0`); (n > 0) != f.slowed {
					t.Errorf("slowed down: %v, want %v", n > 0, f.slowed)
				}
				if n := calls.Load(); n != 1 {
					t.Errorf("%d calls were made at once, want 1", n)
				}
			})
		})
	}
}

// A message that nobody answered stays unknown, is never sent again, and does
// not keep its campaign open.
func TestUnknownIsNeverSentAgain(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		calls := newTally()
		e := w.engine(script(func(ctx context.Context, m campaign.Outgoing) (string, error) {
			_, _ = calls.Send(ctx, m)
			return "", errors.New("connection reset by peer")
		}))
		running(w, e)
		w.people(30)
		c := w.campaign(sixHours)
		w.must(e.Launch(t.Context(), c.ID))
		for range 5 {
			w.manual().Advance(w.clock.Now().Add(time.Minute))
			w.must(e.Tick(t.Context()))
			for {
				rest(w, e)
				at, sleeping := w.manual().NextWake()
				if !sleeping {
					break
				}
				w.manual().Advance(at)
			}
		}
		if got := w.states(c.ID); !maps.Equal(got, map[campaign.State]int{campaign.Unknown: 30}) {
			t.Errorf("states %v, want all unknown", got)
		}
		calls.once(t)
		if now, err := w.campaigns.Get(t.Context(), w.db, c.ID); err != nil || now.Phase != campaign.Finished {
			t.Errorf("the campaign is %s, %v; want finished", now.Phase, err)
		}
	})
}
