package campaign_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// noon is when the tests of this package begin.
var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func after(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func TestAdvance(t *testing.T) {
	sent, delivered, read := campaign.Status{State: campaign.Sent, At: after(1)}, campaign.Status{State: campaign.Delivered, At: after(2)}, campaign.Status{State: campaign.Read, At: after(3)}
	failed := campaign.Status{State: campaign.Failed, At: after(4), Code: 131049}
	const reason = "whatsapp:131049"
	accepted := campaign.Life{State: campaign.Accepted}
	cases := []struct {
		name     string
		from     campaign.Life
		statuses []campaign.Status
		want     campaign.Life
	}{
		{"in order", accepted, []campaign.Status{sent, delivered, read},
			campaign.Life{State: campaign.Read, SentAt: after(1), DeliveredAt: after(2), ReadAt: after(3)}},
		{"read implies delivered", accepted, []campaign.Status{read},
			campaign.Life{State: campaign.Read, DeliveredAt: after(3), ReadAt: after(3)}},
		{"delivered comes after read", accepted, []campaign.Status{read, delivered},
			campaign.Life{State: campaign.Read, DeliveredAt: after(2), ReadAt: after(3)}},
		{"backwards", accepted, []campaign.Status{read, delivered, sent},
			campaign.Life{State: campaign.Read, SentAt: after(1), DeliveredAt: after(2), ReadAt: after(3)}},
		{"twice, the second earlier", accepted, []campaign.Status{{State: campaign.Delivered, At: after(9)}, delivered, {State: campaign.Delivered, At: after(8)}},
			campaign.Life{State: campaign.Delivered, DeliveredAt: after(2)}},
		{"a status overtakes the answer to the call", campaign.Life{State: campaign.Sending}, []campaign.Status{sent},
			campaign.Life{State: campaign.Sent, SentAt: after(1)}},
		{"a status before the retry", campaign.Life{State: campaign.Planned, Reason: "whatsapp:130429"}, []campaign.Status{sent},
			campaign.Life{State: campaign.Sent, SentAt: after(1)}},
		{"nobody answered, but it arrived", campaign.Life{State: campaign.Unknown, Reason: "no_answer"}, []campaign.Status{delivered},
			campaign.Life{State: campaign.Delivered, DeliveredAt: after(2)}},
		{"nobody answered, and it failed", campaign.Life{State: campaign.Unknown, Reason: "no_answer"}, []campaign.Status{failed},
			campaign.Life{State: campaign.Failed, Reason: reason, FailedAt: after(4)}},
		{"undeliverable", accepted, []campaign.Status{sent, failed},
			campaign.Life{State: campaign.Failed, Reason: reason, SentAt: after(1), FailedAt: after(4)}},
		{"sent comes after failed", accepted, []campaign.Status{failed, sent},
			campaign.Life{State: campaign.Failed, Reason: reason, SentAt: after(1), FailedAt: after(4)}},
		{"delivered after failed wins", accepted, []campaign.Status{failed, delivered},
			campaign.Life{State: campaign.Delivered, DeliveredAt: after(2)}},
		{"read after failed wins", accepted, []campaign.Status{failed, read},
			campaign.Life{State: campaign.Read, DeliveredAt: after(3), ReadAt: after(3)}},
		{"failed after delivered is another device's", accepted, []campaign.Status{delivered, failed},
			campaign.Life{State: campaign.Delivered, DeliveredAt: after(2)}},
		{"another failure", accepted, []campaign.Status{failed, {State: campaign.Failed, At: after(5), Code: 1}},
			campaign.Life{State: campaign.Failed, Reason: reason, FailedAt: after(4)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := c.from
			for _, s := range c.statuses {
				got = got.Advance(s)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatEndedUnsentStays(t *testing.T) {
	for _, state := range []campaign.State{campaign.Skipped, campaign.Expired, campaign.Cancelled} {
		ended := campaign.Life{State: state, Reason: "no_consent"}
		for _, status := range []campaign.State{campaign.Sent, campaign.Delivered, campaign.Read, campaign.Failed} {
			if got := ended.Advance(campaign.Status{State: status, At: noon}); got != ended {
				t.Errorf("%s, then %s: %+v", state, status, got)
			}
		}
	}
}

// status draws a report; all failures of one history are the same.
func status(t *rapid.T) campaign.Status {
	s := campaign.Status{State: rapid.SampledFrom([]campaign.State{campaign.Sent, campaign.Delivered, campaign.Read, campaign.Failed}).Draw(t, "state")}
	s.At = after(rapid.IntRange(0, 20).Draw(t, "minute"))
	if s.State == campaign.Failed {
		s.At, s.Code = after(7), 131026
	}
	return s
}

var ranks = map[campaign.State]int{campaign.Planned: 1, campaign.Sending: 2, campaign.Unknown: 2, campaign.Accepted: 3,
	campaign.Sent: 4, campaign.Failed: 4, campaign.Delivered: 5, campaign.Read: 6}

// TestAnyOrderOfStatusesEndsAlike: webhooks come late, twice and reordered.
func TestAnyOrderOfStatusesEndsAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := campaign.Life{State: rapid.SampledFrom([]campaign.State{campaign.Planned, campaign.Sending, campaign.Accepted, campaign.Unknown}).Draw(t, "from")}
		history := rapid.SliceOfN(rapid.Custom(status), 1, 6).Draw(t, "history")
		again := slices.Concat(history, rapid.SliceOfN(rapid.SampledFrom(history), 0, 4).Draw(t, "again"))
		other := rapid.Permutation(again).Draw(t, "other order")
		first, second := replay(t, from, history), replay(t, from, other)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("another order ends elsewhere:\n%s", diff)
		}
		has := func(s campaign.State) bool {
			return slices.ContainsFunc(history, func(x campaign.Status) bool { return x.State == s })
		}
		reached := has(campaign.Delivered) || has(campaign.Read)
		if failed := first.State == campaign.Failed; failed != (has(campaign.Failed) && !reached) {
			t.Fatalf("ended %s", first.State)
		}
		if reached == first.DeliveredAt.IsZero() || has(campaign.Read) == first.ReadAt.IsZero() || has(campaign.Sent) == first.SentAt.IsZero() {
			t.Fatalf("times %+v", first)
		}
		if !first.ReadAt.IsZero() && first.DeliveredAt.After(first.ReadAt) {
			t.Fatalf("read before it was delivered: %+v", first)
		}
	})
}

// replay applies a history and checks that no step leads back.
func replay(t *rapid.T, l campaign.Life, history []campaign.Status) campaign.Life {
	for _, s := range history {
		next := l.Advance(s)
		if ranks[next.State] < ranks[l.State] || l.State == campaign.Failed && next.State == campaign.Sent {
			t.Fatalf("%s led from %s back to %s", s.State, l.State, next.State)
		}
		if next.Advance(s) != next {
			t.Fatalf("the second %s changed %+v", s.State, next)
		}
		l = next
	}
	if (l.State == campaign.Failed) != (l.Reason != "") {
		t.Fatalf("%s with reason %q", l.State, l.Reason)
	}
	return l
}

func ExampleLife_Advance() {
	l := campaign.Life{State: campaign.Accepted}
	l = l.Advance(campaign.Status{State: campaign.Read, At: noon}) // the other two were lost
	l = l.Advance(campaign.Status{State: campaign.Sent, At: noon}) // comes late
	fmt.Println(l.State, l.DeliveredAt.Equal(noon))
	// Output: read true
}
