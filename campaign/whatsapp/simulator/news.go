package simulator

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// news is a management change of one account, ready to be told.
type news struct {
	waba  string
	field string
	value any
}

// tell queues a management change for now. The lock is held.
func (s *Simulator) tell(waba, field string, value any, at time.Time) {
	ms := at.UnixMilli()
	s.put(event{due: ms, stamp: ms, kind: notice, news: &news{waba, field, value}})
}

// later queues something the platform does to itself. The lock is held now
// and will be held then.
func (s *Simulator) later(at time.Time, run func(at time.Time)) {
	s.put(event{due: at.UnixMilli(), stamp: at.UnixMilli(), kind: act, run: run})
}

// statusNews is the value of message_template_status_update.
type statusNews struct {
	Event     string         `json:"event"`
	ID        jsontext.Value `json:"message_template_id"` // a number here, a string in the API
	Name      string         `json:"message_template_name"`
	Language  string         `json:"message_template_language"`
	Reason    string         `json:"reason"`
	Category  string         `json:"message_template_category"`
	Disabled  *disableInfo   `json:"disable_info,omitempty"`
	Info      *newsInfo      `json:"other_info,omitempty"`
	Rejection *rejectionInfo `json:"rejection_info,omitempty"`
}

type disableInfo struct {
	Date int64 `json:"disable_date"`
}

type newsInfo struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

type rejectionInfo struct {
	Reason         string `json:"reason"`
	Recommendation string `json:"recommendation"`
}

// categoryNews is the value of template_category_update.
type categoryNews struct {
	ID       jsontext.Value `json:"message_template_id"`
	Name     string         `json:"message_template_name"`
	Language string         `json:"message_template_language"`
	Previous string         `json:"previous_category"`
	New      string         `json:"new_category"`
}
