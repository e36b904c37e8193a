package campaign_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/experiment"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// timeline reads everything that happened with a person, page by page.
func (h house) timeline(id campaign.ContactID, limit int) (all []campaign.Moment) {
	h.t.Helper()
	cursor := ""
	for range 100 {
		page, next, err := h.Timeline(h.t.Context(), h.db, id, cursor, limit)
		h.must(err)
		if all = append(all, page...); next == "" {
			return all
		}
		if len(page) != limit {
			h.t.Fatalf("a page of %d moments, and another after it", len(page))
		}
		cursor = next
	}
	h.t.Fatal("the timeline does not end")
	return nil
}

// kinds are the kinds of moments, in their order.
func kinds(moments []campaign.Moment) (list []campaign.MomentKind) {
	for _, m := range moments {
		list = append(list, m.Kind)
	}
	return list
}

func TestATimelineTellsWhatHappened(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(3)
		h.clock.Advance(after(1))
		h.sent(c)
		who, other := ids[0], ids[1]
		h.advance(1, campaign.Report{Status: campaign.Status{State: campaign.Read, At: after(2)}, WAMID: h.wamid(c, who)})
		code := h.codes(c)[who]
		for _, v := range []campaign.Visit{{Code: code, At: after(3)}, {Code: code, At: after(4), Robot: true}, {Code: code, At: after(5)},
			{Code: h.codes(c)[other], At: after(5)}} {
			_, err := h.Follow(t.Context(), v)
			h.must(err)
		}
		h.clock.Advance(after(10))
		x := order("o-1")
		x.Contact, x.At = who, after(6)
		_, err := h.Convert(t.Context(), x)
		h.must(err)
		h.answer(false, campaign.Reply{Contact: who, At: after(7)})
		h.answer(true, campaign.Reply{Contact: who, At: after(8)})
		got := h.timeline(who, 500)
		variant := c.Content.Variants[h.arm(c, who)].Key
		page := map[experiment.VariantKey]string{"A": "https://lumen.example/printemps?ref=a", "B": "https://lumen.example/promo"}[variant]
		at := func(kind campaign.MomentKind, minute int) campaign.Moment {
			return campaign.Moment{Kind: kind, At: after(minute), CampaignID: c.ID, CampaignName: "Été 2026", Variant: variant}
		}
		first, again := at(campaign.MomentClick, 3), at(campaign.MomentClick, 5)
		first.Detail, again.Detail = page, page
		message := at(campaign.MomentMessage, 1)
		message.DueAt = noon
		message.Message = &campaign.Journey{State: campaign.Read, Attempts: 1, ConsentSeq: 1, WAMID: h.wamid(c, who), ClaimedAt: after(1), AcceptedAt: after(1),
			DeliveredAt: after(2), ReadAt: after(2)}
		want := []campaign.Moment{at(campaign.MomentOptOut, 8), at(campaign.MomentReply, 7), at(campaign.MomentConversion, 6),
			{Kind: campaign.MomentEvent, At: after(6), Detail: "order", Value: 1290, Currency: "EUR"}, again, first, message}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(campaign.Journey{}, "ID")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if list := kinds(h.timeline(other, 500)); !slices.Equal(list, []campaign.MomentKind{campaign.MomentClick, campaign.MomentMessage}) {
			t.Errorf("another person's: %v", list)
		}
		for limit := 1; limit < 5; limit++ {
			if diff := cmp.Diff(got, h.timeline(who, limit)); diff != "" {
				t.Errorf("in pages of %d (-whole +pages):\n%s", limit, diff)
			}
		}
	})
}

// TestATimelineTellsOfMessagesThatWereNotSent, and why.
func TestATimelineTellsOfMessagesThatWereNotSent(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(40, func(i int, c *campaign.NewContact) {
			if i == 0 {
				c.Tags = []string{stranger}
			}
		})
		c := h.draft(func(c *campaign.Campaign) { c.Content.Holdout = 5000 })
		before := h.draft(func(c *campaign.Campaign) { c.Name = "Brouillon" })
		h.must(h.Launch(t.Context(), c.ID, slots(func(campaign.Candidate) time.Time { return after(30) })))
		kept := h.timeline(ids[0], 10)
		want := []campaign.Moment{{Kind: campaign.MomentSkipped, At: noon, CampaignID: c.ID, CampaignName: "Été 2026", Detail: "no_consent"}}
		if diff := cmp.Diff(want, kept); diff != "" {
			t.Errorf("kept out (-want +got):\n%s", diff)
		}
		_, err := h.Cancel(t.Context(), c.ID)
		h.must(err)
		held, cancelled := 0, 0
		for _, id := range ids[1:] {
			switch got := h.timeline(id, 10); {
			case len(got) != 1 || got[0].CampaignID == before.ID:
				t.Errorf("contact %d: %+v", id, got)
			case got[0].Kind == campaign.MomentHeldOut && got[0].Variant == experiment.HoldoutKey && got[0].Message == nil && got[0].At.Equal(noon):
				held++
			case got[0].Message != nil && got[0].Message.State == campaign.Cancelled && got[0].At.Equal(after(30)) && got[0].DueAt.Equal(after(30)) && got[0].Message.ClaimedAt.IsZero():
				cancelled++
			default:
				t.Errorf("contact %d: %+v", id, got[0])
			}
		}
		if held == 0 || cancelled == 0 || held+cancelled != 39 {
			t.Errorf("%d held out, %d cancelled; want all 39", held, cancelled)
		}
	})
}

func TestTimelinesThatAreRefused(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(2)
		page, err := h.SearchContacts(t.Context(), h.db, campaign.ContactQuery{}, "", 1)
		h.must(err)
		for name, c := range map[string]struct {
			cursor string
			limit  int
			says   string
		}{
			"no line": {"", 0, "1 to 500"}, "too many": {"", 501, "1 to 500"}, "a cursor of another list": {page.Next, 5, "begin again"}, "nonsense": {"x'", 5, "begin again"},
		} {
			if _, _, err := h.Timeline(t.Context(), h.db, ids[0], c.cursor, c.limit); !errors.Is(err, campaign.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v, want one that says %q", name, err, c.says)
			}
		}
		if list, next, err := h.Timeline(t.Context(), h.db, 12345, "", 5); err != nil || next != "" || len(list) != 0 {
			t.Errorf("of nobody: %v, %q, %v", list, next, err)
		}
	})
}
