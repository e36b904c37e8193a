package campaign_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

// advance applies reports in one transaction and checks how many were ours.
func (h house) advance(known int, reports ...campaign.Report) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *db.Tx) error {
		n, err := h.AdvanceTx(ctx, tx, reports)
		if n != known {
			h.t.Errorf("%d of %d reports are ours, want %d", n, len(reports), known)
		}
		return err
	})
}

func report(id campaign.MessageID, wamid string, s campaign.State, minutes int) campaign.Report {
	return campaign.Report{Status: campaign.Status{State: s, At: after(minutes)}, Message: id, WAMID: wamid}
}

func (h house) wantOutcomes(c campaign.Campaign, want map[experiment.MetricName]int64) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.outcomes(c)); diff != "" {
		h.t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

func (h house) wantStates(c campaign.Campaign, want ...campaign.State) {
	h.t.Helper()
	var got []campaign.State
	for _, l := range h.letters(c) {
		got = append(got, l.State)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestStatusesReachTheirMessage(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(4)
		sent := h.sent(c)
		first, second, third, fourth := sent[0], sent[1], sent[2], sent[3]
		h.advance(4, // another wamid under our id is another installation's
			report(first.ID, *first.WAMID, campaign.Delivered, 2),
			report(0, *second.WAMID, campaign.Read, 3), // the platform did not echo our id
			report(9999, "wamid.of.somebody", campaign.Read, 3),
			report(0, "", campaign.Read, 3),
			report(third.ID, "", campaign.Sent, 1),
			report(third.ID, "w-other", campaign.Sent, 1),
			report(0, *fourth.WAMID, campaign.Failed, 4),
		)
		h.wantStates(c, campaign.Delivered, campaign.Read, campaign.Sent, campaign.Failed)
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Delivered: 2, experiment.Read: 1})
		if w := *h.letters(c)[2].WAMID; w != *third.WAMID {
			t.Errorf("a known wamid was replaced by %s", w)
		}
		h.advance(0)
	})
}

// TestAnAttemptThatWasNeverMadeIsNotOurs: another installation on the same
// account counts its messages from 1, too.
func TestAnAttemptThatWasNeverMadeIsNotOurs(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(2)
		ids := h.letterIDs(c)
		h.claim(c, nil, ids[1])
		for known, r := range []campaign.Report{{Message: ids[0], Attempt: 1, WAMID: "theirs"}, {Message: ids[1], Attempt: 1, WAMID: "ours"}} {
			r.Status = campaign.Status{State: campaign.Sent, At: after(1)}
			h.advance(known, r)
			r.Attempt++
			h.advance(0, r)
		}
		h.wantStates(c, campaign.Planned, campaign.Sent)
	})
}

func TestStatusesThatComeTwiceCountOnce(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(1)
		l := h.sent(c)[0]
		for range 2 {
			h.advance(4, report(l.ID, *l.WAMID, campaign.Read, 3), report(0, *l.WAMID, campaign.Read, 3),
				report(l.ID, *l.WAMID, campaign.Delivered, 2), report(l.ID, *l.WAMID, campaign.Sent, 1))
		}
		h.wantStates(c, campaign.Read)
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Delivered: 1, experiment.Read: 1})
		at := h.number(`SELECT first_at FROM outcome WHERE metric = 'delivered'`)
		if want := after(2); at != want.UnixMilli() || *h.letters(c)[0].DeliveredAt != at {
			t.Errorf("delivered at %v, want %v", clock.At(at), want)
		}
	})
}

// TestAWAMIDIsLearntFromTheFirstStatus also within one batch: how statuses
// are grouped must not matter.
func TestAWAMIDIsLearntFromTheFirstStatus(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(1)
		id := h.claim(c, nil, h.letterIDs(c)...).Messages[0].ID // the answer to the call is not written yet
		h.advance(2, report(id, "w-1", campaign.Sent, 1), report(0, "w-1", campaign.Delivered, 2))
		h.wantStates(c, campaign.Delivered)
		if w := h.letters(c)[0].WAMID; w == nil || *w != "w-1" {
			t.Errorf("wamid %v", w)
		}
	})
}

// TestALateReadDoesNotHideTheDelivery: the read comes first and lies outside
// the window; the delivery was inside.
func TestALateReadDoesNotHideTheDelivery(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(1)
		l := h.sent(c)[0]
		late := int(goalWindow/time.Minute) + 60
		h.advance(1, report(l.ID, "", campaign.Read, late))
		h.wantOutcomes(c, map[experiment.MetricName]int64{})
		h.advance(1, report(l.ID, "", campaign.Delivered, 5))
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Delivered: 1})
	})
}

func TestAStatusDoesNotReviveWhatWasNotSent(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(2)
		h.withdraw(ids[0])
		var skipped campaign.MessageID
		h.sent(c)
		for _, l := range h.letters(c) {
			if l.Contact == ids[0] {
				skipped = l.ID
			}
		}
		h.advance(1, report(skipped, "w-x", campaign.Read, 5))
		if n := h.number(`SELECT count(*) FROM message WHERE id = ? AND state = 'skipped' AND read_at IS NULL`, int64(skipped)); n != 1 {
			t.Error("a status revived a message that was skipped")
		}
		h.wantOutcomes(c, map[experiment.MetricName]int64{})
	})
}

// TestBatchesOfStatusesEqualOneByOne sends 60 random histories in random
// batches and compares each message with Advance.
func TestBatchesOfStatusesEqualOneByOne(t *testing.T) {
	states := []campaign.State{campaign.Sent, campaign.Delivered, campaign.Read, campaign.Failed}
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(60)
		rnd := rand.New(rand.NewPCG(7, 1))
		lives, letters := map[campaign.MessageID]campaign.Life{}, h.sent(c)
		var reports []campaign.Report
		for range 300 {
			l := letters[rnd.IntN(len(letters))]
			r := report(l.ID, *l.WAMID, states[rnd.IntN(4)], rnd.IntN(30))
			if rnd.IntN(3) == 0 {
				r.Message = 0
			}
			if life, ok := lives[l.ID]; ok {
				lives[l.ID] = life.Advance(r.Status)
			} else {
				lives[l.ID] = campaign.Life{State: campaign.Accepted}.Advance(r.Status)
			}
			reports = append(reports, r)
		}
		for len(reports) > 0 {
			n := min(1+rnd.IntN(90), len(reports))
			h.advance(n, reports[:n]...)
			reports = reports[n:]
		}
		delivered := map[experiment.MetricName]int64{}
		for _, l := range h.letters(c) {
			want, touched := lives[l.ID]
			if !touched {
				want.State = campaign.Accepted
			}
			if l.State != want.State || l.Reason != want.Reason || fmt.Sprint(clock.At(deref(l.DeliveredAt))) != fmt.Sprint(want.DeliveredAt) {
				t.Fatalf("message %d is %s (%s), delivered %v; want %+v", l.ID, l.State, l.Reason, clock.At(deref(l.DeliveredAt)), want)
			}
			if !want.DeliveredAt.IsZero() {
				delivered[experiment.Delivered]++
			}
			if !want.ReadAt.IsZero() {
				delivered[experiment.Read]++
			}
		}
		h.wantOutcomes(c, delivered)
	})
}

func deref(ms *int64) int64 {
	if ms == nil {
		return 0
	}
	return *ms
}
