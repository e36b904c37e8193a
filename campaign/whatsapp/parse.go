package whatsapp

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxNotification is the largest webhook body Meta sends, in bytes.
const MaxNotification = 3 << 20

// ErrNotification says that a body is no notification at all.
var ErrNotification = errors.New("not a notification")

const businessAccount = "whatsapp_business_account"

// ParseNotification flattens the body of a webhook into its updates, in the
// order in which they stand. It is pure, keeps no reference to raw, and reads
// any number of updates up to [MaxNotification] bytes; what does not fit
// becomes an [UnknownEvent]. The error wraps [ErrNotification] and is
// returned only for a body that is too large, is not JSON or has no entries;
// there are no events then.
func ParseNotification(raw []byte) ([]Event, error) {
	if len(raw) > MaxNotification {
		return nil, fmt.Errorf("%w: %d bytes", ErrNotification, len(raw))
	}
	var p parser
	if err := p.body(raw); err != nil {
		return nil, err
	}
	return p.events, nil
}

// parser gathers events. Every level is read in one go; only where that fails
// are its parts read one by one, to find the ones that do not fit.
type parser struct{ events []Event }

func (p *parser) add(e Event) { p.events = append(p.events, e) }

// envelope is [Notification] as leniently as it is read.
type envelope struct {
	Object string  `json:"object"`
	Entry  []entry `json:"entry"`
}

type entry struct {
	ID      looseText `json:"id"`
	Time    instant   `json:"time"`
	Changes []change  `json:"changes"`
}

type change struct {
	Field string         `json:"field"`
	Value jsontext.Value `json:"value"`
}

func (p *parser) body(raw []byte) error {
	var n envelope
	if unmarshal(raw, &n) != nil {
		return p.bodyInParts(raw)
	}
	if n.Object != businessAccount {
		return fmt.Errorf("%w: of another object", ErrNotification)
	}
	for _, e := range n.Entry {
		for _, c := range e.Changes {
			p.change(origin{Source{WABAID: string(e.ID)}, e.Time}, c)
		}
	}
	return nil
}

func (p *parser) bodyInParts(raw []byte) error {
	var n struct {
		Object jsontext.Value   `json:"object"`
		Entry  []jsontext.Value `json:"entry"`
	}
	if err := unmarshal(raw, &n); err != nil {
		return fmt.Errorf("%w: %s", ErrNotification, misfit(err))
	}
	if string(n.Object) != `"`+businessAccount+`"` {
		return fmt.Errorf("%w: of another object", ErrNotification)
	}
	for _, part := range n.Entry {
		p.entryInParts(part)
	}
	return nil
}

func (p *parser) entryInParts(raw jsontext.Value) {
	var e struct {
		ID      looseText      `json:"id"`
		Time    instant        `json:"time"`
		Changes jsontext.Value `json:"changes"`
	}
	if err := unmarshal(raw, &e); err != nil {
		p.misfit(origin{}, "", raw, err)
		return
	}
	from := origin{Source{WABAID: string(e.ID)}, e.Time}
	for _, c := range each[change](p, from, "", e.Changes) {
		p.change(from, c)
	}
}

// origin is where an update stands: the account, and for management fields
// when it happened.
type origin struct {
	Source
	at instant
}

// change reads one field by its own reader.
func (p *parser) change(from origin, c change) {
	read := readers[c.Field]
	if read == nil {
		p.add(UnknownEvent{Source: from.Source, Field: c.Field, At: from.at.time(), Raw: c.Value})
		return
	}
	if err := read(p, from, c); err != nil {
		p.misfit(from, c.Field, c.Value, err)
	}
}

// readers holds how each field is read. A reader that returns an error has
// added nothing.
var readers = map[string]func(*parser, origin, change) error{
	"messages":                           (*parser).messages,
	"user_preferences":                   (*parser).messages,
	"user_id_update":                     (*parser).messages,
	"message_template_status_update":     (*parser).templateStatus,
	"message_template_quality_update":    (*parser).templateQuality,
	"message_template_components_update": (*parser).templateContent,
	"template_category_update":           (*parser).templateCategory,
	"phone_number_quality_update":        (*parser).numberQuality,
	"business_capability_update":         (*parser).capability,
	"account_update":                     (*parser).account,
	"account_alerts":                     (*parser).alert,
	"business_username_updates":          (*parser).username,
}

// Fields are the webhook fields that are read, sorted: the app at Meta
// subscribes to these.
func Fields() []string { return slices.Sorted(maps.Keys(readers)) }

func (p *parser) misfit(from origin, field string, raw jsontext.Value, err error) {
	p.add(UnknownEvent{Source: from.Source, Field: field, At: from.at.time(), Raw: raw, Reason: misfit(err)})
}

// each reads the elements of a list one by one and reports those that do not
// fit, or the list itself when it is none.
func each[T any](p *parser, from origin, field string, list jsontext.Value) []T {
	if len(list) == 0 {
		return nil
	}
	var parts []jsontext.Value
	if err := unmarshal(list, &parts); err != nil {
		p.misfit(from, field, list, err)
		return nil
	}
	good := make([]T, 0, len(parts))
	for _, part := range parts {
		var v T
		if err := unmarshal(part, &v); err != nil {
			p.misfit(from, field, part, err)
			continue
		}
		good = append(good, v)
	}
	return good
}
