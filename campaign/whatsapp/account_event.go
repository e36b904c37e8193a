package whatsapp

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// TemplateRef names one language of a template. Language is as the API
// writes it, "en_US", also where a notification writes "en-US".
type TemplateRef struct {
	ID       string
	Name     string
	Language string
}

// TemplateStatusEvent tells that a template may or may no longer be sent.
type TemplateStatusEvent struct {
	Source
	At             time.Time
	Template       TemplateRef
	Event          string // APPROVED, REJECTED, PAUSED, DISABLED, ARCHIVED, …
	Category       string
	Reason         string
	DisabledOn     string // as written by Meta
	Title          string // FIRST_PAUSE, SECOND_PAUSE, RATE_LIMITING_PAUSE, UNPAUSE, DISABLED
	Description    string
	Recommendation string // with a rejection
}

// TemplateQualityEvent tells how people take a template: GREEN, YELLOW, RED
// or UNKNOWN.
type TemplateQualityEvent struct {
	Source
	At            time.Time
	Template      TemplateRef
	Previous, New string
}

// TemplateCategoryEvent tells that Meta files a template under another
// category, which changes its price and its limits.
type TemplateCategoryEvent struct {
	Source
	At       time.Time
	Template TemplateRef
	New      string
	Previous string // set once the change is done
	Correct  string // set 24 h ahead: the category that will apply
}

// Announced reports whether the change is still to come.
func (e TemplateCategoryEvent) Announced() bool { return e.Correct != "" }

// TemplateContentEvent tells that the words of a template changed.
type TemplateContentEvent struct {
	Source
	At       time.Time
	Template TemplateRef
	Title    string
	Body     string
	Footer   string
	Buttons  jsontext.Value
}

// NumberQualityEvent tells that a number's throughput or limit changed.
type NumberQualityEvent struct {
	Source
	At      time.Time
	Event   string // ONBOARDING, THROUGHPUT_UPGRADE
	Limit   Tier
	Old     Tier // old_limit and current_limit are on their way out
	Current Tier
}

// CapabilityEvent tells the portfolio's messaging limit and its numbers.
type CapabilityEvent struct {
	Source
	At                    time.Time
	Limit                 Tier
	MaxNumbersPerWABA     int
	MaxNumbersPerBusiness int
}

// Restriction is something an account may not do for a while.
type Restriction struct {
	Type  string // "RESTRICTED_BIZ_INITIATED_MESSAGING"
	Until time.Time
}

// AccountEvent is news of the account itself. Source.WABAID is the account
// concerned, also where the notification is addressed to a partner.
type AccountEvent struct {
	Source
	At           time.Time
	Event        string // ACCOUNT_RESTRICTION, DISABLED_UPDATE, MM_LITE_TERMS_SIGNED, …
	Restrictions []Restriction
	Violation    string
	BanState     string
	BanDate      string         // as written by Meta, "April 17, 2025"
	Raw          jsontext.Value // the whole value: the events have many members
}

// AlertEvent is a warning or a decision about a limit, a profile or a badge.
type AlertEvent struct {
	Source
	At          time.Time
	EntityType  string // BUSINESS, PHONE_NUMBER
	EntityID    string
	Severity    string // CRITICAL, WARNING, INFORMATIONAL
	Status      string
	Type        string
	Description string
}

// UsernameEvent tells what became of the business's own username.
type UsernameEvent struct {
	Source
	At       time.Time
	Username string // empty when it was deleted
	Status   string // approved, reserved, deleted
}

func (TemplateStatusEvent) event()   {}
func (TemplateQualityEvent) event()  {}
func (TemplateCategoryEvent) event() {}
func (TemplateContentEvent) event()  {}
func (NumberQualityEvent) event()    {}
func (CapabilityEvent) event()       {}
func (AccountEvent) event()          {}
func (AlertEvent) event()            {}
func (UsernameEvent) event()         {}
