package campaign_test

import (
	"fmt"
	"testing"
	"time"

	"accord/campaign"
)

// answers are what may come back for a message on its first attempt, in the
// order in which it comes, and where the message ends. The wamid of an answer
// is "w" and the message's id, that of a status "x" and the id. The last case
// leaves its call under way.
var answers = []struct {
	name   string
	steps  func(h house, id campaign.MessageID)
	state  campaign.State
	reason string
	wamid  string
	times  string // which of accepted, delivered and failed are known, by their first letter
}{
	{"accepted", func(h house, id campaign.MessageID) { h.settle(accepted(id)) }, campaign.Accepted, "", "w", "a"},
	{"refused", func(h house, id campaign.MessageID) {
		h.settle(campaign.Settlement{Message: id, Attempt: 1, State: campaign.Failed, Reason: "whatsapp:131026"})
	}, campaign.Failed, "whatsapp:131026", "", "f"},
	{"nobody answered", func(h house, id campaign.MessageID) { h.settle(lost(id)) }, campaign.Unknown, "no_answer", "", ""},
	{"to try again", func(h house, id campaign.MessageID) { h.settle(again(id)) }, campaign.Planned, "whatsapp:130429", "", ""},
	{"unfillable", func(h house, id campaign.MessageID) {
		h.settle(campaign.Settlement{Message: id, Attempt: 1, State: campaign.Skipped, Reason: "missing_variable:1"})
	}, campaign.Skipped, "missing_variable:1", "", ""},
	{"a status overtook the answer", func(h house, id campaign.MessageID) {
		h.advance(1, report(id, "", campaign.Delivered, 1))
		h.settle(accepted(id))
	}, campaign.Delivered, "", "w", "ad"},
	{"a failure overtook the answer", func(h house, id campaign.MessageID) {
		h.advance(1, campaign.Report{Message: id, Status: campaign.Status{State: campaign.Failed, At: after(1), Code: 131049}})
		h.settle(accepted(id))
	}, campaign.Failed, "whatsapp:131049", "w", "af"},
	{"a status, then no answer", func(h house, id campaign.MessageID) {
		h.advance(1, report(id, wamidOf("x", id), campaign.Sent, 1))
		h.settle(lost(id))
	}, campaign.Sent, "", "x", ""},
	{"a status, then an order to try again", func(h house, id campaign.MessageID) {
		h.advance(1, report(id, wamidOf("x", id), campaign.Sent, 1))
		h.settle(again(id))
	}, campaign.Sent, "", "x", ""},
	{"no answer, then a status", func(h house, id campaign.MessageID) {
		h.settle(lost(id))
		h.advance(1, report(id, wamidOf("x", id), campaign.Delivered, 1))
	}, campaign.Delivered, "", "x", "d"},
	{"no answer in time, then a late yes", func(h house, id campaign.MessageID) { h.expire(1); h.settle(accepted(id)) }, campaign.Accepted, "", "w", "a"},
	{"no answer in time, then a late no", func(h house, id campaign.MessageID) { h.expire(1); h.settle(again(id)) }, campaign.Unknown, "process_died", "", ""},
	{"accepted twice", func(h house, id campaign.MessageID) {
		h.settle(accepted(id))
		second := accepted(id)
		second.WAMID = wamidOf("y", id)
		h.settle(second)
	}, campaign.Accepted, "", "w", "a"},
	{"refused after a yes", func(h house, id campaign.MessageID) { h.settle(accepted(id)); h.settle(again(id)) }, campaign.Accepted, "", "w", "a"},
	{"another attempt", func(h house, id campaign.MessageID) {
		older := accepted(id)
		older.Attempt = 0
		h.settle(older)
	}, campaign.Sending, "", "", ""},
}

func wamidOf(kind string, id campaign.MessageID) string { return fmt.Sprint(kind, id) }

func accepted(id campaign.MessageID) campaign.Settlement {
	return campaign.Settlement{Message: id, Attempt: 1, State: campaign.Accepted, WAMID: wamidOf("w", id)}
}

func lost(id campaign.MessageID) campaign.Settlement {
	return campaign.Settlement{Message: id, Attempt: 1, State: campaign.Unknown, Reason: campaign.ReasonLost}
}

func again(id campaign.MessageID) campaign.Settlement {
	return campaign.Settlement{Message: id, Attempt: 1, State: campaign.Planned, Reason: "whatsapp:130429", Again: after(10)}
}

// expire ends the leases of calls two minutes later and checks how many.
func (h house) expire(want int64) {
	h.t.Helper()
	h.clock.Advance(h.clock.Now().Add(2 * time.Minute))
	n, err := h.ExpireLeases(h.t.Context())
	if h.must(err); n != want {
		h.t.Errorf("%d leases ended, want %d", n, want)
	}
}

// known is a letter for a time that is.
func known(letter string, at *int64) string {
	if at == nil {
		return ""
	}
	return letter
}

func TestAnswersSettleMessages(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(len(answers) + 1)
		ids := h.letterIDs(c)
		for i, x := range answers {
			t.Run(x.name, func(t *testing.T) {
				h := h
				h.t = t
				h.claim(c, nil, ids[i])
				x.steps(h, ids[i])
				l, wamid := h.letters(c)[i], ""
				if l.WAMID != nil {
					wamid = *l.WAMID
				}
				want := ""
				if x.wamid != "" {
					want = wamidOf(x.wamid, ids[i])
				}
				times := known("a", l.AcceptedAt) + known("d", l.DeliveredAt) + known("f", l.FailedAt)
				if l.State != x.state || l.Reason != x.reason || wamid != want || times != x.times || l.Attempt != 1 {
					t.Errorf("%+v with wamid %q and times %q; want %s (%s), %q, %q", l, wamid, times, x.state, x.reason, want, x.times)
				}
				if other := h.letters(c)[len(answers)]; other.State != campaign.Planned || other.Attempt != 0 {
					t.Errorf("a message nobody claimed: %+v", other)
				}
			})
		}
	})
}

// TestARetryIsANewAttempt: an answer to the first one changes nothing then.
func TestARetryIsANewAttempt(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(1)
		id := h.letterIDs(c)[0]
		h.claim(c, nil, id)
		h.settle(again(id))
		if got := h.claim(c, nil, id); len(got.Messages) != 0 {
			t.Errorf("tried again before its time: %+v", got)
		}
		h.clock.Advance(after(10))
		if got := h.claim(c, nil, id); len(got.Messages) != 1 || got.Messages[0].Attempt != 2 {
			t.Fatalf("the second attempt: %+v", got)
		}
		h.settle(accepted(id), lost(id), again(id))
		if l := h.letters(c)[0]; l.State != campaign.Sending || l.WAMID != nil || l.DueAt != after(10).UnixMilli() {
			t.Errorf("an answer to the first attempt changed %+v", l)
		}
		second := accepted(id)
		second.Attempt, second.WAMID = 2, "second"
		h.settle(second)
		if l := h.letters(c)[0]; l.State != campaign.Accepted || *l.WAMID != "second" || l.Reason != "" || *l.AcceptedAt != after(10).UnixMilli() {
			t.Errorf("after the second attempt: %+v", l)
		}
		if n := h.number(`SELECT count(*) FROM exposure WHERE opened = 1 AND at = ?`, noon.UnixMilli()); n != 1 {
			t.Error("the window did not open at the first attempt")
		}
	})
}

func TestLeasesEndOnlyWhenTheyAreOver(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(4)
		ids := h.letterIDs(c)
		h.claim(c, nil, ids[0], ids[1])
		h.settle(accepted(ids[1]))
		h.clock.Advance(after(1)) // the end of the lease
		h.claim(c, nil, ids[2])
		n, err := h.ExpireLeases(t.Context())
		if h.must(err); n != 0 {
			t.Errorf("%d leases ended on their last millisecond", n)
		}
		h.clock.Advance(after(1).Add(time.Millisecond))
		n, err = h.ExpireLeases(t.Context())
		if h.must(err); n != 1 {
			t.Errorf("%d leases ended, want 1", n)
		}
		h.wantStates(c, campaign.Unknown, campaign.Accepted, campaign.Sending, campaign.Planned)
		if got := h.claim(c, nil, ids[0]); len(got.Messages) != 0 {
			t.Error("an unknown message was sent again")
		}
		if n, err := h.ExpireOrphans(t.Context()); err != nil || n != 1 { // nobody else is there: no need to wait
			t.Errorf("%d orphans, %v; want 1", n, err)
		}
		h.wantStates(c, campaign.Unknown, campaign.Accepted, campaign.Unknown, campaign.Planned)
	})
}
