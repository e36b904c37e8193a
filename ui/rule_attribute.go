package ui

import (
	"slices"
	"strconv"
	"time"

	"accord/campaign"
)

// attributeOps are what an attribute of a type can be asked; all there are
// for an attribute that nobody has.
func attributeOps(t campaign.AttributeType) []campaign.Operator {
	texts := []campaign.Operator{campaign.OpIs, campaign.OpIsNot, campaign.OpContains, campaign.OpFrom, campaign.OpTo}
	numbers := []campaign.Operator{campaign.OpAtLeast, campaign.OpAtMost, campaign.OpEqual, campaign.OpNotEqual, campaign.OpMore, campaign.OpLess}
	either := []campaign.Operator{campaign.OpPresent, campaign.OpAbsent}
	switch t {
	case campaign.AttributeText:
		return slices.Concat(texts, either)
	case campaign.AttributeNumber:
		return slices.Concat(numbers, either)
	case campaign.AttributeBoolean:
		return slices.Concat(texts[:1], either)
	}
	return slices.Concat(texts, numbers, either)
}

// facet is what is known of an attribute, and its place among the others; -1
// where nobody has it.
func (b ruleBuilder) facet(name string) (campaign.AttributeFacet, int) {
	i := slices.IndexFunc(b.facets.Attributes, func(a campaign.AttributeFacet) bool { return a.Name == name })
	if i < 0 {
		return campaign.AttributeFacet{Name: name}, i
	}
	return b.facets.Attributes[i], i
}

// Suggestions stand once on the page, however many conditions use them.
const tagList = "tags"

func attributeList(place int) string { return "values-" + strconv.Itoa(place) }

// suggestions are the lists that fields name.
func (b ruleBuilder) suggestions() (lists []optionGroup) {
	tags := optionGroup{Label: tagList}
	for _, tag := range b.facets.Tags {
		tags.Options = append(tags.Options, option{tag.Value, b.words.Int(int64(tag.People))})
	}
	lists = append(lists, tags)
	for i, a := range b.facets.Attributes {
		if a.Type == campaign.AttributeText && len(a.Values) > 0 {
			list := optionGroup{Label: attributeList(i)}
			for _, value := range a.Values {
				list.Options = append(list.Options, option{Value: value})
			}
			lists = append(lists, list)
		}
	}
	return lists
}

func (b ruleBuilder) attributeInputs(f ruleForm, name string) (list []ruleInput, more bool) {
	facet, place := b.facet(name)
	if name == "" {
		list = append(list, b.input(f, "name", ruleInput{Label: b.words.T("rule_input.attribute"), Type: "text", Value: f.Name}))
	}
	var ops []option
	for _, op := range attributeOps(facet.Type) {
		ops = append(ops, option{string(op), b.opName(op)})
	}
	op := b.choice(f, "op", f.Op, withOption(ops, f.Op, b.opName(campaign.Operator(f.Op))))
	op.Shapes = true
	list = append(list, op)
	like := ruleInput{Label: b.words.T("rule_input.value"), Type: "text"}
	switch op := campaign.Operator(f.Op); {
	case op == campaign.OpPresent || op == campaign.OpAbsent || op == "":
		return list, false
	case facet.Type == campaign.AttributeBoolean && op == campaign.OpIs:
		like.Options = []option{{"true", b.words.T("unit.yes")}, {"false", b.words.T("unit.no")}}
		return append(list, b.valueInputs(f, like)[0]), false
	case several(op):
		if len(facet.Values) > 0 {
			like.List = attributeList(place)
		}
		return append(list, b.valueInputs(f, like)...), true
	case (op == campaign.OpFrom || op == campaign.OpTo) && dayOrNothing(f.Values):
		like.Type = "date"
	case signs[op] != "":
		like.Type = "number"
	}
	return append(list, b.valueInputs(f, like)[0]), false
}

// dayOrNothing says that a field can be one for a day; texts that bound can be
// others, too.
func dayOrNothing(values []string) bool {
	if len(values) == 0 || values[0] == "" {
		return true
	}
	_, err := time.Parse(time.DateOnly, values[0])
	return err == nil
}

// opName is an operator as the list of a form names it.
func (b ruleBuilder) opName(op campaign.Operator) string {
	if sign, ok := signs[op]; ok {
		return sign
	}
	return b.words.T("rule_op." + string(op)) // words: rule_op.*
}

// preset fills a condition whose field was chosen just now with what is asked
// most often.
func (b ruleBuilder) preset(f ruleForm) ruleForm {
	f.Parts = slices.Clone(f.Parts)
	for i, part := range f.Parts {
		f.Parts[i] = b.preset(part)
	}
	if !f.untouched() {
		return f
	}
	switch campaign.RuleKind(f.Field) {
	case campaign.RuleConsent:
		f.State = "granted"
		if p := mainPurpose(b.purposes, ""); p.ID != "" {
			f.Purpose = string(p.ID)
		}
	case campaign.RuleEngagement:
		f.Did, f.Least = "read", "1"
	case campaign.RuleEvent:
		f.Least = "1"
	default:
		if name := f.attribute(); name != "" {
			facet, _ := b.facet(name)
			f.Op = string(attributeOps(facet.Type)[0])
		}
	}
	return f
}
