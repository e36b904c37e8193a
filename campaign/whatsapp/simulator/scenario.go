package simulator

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
)

// Scenario is the set of faults. The zero value has none. Shares and
// probabilities are numbers from 0 to 1; durations are written as in Go
// ("1h30m") and pass in virtual time unless said otherwise. In a file it is
// one JSON object; unknown knobs are refused by [ParseScenario].
type Scenario struct {
	// On the way back.
	Duplicates    float64 `json:"duplicates"`     // probability that an update is told a second time, up to an hour later
	Reorder       float64 `json:"reorder"`        // probability that two neighbouring statuses of a message swap their arrival
	SkipDelivered float64 `json:"skip_delivered"` // probability that `read` comes without `delivered`
	ReceiptsOff   float64 `json:"receipts_off"`   // share of people whose `read` is never told
	UserIDOnly    float64 `json:"user_id_only"`   // share of people whose phone number webhooks hide
	LinkPreview   float64 `json:"link_preview"`   // probability that WhatsApp's robot opens a link before the person does

	// What the platform does to an accepted message.
	NotOnWhatsApp float64 `json:"not_on_whatsapp"` // share of people: failed, 131026
	Holdout130472 float64 `json:"holdout_130472"`  // share of people, marketing only: failed, 130472
	Cap131049     float64 `json:"cap_131049"`      // probability per person and marketing template: failed, 131049

	// What happens to a call.
	Rate429          float64 `json:"rate_429"`           // probability of 130429 beyond the true rate
	LostReply        float64 `json:"lost_reply"`         // probability: accepted, logged, then the connection is cut without an answer
	Error500Accepted float64 `json:"error_500_accepted"` // probability: accepted, logged, answered 500 with 131000
	Error503Every    int     `json:"error_503_every"`    // every n-th authorised call is refused with 503, code 2
	Latency          Latency `json:"latency"`            // process time before the answer
	TokenExpires     Span    `json:"token_expires"`      // after the start every call is refused with 190; 0 is never

	// Templates.
	Review    Review   `json:"review"`
	Pacing    []Pacing `json:"pacing"`
	Templates []Ruling `json:"templates"`

	// Older wire formats.
	LegacyContacts     bool `json:"legacy_contacts"`     // `contacts` also on failed statuses
	LegacyConversation bool `json:"legacy_conversation"` // `conversation` as before webhooks v24
}

// Latency is drawn evenly between Min and Max, in process time.
type Latency struct {
	Min Span `json:"min"`
	Max Span `json:"max"`
}

// Review is what happens to a template that was created or edited.
type Review struct {
	Delay  Span     `json:"delay"`
	Reject []string `json:"reject"` // names that are rejected; all others are approved
}

// Pacing holds messages of a marketing template back: after the first After
// accepted ones the rest are answered held_for_quality_assessment until Hold
// has passed since the first held one; then Verdict releases them, or pauses
// the template and fails them all with 132015.
type Pacing struct {
	Template string `json:"template"`
	After    int    `json:"after"`
	Hold     Span   `json:"hold"`
	Verdict  string `json:"verdict"` // "release" or "pause"
}

// Ruling changes a template (every language, or one) at an instant counted
// from the start of the simulator.
type Ruling struct {
	At       Span   `json:"at"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Event    string `json:"event"`    // "pause", "unpause", "disable", "approve", "reject", "recategorise"
	Category string `json:"category"` // for recategorise: "UTILITY", "MARKETING"
}

// Span is a duration that a scenario writes as "1h30m".
type Span time.Duration

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("duration %q, want one such as \"1h30m\" or \"250ms\"", text)
	}
	*s = Span(d)
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (s Span) MarshalText() ([]byte, error) { return []byte(time.Duration(s).String()), nil }

// ErrScenario is the kind of every error of a scenario that cannot be played.
var ErrScenario = errors.New("scenario")

// ParseScenario reads the JSON of a scenario strictly: an unknown knob, a
// value out of range or a second value after the object is an [ErrScenario]
// whose text names the knob.
func ParseScenario(raw []byte) (Scenario, error) {
	var s Scenario
	if err := json.Unmarshal(raw, &s, json.RejectUnknownMembers(true)); err != nil {
		return Scenario{}, fmt.Errorf("%w: %w", ErrScenario, err)
	}
	return s, s.Validate()
}

// Validate returns an [ErrScenario] that names every knob out of range.
func (s Scenario) Validate() error {
	var faults []error
	for _, knob := range s.shares() {
		if !(knob.value >= 0 && knob.value <= 1) { // also catches NaN
			faults = append(faults, fmt.Errorf("%s is %v, want 0 to 1", knob.name, knob.value))
		}
	}
	if s.Error503Every < 0 {
		faults = append(faults, fmt.Errorf("error_503_every is %d, want 0 or more", s.Error503Every))
	}
	if s.Latency.Min < 0 || s.Latency.Max < s.Latency.Min {
		faults = append(faults, errors.New("latency wants 0 <= min <= max"))
	}
	if s.TokenExpires < 0 || s.Review.Delay < 0 {
		faults = append(faults, errors.New("token_expires and review.delay want 0 or more"))
	}
	for i, p := range s.Pacing {
		faults = append(faults, p.validate(i))
	}
	for i, r := range s.Templates {
		faults = append(faults, r.validate(i))
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("%w: %w", ErrScenario, err)
	}
	return nil
}

// share is one knob between 0 and 1, under its name in the file.
type share struct {
	name  string
	value float64
}

func (s Scenario) shares() []share {
	return []share{
		{"duplicates", s.Duplicates}, {"reorder", s.Reorder}, {"skip_delivered", s.SkipDelivered},
		{"receipts_off", s.ReceiptsOff}, {"user_id_only", s.UserIDOnly}, {"link_preview", s.LinkPreview},
		{"not_on_whatsapp", s.NotOnWhatsApp}, {"holdout_130472", s.Holdout130472}, {"cap_131049", s.Cap131049},
		{"rate_429", s.Rate429}, {"lost_reply", s.LostReply}, {"error_500_accepted", s.Error500Accepted},
	}
}

func (p Pacing) validate(i int) error {
	if p.Template == "" || p.After < 0 || p.Hold < 0 || p.Verdict != "release" && p.Verdict != "pause" {
		return fmt.Errorf("pacing[%d] wants template, after >= 0, hold >= 0 and verdict \"release\" or \"pause\"", i)
	}
	return nil
}

func (r Ruling) validate(i int) error {
	if _, ok := rulings[r.Event]; !ok && r.Event != recategorise {
		return fmt.Errorf("templates[%d]: event %q, want pause, unpause, disable, approve, reject or recategorise", i, r.Event)
	}
	if r.Name == "" || r.At < 0 || (r.Event == recategorise) != (r.Category != "") {
		return fmt.Errorf("templates[%d] wants name, at >= 0, and category with recategorise only", i)
	}
	return nil
}
