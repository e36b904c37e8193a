package ui

import (
	"cmp"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"accord/campaign"

	"pgregory.net/rapid"
)

// drawnRule is any rule of so many levels that a form can hold.
func drawnRule(levels int) *rapid.Generator[campaign.Rule] {
	return rapid.Custom(func(t *rapid.T) campaign.Rule {
		parts := rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[campaign.Rule] { return drawnRule(levels - 1) }), 1, 3)
		kind := 3
		if levels > 1 {
			kind = rapid.IntRange(0, 6).Draw(t, "kind")
		}
		switch kind {
		case 0:
			return campaign.Rule{All: parts.Draw(t, "all")}
		case 1:
			return campaign.Rule{Any: parts.Draw(t, "any")}
		case 2:
			inner := drawnRule(levels-1).Draw(t, "not")
			return campaign.Rule{Not: &inner}
		}
		return drawnCondition(t)
	})
}

func drawnCondition(t *rapid.T) campaign.Rule {
	texts := rapid.SampledFrom([]string{"Lyon", "a; b, c", "'", "<b>", "r.0.field", "l’été", "100 %", "مرحبا"})
	count := rapid.IntRange(1, countMost)
	days := rapid.SampledFrom([]int{0, 1, 30, countMost}).Draw(t, "days")
	switch rapid.IntRange(0, 7).Draw(t, "condition") {
	case 0:
		return campaign.Rule{}
	case 1:
		return campaign.Rule{Tag: texts.Draw(t, "tag")}
	case 2:
		return campaign.Rule{Language: rapid.SliceOfN(rapid.SampledFrom([]string{"fr", "pt-BR", ""}), 1, 3).Draw(t, "languages")}
	case 3:
		return campaign.Rule{Country: rapid.SliceOfN(rapid.SampledFrom([]string{"FR", "BE", ""}), 1, 3).Draw(t, "countries")}
	case 4:
		return campaign.Rule{Consent: &campaign.ConsentRule{Purpose: texts.Draw(t, "purpose"), State: texts.Draw(t, "state")}}
	case 5:
		return campaign.Rule{Engagement: &campaign.EngagementRule{Did: rapid.SampledFrom(deeds).Draw(t, "did"), AtLeast: count.Draw(t, "times"), Days: days}}
	case 6:
		e := campaign.EventRule{Name: texts.Draw(t, "event"), AtLeast: rapid.IntRange(0, 3).Draw(t, "least"), Days: days}
		if most := e.AtLeast + rapid.IntRange(0, 2).Draw(t, "most"); e.AtLeast == 0 || most%2 == 0 {
			e.AtMost = &most
		}
		return campaign.Rule{Event: &e}
	}
	a := campaign.AttributeRule{Name: texts.Draw(t, "name"), Op: rapid.SampledFrom(attributeOps("")).Draw(t, "op")}
	_, numeric := signs[a.Op]
	switch {
	case a.Op == campaign.OpPresent || a.Op == campaign.OpAbsent:
	case numeric:
		a.Value = []float64{rapid.Float64().Draw(t, "value")}
	case several(a.Op):
		a.Text = rapid.SliceOfN(texts, 1, 3).Draw(t, "texts")
	default:
		a.Text = []string{texts.Draw(t, "text")}
	}
	return campaign.Rule{Attribute: &a}
}

// grouped is a rule as a form gives it back: always a group, or everybody.
func grouped(r campaign.Rule) campaign.Rule {
	if r.Kind() == campaign.RuleEverybody || len(r.Children()) > 0 {
		return r
	}
	return campaign.Rule{All: []campaign.Rule{r}}
}

// TestARuleComesBackFromItsForm: whatever a rule says, opening and saving it
// changes nothing.
func TestARuleComesBackFromItsForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := drawnRule(5).Draw(t, "rule")
		if err := rule.Validate(); err != nil {
			t.Fatalf("no rule: %v", err)
		}
		form := formOfRule(rule)
		read := readRule(form.fields())
		if !reflect.DeepEqual(form.fields(), read.fields()) {
			t.Fatalf("the form %v is read as %v", form.fields(), read.fields())
		}
		got, ok, faults := read.rule()
		if want := grouped(rule); !ok || len(faults) > 0 || string(got.Canonical()) != string(want.Canonical()) {
			t.Fatalf("%s comes back as %s, %v, with faults %v", want.Canonical(), got.Canonical(), ok, faults)
		}
	})
}

// FuzzRuleForm: what is read from any form without a fault is a rule that its
// own form says again.
func FuzzRuleForm(f *testing.F) {
	for _, seed := range []string{"", "r.field=all", "r.field=any&r.0.field=tag&r.0.value=vip", "r.field=not&r.0.field=all&r.0.0.field=everybody",
		"r.field=all&r.0.field=attribute/&r.0.name=age&r.0.op=%3E&r.0.value=1+234,5", "r.field=all&r.0.field=language&r.0.value=unknown&r.0.value=",
		"r.field=all&r.0.field=event&r.0.name=order&r.0.most=0", "r.field=all&r.0.field=event&r.0.was=tag&r.0.name=order&r.0.least=1",
		"r.field=all" + strings.Repeat("&r.0.field=all", 3)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		rule, ok, faults := readRule(form).rule()
		if !ok || len(faults) > 0 || rule.Validate() != nil {
			return
		}
		again, ok, faults := readRule(formOfRule(rule).fields()).rule()
		if !ok || len(faults) > 0 || string(again.Canonical()) != string(rule.Canonical()) {
			t.Fatalf("%s comes back as %s, %v, with faults %v", rule.Canonical(), again.Canonical(), ok, faults)
		}
	})
}

// TestTheBoundsOfAFormAreThoseOfARule: a page offers no group that could not be
// saved, and reads one part more than there may be, so that it is refused.
func TestTheBoundsOfAFormAreThoseOfARule(t *testing.T) {
	tower := func(levels int) campaign.Rule {
		r := campaign.Rule{Tag: "x"}
		for range levels - 1 {
			r = campaign.Rule{All: []campaign.Rule{r}}
		}
		return r
	}
	if tower(campaign.RuleDepth).Validate() != nil || tower(campaign.RuleDepth+1).Validate() == nil {
		t.Errorf("a rule has other levels than %d", campaign.RuleDepth)
	}
	row := func(parts int) campaign.Rule {
		var r campaign.Rule
		for range parts - 1 {
			r.All = append(r.All, campaign.Rule{Tag: "x"})
		}
		return r
	}
	if row(campaign.RuleNodes).Validate() != nil || row(campaign.RuleNodes+1).Validate() == nil {
		t.Errorf("a rule has other parts than %d", campaign.RuleNodes)
	}
	for name, rule := range map[string]campaign.Rule{"levels": tower(campaign.RuleDepth + 1), "parts": row(campaign.RuleNodes + 5)} {
		got, _, _ := readRule(formOfRule(rule).fields()).rule()
		if got.Validate() == nil {
			t.Errorf("too many %s are read as a rule that is fine", name)
		}
	}
}

func TestWhatIsMissingInARule(t *testing.T) {
	condition := func(fields ...string) url.Values {
		form := url.Values{"r.field": {"all"}}
		for i := 0; i+1 < len(fields); i += 2 {
			form.Add("r.0."+fields[i], fields[i+1])
		}
		return form
	}
	cases := []struct {
		name      string
		form      url.Values
		path, at  string
		code      string
		remaining string // the rule without what is missing; empty for everybody
	}{
		{"nothing chosen", condition("field", ""), "r.0", "field", "field", ""},
		{"an unknown field", condition("field", "colour"), "r.0", "field", "field", ""},
		{"no tag", condition("field", "tag"), "r.0", "value", "value", ""},
		{"no language", condition("field", "language", "value", ""), "r.0", "value", "choice", ""},
		{"no attribute", condition("field", "attribute/", "op", "is", "value", "x"), "r.0", "name", "name", ""},
		{"no operator", condition("field", "attribute/city", "value", "x"), "r.0", "op", "op", ""},
		{"an unknown operator", condition("field", "attribute/city", "op", "like", "value", "x"), "r.0", "op", "op", ""},
		{"no value", condition("field", "attribute/city", "op", "is", "value", " "), "r.0", "value", "value", ""},
		{"no number", condition("field", "attribute/age", "op", ">", "value", "vingt"), "r.0", "value", "number", ""},
		{"no finite number", condition("field", "attribute/age", "op", ">", "value", "Inf"), "r.0", "value", "number", ""},
		{"no state", condition("field", "consent", "purpose", "marketing.offers"), "r.0", "state", "choice", ""},
		{"no deed", condition("field", "engagement", "least", "1"), "r.0", "did", "choice", ""},
		{"no times", condition("field", "engagement", "did", "read", "least", "0"), "r.0", "least", "times", ""},
		{"half a day", condition("field", "engagement", "did", "read", "least", "1", "days", "0.5"), "r.0", "days", "days", ""},
		{"no event", condition("field", "event", "least", "1"), "r.0", "name", "event", ""},
		{"an event of no count", condition("field", "event", "name", "order"), "r.0", "least", "times", ""},
		{"most below least", condition("field", "event", "name", "order", "least", "3", "most", "2"), "r.0", "most", "most", ""},
		{"an empty group", condition("field", "any"), "r.0", "field", "group", ""},
		{"the rest counts", url.Values{"r.field": {"all"}, "r.0.field": {"tag"}, "r.1.field": {"country"}, "r.1.value": {"FR"}}, "r.0", "value", "value", `{"all":[{"country":["FR"]}]}`},
		{"what was typed for another field", condition("field", "tag", "was", "country", "value", "FR"), "r.0", "value", "value", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rule, ok, faults := readRule(c.form).rule()
			if len(faults) != 1 || faults[0] != (ruleFault{c.path, c.at, c.code}) {
				t.Errorf("faults %v, want %s in %s of %s", faults, c.code, c.at, c.path)
			}
			if !ok || string(rule.Canonical()) != cmp.Or(c.remaining, "{}") {
				t.Errorf("what is left: %s, %v; want %q", rule.Canonical(), ok, c.remaining)
			}
		})
	}
}

// Of any or none of no conditions nothing is left, so that nobody is counted.
func TestAGroupOfNothing(t *testing.T) {
	for _, field := range []string{"any", "not"} {
		if rule, ok, faults := readRule(url.Values{"r.field": {field}, "r.0.field": {"tag"}}).rule(); ok || len(faults) != 1 {
			t.Errorf("%s of nothing is %s, with faults %v", field, rule.Canonical(), faults)
		}
	}
}

func TestAFormGrowsAndShrinks(t *testing.T) {
	const start = `r.field=all&r.0.field=tag&r.0.value=vip&r.1.field=any&r.1.0.field=country&r.1.0.value=FR`
	cases := []struct{ act, focus, has, lacks string }{
		{"condition r", "r.2.field", "r.2.field", ""},
		{"condition r.1", "r.1.1.field", "r.1.1.field", "r.2.field"},
		{"group r", "r.2.0.field", "r.2.0.field", ""},
		{"value r.1.0", "r.1.0.value.1", "r.1.0.value", ""},
		{"remove r.0", "r.add", "r.0.0.field", "r.1.field"},
		{"remove r.1.0", "r.1.add", "r.1.field", "r.1.0.field"},
		{"remove r", "", "r.1.0.field", ""},
		{"remove r.7", "", "r.1.0.field", ""},
		{"remove r.-1", "", "r.1.0.field", ""},
		{"condition r.0", "", "r.1.0.field", "r.0.0.field"},
		{"value r.1", "", "r.1.0.field", ""},
		{"look", "", "r.1.0.field", ""},
		{"condition x.0", "", "r.1.0.field", "r.0.0.field"},
	}
	for _, c := range cases {
		t.Run(c.act, func(t *testing.T) {
			form, err := url.ParseQuery(start)
			if err != nil {
				t.Fatal(err)
			}
			edited, focus := readRule(form).edited(c.act)
			fields := edited.fields()
			if focus != c.focus || !fields.Has(c.has) || c.lacks != "" && fields.Has(c.lacks) {
				t.Errorf("focus %q, fields %v; want %q, with %s and without %s", focus, fields, c.focus, c.has, c.lacks)
			}
		})
	}
}
