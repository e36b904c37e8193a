package ui

import (
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/ui/words"
)

// teller tells what became of one person.
type teller struct {
	words    *words.Words
	zone     *time.Location
	campaign campaign.Campaign
	fate     campaign.Why
	consent  *consent.HistoryEntry // the record behind it, nil without one
	register bool                  // the visitor may read what that record rests on
}

// answer is the sentence.
func (t teller) answer() whyAnswer {
	w, f := t.words, t.fate
	switch {
	case !f.Member:
		return whyAnswer{"stop", w.T("why.outside"), t.outside()}
	case !f.Decided:
		return whyAnswer{"notice", w.T("why.undecided"), w.T("phase_hint.planning")}
	case f.Skip != "":
		return whyAnswer{"stop", w.T("why.kept_out", w.Label("reason", string(f.Skip))), reasonSays(w, f.Skip)}
	case f.Variant == experiment.HoldoutKey:
		return whyAnswer{"notice", w.T("why.held_out"), w.T("reason_long.holdout")}
	case f.Message == nil:
		return whyAnswer{"notice", w.T("why.undecided"), ""}
	}
	return t.ofMessage(*f.Message)
}

// outside says why somebody is in no frozen audience, as far as that is known.
func (t teller) outside() string {
	w, f := t.words, t.fate
	if !f.Frozen.IsZero() && f.Since.After(f.Frozen) {
		return w.T("why.came_later", w.DateTime(f.Since, t.zone), w.DateTime(f.Frozen, t.zone))
	}
	for _, condition := range f.Conditions {
		if !condition.Holds {
			return w.T("why.no_match")
		}
	}
	return w.T("why.matches_now")
}

func (t teller) ofMessage(m campaign.Journey) whyAnswer {
	w := t.words
	at := map[campaign.State]time.Time{campaign.Planned: t.fate.SlotAt, campaign.Sending: m.ClaimedAt, campaign.Accepted: m.AcceptedAt,
		campaign.Sent: m.SentAt, campaign.Delivered: m.DeliveredAt, campaign.Read: m.ReadAt}[m.State]
	because, remedy := w.DateTime(at, t.zone), ""
	if m.Reason != "" {
		because, remedy = w.Label("reason", string(m.Reason)), reasonSays(w, m.Reason)
	}
	return whyAnswer{messageLooks[m.State].Sign, w.T("why_state."+string(m.State), because), remedy} // words: why_state.*
}

// story is what happened, in its order.
func (t teller) story() (steps []whyStep) {
	w, f := t.words, t.fate
	if t.consent != nil {
		steps = append(steps, t.consentStep(*t.consent))
	}
	if !f.Member {
		return steps
	}
	steps = append(steps, whyStep{Icon: "audience", At: f.Frozen, Says: w.T("why.in_audience")})
	switch {
	case f.Skip != "":
		return append(steps, whyStep{Icon: "stop", Sign: "stop", At: f.Frozen, Says: w.T("why.kept_out", w.Label("reason", string(f.Skip)))})
	case !f.Decided:
		return steps
	}
	steps = append(steps, t.drawStep())
	if f.Message != nil {
		steps = append(steps, whyStep{Icon: "calendar", At: f.SlotAt, Says: w.T("why.slot")})
		steps = append(steps, t.journey(*f.Message)...)
	}
	return steps
}

func (t teller) consentStep(e consent.HistoryEntry) whyStep {
	step := whyStep{Icon: "consent", Sign: eventLooks[e.Kind].Sign, At: e.Occurred, Says: t.words.Label("consent_event", string(e.Kind))}
	if t.register {
		step.Notes = t.evidenceSays(e)
	}
	return step
}

// drawStep says which variant somebody got, and how it was chosen.
func (t teller) drawStep() whyStep {
	w := t.words
	how := w.T("why.drawn")
	if a := t.campaign.Content.Assignment; a != nil {
		how = w.T("why.imported", a.Attribute)
	}
	if t.fate.Variant == experiment.HoldoutKey {
		return whyStep{Icon: "holdout", Sign: "notice", At: t.fate.Frozen, Says: w.T("why.drew_holdout"), Notes: []string{how}}
	}
	return whyStep{Icon: "experiment", At: t.fate.Frozen, Says: w.T("why.drew", string(t.fate.Variant)), Notes: []string{how}}
}

// journey is what became of the message.
func (t teller) journey(m campaign.Journey) (steps []whyStep) {
	w := t.words
	if !m.ClaimedAt.IsZero() {
		steps = append(steps, whyStep{Icon: "campaigns", At: m.ClaimedAt, Says: w.N("why.called", int64(m.Attempts)), Notes: t.allowed(m)})
	}
	for _, moment := range []struct {
		state campaign.State
		at    time.Time
	}{{campaign.Accepted, m.AcceptedAt}, {campaign.Sent, m.SentAt}, {campaign.Delivered, m.DeliveredAt}, {campaign.Read, m.ReadAt}} {
		if !moment.at.IsZero() {
			steps = append(steps, whyStep{Icon: messageLooks[moment.state].Icon, Sign: messageLooks[moment.state].Sign, At: moment.at, Says: w.Label("state_hint", string(moment.state))})
		}
	}
	switch m.State {
	case campaign.Skipped, campaign.Failed, campaign.Expired, campaign.Cancelled, campaign.Unknown:
		end := whyStep{Icon: messageLooks[m.State].Icon, Sign: messageLooks[m.State].Sign, At: m.FailedAt, Says: w.Label("state", string(m.State))}
		if m.Reason != "" {
			end.Notes = []string{w.Label("reason", string(m.Reason)), reasonSays(w, m.Reason)}
		}
		steps = append(steps, end)
	case campaign.Planned, campaign.Sending, campaign.Accepted, campaign.Sent, campaign.Delivered, campaign.Read:
	}
	return steps
}

// allowed says on whose word the call was made.
func (t teller) allowed(m campaign.Journey) []string {
	if m.ConsentSeq == 0 || t.consent == nil {
		return nil
	}
	return []string{t.words.T("why.allowed", t.words.DateTime(t.consent.Occurred, t.zone))}
}
