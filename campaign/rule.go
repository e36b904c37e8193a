package campaign

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Rule is a segment as a tree: a group (All, Any, Not) or one condition.
// The zero Rule is everybody.
type Rule struct {
	All        []Rule          `json:"all,omitempty"`
	Any        []Rule          `json:"any,omitempty"`
	Not        *Rule           `json:"not,omitempty"`
	Attribute  *AttributeRule  `json:"attribute,omitempty"`
	Tag        string          `json:"tag,omitempty"`
	Language   []string        `json:"language,omitempty"` // one of
	Country    []string        `json:"country,omitempty"`  // one of
	Consent    *ConsentRule    `json:"consent,omitempty"`
	Engagement *EngagementRule `json:"engagement,omitempty"`
	Event      *EventRule      `json:"event,omitempty"`
}

// AttributeRule compares one attribute. A person without the attribute only
// matches "absent"; text is compared to the letter.
type AttributeRule struct {
	Name  string    `json:"name"`
	Op    Operator  `json:"op"`
	Text  []string  `json:"text,omitempty"`  // is, is_not, contains, from, to (dates as 2026-11-22)
	Value []float64 `json:"value,omitempty"` // =, !=, >, >=, <, <=
}

// Operator compares.
type Operator string

// The operators.
const (
	OpPresent  Operator = "present"
	OpAbsent   Operator = "absent"
	OpIs       Operator = "is" // one of Text
	OpIsNot    Operator = "is_not"
	OpContains Operator = "contains"
	OpFrom     Operator = "from" // Text or later in the alphabet: for dates
	OpTo       Operator = "to"
	OpEqual    Operator = "="
	OpNotEqual Operator = "!="
	OpMore     Operator = ">"
	OpAtLeast  Operator = ">="
	OpLess     Operator = "<"
	OpAtMost   Operator = "<="
)

// ConsentRule matches people by the state of one purpose.
type ConsentRule struct {
	Purpose string `json:"purpose"`
	State   string `json:"state"` // "granted", "withdrawn", …; "none" when nothing is known
}

// EngagementRule counts what people did with earlier messages.
type EngagementRule struct {
	Did     string `json:"did"` // received, read, clicked
	AtLeast int    `json:"at_least"`
	Days    int    `json:"days,omitempty"` // within so many days; 0 is ever
}

// EventRule counts things people did elsewhere.
type EventRule struct {
	Name    string `json:"name"` // "order"
	AtLeast int    `json:"at_least,omitempty"`
	AtMost  *int   `json:"at_most,omitempty"`
	Days    int    `json:"days,omitempty"`
}

// Bounds of a rule, so that nobody can write a query that never ends.
const (
	RuleDepth = 8
	RuleNodes = 200
)

// ParseRule reads a rule and validates it; unknown members are refused.
func ParseRule(text []byte) (Rule, error) {
	var r Rule
	if err := strictJSON(text, &r); err != nil {
		return r, fmt.Errorf("%w segment: %w", ErrInvalid, err)
	}
	return r, r.Validate()
}

// UnmarshalJSON refuses a part that names a condition without saying one, such
// as {"tag": ""}: it would mean everybody, which is written {}.
func (r *Rule) UnmarshalJSON(text []byte) error {
	if nesting(text) > 2*RuleDepth+2 { // a list and a group for each level, and the condition's own
		return fmt.Errorf("%w segment: more than %d levels", ErrInvalid, RuleDepth)
	}
	type plain Rule
	var p plain
	if err := strictJSON(text, &p); err != nil {
		return err
	}
	*r = Rule(p)
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	if r.kinds() == 0 && (len(members) > 0 || members == nil) {
		return fmt.Errorf("an empty condition in %s; write {} for everybody", text)
	}
	return nil
}

// nesting is how deep the brackets of a JSON text go. Each level is decoded by
// itself, so that the time would grow with the square of the levels.
func nesting(text []byte) (deepest int) {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// Validate returns [ErrInvalid] with the condition and the remedy.
func (r Rule) Validate() error {
	nodes := 0
	return r.validate(1, &nodes)
}

func (r Rule) validate(depth int, nodes *int) error {
	if *nodes++; *nodes > RuleNodes || depth > RuleDepth {
		return fmt.Errorf("%w segment: more than %d conditions or %d levels", ErrInvalid, RuleNodes, RuleDepth)
	}
	if n := r.kinds(); n > 1 {
		return fmt.Errorf("%w segment: one part holds %d conditions; put them into \"all\" or \"any\"", ErrInvalid, n)
	}
	for _, c := range r.Children() {
		if err := c.validate(depth+1, nodes); err != nil {
			return err
		}
	}
	return r.validateCondition()
}

// kinds is how many of the members are set.
func (r Rule) kinds() int {
	n := 0
	for _, set := range []bool{r.All != nil, r.Any != nil, r.Not != nil, r.Attribute != nil, r.Tag != "",
		r.Language != nil, r.Country != nil, r.Consent != nil, r.Engagement != nil, r.Event != nil} {
		if set {
			n++
		}
	}
	return n
}

// listMax bounds the languages or countries of one condition.
const listMax = 100

// validateCondition refuses empty lists, too: JSON leaves them out, so that a
// stored "any of nothing" would come back as everybody.
func (r Rule) validateCondition() error {
	switch {
	case r.Any != nil && len(r.Any) == 0:
		return fmt.Errorf("%w segment: \"any\" of no condition matches nobody; name one, or leave it out", ErrInvalid)
	case r.Language != nil && (len(r.Language) == 0 || len(r.Language) > listMax):
		return fmt.Errorf("%w segment: %d languages; name 1 to %d", ErrInvalid, len(r.Language), listMax)
	case r.Country != nil && (len(r.Country) == 0 || len(r.Country) > listMax):
		return fmt.Errorf("%w segment: %d countries; name 1 to %d", ErrInvalid, len(r.Country), listMax)
	case r.Attribute != nil:
		return r.Attribute.validate()
	case r.Engagement != nil:
		if !slices.Contains([]string{"received", "read", "clicked"}, r.Engagement.Did) || r.Engagement.AtLeast < 1 || r.Engagement.Days < 0 {
			return fmt.Errorf("%w segment: engagement counts received, read or clicked, at least 1", ErrInvalid)
		}
	case r.Event != nil:
		if r.Event.Name == "" || r.Event.AtLeast < 0 || r.Event.Days < 0 || r.Event.AtLeast == 0 && r.Event.AtMost == nil {
			return fmt.Errorf("%w segment: an event condition has a name and at_least (from 1) or at_most", ErrInvalid)
		}
	case r.Consent != nil:
		if r.Consent.Purpose == "" || r.Consent.State == "" {
			return fmt.Errorf("%w segment: a consent condition has a purpose and a state", ErrInvalid)
		}
	}
	return nil
}

func (a AttributeRule) validate() error {
	if a.Name == "" {
		return fmt.Errorf("%w segment: an attribute condition without a name", ErrInvalid)
	}
	text, value := len(a.Text), len(a.Value)
	ok := false
	switch a.Op {
	case OpPresent, OpAbsent:
		ok = text == 0 && value == 0
	case OpIs, OpIsNot:
		ok = text >= 1 && text <= 100 && value == 0
	case OpContains, OpFrom, OpTo:
		ok = text == 1 && value == 0
	case OpEqual, OpNotEqual, OpMore, OpAtLeast, OpLess, OpAtMost:
		ok = value == 1 && text == 0
	}
	if !ok {
		return fmt.Errorf("%w segment: attribute %q cannot be compared by %q with %d texts and %d values", ErrInvalid, a.Name, a.Op, text, value)
	}
	return nil
}

// within is the earliest instant of a window of days, 0 for ever.
func within(now time.Time, days int) int64 {
	if days == 0 {
		return 0
	}
	return now.AddDate(0, 0, -days).UnixMilli()
}

// Canonical is the rule as bytes that are equal for equal rules.
func (r Rule) Canonical() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		return nil // a NaN that Validate let pass cannot come from JSON
	}
	return b
}
