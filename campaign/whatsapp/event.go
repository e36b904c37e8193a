package whatsapp

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Event is one update of a notification. It is one of the …Event types of this
// package, held by value; a reader switches on the type and ignores the rest.
//
// Instants are UTC. A timestamp that is missing or absurd is the zero time.
type Event interface{ event() }

// Source says whom an update is about.
type Source struct {
	WABAID        string // WhatsApp business account
	PhoneNumberID string // empty where an update is about the whole account
	DisplayNumber string // digits of the business number
}

// Party is the person on the other side. Either identifier may be missing:
// the phone number when WhatsApp hides it, the user id in older updates.
type Party struct {
	WaID   string // digits, "33612345678"
	UserID string // business-scoped user id, "FR.13491208655302741918"
	Name   string // profile name, chosen by the person
}

// Step is how far a message has come.
type Step string

// The steps of a message. They arrive in any order, more than once, and with
// gaps: a read may come without a delivered.
const (
	StepSent      Step = "sent"
	StepDelivered Step = "delivered"
	StepRead      Step = "read"
	StepPlayed    Step = "played" // a voice message was listened to
	StepFailed    Step = "failed" // Fails says why; see [RuleFor]
)

// StatusEvent is one step of a message we sent.
type StatusEvent struct {
	Source
	Party
	WAMID        string
	Step         Step // as sent, also when it is none of the known ones
	At           time.Time
	Opaque       string // biz_opaque_callback_data of the send
	Pricing      *Pricing
	Conversation *StatusConversation
	Fails        []NotificationFail
}

// InboundEvent is something a person wrote, tapped or sent.
type InboundEvent struct {
	Source
	Party
	At      time.Time
	Message InboundMessage
	Rest    jsontext.Value // members this package does not know, an object or empty
}

// Answers is the wamid of our message that a reply quotes or a tap belongs
// to; empty when WhatsApp does not say.
func (e InboundEvent) Answers() string {
	switch {
	case e.Message.Reaction != nil:
		return e.Message.Reaction.MessageID
	case e.Message.Context != nil:
		return e.Message.Context.ID
	}
	return ""
}

// Words is the text that a keyword such as STOP is looked for in: what was
// written, or the label that was tapped.
func (e InboundEvent) Words() string {
	m := e.Message
	switch {
	case m.Text != nil:
		return m.Text.Body
	case m.Button != nil:
		return m.Button.Text
	case m.Interactive == nil:
		return ""
	case m.Interactive.ButtonReply != nil:
		return m.Interactive.ButtonReply.Title
	case m.Interactive.ListReply != nil:
		return m.Interactive.ListReply.Title
	}
	return ""
}

// Payload is the developer's value behind a tap: the payload of a template's
// quick reply, the id of an interactive button or row.
func (e InboundEvent) Payload() string {
	m := e.Message
	switch {
	case m.Button != nil:
		return m.Button.Payload
	case m.Interactive == nil:
		return ""
	case m.Interactive.ButtonReply != nil:
		return m.Interactive.ButtonReply.ID
	case m.Interactive.ListReply != nil:
		return m.Interactive.ListReply.ID
	}
	return ""
}

// Values of [PreferenceEvent].
const (
	PreferenceStop   = "stop"
	PreferenceResume = "resume"
	PreferenceSignup = "signup" // through Meta's own opt-in link
)

// PreferenceEvent is a choice about marketing that a person made in WhatsApp
// itself.
type PreferenceEvent struct {
	Source
	Party
	Category string // "marketing_messages"
	Value    string // stop, resume or signup
	Detail   string
	SignupID string
	At       time.Time
}

// UserIDEvent tells that a person's user id was replaced. The same news may
// come as an [InboundEvent] of type system.
type UserIDEvent struct {
	Source
	Party           // UserID is the current one
	Previous string // the user id until now
	Detail   string
	At       time.Time
}

// FailureEvent is an error of the account or the app, tied to no message.
type FailureEvent struct {
	Source
	Fail NotificationFail
}

// UnknownEvent keeps what this package does not read: a field it does not
// know, or an update that does not have the announced shape.
type UnknownEvent struct {
	Source
	Field  string
	At     time.Time
	Raw    jsontext.Value // a copy; the change's value, or the smallest part that did not fit
	Reason string         // empty for an unknown field; names members, never their content
}

func (StatusEvent) event()     {}
func (InboundEvent) event()    {}
func (PreferenceEvent) event() {}
func (UserIDEvent) event()     {}
func (FailureEvent) event()    {}
func (UnknownEvent) event()    {}
