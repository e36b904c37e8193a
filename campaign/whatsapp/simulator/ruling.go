package simulator

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// recategorise is the ruling that changes a category instead of a status.
const recategorise = "recategorise"

// rulings are the decisions of the platform about a template: the status it
// gets and the event the webhook tells.
var rulings = map[string]struct{ status, event, title string }{
	"approve": {Approved, "APPROVED", ""},
	"reject":  {Rejected, "REJECTED", ""},
	"pause":   {Paused, "PAUSED", "FIRST_PAUSE"},
	"unpause": {Approved, "APPROVED", "UNPAUSE"},
	"disable": {Disabled, "DISABLED", "DISABLED"},
}

// pauseLasts is how long a pause for quality lasts, by how many came before;
// the next one disables (template pausing, 2025-10-22).
var pauseLasts = [...]time.Duration{3 * time.Hour, 6 * time.Hour}

// rule carries out a decision now. The lock is held.
func (s *Simulator) rule(t *template, event string, at time.Time) {
	if event == "pause" {
		s.pauseForQuality(t, at)
		return
	}
	if event == "unpause" && t.Status != Paused {
		return
	}
	r := rulings[event]
	s.setStatus(t, r.status, r.event, r.title, at)
}

// pauseForQuality pauses for three hours, then for six, then disables. The
// pause ends by itself, unless something else happened to the template.
func (s *Simulator) pauseForQuality(t *template, at time.Time) {
	n := t.pauses
	t.pauses++
	if n >= len(pauseLasts) {
		s.setStatus(t, Disabled, "DISABLED", "DISABLED", at)
		return
	}
	s.setStatus(t, Paused, "PAUSED", [...]string{"FIRST_PAUSE", "SECOND_PAUSE"}[n], at)
	s.later(at.Add(pauseLasts[n]), func(end time.Time) {
		if t.Status == Paused && t.pauses == n+1 {
			s.rule(t, "unpause", end)
		}
	})
}

// setStatus changes a template and tells the receiver.
func (s *Simulator) setStatus(t *template, status, event, title string, at time.Time) {
	t.Status = status
	v := statusNews{
		Event: event, ID: jsontext.Value(t.ID), Name: t.Name, Reason: "NONE", Category: t.Category,
		Language: strings.ReplaceAll(t.Language, "_", "-"), // as the platform's own example, unlike its API
	}
	if title != "" {
		v.Info = &newsInfo{Title: title, Description: "Your WhatsApp message template has been " + strings.ToLower(event) + "."}
	}
	switch status {
	case Disabled:
		v.Disabled = &disableInfo{Date: at.Unix()}
	case Rejected:
		t.Reason, v.Reason = "INVALID_FORMAT", "INVALID_FORMAT"
		v.Rejection = &rejectionInfo{Reason: "The format of the template is not valid.", Recommendation: "Edit the template and send it to review again."}
	}
	s.tell(t.waba, "message_template_status_update", v, at)
}

// setCategory recategorises a template at once.
func (s *Simulator) setCategory(t *template, category string, at time.Time) {
	v := categoryNews{
		ID: jsontext.Value(t.ID), Name: t.Name, Language: strings.ReplaceAll(t.Language, "_", "-"),
		Previous: t.Category, New: strings.ToUpper(category),
	}
	t.Category = v.New
	s.tell(t.waba, "template_category_update", v, at)
}

// review decides about a new or edited template after the scenario's delay.
// A later edit opens a review of its own, which then has the last word.
func (s *Simulator) review(t *template, at time.Time) {
	verdict := "approve"
	if slices.Contains(s.cfg.Scenario.Review.Reject, t.Name) {
		verdict = "reject"
	}
	s.later(at.Add(time.Duration(s.cfg.Scenario.Review.Delay)), func(at time.Time) {
		if t.Status == Pending {
			s.rule(t, verdict, at)
		}
	})
}

// scheduleRulings puts the scenario's template events into the queue.
func (s *Simulator) scheduleRulings() {
	for _, r := range s.cfg.Scenario.Templates {
		s.later(s.start.Add(time.Duration(r.At)), func(at time.Time) {
			for _, t := range s.templates.named(r.Name, r.Language) {
				if r.Event == recategorise {
					s.setCategory(t, r.Category, at)
				} else {
					s.rule(t, r.Event, at)
				}
			}
		})
	}
}
