package campaign_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"

	"golang.org/x/sync/errgroup"
)

// tryClaim is claim for goroutines: it returns its error.
func (h house) tryClaim(c campaign.Campaign, ids []campaign.MessageID) (got campaign.Claimed, err error) {
	now := h.clock.Now()
	err = h.db.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		got, err = h.ClaimTx(ctx, tx, campaign.Claim{Campaign: c.ID, IDs: ids, Now: now, Lease: now.Add(time.Minute)})
		return err
	})
	return got, err
}

func shuffled(rnd *rand.Rand, ids []campaign.MessageID) []campaign.MessageID {
	list := append([]campaign.MessageID(nil), ids...)
	rnd.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
	return list
}

// TestTwoClaimsNeverShareAMessage: eight dispatchers are told of the same ids.
func TestTwoClaimsNeverShareAMessage(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(200)
		all := h.letterIDs(c)
		var mu sync.Mutex
		taken := map[campaign.MessageID]int{}
		var group errgroup.Group
		for w := range uint64(8) {
			group.Go(func() error {
				list := shuffled(rand.New(rand.NewPCG(w, 1)), all)
				for from := 0; from < len(list); from += 40 {
					got, err := h.tryClaim(c, list[from:from+40])
					if err != nil {
						return err
					}
					mu.Lock()
					for _, m := range got.Messages {
						taken[m.ID]++
					}
					mu.Unlock()
				}
				return nil
			})
		}
		h.must(group.Wait())
		for _, m := range h.claim(c, nil, all...).Messages { // what everybody passed over because another held it
			taken[m.ID]++
		}
		for id, n := range taken {
			if n != 1 {
				t.Errorf("message %d was claimed %d times", id, n)
			}
		}
		if len(taken) != len(ids) {
			t.Errorf("%d of %d messages were claimed", len(taken), len(ids))
		}
		if n := h.number(`SELECT count(*) FROM message WHERE attempt = 1 AND state = 'sending'`); n != int64(len(ids)) {
			t.Errorf("%d messages are on their first attempt, want all", n)
		}
	})
}

// TestAWithdrawalEndsAllLaterClaims: dispatchers claim the same people again
// and again while those withdraw one after the other.
func TestAWithdrawalEndsAllLaterClaims(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(40)
		all := h.letterIDs(c)
		var gone sync.Map // people whose withdrawal has returned
		var claims atomic.Int64
		ctx, stop := context.WithCancel(t.Context())
		group, ctx := errgroup.WithContext(ctx)
		for w := range uint64(4) {
			group.Go(func() error {
				rnd := rand.New(rand.NewPCG(w, 2))
				for ctx.Err() == nil {
					before := map[campaign.ContactID]bool{}
					gone.Range(func(id, _ any) bool { before[id.(campaign.ContactID)] = true; return true })
					got, err := h.tryClaim(c, shuffled(rnd, all)[:20])
					if err != nil {
						return err
					}
					claims.Add(int64(len(got.Messages)))
					if err := h.putBack(got, before); err != nil {
						return err
					}
				}
				return nil
			})
		}
		for _, id := range ids {
			for enough := claims.Load() + 5; claims.Load() < enough && ctx.Err() == nil; {
				time.Sleep(100 * time.Microsecond)
			}
			h.must(h.Consent.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: consent.StopMarketing, Occurred: noon.Add(time.Hour)}))
			gone.Store(id, true)
		}
		stop()
		h.must(group.Wait())
		if got := h.claim(c, nil, all...); len(got.Messages) != 0 {
			t.Errorf("%d people were claimed after everybody had withdrawn", len(got.Messages))
		}
		if n := h.number(`SELECT count(*) FROM message WHERE state = 'skipped' AND reason = 'withdrawn'`); n != int64(len(ids)) {
			t.Errorf("%d messages skipped, want all %d", n, len(ids))
		}
	})
}

// putBack checks that a claim has nobody who had gone before it began, and
// gives its messages back for another attempt.
func (h house) putBack(got campaign.Claimed, gone map[campaign.ContactID]bool) error {
	var list []campaign.Settlement
	for _, m := range got.Messages {
		if gone[m.Contact] {
			h.t.Errorf("person %d was claimed after their withdrawal", m.Contact)
		}
		list = append(list, campaign.Settlement{Message: m.ID, Attempt: m.Attempt, State: campaign.Planned, Again: h.clock.Now()})
	}
	return h.db.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) error { return h.SettleTx(ctx, tx, list) })
}

// TestAClaimAndAWithdrawalWaitForEachOther: whichever holds the person first is
// seen by the other.
func TestAClaimAndAWithdrawalWaitForEachOther(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(2)
		all := h.letterIDs(c)
		stop := consent.Withdrawal{Subject: ids[0], Scope: consent.StopMarketing, Occurred: noon.Add(time.Hour)}
		withdrawn := make(chan error, 1)
		h.write(func(ctx context.Context, tx *db.Tx) error {
			got, err := h.ClaimTx(ctx, tx, campaign.Claim{Campaign: c.ID, IDs: all[:1], Now: noon, Lease: after(1)})
			if err != nil || len(got.Messages) != 1 {
				t.Errorf("claimed %d, %v", len(got.Messages), err)
			}
			stop.Subject = got.Messages[0].Contact
			go func() { withdrawn <- h.Consent.Withdraw(t.Context(), stop) }()
			return h.waitForLock(ctx)
		})
		h.must(<-withdrawn)

		other := ids[0]
		if other == stop.Subject {
			other = ids[1]
		}
		claimed := make(chan int, 1)
		h.write(func(ctx context.Context, tx *db.Tx) error {
			err := h.Consent.WithdrawTx(ctx, tx, []consent.Withdrawal{{Subject: other, Scope: consent.StopMarketing, Occurred: noon.Add(time.Hour)}})
			go func() {
				got, err := h.tryClaim(c, all)
				if err != nil {
					t.Error(err)
				}
				claimed <- len(got.Messages)
			}()
			return errors.Join(err, h.waitForLock(ctx))
		})
		if n := <-claimed; n != 0 {
			t.Errorf("%d messages were claimed while the person withdrew", n)
		}
		h.wantStates(c, campaign.Sending, campaign.Skipped)
	})
}

// TestAPauseCountsWhatIsUnderWay: no claim after it, and as many calls left as
// it said.
func TestAPauseCountsWhatIsUnderWay(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(300)
		all := h.letterIDs(c)
		paused, first := make(chan struct{}), make(chan struct{}, 300)
		var group errgroup.Group
		for w := range 3 {
			group.Go(func() error {
				for from := w * 100; from < (w+1)*100; from += 5 {
					late := from >= w*100+80
					if late {
						<-paused
					}
					got, err := h.tryClaim(c, all[from:from+5])
					if err != nil {
						return err
					}
					if late && len(got.Messages) > 0 {
						t.Errorf("%d messages were claimed after the pause", len(got.Messages))
					}
					first <- struct{}{}
				}
				return nil
			})
		}
		<-first
		inFlight, err := h.Pause(t.Context(), c.ID)
		close(paused)
		h.must(err)
		h.must(group.Wait())
		if n := h.number(`SELECT count(*) FROM message WHERE state = 'sending'`); n != int64(inFlight) || n == 0 {
			t.Errorf("%d calls are under way, the pause said %d", n, inFlight)
		}
	})
}

// TestAPauseWaitsForAClaimUnderWay: it counts what that claim took.
func TestAPauseWaitsForAClaimUnderWay(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(3)
		type answer struct {
			inFlight int
			err      error
		}
		paused := make(chan answer, 1)
		h.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := h.ClaimTx(ctx, tx, campaign.Claim{Campaign: c.ID, IDs: h.letterIDs(c)[:2], Now: noon, Lease: after(1)})
			go func() { n, err := h.Pause(t.Context(), c.ID); paused <- answer{n, err} }()
			return errors.Join(err, h.waitForLock(ctx))
		})
		if got := <-paused; got != (answer{inFlight: 2}) {
			t.Errorf("the pause said %+v, want 2 calls under way", got)
		}
	})
}

// TestAClaimAtTheLastMomentDoesNotExpire: the claim has the rows when the
// campaign's end comes.
func TestAClaimAtTheLastMomentDoesNotExpire(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(3)
		ids := h.letterIDs(c)
		h.clock.Advance(c.EndsAt.Add(-time.Millisecond))
		closed := make(chan error, 1)
		h.write(func(ctx context.Context, tx *db.Tx) error {
			now := h.clock.Now()
			got, err := h.ClaimTx(ctx, tx, campaign.Claim{Campaign: c.ID, IDs: ids[:2], Now: now, Lease: now.Add(time.Minute)})
			if err != nil || len(got.Messages) != 2 {
				t.Errorf("claimed %d, %v", len(got.Messages), err)
			}
			h.clock.Advance(c.EndsAt)
			go func() { _, err := h.Close(t.Context(), c.ID); closed <- err }()
			return h.waitForLock(ctx)
		})
		h.must(<-closed)
		h.wantStates(c, campaign.Sending, campaign.Sending, campaign.Expired)
	})
}

// waitForLock returns once another transaction waits for this one's. SQLite
// has one writer, so there the other comes later.
func (h house) waitForLock(ctx context.Context) error {
	if h.db.Engine() == db.SQLite {
		return nil
	}
	for range 10_000 {
		var waiting int
		err := h.db.Get(ctx, &waiting, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
		if err != nil || waiting > 0 {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return errors.New("nobody waits for this transaction")
}
