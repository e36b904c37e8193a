package ui

import (
	"slices"
	"strconv"

	"accord/campaign"
)

// formOfRule is a rule as the form shows it. The whole is always a group, so
// that something can be added to it.
func formOfRule(r campaign.Rule) ruleForm {
	f := partOf(r)
	if !f.group() {
		whole := ruleForm{Field: string(campaign.RuleAll)}
		if r.Kind() != campaign.RuleEverybody {
			whole.Parts = []ruleForm{f}
		}
		f = whole
	}
	return f.numbered(ruleRoot)
}

func partOf(r campaign.Rule) ruleForm {
	f := ruleForm{Field: string(r.Kind())}
	parts := r.Children()
	if r.Not != nil && r.Not.Any != nil && len(r.Not.Any) > 1 {
		parts = r.Not.Any // none of these
	}
	for _, part := range parts {
		f.Parts = append(f.Parts, partOf(part))
	}
	switch {
	case r.Attribute != nil:
		f.Field, f.typedCondition = attributeField+r.Attribute.Name, typedAttribute(*r.Attribute)
	case r.Tag != "":
		f.Values = []string{r.Tag}
	case r.Language != nil:
		f.Values = typedCodes(r.Language)
	case r.Country != nil:
		f.Values = typedCodes(r.Country)
	case r.Consent != nil:
		f.Purpose, f.State = r.Consent.Purpose, r.Consent.State
	case r.Engagement != nil:
		f.Did, f.Least, f.Days = r.Engagement.Did, typedCount(r.Engagement.AtLeast), typedCount(r.Engagement.Days)
	case r.Event != nil:
		f.typedCondition = typedEvent(*r.Event)
	}
	return f
}

func typedAttribute(a campaign.AttributeRule) typedCondition {
	t := typedCondition{Op: string(a.Op), Values: slices.Clone(a.Text)}
	for _, value := range a.Value {
		t.Values = append(t.Values, strconv.FormatFloat(value, 'f', -1, 64))
	}
	return t
}

func typedEvent(e campaign.EventRule) typedCondition {
	t := typedCondition{Name: e.Name, Least: typedCount(e.AtLeast), Days: typedCount(e.Days)}
	if e.AtMost != nil {
		t.Most = strconv.Itoa(*e.AtMost)
	}
	return t
}

func typedCodes(codes []string) []string {
	values := slices.Clone(codes)
	for i, code := range values {
		if code == "" {
			values[i] = unknownValue
		}
	}
	return values
}

// typedCount leaves a field empty where nothing is asked.
func typedCount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
