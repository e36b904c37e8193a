package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"accord/campaign"
	"accord/consent"
	"accord/ui/words"
)

// ruleBuilder is what the form of a rule offers to choose from.
type ruleBuilder struct {
	words    *words.Words
	facets   campaign.Facets
	purposes []consent.Purpose
}

// rulePart is a part of a rule as the form shows it.
type rulePart struct {
	Path, Field string
	Number      string // how it is called where it cannot be seen: "2.1"
	Root, Nest  bool   // it is the whole; a group can stand in it
	Group       bool
	Parts       []rulePart    // of a group
	Fields      []optionGroup // what a condition can ask
	Inputs      []ruleInput
	More        bool   // another value can be added
	Fault       string // what is missing or wrong, in words
	FaultAt     string // in which field
	Focus       string // the field that is filled in next
}

// optionGroup are choices that belong together.
type optionGroup struct {
	Label   string
	Options []option
}

// ruleInput is one field of a condition.
type ruleInput struct {
	At            string // which field: "op"
	Name, ID      string
	Label         string // for those who do not see what stands around it
	Before, After string
	Value         string
	Options       []option // to choose from; none where it is typed
	Type          string   // of what is typed: "text", "date", "number"
	List          string   // the id of suggestions
	Shapes        bool     // the form depends on it
}

// part is a part of the form with its fields.
func (b ruleBuilder) part(f ruleForm, faults []ruleFault, focus string) rulePart {
	p := rulePart{Path: f.Path, Field: f.Field, Number: numberOf(f.Path), Root: f.Path == ruleRoot, Group: f.group(), Focus: focus,
		Nest: strings.Count(f.Path, ".") < campaign.RuleDepth-2}
	for _, fault := range faults {
		if fault.Path == f.Path {
			p.Fault, p.FaultAt = b.words.T("rule_fault."+fault.Code), fault.At
		}
	}
	for _, inner := range f.Parts {
		p.Parts = append(p.Parts, b.part(inner, faults, focus))
	}
	if !p.Group {
		p.Fields = b.fields(f.Field)
		p.Inputs, p.More = b.inputs(f)
	}
	return p
}

// says tells a fault, and of which part.
func (f ruleFault) says(w *words.Words) string {
	text := w.T("rule_fault." + f.Code) // words: rule_fault.*
	if f.Path == ruleRoot {
		return text
	}
	return w.T("rule.fault_at", numberOf(f.Path), text)
}

// numberOf is the place of a part as people count: "r.0.1" is "1.2".
func numberOf(path string) string {
	places, _ := placesOf(path)
	names := make([]string, len(places))
	for i, place := range places {
		names[i] = strconv.Itoa(place + 1)
	}
	return strings.Join(names, ".")
}

// fields are what a condition can ask; one that is asked already is among
// them, even where nobody has the attribute any more.
func (b ruleBuilder) fields(chosen string) []optionGroup {
	w := b.words
	attributes := optionGroup{Label: w.T("rule.attributes")}
	for _, a := range b.facets.Attributes {
		attributes.Options = append(attributes.Options, option{attributeField + a.Name, a.Name})
	}
	if name, ok := strings.CutPrefix(chosen, attributeField); ok && name != "" {
		attributes.Options = withOption(attributes.Options, chosen, name)
	}
	attributes.Options = append(attributes.Options, option{attributeField, w.T("rule.other_attribute")})
	person := optionGroup{Label: w.T("rule.person")}
	for _, kind := range []campaign.RuleKind{campaign.RuleTag, campaign.RuleLanguage, campaign.RuleCountry, campaign.RuleConsent} {
		person.Options = append(person.Options, option{string(kind), w.Label("rule_kind", string(kind))})
	}
	if chosen == string(campaign.RuleEverybody) {
		person.Options = append(person.Options, option{chosen, w.Label("rule_kind", chosen)})
	}
	history := optionGroup{Label: w.T("rule.history")}
	for _, kind := range []campaign.RuleKind{campaign.RuleEngagement, campaign.RuleEvent} {
		history.Options = append(history.Options, option{string(kind), w.Label("rule_kind", string(kind))})
	}
	return []optionGroup{person, attributes, history}
}

// inputs are the fields of a condition, and whether a value can be added.
func (b ruleBuilder) inputs(f ruleForm) (list []ruleInput, more bool) {
	if name, ok := strings.CutPrefix(f.Field, attributeField); ok {
		return b.attributeInputs(f, name)
	}
	switch campaign.RuleKind(f.Field) {
	case campaign.RuleTag:
		list = b.valueInputs(f, ruleInput{Label: b.words.T("rule_kind.tag"), Type: "text", List: tagList})[:1]
	case campaign.RuleLanguage:
		list, more = b.codeInputs(f, b.facets.Languages, b.words.Language), true
	case campaign.RuleCountry:
		list, more = b.codeInputs(f, b.facets.Countries, b.words.Country), true
	case campaign.RuleConsent:
		list = b.consentInputs(f)
	case campaign.RuleEngagement:
		list = append(list, b.choice(f, "did", f.Did, b.deedOptions()), b.count(f, "least", f.Least), b.count(f, "days", f.Days))
	case campaign.RuleEvent:
		list = append(list, b.input(f, "name", ruleInput{Label: b.words.T("rule_input.event"), Before: b.words.T("rule_before.name"), Type: "text", Value: f.Name}),
			b.count(f, "least", f.Least), b.count(f, "most", f.Most), b.count(f, "days", f.Days))
	}
	return list, more
}

// input is a field of a condition by its name.
func (b ruleBuilder) input(f ruleForm, at string, in ruleInput) ruleInput {
	in.At, in.Name = at, f.Path+"."+at
	in.ID = cmp.Or(in.ID, in.Name)
	in.Label = b.words.T("rule_input.of", in.Label, numberOf(f.Path))
	return in
}

func (b ruleBuilder) choice(f ruleForm, at, value string, options []option) ruleInput {
	in := ruleInput{Label: b.words.T("rule_input." + at), Value: value, Options: options} // words: rule_input.did, rule_input.purpose, rule_input.state, rule_input.op
	if value == "" {
		in.Options = append([]option{{"", b.words.T("rule.choose")}}, options...)
	}
	return b.input(f, at, in)
}

// count is a number between its words: "at least [2] times".
func (b ruleBuilder) count(f ruleForm, at, value string) ruleInput {
	w := b.words
	return b.input(f, at, ruleInput{Label: w.T("rule_input." + at), Before: w.T("rule_before." + at), After: w.T("rule_after." + at), // words: rule_input.least, rule_input.most, rule_input.days, rule_before.*, rule_after.*
		Type: "number", Value: value})
}

func (b ruleBuilder) deedOptions() (list []option) {
	for _, deed := range deeds {
		list = append(list, option{deed, b.words.T("rule_deed." + deed)}) // words: rule_deed.*
	}
	return list
}

func (b ruleBuilder) consentInputs(f ruleForm) []ruleInput {
	var purposes, states []option
	for _, p := range b.purposes {
		purposes = append(purposes, option{string(p.ID), purposeName(b.words, p)})
	}
	for _, st := range consentStates {
		states = append(states, option{string(st), b.words.Label("consent_state", string(st))})
	}
	return []ruleInput{b.choice(f, "purpose", f.Purpose, withOption(purposes, f.Purpose, f.Purpose)),
		b.choice(f, "state", f.State, withOption(states, f.State, b.words.Label("consent_state", f.State)))}
}

// codeInputs choose languages or countries, each with its number of people.
func (b ruleBuilder) codeInputs(f ruleForm, counts []campaign.FacetCount, name func(string) string) (list []ruleInput) {
	options := []option{{"", b.words.T("rule.choose")}}
	for _, c := range counts {
		o := option{c.Value, name(c.Value)}
		if c.Value == "" {
			o = option{unknownValue, b.words.T("rule.unknown")}
		}
		o.Label = fmt.Sprintf("%s (%s)", o.Label, b.words.Int(int64(c.People)))
		options = append(options, o)
	}
	for _, value := range f.Values {
		options = withOption(options, value, name(value))
	}
	return b.valueInputs(f, ruleInput{Label: b.words.Label("rule_kind", f.Field), Options: options})
}

// valueInputs is the same field for each value, with "or" between them.
func (b ruleBuilder) valueInputs(f ruleForm, like ruleInput) (list []ruleInput) {
	values := f.Values
	if len(values) == 0 {
		values = []string{""}
	}
	for i, value := range values {
		in := like
		in.Value, in.ID = value, f.Path+".value"
		if i > 0 {
			in.ID, in.Before = fmt.Sprintf("%s.value.%d", f.Path, i), b.words.T("rule.or_word")
		}
		list = append(list, b.input(f, "value", in))
	}
	return list
}

// withOption is a list that holds a value which was chosen when the list was
// another one.
func withOption(list []option, value, label string) []option {
	if value == "" || slices.ContainsFunc(list, func(o option) bool { return o.Value == value }) {
		return list
	}
	return append(slices.Clip(list), option{value, label})
}
