package ui

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// timelineSize is how many moments one page of a timeline has at least.
const timelineSize = 30

// contactTimeline is what happened with a person, the newest first.
type contactTimeline struct {
	Kind  string // that is shown; "" for all
	Kinds []string
	Days  []timelineDay
	Pager pager
}

// timelineDay is what happened on one day.
type timelineDay struct {
	Day   time.Time
	Items []timelineItem
}

// timelineItem is one thing that happened.
type timelineItem struct {
	At         time.Time
	Sign, Icon string
	Says       string
	Notes      []string
	Campaign   string // its page; empty outside a campaign
	Why        string // the page that tells why; empty where there is none to tell
}

// The kinds that a timeline can be narrowed to.
const (
	tellConsent  = "consent"
	tellMessages = "messages"
	tellAnswers  = "answers"
	tellOrders   = "orders"
)

var timelineKinds = []string{tellConsent, tellMessages, tellAnswers, tellOrders}

// told is the kind under which a moment is told.
var told = map[campaign.MomentKind]string{
	campaign.MomentMessage: tellMessages, campaign.MomentSkipped: tellMessages, campaign.MomentHeldOut: tellMessages,
	campaign.MomentClick: tellAnswers, campaign.MomentReply: tellAnswers, campaign.MomentOptOut: tellAnswers,
	campaign.MomentConversion: tellOrders, campaign.MomentEvent: tellOrders,
}

// contactTimeline merges what campaigns did with what the person allowed. A
// page ends with a moment of the campaigns: the events of consent, which are
// few, are filled in between.
func (s *Server) contactTimeline(c *fiber.Ctx, id campaign.ContactID, history []consent.HistoryEntry) (t contactTimeline, err error) {
	t = contactTimeline{Kind: c.Query("kind"), Kinds: timelineKinds}
	if !slices.Contains(timelineKinds, t.Kind) {
		t.Kind = ""
	}
	teller := timelineTeller{words: s.words(c), zone: s.zone(c), contact: id,
		campaigns: visitorOf(c).may(operator.CampaignView), why: visitorOf(c).may(operator.CampaignPeople)}
	end := pageEnd(c.Query("until"))
	var items []timelineItem
	var since time.Time // what is older is on the next page
	if t.Kind != tellConsent {
		moments, next, err := s.moments(c, id, t.Kind)
		if err != nil {
			return t, err
		}
		for _, m := range moments {
			items = append(items, teller.moment(m))
		}
		if next != "" {
			since = moments[len(moments)-1].At
			t.Pager.Next = t.path(id, next, since)
		}
	}
	if t.Kind == "" || t.Kind == tellConsent {
		for _, e := range slices.Backward(history) {
			if at := learnt(e); at.Before(end) && !at.Before(since) {
				items = append(items, teller.event(e, at))
			}
		}
	}
	if c.Query("after") != "" {
		t.Pager.First = t.path(id, "", time.Time{})
	}
	slices.SortStableFunc(items, func(a, b timelineItem) int { return b.At.Compare(a.At) })
	t.Days = byDay(items, teller.zone)
	return t, nil
}

// pageEnd is the end of a page, as its address has it; the first page has none.
func pageEnd(text string) time.Time {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return clock.At(ms)
}

// path is the address of another page of the timeline.
func (t contactTimeline) path(id campaign.ContactID, after string, until time.Time) string {
	query := url.Values{}
	if t.Kind != "" {
		query.Set("kind", t.Kind)
	}
	if after != "" {
		query.Set("after", after)
		query.Set("until", strconv.FormatInt(clock.Millis(until), 10))
	}
	if len(query) == 0 {
		return contactPath(id)
	}
	return contactPath(id) + "?" + query.Encode()
}

// moments reads on until a page is full of the kind that is asked for.
func (s *Server) moments(c *fiber.Ctx, id campaign.ContactID, kind string) (list []campaign.Moment, next string, err error) {
	next = c.Query("after")
	for {
		var page []campaign.Moment
		page, next, err = s.Office.Campaigns.Timeline(c.UserContext(), s.Office.DB, id, next, timelineSize)
		if err != nil {
			return nil, "", err
		}
		for _, m := range page {
			if kind == "" || told[m.Kind] == kind {
				list = append(list, m)
			}
		}
		if len(list) >= timelineSize || next == "" {
			return list, next, nil
		}
	}
}

// learnt is when an event of consent stands in the timeline: evidence of an
// import when it came in, everything else when the person acted.
func learnt(e consent.HistoryEntry) time.Time {
	if e.Kind == state.Staged || e.Kind == state.Released {
		return e.Received
	}
	return e.Occurred
}

func byDay(items []timelineItem, zone *time.Location) (days []timelineDay) {
	for _, item := range items {
		y, m, d := item.At.In(zone).Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, zone)
		if len(days) == 0 || !days[len(days)-1].Day.Equal(day) {
			days = append(days, timelineDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Items = append(last.Items, item)
	}
	return days
}
