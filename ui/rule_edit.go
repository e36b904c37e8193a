package ui

import (
	"slices"
	"strconv"
	"strings"

	"accord/campaign"
)

// edited does what a button of the form says, "VERB PATH": "condition r.0" and
// "group r.0" add a part to a group, "value r.0.1" adds a value to a
// condition, "remove r.0.1" takes a part away. Focus is the field that the
// person fills in next; empty when the button is none of these.
func (f ruleForm) edited(act string) (form ruleForm, focus string) {
	verb, path, ok := strings.Cut(act, " ")
	places, named := placesOf(path)
	if !ok || !named {
		return f, ""
	}
	form, focus = f.change(places, verb)
	return form.numbered(ruleRoot), focus
}

// placesOf reads "r.0.1" as 0, 1.
func placesOf(path string) (places []int, ok bool) {
	names := strings.Split(path, ".")
	for _, name := range names[1:] {
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 {
			return nil, false
		}
		places = append(places, i)
	}
	return places, names[0] == ruleRoot
}

// change goes down to the part that a button names.
func (f ruleForm) change(places []int, verb string) (form ruleForm, focus string) {
	f.Parts = slices.Clone(f.Parts)
	if len(places) == 0 {
		return f.grown(verb)
	}
	i := places[0]
	switch {
	case i >= len(f.Parts):
		return f, ""
	case len(places) == 1 && verb == "remove":
		f.Parts = slices.Delete(f.Parts, i, i+1)
		return f, f.Path + ".add"
	}
	f.Parts[i], focus = f.Parts[i].change(places[1:], verb)
	return f, focus
}

func (f ruleForm) grown(verb string) (form ruleForm, focus string) {
	next := f.Path + "." + strconv.Itoa(len(f.Parts))
	switch {
	case verb == "condition" && f.group():
		f.Parts = append(f.Parts, ruleForm{})
		return f, next + ".field"
	case verb == "group" && f.group():
		kind := campaign.RuleAny // what a group within "all" is for
		if f.Field == string(campaign.RuleAny) {
			kind = campaign.RuleAll
		}
		f.Parts = append(f.Parts, ruleForm{Field: string(kind), Parts: []ruleForm{{}}})
		return f, next + ".0.field"
	case verb == "value" && !f.group():
		f.Values = append(slices.Clone(f.Values), "")
		return f, f.Path + ".value." + strconv.Itoa(len(f.Values)-1)
	}
	return f, ""
}
