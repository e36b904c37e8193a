package campaign_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

func TestAClaimTakesWhatMayBeSent(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(5)
		h.withdraw(ids[3])
		waiting := h.letterIDs(c)
		h.clock.Advance(after(1))
		got := h.claim(c, nil, waiting...)
		if len(got.Messages) != 4 || got.Skipped != 1 || got.Deferred != 0 || got.Campaign.ID != c.ID {
			t.Errorf("claimed %+v", got)
		}
		for _, l := range h.letters(c) {
			if l.Contact == ids[3] {
				if l.State != campaign.Skipped || l.Reason != "withdrawn" || l.Attempt != 0 || l.ClaimedAt != nil {
					t.Errorf("the person who withdrew: %+v", l)
				}
				continue
			}
			if l.State != campaign.Sending || l.Attempt != 1 || l.ConsentSeq != 1 || *l.ClaimedAt != after(1).UnixMilli() {
				t.Errorf("claimed: %+v", l)
			}
		}
		for _, m := range got.Messages {
			if m.Attempt != 1 || m.Seq != 1 || m.Country != "FR" || m.Zone != "Europe/Paris" {
				t.Errorf("handed over: %+v", m)
			}
		}
		if n := h.number(`SELECT count(*) FROM exposure WHERE opened = 1 AND at = ?`, after(1).UnixMilli()); n != 5 {
			t.Errorf("%d windows run, want all five: who is skipped counts, too", n)
		}
		if again := h.claim(c, nil, waiting...); len(again.Messages)+again.Skipped != 0 {
			t.Errorf("a second claim took %+v", again)
		}
	})
}

// TestTheConsentThatAllowedTheMessageIsNamed: of three events the last is the
// yes that no earlier denial can reach.
func TestTheConsentThatAllowedTheMessageIsNamed(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(1)
		for _, kind := range []state.Kind{state.Withdraw, state.Grant, state.Grant} { // events 2, 3 and 4
			h.clock.Advance(h.clock.Now().Add(time.Minute))
			h.write(func(ctx context.Context, tx *db.Tx) error {
				return h.Consent.RecordTx(ctx, tx, []consent.Event{{Subject: ids[0], Purpose: offers, Kind: kind, Occurred: h.clock.Now()}})
			})
		}
		got := h.claim(c, nil, h.letterIDs(c)...)
		if seq := h.letters(c)[0].ConsentSeq; seq != 4 || got.Messages[0].Seq != 4 {
			t.Errorf("allowed by event %d and %d, want 4", seq, got.Messages[0].Seq)
		}
	})
}

func TestNothingIsClaimedOutsideARunningCampaign(t *testing.T) {
	cases := []struct {
		name   string
		change func(h house, c campaign.Campaign)
		claims int
	}{
		{"it runs", func(house, campaign.Campaign) {}, 2},
		{"paused", func(h house, c campaign.Campaign) { _, err := h.Pause(h.t.Context(), c.ID); h.must(err) }, 0},
		{"resumed", func(h house, c campaign.Campaign) {
			_, err := h.Pause(h.t.Context(), c.ID)
			h.must(err)
			h.must(h.Resume(h.t.Context(), c.ID))
		}, 2},
		{"cancelled", func(h house, c campaign.Campaign) { _, err := h.Cancel(h.t.Context(), c.ID); h.must(err) }, 0},
		{"its last millisecond", func(h house, c campaign.Campaign) { h.clock.Advance(c.EndsAt.Add(-time.Millisecond)) }, 2},
		{"over", func(h house, c campaign.Campaign) { h.clock.Advance(c.EndsAt) }, 0},
	}
	eachHouse(t, func(t *testing.T, h house) {
		h.people(2)
		for _, x := range cases { // in their order: the clock only goes forward
			c := h.draft()
			h.must(h.Launch(t.Context(), c.ID, atOnce))
			x.change(h, c)
			got := h.claim(c, nil, h.letterIDs(c)...)
			if len(got.Messages) != x.claims || got.Skipped+got.Deferred != 0 {
				t.Errorf("%s: claimed %d, skipped %d, deferred %d; want %d claimed", x.name, len(got.Messages), got.Skipped, got.Deferred, x.claims)
			}
			if x.claims == 0 {
				h.wantStates(c, campaign.Planned, campaign.Planned)
			}
		}
	})
}

func TestMessagesOfOthersAndOfLaterStay(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(3)
		mine, other := h.draft(), h.draft()
		h.must(h.Launch(t.Context(), mine.ID, slots(func(c campaign.Candidate) time.Time {
			return noon.Add(time.Duration(slices.Index(ids, c.Contact)) * time.Minute)
		})))
		h.must(h.Launch(t.Context(), other.ID, atOnce))
		h.clock.Advance(after(1))
		got := h.claim(mine, nil, slices.Concat(h.letterIDs(mine), h.letterIDs(other), []campaign.MessageID{9999})...)
		if len(got.Messages) != 2 {
			t.Errorf("claimed %+v, want the two that are due", got.Messages)
		}
		h.wantStates(other, campaign.Planned, campaign.Planned, campaign.Planned)
		if none := h.claim(mine, nil); len(none.Messages) != 0 {
			t.Errorf("a claim of nothing took %+v", none.Messages)
		}
	})
}

func TestTheGateSkipsAndPutsOff(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(4)
		h.withdraw(ids[2]) // consent goes before the gate
		later, lastLetter := after(30), map[campaign.ContactID]letter{}
		got := h.claim(c, func(_ context.Context, _ *db.Tx, at campaign.Campaign, due []campaign.Due) ([]campaign.Ruling, error) {
			rulings := make([]campaign.Ruling, len(due))
			for i, d := range due {
				rulings[i] = map[campaign.ContactID]campaign.Ruling{ids[0]: {Skip: campaign.ReasonCapped}, ids[1]: {Later: later}, ids[2]: {Later: later}}[d.Contact]
			}
			if at.ID != c.ID || len(due) != 4 {
				t.Errorf("the gate was asked about %d messages of campaign %d", len(due), at.ID)
			}
			return rulings, nil
		}, h.letterIDs(c)...)
		if len(got.Messages) != 1 || got.Messages[0].Contact != ids[3] || got.Skipped != 2 || got.Deferred != 1 {
			t.Errorf("claimed %+v", got)
		}
		for _, l := range h.letters(c) {
			lastLetter[l.Contact] = l
		}
		for i, want := range []struct {
			state  campaign.State
			reason string
			due    time.Time
			opened int64
		}{{campaign.Skipped, "capped", noon, 1}, {campaign.Planned, "", later, 0}, {campaign.Skipped, "withdrawn", noon, 1}, {campaign.Sending, "", noon, 1}} {
			l := lastLetter[ids[i]]
			opened := h.number(`SELECT opened FROM exposure WHERE unit = ?`, int64(ids[i]))
			if l.State != want.state || l.Reason != want.reason || l.DueAt != want.due.UnixMilli() || opened != want.opened {
				t.Errorf("person %d: %+v, window opened %d; want %+v", i, l, opened, want)
			}
		}
	})
}

func TestAGateThatFailsClaimsNothing(t *testing.T) {
	broken := errors.New("the caps cannot be read")
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(1)
		err := h.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := h.ClaimTx(ctx, tx, campaign.Claim{Campaign: c.ID, IDs: h.letterIDs(c), Now: noon, Gate: func(context.Context, *db.Tx, campaign.Campaign, []campaign.Due) ([]campaign.Ruling, error) {
				return nil, broken
			}})
			return err
		})
		if !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
		h.wantStates(c, campaign.Planned)
	})
}

func TestComposeFillsWhatWasClaimed(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(3, func(c *campaign.Campaign) {
			c.Content.Variants[0], c.Content.Variants[1] = variantA(), variantA()
			c.Content.Variants[1].Key = "B"
		})
		claimed := h.claim(c, nil, h.letterIDs(c)...)
		h.write(func(ctx context.Context, tx *db.Tx) error { // between claim and call
			_, err := tx.Exec(ctx, `UPDATE contact SET attrs = '{}' WHERE id = ?`, int64(ids[1]))
			if err == nil {
				_, err = tx.Exec(ctx, `UPDATE address SET valid_to = 1 WHERE subject_id = ?`, int64(ids[2]))
			}
			return err
		})
		out, unsent, err := h.Compose(t.Context(), claimed)
		h.must(err)
		var code int64
		h.must(h.db.Get(t.Context(), &code, `SELECT l.code FROM link l JOIN message m ON m.id = l.message_id WHERE m.contact_id = ?`, int64(ids[0])))
		letters := map[campaign.ContactID]campaign.MessageID{}
		for _, m := range claimed.Messages {
			letters[m.Contact] = m.ID
		}
		want := []campaign.Outgoing{{Message: letters[ids[0]], Attempt: 1, NumberID: "111", To: housePhone(0), Template: "spring_a", Language: "fr",
			Body: []campaign.TextValue{{Text: "Léa0"}}, Buttons: []campaign.ButtonValue{{Index: 0, Kind: campaign.URLButton, Text: campaign.Code(code).String()},
				{Index: 1, Kind: campaign.QuickReply, Text: campaign.OptOutPayload}}}}
		if diff := cmp.Diff(want, out); diff != "" {
			t.Errorf("outgoing (-want +got):\n%s", diff)
		}
		reasons := map[campaign.MessageID]campaign.Reason{}
		for _, s := range unsent {
			reasons[s.Message] = s.Reason
			if s.State != campaign.Skipped || s.Attempt != 1 {
				t.Errorf("not sent: %+v", s)
			}
		}
		if diff := cmp.Diff(map[campaign.MessageID]campaign.Reason{letters[ids[1]]: "missing_variable:first_name", letters[ids[2]]: "no_address"}, reasons); diff != "" {
			t.Errorf("reasons (-want +got):\n%s", diff)
		}
		h.settle(unsent...)
		if n := h.number(`SELECT count(*) FROM message WHERE state = 'skipped' AND reason <> ''`); n != 2 {
			t.Errorf("%d messages are skipped with a reason, want 2", n)
		}
	})
}
