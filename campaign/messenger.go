package campaign

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/consent"
)

// Outgoing is a message that is ready to be sent, in no platform's format.
type Outgoing struct {
	Message  MessageID
	Attempt  int
	NumberID string // the business number that sends
	To       consent.Address
	Template string
	Language string
	Header   *MediaValue
	Body     []TextValue
	Buttons  []ButtonValue
}

// TextValue fills a variable of the body: by Name, or by position when empty.
type TextValue struct{ Name, Text string }

// MediaValue fills a media header.
type MediaValue struct {
	Format   Format // image, video or document
	Link     string
	Filename string
}

// ButtonValue fills the variable part of a button.
type ButtonValue struct {
	Index int
	Kind  ButtonKind
	Text  string // URL suffix, coupon code or payload
}

// Messenger hands a message to a platform. It makes one attempt. The error
// says what became of it: nil is accepted, a [*Refusal] was not taken, and
// anything else means that nobody knows.
type Messenger interface {
	Send(ctx context.Context, m Outgoing) (wamid string, err error)
}

// Refusal is a definite no of the platform.
type Refusal struct {
	Code   int
	Action Action
	Wait   time.Duration // before the same message may be tried again
	Detail string        // in English, from the platform; no personal data
}

// Action is what a refusal asks for.
type Action string

// The actions.
const (
	Retry        Action = "retry"         // the same message, after Wait; no attempt is used up
	SlowDown     Action = "slow_down"     // Retry, and the number's rate is lowered
	GiveUp       Action = "give_up"       // this message has failed
	RecordOptOut Action = "opt_out"       // the person stopped inside WhatsApp
	StopCampaign Action = "stop_campaign" // template or policy: pause, a person must look
	StopNumber   Action = "stop_number"   // token, payment or restriction: nothing can be sent
)

// Error implements error.
func (r *Refusal) Error() string { return fmt.Sprintf("refused with code %d: %s", r.Code, r.Detail) }

// AsRefusal finds a refusal in an error.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// Candidate asks for a slot.
type Candidate struct {
	Contact ContactID
	Country string
	Zone    string
}

// Placer finds a moment for each candidate between from (inclusive) and until
// (exclusive). Placement i answers candidate i: the zero time means that there
// is no allowed moment left. Calls for one campaign come one after another and
// see what earlier ones took.
type Placer interface {
	Place(ctx context.Context, c Campaign, candidates []Candidate) ([]time.Time, error)
}
