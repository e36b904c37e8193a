package campaign_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func (h house) why(c campaign.ID, id campaign.ContactID) campaign.Why {
	h.t.Helper()
	w, err := h.Why(h.t.Context(), h.db, c, id)
	h.must(err)
	return w
}

// TestWhySomebodyGotIt follows one message from its slot to its reading.
func TestWhySomebodyGotIt(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(1)
		want := campaign.Why{Campaign: c.ID, Phase: campaign.Running, Contact: ids[0], Since: noon, Frozen: noon, At: noon,
			Member: true, Decided: true, SlotAt: noon, Message: &campaign.Journey{ID: h.letterIDs(c)[0], State: campaign.Planned}}
		want.Variant = c.Content.Variants[h.letters(c)[0].Arm].Key
		h.wantWhy(want)

		h.clock.Advance(after(1))
		want.At = after(1)
		h.sent(c)
		seq := h.number(`SELECT seq FROM consent_state WHERE purpose = ?`, string(offers))
		*want.Message = campaign.Journey{ID: want.Message.ID, State: campaign.Accepted, Attempts: 1, ConsentSeq: seq,
			WAMID: wamidOf("w", want.Message.ID), ClaimedAt: after(1), AcceptedAt: after(1)}
		h.wantWhy(want)

		h.advance(1, report(want.Message.ID, "", campaign.Sent, 2))
		h.advance(1, report(want.Message.ID, "", campaign.Read, 5))
		want.Message.State, want.Message.SentAt, want.Message.DeliveredAt, want.Message.ReadAt = campaign.Read, after(2), after(5), after(5)
		h.wantWhy(want)
	})
}

func (h house) wantWhy(want campaign.Why) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.why(want.Campaign, want.Contact), cmpopts.EquateEmpty()); diff != "" {
		h.t.Errorf("why (-want +got):\n%s", diff)
	}
}

func TestWhySomebodyGotNothing(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(40, func(i int, c *campaign.NewContact) {
			if i == 0 {
				c.Tags = []string{stranger}
			}
		})
		c := h.draft(func(c *campaign.Campaign) { c.Content.Holdout = 5000 })
		h.must(h.Launch(t.Context(), c.ID, slots(func(campaign.Candidate) time.Time { return after(7) })))
		if w := h.why(c.ID, ids[0]); !w.Member || w.Skip != "no_consent" || w.Variant != "" || w.Message != nil || !w.SlotAt.IsZero() {
			t.Errorf("who never agreed: %+v", w)
		}
		held := campaign.ContactID(h.number(`SELECT min(contact_id) FROM audience WHERE arm = 2`))
		if w := h.why(c.ID, held); w.Variant != experiment.HoldoutKey || w.Skip != "" || w.Message != nil || !w.SlotAt.Equal(after(7)) {
			t.Errorf("who was held out: %+v", w)
		}
		h.clock.Advance(after(8))
		refused, withdrawn, left := h.letters(c)[0], h.letters(c)[1], h.letters(c)[2]
		h.withdraw(withdrawn.Contact)
		h.claim(c, nil, refused.ID, withdrawn.ID)
		h.settle(campaign.Settlement{Message: refused.ID, Attempt: 1, State: campaign.Failed, Reason: "whatsapp:131026"})
		if m := h.why(c.ID, refused.Contact).Message; m.State != campaign.Failed || m.Reason != "whatsapp:131026" || !m.FailedAt.Equal(after(8)) || m.Attempts != 1 {
			t.Errorf("who was refused: %+v", m)
		}
		if m := h.why(c.ID, withdrawn.Contact).Message; m.State != campaign.Skipped || m.Reason != "withdrawn" || m.Attempts != 0 || m.ConsentSeq != 0 {
			t.Errorf("who withdrew before the claim: %+v", m)
		}
		_, err := h.Cancel(t.Context(), c.ID)
		h.must(err)
		if w := h.why(c.ID, left.Contact); w.Phase != campaign.Stopped || w.Message.State != campaign.Cancelled {
			t.Errorf("who waited when it was cancelled: %+v", w)
		}
	})
}

// TestWhySomebodyWasNotInTheAudience names the parts of the rule, one by one,
// as they are for the person now.
func TestWhySomebodyWasNotInTheAudience(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(1, func(_ int, c *campaign.NewContact) { c.Tags, c.Country = []string{"vip"}, "BE" })
		parts := []campaign.Rule{
			{Tag: "vip"}, {Language: []string{"fr", "nl"}},
			{Any: []campaign.Rule{{Country: []string{"BE"}}, {Attribute: &campaign.AttributeRule{Name: "city", Op: campaign.OpContains, Text: []string{"'?$1"}}}}},
			{Consent: &campaign.ConsentRule{Purpose: string(offers), State: "granted"}},
		}
		d := h.whole()
		d.Segment = h.segment("VIP", campaign.Rule{All: parts[:2]})
		d.Rule = &campaign.Rule{All: []campaign.Rule{parts[2], {All: parts[3:]}}}
		d.ID = h.save(d)
		h.must(h.Launch(t.Context(), d.ID, atOnce))
		h.clock.Advance(after(30))
		var outsider campaign.ContactID
		h.write(func(ctx context.Context, tx *db.Tx) error {
			ids, err := h.UpsertTx(ctx, tx, []campaign.NewContact{{Address: housePhone(77), Contact: campaign.Contact{Language: "nl", Country: "BE", Zone: "Europe/Brussels", ZoneSource: campaign.ZoneNumber}}})
			outsider = ids[0]
			return err
		})
		want := campaign.Why{Campaign: d.ID, Phase: campaign.Running, Contact: outsider, Since: after(30), Frozen: noon, At: after(30), Conditions: []campaign.Condition{
			{Rule: parts[0], Holds: false}, {Rule: parts[1], Holds: true}, {Rule: parts[2], Holds: true}, {Rule: parts[3], Holds: false}}}
		h.wantWhy(want)
		h.write(func(ctx context.Context, tx *db.Tx) error { // they change; the audience does not
			_, err := h.UpsertTx(ctx, tx, []campaign.NewContact{{Address: housePhone(77), Contact: campaign.Contact{Tags: []string{"vip"}}}})
			return err
		})
		want.Conditions[0].Holds = true
		h.wantWhy(want)
	})
}

func TestWhyThatCannotBeAsked(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(1)
		later := h.people(2)[1]
		if w := h.why(c.ID, later); w.Member || len(w.Conditions) != 1 || !w.Conditions[0].Holds {
			t.Errorf("who came after a launch to everybody: %+v", w)
		}
		cancelled := h.draft()
		_, err := h.Cancel(t.Context(), cancelled.ID)
		h.must(err)
		for name, x := range map[string]struct {
			campaign campaign.ID
			contact  campaign.ContactID
			want     error
		}{
			"a draft":                    {h.save(h.whole()), ids[0], campaign.ErrState},
			"a draft that was cancelled": {cancelled.ID, ids[0], campaign.ErrState},
			"nobody's campaign":          {99, ids[0], campaign.ErrNotFound},
			"nobody":                     {c.ID, 99, campaign.ErrNotFound},
		} {
			if _, err := h.Why(t.Context(), h.db, x.campaign, x.contact); !errors.Is(err, x.want) {
				t.Errorf("%s: %v, want %v", name, err, x.want)
			}
		}
	})
}
