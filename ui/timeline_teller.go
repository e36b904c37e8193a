package ui

import (
	"net/url"
	"strconv"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/ui/words"
)

// timelineTeller puts moments into words for one visitor.
type timelineTeller struct {
	words     *words.Words
	zone      *time.Location
	contact   campaign.ContactID
	campaigns bool // campaigns have pages for them
	why       bool // and tell why
}

func (t timelineTeller) event(e consent.HistoryEntry, at time.Time) timelineItem {
	look := eventBadge(t.words, e.Kind)
	item := timelineItem{At: at, Sign: look.Sign, Icon: look.Icon, Says: look.Word}
	if e.Evidence.Method != "" {
		item.Notes = append(item.Notes, t.words.Label("method", e.Evidence.Method))
	}
	if !at.Equal(e.Occurred) {
		item.Notes = append(item.Notes, t.words.T("contact.agreed_on", t.words.Date(e.Occurred, t.zone)))
	}
	return item
}

// momentSigns are how moments look that are not messages.
var momentSigns = map[campaign.MomentKind]struct{ sign, icon, key string }{
	campaign.MomentSkipped:    {"stop", "stop", "moment.skipped"},
	campaign.MomentHeldOut:    {"", "holdout", "moment.held_out"},
	campaign.MomentClick:      {"notice", "click", "moment.click"},
	campaign.MomentReply:      {"notice", "reply", "moment.reply"},
	campaign.MomentOptOut:     {"stop", "stop", "moment.opt_out"},
	campaign.MomentConversion: {"good", "winner", "moment.conversion"},
}

func (t timelineTeller) moment(m campaign.Moment) timelineItem {
	var item timelineItem
	switch m.Kind {
	case campaign.MomentMessage:
		item = t.message(m)
	case campaign.MomentEvent:
		item = timelineItem{Icon: "order", Says: t.words.Label("moment_event", m.Detail)}
		if m.Value != 0 {
			item.Notes = []string{t.words.Money(m.Value, m.Currency)}
		}
	default:
		sign := momentSigns[m.Kind]
		item = timelineItem{Sign: sign.sign, Icon: sign.icon, Says: t.words.T(sign.key, m.CampaignName)} // words: moment.*
		switch m.Kind {
		case campaign.MomentSkipped:
			item.Notes = []string{t.words.Label("reason", m.Detail)}
		case campaign.MomentClick:
			item.Notes = []string{pageOf(m.Detail)}
		}
	}
	item.At = m.At
	if m.CampaignID != 0 && t.campaigns {
		item.Campaign = campaignPath(m.CampaignID)
	}
	if told[m.Kind] == tellMessages && t.why {
		item.Why = campaignPath(m.CampaignID) + "/why/" + strconv.FormatInt(int64(t.contact), 10)
	}
	return item
}

// message tells one message with the instants that it has passed.
func (t timelineTeller) message(m campaign.Moment) timelineItem {
	w, j := t.words, m.Message
	look := messageLooks[j.State]
	item := timelineItem{Sign: look.Sign, Icon: look.Icon, Says: w.T("moment.message", m.CampaignName, w.Label("state", string(j.State)))}
	if m.Variant != "" && m.Variant != experiment.HoldoutKey {
		item.Notes = append(item.Notes, w.T("moment.variant", string(m.Variant)))
	}
	if j.State == campaign.Planned {
		item.Notes = append(item.Notes, w.T("moment.due", w.DateTime(m.DueAt, t.zone)))
	}
	for _, passed := range []struct {
		state campaign.State
		at    time.Time
	}{{campaign.Sent, j.SentAt}, {campaign.Delivered, j.DeliveredAt}, {campaign.Read, j.ReadAt}} {
		if !passed.at.IsZero() {
			item.Notes = append(item.Notes, w.T("moment.passed", w.Label("state", string(passed.state)), w.Time(passed.at, t.zone)))
		}
	}
	if j.Reason != "" {
		item.Notes = append(item.Notes, w.Label("reason", string(j.Reason)))
	}
	return item
}

// pageOf is an address without what campaigns and shops hang on to it, which
// may name the person.
func pageOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host + u.Path
}
