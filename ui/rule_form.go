package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"accord/campaign"
)

// A rule travels in flat fields. The rule itself is "r", its parts are "r.0",
// "r.1" …, theirs "r.1.0" and so on. Each part has a field "r.1.field" that
// says what it is: "all", "any" or "not" for a group, "attribute/city", "tag",
// "language" … for a condition. "r.1.was" is what it was when the page was
// shown: where they differ, what was typed belongs to another question. Further
// fields of a condition: name, op, value (more than one), purpose, state, did,
// least, most, days.

// ruleRoot is the name of the whole rule.
const ruleRoot = "r"

// ruleForm is one part of a rule as it was typed.
type ruleForm struct {
	Path  string
	Field string
	Parts []ruleForm // of a group
	typedCondition
}

// typedCondition is what was typed of a condition. Which of it counts depends
// on the field.
type typedCondition struct {
	Name              string // of an attribute that the list does not offer, of an event
	Op                string
	Values            []string // texts, a number, a tag, languages, countries
	Purpose, State    string
	Did               string
	Least, Most, Days string
}

// unknownValue stands for the language or country of people whose own is not
// known.
const unknownValue = "unknown"

// attributeField begins the field of a condition on an attribute; the name
// follows.
const attributeField = "attribute/"

// group says that the part holds others.
func (f ruleForm) group() bool { return slices.Contains(groupFields, f.Field) }

var groupFields = []string{string(campaign.RuleAll), string(campaign.RuleAny), string(campaign.RuleNot)}

// attribute is the name of the attribute that a condition asks for, empty for
// other conditions.
func (f ruleForm) attribute() string {
	name, _ := strings.CutPrefix(f.Field, attributeField)
	if name == f.Field {
		return ""
	}
	return name
}

// untouched says that nothing was typed of a condition yet.
func (f ruleForm) untouched() bool {
	return len(f.Values) == 0 && f.Name+f.Op+f.Purpose+f.State+f.Did+f.Least+f.Most+f.Days == ""
}

// readRule reads a rule from a form; without one, a group that holds nothing.
// What is beyond the bounds of a rule is left unread.
func readRule(form url.Values) ruleForm {
	left := campaign.RuleNodes + 1 // one more, so that too many are told
	f := readPart(form, ruleRoot, 1, &left)
	if !f.group() {
		f = ruleForm{Path: ruleRoot, Field: groupFields[0]}
	}
	return f
}

func readPart(form url.Values, path string, depth int, left *int) ruleForm {
	*left--
	f := ruleForm{Path: path, Field: form.Get(path + ".field")}
	if !f.group() {
		if was := path + ".was"; !form.Has(was) || form.Get(was) == f.Field {
			f.typedCondition = readCondition(form, path+".")
		}
		if f.Field == attributeField && f.Name != "" {
			f.Field, f.Name = attributeField+f.Name, ""
		}
		return f
	}
	for i := 0; depth <= campaign.RuleDepth && *left > 0; i++ {
		inner := path + "." + strconv.Itoa(i)
		if !form.Has(inner + ".field") {
			break
		}
		f.Parts = append(f.Parts, readPart(form, inner, depth+1, left))
	}
	return f
}

func readCondition(form url.Values, prefix string) typedCondition {
	get := func(name string) string { return strings.TrimSpace(form.Get(prefix + name)) }
	t := typedCondition{Name: get("name"), Op: get("op"), Purpose: get("purpose"), State: get("state"), Did: get("did"),
		Least: get("least"), Most: get("most"), Days: get("days")}
	for _, value := range form[prefix+"value"] {
		t.Values = append(t.Values, strings.TrimSpace(value))
	}
	return t
}

// fields writes the form down again.
func (f ruleForm) fields() url.Values {
	form := url.Values{}
	f.write(form)
	return form
}

func (f ruleForm) write(form url.Values) {
	form.Set(f.Path+".field", f.Field)
	for _, part := range f.Parts {
		part.write(form)
	}
	if f.group() {
		return
	}
	form.Set(f.Path+".was", f.Field)
	for name, text := range map[string]string{"name": f.Name, "op": f.Op, "purpose": f.Purpose, "state": f.State, "did": f.Did,
		"least": f.Least, "most": f.Most, "days": f.Days} {
		if text != "" {
			form.Set(f.Path+"."+name, text)
		}
	}
	for _, value := range f.Values {
		form.Add(f.Path+".value", value)
	}
}

// numbered gives the parts the names of their places.
func (f ruleForm) numbered(path string) ruleForm {
	f.Path, f.Parts = path, slices.Clone(f.Parts)
	for i, part := range f.Parts {
		f.Parts[i] = part.numbered(path + "." + strconv.Itoa(i))
	}
	return f
}
