package campaign_test

import (
	"slices"

	"accord/campaign"

	"pgregory.net/rapid"
)

// ruleOf draws a tree of at most so many levels.
func ruleOf(levels int) *rapid.Generator[campaign.Rule] {
	return rapid.Custom(func(t *rapid.T) campaign.Rule {
		kinds := 4
		if levels == 1 {
			kinds = 1
		}
		parts := rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[campaign.Rule] { return ruleOf(levels - 1) }), 1, 4)
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 1:
			return campaign.Rule{All: parts.Draw(t, "all")}
		case 2:
			return campaign.Rule{Any: parts.Draw(t, "any")}
		case 3:
			inner := ruleOf(levels-1).Draw(t, "not")
			return campaign.Rule{Not: &inner}
		}
		return condition(t)
	})
}

func condition(t *rapid.T) campaign.Rule {
	texts := rapid.SliceOfN(rapid.SampledFrom(slices.Concat(nasty, crowdCities)), 1, 3)
	days := rapid.SampledFrom([]int{0, 0, 1, 7, 30}).Draw(t, "days")
	switch rapid.IntRange(0, 7).Draw(t, "condition") {
	case 0:
		return campaign.Rule{}
	case 1:
		return campaign.Rule{Tag: rapid.SampledFrom([]string{"vip", "new", "VIP", nasty[0], nasty[1], "é"}).Draw(t, "tag")}
	case 2:
		return campaign.Rule{Language: rapid.SliceOfN(rapid.SampledFrom([]string{"fr", "fr-CA", "en", "", "de", nasty[1]}), 1, 3).Draw(t, "language")}
	case 3:
		return campaign.Rule{Country: rapid.SliceOfN(rapid.SampledFrom([]string{"FR", "BE", "fr", nasty[0]}), 1, 2).Draw(t, "country")}
	case 4:
		return campaign.Rule{Consent: &campaign.ConsentRule{
			Purpose: rapid.SampledFrom([]string{string(offers), string(news), nasty[0]}).Draw(t, "purpose"),
			State:   rapid.SampledFrom([]string{"granted", "withdrawn", "objected", "refused", "quarantined", "none", nasty[1]}).Draw(t, "state")}}
	case 5:
		return campaign.Rule{Engagement: &campaign.EngagementRule{Did: rapid.SampledFrom([]string{"received", "read", "clicked"}).Draw(t, "did"),
			AtLeast: rapid.IntRange(1, 3).Draw(t, "times"), Days: days}}
	case 6:
		e := campaign.EventRule{Name: rapid.SampledFrom([]string{"order", "visit", nasty[0]}).Draw(t, "event"), AtLeast: rapid.IntRange(0, 2).Draw(t, "at least"), Days: days}
		if most := rapid.IntRange(0, 2).Draw(t, "at most"); e.AtLeast == 0 || most > 0 {
			e.AtMost = &most
		}
		return campaign.Rule{Event: &e}
	}
	a := campaign.AttributeRule{Name: rapid.SampledFrom(crowdNames).Draw(t, "name"), Op: rapid.SampledFrom(operators).Draw(t, "op")}
	switch a.Op {
	case campaign.OpPresent, campaign.OpAbsent:
	case campaign.OpIs, campaign.OpIsNot:
		a.Text = texts.Draw(t, "texts")
	case campaign.OpContains, campaign.OpFrom, campaign.OpTo:
		a.Text = texts.Draw(t, "text")[:1]
	default:
		a.Value = []float64{rapid.SampledFrom(crowdNumbers).Draw(t, "value")}
	}
	return campaign.Rule{Attribute: &a}
}

var operators = []campaign.Operator{campaign.OpPresent, campaign.OpAbsent, campaign.OpIs, campaign.OpIsNot, campaign.OpContains, campaign.OpFrom, campaign.OpTo,
	campaign.OpEqual, campaign.OpNotEqual, campaign.OpMore, campaign.OpAtLeast, campaign.OpLess, campaign.OpAtMost}

func text(op campaign.Operator, texts ...string) campaign.Rule {
	return campaign.Rule{Attribute: &campaign.AttributeRule{Name: "city", Op: op, Text: texts}}
}

func value(op campaign.Operator, x float64) campaign.Rule {
	return campaign.Rule{Attribute: &campaign.AttributeRule{Name: "age", Op: op, Value: []float64{x}}}
}

func named(name string) campaign.Rule {
	return campaign.Rule{Attribute: &campaign.AttributeRule{Name: name, Op: campaign.OpPresent}}
}

func agreed(state string) campaign.Rule {
	return campaign.Rule{Consent: &campaign.ConsentRule{Purpose: string(offers), State: state}}
}

func engaged(did string, times, days int) campaign.Rule {
	return campaign.Rule{Engagement: &campaign.EngagementRule{Did: did, AtLeast: times, Days: days}}
}

func ordered(least, most, days int) campaign.Rule {
	e := campaign.EventRule{Name: "order", AtLeast: least, Days: days}
	if most >= 0 {
		e.AtMost = &most
	}
	return campaign.Rule{Event: &e}
}

// conditions is at least one of each.
var conditions = map[string]campaign.Rule{
	"present": text(campaign.OpPresent), "absent": text(campaign.OpAbsent), "is": text(campaign.OpIs, "Lyon", nasty[1]), "is not": text(campaign.OpIsNot, "Lyon"),
	"a number as text": text(campaign.OpIs, "42"), "a boolean as text": text(campaign.OpIs, "true"), "not a boolean": text(campaign.OpIsNot, "true", "false"),
	"contains": text(campaign.OpContains, "yon"), "contains a wildcard": text(campaign.OpContains, "%"), "from": text(campaign.OpFrom, "2026-02-01"), "to": text(campaign.OpTo, "Z"),
	"equal": value(campaign.OpEqual, 1), "not equal": value(campaign.OpNotEqual, 42), "more": value(campaign.OpMore, 1), "at least": value(campaign.OpAtLeast, 42.5),
	"less": value(campaign.OpLess, 0.1), "at most": value(campaign.OpAtMost, 0),
	"a path": named("$.city"), "the root": named("$"), "a place in a list": named("[0]"), "a digit": named("0"), "a dot": named("a.b"), "a quote": named("o'brien"), "two quotes": named(`we"ird`),
	"a backslash": named(`back\slash`), "an accent": named("prénom d’usage"), "a tag": named("<b>"), "an injection": named(nasty[0]),
	"tag": {Tag: "vip"}, "language": {Language: []string{"fr-CA", ""}}, "country": {Country: []string{"FR", "BE"}},
	"granted": agreed("granted"), "withdrawn": agreed("withdrawn"), "objected": agreed("objected"), "refused": agreed("refused"), "quarantined": agreed("quarantined"), "none": agreed("none"),
	"stopped everything": {Consent: &campaign.ConsentRule{Purpose: string(news), State: "withdrawn"}},
	"received":           engaged("received", 1, 0), "received lately": engaged("received", 1, 7), "received twice": engaged("received", 2, 0),
	"read": engaged("read", 1, 30), "clicked": engaged("clicked", 2, 0), "clicked lately": engaged("clicked", 1, 1),
	"ordered": ordered(1, -1, 0), "ordered lately": ordered(1, -1, 7), "never ordered": ordered(0, 0, 0), "ordered once or twice": ordered(1, 2, 30),
}
