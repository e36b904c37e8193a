package simulator

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Statuses of a template. Only an approved one may be sent.
const (
	Approved = "APPROVED"
	Pending  = "PENDING"
	Rejected = "REJECTED"
	Paused   = "PAUSED"
	Disabled = "DISABLED"
)

// Template is a template as the management edge takes and gives it.
type Template struct {
	ID              string      `json:"id,omitempty"` // derived from account, name and language when empty
	Name            string      `json:"name"`
	Language        string      `json:"language"`                   // "fr", "en_US"
	Category        string      `json:"category"`                   // MARKETING, UTILITY, AUTHENTICATION
	Status          string      `json:"status,omitempty"`           // Approved when given in Config without one
	ParameterFormat string      `json:"parameter_format,omitempty"` // POSITIONAL (default) or NAMED
	Components      []Component `json:"components"`
	TTL             int         `json:"message_send_ttl_seconds,omitempty"`
	Reason          string      `json:"rejected_reason,omitempty"`
}

// Component is a part of a template. Upper and lower case of Type and Format
// mean the same.
type Component struct {
	Type          string         `json:"type"`             // HEADER, BODY, FOOTER, BUTTONS, LIMITED_TIME_OFFER, CAROUSEL
	Format        string         `json:"format,omitempty"` // of a header: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, GIF
	Text          string         `json:"text,omitempty"`
	Buttons       []Button       `json:"buttons,omitempty"`
	Cards         []Card         `json:"cards,omitempty"`
	Example       jsontext.Value `json:"example,omitempty"`
	LimitedOffer  jsontext.Value `json:"limited_time_offer,omitempty"`
	Security      bool           `json:"add_security_recommendation,omitempty"`
	ExpireMinutes int            `json:"code_expiration_minutes,omitempty"`
}

// Button is one button of a template.
type Button struct {
	Type    string         `json:"type"` // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, …
	Text    string         `json:"text,omitempty"`
	URL     string         `json:"url,omitempty"` // may end in one variable: "https://shop.example/l/{{1}}"
	Phone   string         `json:"phone_number,omitempty"`
	Example jsontext.Value `json:"example,omitempty"`
}

// Card is one card of a carousel.
type Card struct {
	Components []Component `json:"components"`
}

// template is a Template in operation; the catalog owns it.
type template struct {
	Template
	waba   string
	form   form
	pauses int // quality pauses so far: the third disables
	pacing pacing
	days   map[int64]*tally // by UTC day since 1970
}

// form is what a send has to fill in, worked out once.
type form struct {
	named   bool
	header  string   // lower case: "", "text", "image", "video", "document", "location", "gif"
	title   []string // variables of a text header
	body    []string // variables of the body, in order of appearance
	letters int      // characters of the body outside its variables
	buttons []Button
	offer   bool
	cards   int
}

// variable is a placeholder: {{1}} or {{first_name}}.
var variable = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// variables lists the distinct placeholders of a text in order of appearance.
func variables(text string) []string {
	var names []string
	for _, m := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

func formOf(t Template) form {
	f := form{named: strings.EqualFold(t.ParameterFormat, "NAMED")}
	for _, c := range t.Components {
		switch strings.ToUpper(c.Type) {
		case "HEADER":
			f.header, f.title = strings.ToLower(c.Format), variables(c.Text)
		case "BODY":
			f.body = variables(c.Text)
			f.letters = utf8.RuneCountInString(variable.ReplaceAllString(c.Text, ""))
		case "BUTTONS":
			f.buttons = c.Buttons
		case "LIMITED_TIME_OFFER":
			f.offer = true
		case "CAROUSEL":
			f.cards = len(c.Cards)
		}
	}
	return f
}

// is compares a button's type without regard to case.
func (b Button) is(kind string) bool { return strings.EqualFold(b.Type, kind) }

// hasVariable tells whether the URL of the button takes a suffix.
func (b Button) hasVariable() bool { return b.is("URL") && variable.MatchString(b.URL) }

// marketing tells whether opt-outs, caps and hold-outs apply.
func (t *template) marketing() bool { return strings.EqualFold(t.Category, "MARKETING") }
