package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"accord/campaign"
)

// ruleFault is what is missing or wrong in one part of a rule. Its text is
// "rule_fault.CODE" in the catalogue.
type ruleFault struct {
	Path string // of the part
	At   string // which of its fields: "value"
	Code string
}

// ruleReader makes a rule of what was typed. A part with a fault is left out.
type ruleReader struct{ faults []ruleFault }

// rule is what was typed; ok is false when nothing is left of it. All of no
// conditions is everybody.
func (f ruleForm) rule() (r campaign.Rule, ok bool, faults []ruleFault) {
	all := f.Field == string(campaign.RuleAll)
	if all && len(f.Parts) == 0 {
		return campaign.Rule{}, true, nil
	}
	reader := ruleReader{}
	r, ok = reader.group(f)
	return r, ok || all, reader.faults
}

func (d *ruleReader) fault(f ruleForm, at, code string) (campaign.Rule, bool) {
	d.faults = append(d.faults, ruleFault{f.Path, at, code})
	return campaign.Rule{}, false
}

func (d *ruleReader) part(f ruleForm) (campaign.Rule, bool) {
	if f.group() {
		return d.group(f)
	}
	if name, ok := strings.CutPrefix(f.Field, attributeField); ok {
		return d.attribute(f, name)
	}
	switch campaign.RuleKind(f.Field) {
	case campaign.RuleEverybody:
		return campaign.Rule{}, true
	case campaign.RuleTag:
		if values := filledIn(f.Values); len(values) > 0 {
			return campaign.Rule{Tag: values[0]}, true
		}
		return d.fault(f, "value", "value")
	case campaign.RuleLanguage:
		codes, ok := d.codes(f)
		return campaign.Rule{Language: codes}, ok
	case campaign.RuleCountry:
		codes, ok := d.codes(f)
		return campaign.Rule{Country: codes}, ok
	case campaign.RuleConsent:
		return d.consent(f)
	case campaign.RuleEngagement:
		return d.engagement(f)
	case campaign.RuleEvent:
		return d.event(f)
	}
	return d.fault(f, "field", "field")
}

func (d *ruleReader) group(f ruleForm) (r campaign.Rule, ok bool) {
	var parts []campaign.Rule
	for _, part := range f.Parts {
		if inner, ok := d.part(part); ok {
			parts = append(parts, inner)
		}
	}
	switch {
	case len(f.Parts) == 0:
		return d.fault(f, "field", "group")
	case len(parts) == 0:
		return campaign.Rule{}, false
	case f.Field == string(campaign.RuleAll):
		return campaign.Rule{All: parts}, true
	case f.Field == string(campaign.RuleAny):
		return campaign.Rule{Any: parts}, true
	case len(parts) == 1:
		return campaign.Rule{Not: &parts[0]}, true
	}
	return campaign.Rule{Not: &campaign.Rule{Any: parts}}, true
}

func (d *ruleReader) attribute(f ruleForm, name string) (campaign.Rule, bool) {
	a := campaign.AttributeRule{Name: name, Op: campaign.Operator(f.Op)}
	values := filledIn(f.Values)
	_, numeric := signs[a.Op]
	switch {
	case name == "":
		return d.fault(f, "name", "name")
	case !slices.Contains(attributeOps(""), a.Op):
		return d.fault(f, "op", "op")
	case a.Op == campaign.OpPresent || a.Op == campaign.OpAbsent:
	case len(values) == 0:
		return d.fault(f, "value", "value")
	case numeric:
		x, ok := readNumber(values[0])
		if !ok {
			return d.fault(f, "value", "number")
		}
		a.Value = []float64{x}
	case several(a.Op):
		a.Text = values
	default:
		a.Text = values[:1]
	}
	return campaign.Rule{Attribute: &a}, true
}

// several says that an operator takes more than one text.
func several(op campaign.Operator) bool { return op == campaign.OpIs || op == campaign.OpIsNot }

func (d *ruleReader) codes(f ruleForm) ([]string, bool) {
	codes := filledIn(f.Values)
	if len(codes) == 0 {
		_, ok := d.fault(f, "value", "choice")
		return nil, ok
	}
	for i, code := range codes {
		if code == unknownValue {
			codes[i] = ""
		}
	}
	return codes, true
}

func (d *ruleReader) consent(f ruleForm) (campaign.Rule, bool) {
	switch {
	case f.Purpose == "":
		return d.fault(f, "purpose", "choice")
	case f.State == "":
		return d.fault(f, "state", "choice")
	}
	return campaign.Rule{Consent: &campaign.ConsentRule{Purpose: f.Purpose, State: f.State}}, true
}

// deeds are what people can have done with a message.
var deeds = []string{"received", "read", "clicked"}

func (d *ruleReader) engagement(f ruleForm) (campaign.Rule, bool) {
	least, leastOK := readCount(f.Least)
	days, daysOK := readDays(f.Days)
	switch {
	case !slices.Contains(deeds, f.Did):
		return d.fault(f, "did", "choice")
	case !leastOK || least == 0:
		return d.fault(f, "least", "times")
	case !daysOK:
		return d.fault(f, "days", "days")
	}
	return campaign.Rule{Engagement: &campaign.EngagementRule{Did: f.Did, AtLeast: least, Days: days}}, true
}

func (d *ruleReader) event(f ruleForm) (campaign.Rule, bool) {
	least, leastOK := readCount(f.Least)
	most, mostOK := readCount(f.Most)
	days, daysOK := readDays(f.Days)
	e := campaign.EventRule{Name: f.Name, AtLeast: least, Days: days}
	if f.Most != "" {
		e.AtMost = &most
	}
	switch {
	case f.Name == "":
		return d.fault(f, "name", "event")
	case f.Least != "" && !leastOK || least == 0 && f.Most == "":
		return d.fault(f, "least", "times")
	case f.Most != "" && (!mostOK || most < least):
		return d.fault(f, "most", "most")
	case !daysOK:
		return d.fault(f, "days", "days")
	}
	return campaign.Rule{Event: &e}, true
}

// filledIn are the values that were given.
func filledIn(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}

// readNumber reads "1 234,5" and "1234.5".
func readNumber(text string) (float64, bool) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".", "−", "-").Replace(text)
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}

// countMost bounds times and days: nobody means more.
const countMost = 36_500

func readCount(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= countMost
}

// readDays reads a window; nothing is for ever.
func readDays(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	n, ok := readCount(text)
	return n, ok && n > 0
}
