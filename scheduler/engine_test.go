package scheduler

import (
	"context"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
	"accord/experiment"
)

func TestEveryMessageEnds(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		people := crowd(500)
		c.people(people)
		launched := c.campaign(sixHours, func(c *campaign.Campaign) { c.Content.Holdout = 1000 })
		c.launch(launched.ID)
		c.drive(began.Add(sixHours))
		planned := c.count(`SELECT count(*) FROM message`)
		if planned < people*8/10 || planned > people*98/100 {
			c.Errorf("%d of %d people are treated, want about nine in ten", planned, people)
		}
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: planned})
		c.wantPhase(launched.ID, campaign.Finished)
		if n := len(c.accepted()); n != planned {
			c.Errorf("%d messages were sent, want %d", n, planned)
		}
		for _, m := range []experiment.MetricName{experiment.Delivered, experiment.Read} {
			if n := c.count(`SELECT sum(n) FROM rollup WHERE metric = ?`, string(m)); n != planned {
				c.Errorf("%s was counted for %d people, want %d", m, n, planned)
			}
		}
		var messages, leaves int
		c.must(c.db.Get(context.Background(), &leaves, `SELECT count(*) FROM leaf WHERE kind = 'send_manifest'`))
		c.must(c.db.Get(context.Background(), &messages, `SELECT count(*) FROM message WHERE consent_seq = 1`))
		if leaves < planned/20 || messages != planned {
			c.Errorf("%d manifests in the log, %d of %d messages name the consent that allowed them", leaves, messages, planned)
		}
	})
}

// A campaign that begins at seven to eight in the evening, at one a second: what does not fit
// waits for the morning, also when it was held up.
func TestNothingLeavesDuringQuietHours(t *testing.T) {
	everyCity(t, func(cfg *simulator.Config) { cfg.Scenario.Rate429 = .1 }, func(c *city) {
		paris := zone(c, "Europe/Paris")
		c.manual().Advance(local(c, "2026-03-06 19:53", paris)) // a Friday
		c.must(c.works.SetRate(context.Background(), numberID, 1))
		c.people(250)
		launched := c.campaign(96 * time.Hour)
		c.launch(launched.ID)
		c.drive(launched.EndsAt)
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: 250})
		days := map[string]int{}
		for _, call := range c.sim.Calls() {
			at := call.At.In(paris)
			if !allowed("FR", 0, at) {
				c.Errorf("a call at %s", at)
			}
			days[at.Format("Mon")]++
		}
		if len(days) != 2 || days["Fri"] == 0 || days["Sat"] == 0 {
			c.Errorf("calls by day: %v, want Friday and Saturday", days)
		}
		c.accepted()
	})
}

// People of several zones: each is written to within their own hours.
func TestHoursAreThoseOfThePerson(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		c := newCity(w)
		c.start()
		c.people(60)
		zones := []string{"Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea", "America/Toronto"}
		for i, z := range zones {
			c.execute(`UPDATE contact SET zone = ? WHERE id % 5 = ?`, z, i)
		}
		launched := c.campaign(48 * time.Hour)
		c.launch(launched.ID)
		c.drive(launched.EndsAt)
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: 60})
		var rows []struct {
			Zone string `db:"zone"`
			At   int64  `db:"claimed_at"`
		}
		c.must(c.db.Select(context.Background(), &rows, `SELECT c.zone, m.claimed_at FROM message m JOIN contact c ON c.id = m.contact_id`))
		for _, r := range rows {
			if at := time.UnixMilli(r.At).In(zone(t, r.Zone)); !allowed("FR", 0, at) {
				t.Errorf("somebody in %s was written to at %s", r.Zone, at)
			}
		}
	})
}

// A second campaign the next morning: who was written to waits until the day
// is over, and a third within the week finds no moment.
func TestCapsHoldFromOneCampaignToTheNext(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		first := c.play(40)
		c.wantStates(first.ID, map[campaign.State]int{campaign.Read: 40})
		c.manual().Advance(began.Add(20 * time.Hour))
		second := c.campaign(2 * 24 * time.Hour)
		c.launch(second.ID)
		c.drive(second.EndsAt)
		c.wantStates(second.ID, map[campaign.State]int{campaign.Read: 40})
		if n := c.count(`SELECT count(*) FROM message b JOIN message a ON a.contact_id = b.contact_id AND a.campaign_id < b.campaign_id
			WHERE b.claimed_at < a.claimed_at + 86400000`); n != 0 {
			c.Errorf("%d people got two messages within a day", n)
		}
		third := c.campaign(2 * 24 * time.Hour)
		c.launch(third.ID)
		c.drive(third.EndsAt)
		if n := c.count(`SELECT count(*) FROM audience WHERE campaign_id = ? AND skip = ?`, int64(third.ID), string(campaign.ReasonNoSlot)); n != 40 {
			c.Errorf("%d of 40 people are skipped for want of a moment", n)
		}
		c.wantPhase(third.ID, campaign.Finished)
		fourth := c.campaign(7 * 24 * time.Hour)
		c.launch(fourth.ID)
		c.drive(fourth.EndsAt)
		c.wantStates(fourth.ID, map[campaign.State]int{campaign.Read: 40})
	})
}

// Two campaigns that were planned before either was sent: the claim decides
// again.
func TestCapsHoldAtTheClaim(t *testing.T) {
	cases := []struct {
		name   string
		window time.Duration
		want   campaign.State
	}{
		{"the second waits a day", 48 * time.Hour, campaign.Read},
		{"the second has no day left", sixHours, campaign.Skipped},
	}
	for _, f := range cases {
		t.Run(f.name, func(t *testing.T) {
			everyCity(t, nil, func(c *city) {
				c.people(100)
				later := func(c *campaign.Campaign) { c.StartsAt = c.StartsAt.Add(time.Minute) }
				a, b := c.campaign(f.window, later), c.campaign(f.window, later)
				c.launch(a.ID)
				c.launch(b.ID)
				c.drive(a.EndsAt.Add(time.Hour))
				both := c.states(a.ID)
				for state, n := range c.states(b.ID) {
					both[state] += n
				}
				want := map[campaign.State]int{campaign.Read: 100}
				want[f.want] += 100
				if both[campaign.Read] != want[campaign.Read] || both[campaign.Skipped] != want[campaign.Skipped] {
					c.Errorf("the two campaigns together: %v, want %v", both, want)
				}
				if f.want == campaign.Skipped {
					if n := c.count(`SELECT count(*) FROM message WHERE reason = ?`, string(campaign.ReasonCapped)); n != 100 {
						c.Errorf("%d messages are skipped as capped, want 100", n)
					}
				}
			})
		})
	}
}

// The files of NATS are lost between two runs: the table knows what is left.
func TestANewNATSGoesOnWhereTheOldOneWas(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		c.people(300)
		launched := c.campaign(sixHours)
		c.launch(launched.ID)
		c.drive(began.Add(61 * time.Second))
		c.stop()
		if left := c.states(launched.ID)[campaign.Planned]; left == 0 || left == 300 {
			c.Fatalf("%d of 300 messages are left for the second run, the test proves nothing", left)
		}
		c.start() // with files of its own
		c.must(c.works.Tick(context.Background()))
		c.drive(began.Add(sixHours))
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: 300})
		c.wantPhase(launched.ID, campaign.Finished)
		c.accepted()
	})
}
