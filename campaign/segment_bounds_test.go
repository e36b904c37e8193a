package campaign_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"accord/campaign"
)

func TestSegmentsThatAreRefused(t *testing.T) {
	many := func(n int, part string) string { return strings.TrimSuffix(strings.Repeat(part+",", n), ",") }
	deep := func(levels int) string {
		return strings.Repeat(`{"not":`, levels-1) + `{"tag":"x"}` + strings.Repeat("}", levels-1)
	}
	cases := []struct {
		name, rule, says string // says is "" for a rule that is fine
	}{
		{"nothing", `{}`, ""},
		{"eight levels", deep(8), ""},
		{"nine levels", deep(9), "8 levels"},
		{"ten thousand levels", deep(10_000), "8 levels"},
		{"200 nodes", `{"any":[` + many(199, `{"tag":"x"}`) + `]}`, ""},
		{"201 nodes", `{"any":[` + many(200, `{"tag":"x"}`) + `]}`, "200 conditions"},
		{"two conditions in one part", `{"tag":"x","language":["fr"]}`, "2 conditions"},
		{"a group and a condition", `{"all":[{}],"tag":"x"}`, "2 conditions"},
		{"two groups, one empty", `{"all":[],"any":[{}]}`, "2 conditions"},
		{"inside a group", `{"all":[{"tag":"x","country":["FR"]}]}`, "2 conditions"},
		{"an unknown member", `{"tags":["x"]}`, "unknown field"},
		{"an unknown member further in", `{"all":[{"attribute":{"name":"a","op":"is","text":["x"],"or":1}}]}`, "unknown field"},
		{"a tag without a name", `{"tag":""}`, "empty condition"},
		{"a null condition", `{"all":[{"attribute":null}]}`, "empty condition"},
		{"null", `{"all":[null]}`, "empty condition"},
		{"not JSON", `{"tag":`, "unexpected"},
		{"two values", `{} {}`, "more than one"},
		{"a value and the end of another", `{}}`, "more than one"},
		{"a list", `[]`, "cannot unmarshal"},
		{"any of nothing", `{"any":[]}`, `"any"`},
		{"no language", `{"language":[]}`, "language"},
		{"no country", `{"not":{"country":[]}}`, "countries"},
		{"a hundred languages", `{"language":[` + many(100, `"fr"`) + `]}`, ""},
		{"40,000 languages", `{"language":[` + many(40_000, `"fr"`) + `]}`, "language"},
		{"an attribute without a name", `{"attribute":{"op":"present"}}`, "without a name"},
		{"an unknown operator", `{"attribute":{"name":"a","op":"like","text":["x"]}}`, `"like"`},
		{"no operator", `{"attribute":{"name":"a","text":["x"]}}`, `by ""`},
		{"present with a text", `{"attribute":{"name":"a","op":"present","text":["x"]}}`, "1 texts"},
		{"is without a text", `{"attribute":{"name":"a","op":"is"}}`, "0 texts"},
		{"is with a number", `{"attribute":{"name":"a","op":"is","value":[1]}}`, "1 values"},
		{"is one of a hundred", `{"attribute":{"name":"a","op":"is","text":[` + many(100, `"x"`) + `]}}`, ""},
		{"is one of 101", `{"attribute":{"name":"a","op":"is","text":[` + many(101, `"x"`) + `]}}`, "101 texts"},
		{"contains two texts", `{"attribute":{"name":"a","op":"contains","text":["x","y"]}}`, "2 texts"},
		{"more than two values", `{"attribute":{"name":"a","op":">","value":[1,2]}}`, "2 values"},
		{"consent without a purpose", `{"consent":{"state":"granted"}}`, "purpose and a state"},
		{"consent without a state", `{"consent":{"purpose":"marketing.offers"}}`, "purpose and a state"},
		{"an unknown engagement", `{"engagement":{"did":"smiled","at_least":1}}`, "received, read or clicked"},
		{"engagement of no times", `{"engagement":{"did":"read"}}`, "at least 1"},
		{"engagement in the future", `{"engagement":{"did":"read","at_least":1,"days":-1}}`, "engagement"},
		{"an event without a name", `{"event":{"at_least":1}}`, "event condition has a name"},
		{"an event without a count", `{"event":{"name":"order"}}`, "at_least"},
		{"an event in the future", `{"event":{"name":"order","at_least":1,"days":-1}}`, "event"},
		{"no event at all", `{"event":{"name":"order","at_most":0}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := campaign.ParseRule([]byte(c.rule))
			switch {
			case c.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.says != "" && (!errors.Is(err, campaign.ErrInvalid) || !strings.Contains(err.Error(), c.says)):
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
		})
	}
}

// TestAStoredRuleMatchesTheSamePeople: what a campaign keeps is JSON, and JSON
// leaves empty lists out. A rule that would change is refused.
func TestAStoredRuleMatchesTheSamePeople(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(3)
		for i, rule := range []campaign.Rule{{Any: []campaign.Rule{}}, {Language: []string{}}, {Not: &campaign.Rule{Country: []string{}}}, {All: []campaign.Rule{}},
			{Not: &campaign.Rule{}}, {}} {
			err := rule.Validate()
			_, saveErr := h.AddSegment(t.Context(), fmt.Sprint("segment ", i), rule)
			if errors.Is(err, campaign.ErrInvalid) != errors.Is(saveErr, campaign.ErrInvalid) {
				t.Errorf("%+v: validated %v, stored %v", rule, err, saveErr)
			}
			if err != nil {
				continue
			}
			before, err := h.Count(t.Context(), h.db, rule)
			h.must(err)
			var stored campaign.Rule
			h.must(json.Unmarshal(rule.Canonical(), &stored))
			if n, err := h.Count(t.Context(), h.db, stored); err != nil || n != before {
				t.Errorf("%+v matches %d people, after being stored %d, %v", rule, before, n, err)
			}
		}
	})
}

// TestInjectionsAreTexts puts each nasty text everywhere a text can stand.
func TestInjectionsAreTexts(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(2, func(i int, c *campaign.NewContact) {
			if i == 0 {
				for k, bad := range nasty {
					c.Attributes[bad] = bad
					c.Attributes[fmt.Sprint("n", k)] = float64(k)
				}
			}
		})
		for _, bad := range nasty {
			if bad == "" {
				continue
			}
			is := campaign.Rule{Attribute: &campaign.AttributeRule{Name: bad, Op: campaign.OpIs, Text: []string{bad}}}
			if got, err := h.Members(t.Context(), h.db, is); err != nil || len(got) != 1 || got[0] != ids[0] {
				t.Errorf("%q is %q for %v, %v; want one person", bad, bad, got, err)
			}
			less := campaign.Rule{Attribute: &campaign.AttributeRule{Name: bad, Op: campaign.OpLess, Value: []float64{1e9}}}
			purpose := campaign.Rule{Consent: &campaign.ConsentRule{Purpose: bad, State: bad}}
			for _, rule := range []campaign.Rule{less, purpose, {Tag: bad}, {Language: []string{bad}}, {Country: []string{bad}},
				{Event: &campaign.EventRule{Name: bad, AtLeast: 1}}} {
				if n, err := h.Count(t.Context(), h.db, rule); err != nil || n != 0 {
					t.Errorf("%s counts %d, %v; want nobody", rule.Canonical(), n, err)
				}
			}
		}
		if n := h.number(`SELECT count(*) FROM contact`); n != 2 {
			t.Errorf("%d contacts left, want 2", n)
		}
	})
}

// TestTheLargestSegmentCanBeCounted: what Validate lets pass, the engines take.
func TestTheLargestSegmentCanBeCounted(t *testing.T) {
	texts := make([]string, 100)
	for i := range texts {
		texts[i] = fmt.Sprint("text ", i)
	}
	is := campaign.Rule{Attribute: &campaign.AttributeRule{Name: "city", Op: campaign.OpIs, Text: texts}}
	wide := campaign.Rule{Any: []campaign.Rule{{Attribute: &campaign.AttributeRule{Name: "first_name", Op: campaign.OpIs, Text: []string{"Léa1"}}}}}
	for range 198 {
		wide.Any = append(wide.Any, is)
	}
	deep := campaign.Rule{Tag: "x"}
	for range 7 {
		inner := deep
		deep = campaign.Rule{Not: &inner}
	}
	eachHouse(t, func(t *testing.T, h house) {
		h.people(3)
		for name, c := range map[string]struct {
			rule campaign.Rule
			want int
		}{"wide": {wide, 1}, "deep": {deep, 3}} {
			h.must(c.rule.Validate())
			if n, err := h.Count(t.Context(), h.db, c.rule); err != nil || n != c.want {
				t.Errorf("%s: %d, %v; want %d", name, n, err, c.want)
			}
		}
	})
}
