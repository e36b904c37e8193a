package scheduler

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
)

// claims is how many times messages of a campaign were claimed so far.
func (w *workshop) claims(id campaign.ID) int {
	w.Helper()
	return w.count(`SELECT coalesce(sum(attempt), 0) FROM message WHERE campaign_id = ?`, int64(id))
}

func TestPauseHoldsAndResumeFinishes(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		c.people(200)
		launched := c.campaign(6 * time.Hour)
		c.launch(launched.ID)
		c.drive(began.Add(time.Second))
		_, err := c.campaigns.Pause(context.Background(), launched.ID)
		c.must(err)
		before := c.claims(launched.ID)
		if before == 0 || before == 200 {
			t.Fatalf("%d of 200 messages were claimed before the pause; the test proves nothing", before)
		}
		c.drive(began.Add(10 * time.Minute))
		if after := c.claims(launched.ID); after != before {
			t.Errorf("%d messages were claimed during the pause", after-before)
		}
		c.must(c.campaigns.Resume(context.Background(), launched.ID))
		c.must(c.works.Wake(context.Background(), launched.ID))
		c.drive(began.Add(6 * time.Hour))
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: 200})
		c.wantPhase(launched.ID, campaign.Finished)
		c.accepted()
	})
}

// While workers claim as fast as they can, what Pause returned over stays so.
func TestNoClaimAfterPauseReturned(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		e := w.engine(script(func(ctx context.Context, m campaign.Outgoing) (string, error) {
			time.Sleep(5 * time.Millisecond)
			return accepting(ctx, m)
		}))
		w.must(e.SetRate(context.Background(), numberID, 400))
		running(w, e)
		w.people(2000)
		c := w.campaign(time.Hour)
		stop := stepClock(w)
		defer stop()
		w.must(e.Launch(context.Background(), c.ID))
		w.manual().Advance(began.Add(time.Minute)) // all are due
		w.must(e.Wake(context.Background(), c.ID))
		eventually(t, "some are claimed", func() bool { return w.claims(c.ID) > 100 })
		_, err := w.campaigns.Pause(context.Background(), c.ID)
		w.must(err)
		before := w.claims(c.ID)
		time.Sleep(50 * time.Millisecond)
		if after := w.claims(c.ID); after != before {
			t.Errorf("%d claims after Pause had returned", after-before)
		}
		if before == 2000 {
			t.Error("everything was claimed before the pause; the test proves nothing")
		}
	})
}

// stepClock moves a manual clock a little whenever somebody sleeps on it.
func stepClock(w *workshop) (stop func()) {
	quit := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Millisecond):
			}
			if at, ok := w.manual().NextWake(); ok {
				w.manual().Advance(at)
			}
		}
	})
	once := sync.OnceFunc(func() { close(quit); done.Wait() })
	w.Cleanup(once)
	return once
}

func TestCancelIsOneRow(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		c.people(200)
		launched := c.campaign(6 * time.Hour)
		c.launch(launched.ID)
		c.drive(began.Add(time.Second))
		sum := c.count(`SELECT count(*) FROM message WHERE state = 'planned'`)
		_, err := c.campaigns.Cancel(context.Background(), launched.ID)
		c.must(err)
		claims := c.claims(launched.ID)
		if sum == 0 || claims == 0 {
			t.Fatalf("%d planned, %d claimed at the cancel; the test proves nothing", sum, claims)
		}
		if got := c.count(`SELECT count(*) FROM message WHERE state = 'planned'`); got != sum {
			t.Errorf("%d messages are planned in their own rows, want the %d of before", got, sum)
		}
		c.drive(began.Add(3 * time.Hour))
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Cancelled: sum, campaign.Read: 200 - sum})
		if after := c.claims(launched.ID); after != claims {
			t.Errorf("%d claims after the cancel", after-claims)
		}
		if n := len(c.accepted()); n != 200-sum {
			t.Errorf("%d messages were sent, want %d", n, 200-sum)
		}
	})
}

// A campaign that does not run leaves nothing in the queue, however often it
// is looked at.
func TestNothingIsReleasedOfACampaignThatDoesNotRun(t *testing.T) {
	each(t, func(t *testing.T, w *workshop) {
		var calls atomic.Int64
		e := w.engine(script(func(ctx context.Context, m campaign.Outgoing) (string, error) {
			calls.Add(1)
			return accepting(ctx, m)
		}))
		w.people(50)
		for _, end := range []func(context.Context, campaign.ID) (int, error){w.campaigns.Pause, w.campaigns.Cancel} {
			c := w.campaign(time.Hour)
			w.must(e.Launch(context.Background(), c.ID))
			_, err := end(context.Background(), c.ID)
			w.must(err)
			for range 3 {
				w.must(e.releaseDue(context.Background(), c.ID))
			}
		}
		if n, err := e.waiting(context.Background()); err != nil || n != 0 {
			t.Errorf("%d chunks wait, %v; want none", n, err)
		}
		e.Close()
	})
}

func TestAWithdrawalEndsAMessageThatIsStillPlanned(t *testing.T) {
	everyCity(t, nil, func(c *city) {
		ids := c.people(200)
		launched := c.campaign(6 * time.Hour)
		c.launch(launched.ID)
		c.drive(began.Add(time.Second))
		var late campaign.ContactID
		c.must(c.db.Get(context.Background(), &late, `SELECT contact_id FROM message WHERE state = 'planned' ORDER BY due_at DESC, id DESC LIMIT 1`))
		for i, id := range ids {
			if id == late {
				c.must(c.sim.Say(numberID, phone(i).Value, "Stop svp"))
			}
		}
		c.drive(began.Add(6 * time.Hour))
		c.wantStates(launched.ID, map[campaign.State]int{campaign.Read: 199, campaign.Skipped: 1})
		if got := c.rule(late); got != consent.HasWithdrawn {
			t.Errorf("who wrote STOP is %q", got)
		}
		if n := c.count(`SELECT count(*) FROM message WHERE contact_id = ? AND attempt = 0 AND reason = 'withdrawn'`, int64(late)); n != 1 {
			t.Error("the message of who wrote STOP was claimed, or has another reason")
		}
	})
}
