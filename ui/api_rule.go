package ui

import (
	"reflect"
	"regexp"

	"accord/campaign"

	"github.com/danielgtaylor/huma/v2"
)

// apiRule is a rule as programs write it.
type apiRule struct{ campaign.Rule }

// UnmarshalJSON implements json.Unmarshaler. Whatever the schema lets pass is a
// rule, but for a condition that is null.
func (r *apiRule) UnmarshalJSON(text []byte) error {
	if err := r.Rule.UnmarshalJSON(text); err != nil {
		return bodyError("a part of the rule holds no condition; write {} for everybody")
	}
	return nil
}

// MarshalJSON implements json.Marshaler.
func (r apiRule) MarshalJSON() ([]byte, error) { return r.Canonical(), nil }

// Schema implements huma.SchemaProvider.
func (apiRule) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[apiRulePart](), true, "")
}

// attributeName is where a refusal names what the caller called an attribute.
var attributeName = regexp.MustCompile(`attribute "(?:[^"\\]|\\.)*"`)

// check refuses a rule that cannot be, in words that repeat nothing of it.
func (r apiRule) check() error {
	if err := r.Validate(); err != nil {
		return refused("rule", attributeName.ReplaceAllString(err.Error(), "an attribute"))
	}
	return nil
}

// apiRulePart describes one part of a rule: a group, or one condition. Only its
// schema is used.
type apiRulePart struct {
	All        []apiRulePart      `json:"all,omitempty" minItems:"1" maxItems:"200" doc:"All of these hold"`
	Any        []apiRulePart      `json:"any,omitempty" minItems:"1" maxItems:"200" doc:"One of these holds"`
	Not        *apiRulePart       `json:"not,omitempty" doc:"This does not hold"`
	Attribute  *apiAttributeRule  `json:"attribute,omitempty" doc:"Compares an attribute"`
	Tag        string             `json:"tag,omitempty" minLength:"1" maxLength:"100" doc:"Has this tag"`
	Language   []string           `json:"language,omitempty" minItems:"1" maxItems:"100" doc:"Speaks one of these, such as fr or en_US"`
	Country    []string           `json:"country,omitempty" minItems:"1" maxItems:"100" doc:"Lives in one of these, ISO 3166"`
	Consent    *apiConsentRule    `json:"consent,omitempty" doc:"Stands so for a purpose"`
	Engagement *apiEngagementRule `json:"engagement,omitempty" doc:"Did something with earlier messages"`
	Event      *apiEventRule      `json:"event,omitempty" doc:"Did something elsewhere, such as an order"`
}

// TransformSchema implements huma.SchemaTransformer.
func (apiRulePart) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Description = "A rule that people match, as a tree: a group or one condition in each part, {} for everybody; at most 8 deep and 200 parts."
	s.Examples = []any{map[string]any{"all": []any{map[string]any{"country": []any{"FR"}}, map[string]any{"tag": "client"}}}}
	most := 1
	s.MaxProperties = &most
	return s
}

type apiAttributeRule struct {
	Name  string    `json:"name" minLength:"1" maxLength:"200" example:"last_order"`
	Op    string    `json:"op" enum:"present,absent,is,is_not,contains,from,to,=,!=,>,>=,<,<=" example:"is" doc:"How it is compared: a text, a date (from, to) or a number"`
	Text  []string  `json:"text,omitempty" maxItems:"100" doc:"For is and is_not, one of these; for contains, from and to, one text; a date is written 2026-11-22"`
	Value []float64 `json:"value,omitempty" maxItems:"1" doc:"For numbers"`
}

type apiConsentRule struct {
	Purpose string `json:"purpose" minLength:"1" maxLength:"100" example:"marketing.offers"`
	State   string `json:"state" enum:"none,quarantined,granted,refused,withdrawn,objected" example:"granted"`
}

type apiEngagementRule struct {
	Did     string `json:"did" enum:"received,read,clicked" example:"clicked"`
	AtLeast int    `json:"at_least" minimum:"1" maximum:"1000000" example:"1" doc:"How often"`
	Days    int    `json:"days,omitempty" minimum:"0" maximum:"36500" doc:"Within so many days; 0 is ever"`
}

type apiEventRule struct {
	Name    string `json:"name" minLength:"1" maxLength:"200" example:"order"`
	AtLeast int    `json:"at_least,omitempty" minimum:"0" maximum:"1000000" doc:"How often at least"`
	AtMost  *int   `json:"at_most,omitempty" minimum:"0" maximum:"1000000" doc:"How often at most"`
	Days    int    `json:"days,omitempty" minimum:"0" maximum:"36500" doc:"Within so many days; 0 is ever"`
}
