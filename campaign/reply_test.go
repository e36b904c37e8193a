package campaign_test

import (
	"context"
	"testing"
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/db"
)

// answer counts replies, or withdrawals, of people.
func (h house) answer(optOut bool, replies ...campaign.Reply) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *db.Tx) error {
		if optOut {
			return h.OptOutTx(ctx, tx, replies)
		}
		return h.ReplyTx(ctx, tx, replies)
	})
}

// twoCampaigns reached the same n people: the first at noon, the second ten
// minutes later. Wamids are "w" and the message's id.
func (h house) twoCampaigns(n int) (first, second campaign.Campaign, ids []campaign.ContactID) {
	h.t.Helper()
	first, ids = h.launched(n)
	h.sent(first)
	second = h.draft()
	h.clock.Advance(after(10))
	h.must(h.Launch(h.t.Context(), second.ID, atOnce))
	h.sent(second)
	return first, second, ids
}

func (h house) wamid(c campaign.Campaign, id campaign.ContactID) (w string) {
	h.t.Helper()
	h.must(h.db.Get(h.t.Context(), &w, `SELECT wamid FROM message WHERE campaign_id = ? AND contact_id = ?`, int64(c.ID), int64(id)))
	return w
}

func TestAnAnswerBelongsToTheMessageItAnswers(t *testing.T) {
	type counts struct{ first, second int64 }
	cases := []struct {
		name  string
		reply func(h house, first, second campaign.Campaign, ids []campaign.ContactID) campaign.Reply
		want  counts
	}{
		{"it quotes the older", func(h house, first, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], Quoted: h.wamid(first, ids[0]), At: after(20)}
		}, counts{1, 0}},
		{"it quotes the newer", func(h house, _, second campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], Quoted: h.wamid(second, ids[0]), At: after(20)}
		}, counts{0, 1}},
		{"it quotes nothing", func(_ house, _, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], At: after(20)}
		}, counts{0, 1}},
		{"before the newer was sent", func(_ house, _, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], At: after(9)}
		}, counts{1, 0}},
		{"in the second of the newer", func(_ house, _, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], At: after(10)}
		}, counts{0, 1}},
		{"it quotes a message of ours that is not theirs", func(h house, first, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], Quoted: h.wamid(first, ids[1]), At: after(20)}
		}, counts{0, 1}},
		{"it quotes a message of nobody", func(_ house, _, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], Quoted: "wamid.unknown", At: after(20)}
		}, counts{0, 1}},
		{"they wrote first", func(_ house, _, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], At: noon.Add(-time.Hour)}
		}, counts{0, 0}},
		{"somebody unknown", func(house, campaign.Campaign, campaign.Campaign, []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: 12345, At: after(20)}
		}, counts{0, 0}},
		{"after the window", func(h house, first, _ campaign.Campaign, ids []campaign.ContactID) campaign.Reply {
			return campaign.Reply{Contact: ids[0], Quoted: h.wamid(first, ids[0]), At: noon.Add(goalWindow + time.Minute)}
		}, counts{0, 0}},
	}
	eachHouse(t, func(t *testing.T, h house) {
		first, second, ids := h.twoCampaigns(2 * len(cases))
		for i, x := range cases {
			reply := x.reply(h, first, second, ids[2*i:2*i+2])
			h.answer(false, reply, reply)
			h.answer(false, reply)
			h.answer(true, reply)
			for metric, answered := range map[experiment.MetricName]bool{experiment.Replied: true, experiment.OptedOut: true, experiment.Converted: false} {
				want := x.want
				if !answered {
					want = counts{}
				}
				if got := (counts{h.did(first, ids[2*i], metric), h.did(second, ids[2*i], metric)}); got != want {
					t.Errorf("%s: %s %+v, want %+v", x.name, metric, got, want)
				}
			}
		}
		if n := h.number(`SELECT count(*) FROM outcome WHERE unit = ?`, int64(ids[1])); n != 0 {
			t.Errorf("%d answers were counted for somebody else", n)
		}
	})
}

// did is 1 when a person did something, as far as one campaign counts.
func (h house) did(c campaign.Campaign, id campaign.ContactID, metric experiment.MetricName) int64 {
	h.t.Helper()
	return h.number(`SELECT count(*) FROM outcome WHERE experiment_id = ? AND unit = ? AND metric = ?`, int64(c.Experiment), int64(id), string(metric))
}

// TestAMessageThatWasNotSentIsNotAnswered: planned, skipped and failed ones.
func TestAMessageThatWasNotSentIsNotAnswered(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(3)
		h.withdraw(ids[1])
		for _, m := range h.claim(c, nil, h.letterIDs(c)...).Messages {
			switch m.Contact {
			case ids[0]:
				h.settle(again(m.ID))
			case ids[2]:
				h.settle(campaign.Settlement{Message: m.ID, Attempt: 1, State: campaign.Failed, Reason: "whatsapp:131026"})
			}
		}
		for _, id := range ids {
			h.answer(false, campaign.Reply{Contact: id, At: after(1)})
		}
		h.wantOutcomes(c, map[experiment.MetricName]int64{})
	})
}

func TestManyAnswersAtOnce(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(150)
		h.sent(c)
		var replies []campaign.Reply
		for _, id := range ids {
			replies = append(replies, campaign.Reply{Contact: id, At: after(1)}, campaign.Reply{Contact: id, Quoted: h.wamid(c, id), At: after(2)})
		}
		h.answer(false, replies...)
		h.answer(true)
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Replied: 150})
	})
}
