package campaign_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"

	"pgregory.net/rapid"
)

// TestSegmentsMatchWhoTheySay asks both engines and a plain loop over people.
func TestSegmentsMatchWhoTheySay(t *testing.T) {
	eachHouse(t, func(outer *testing.T, h house) {
		people := h.crowd(300)
		rapid.Check(outer, func(t *rapid.T) { h.wantMembers(t, people, ruleOf(4).Draw(t, "rule")) })
	})
}

// TestEveryConditionMatchesSomebodyAndNotAll, one by one, so that none hides
// in a tree that is false anyway.
func TestEveryConditionMatchesSomebodyAndNotAll(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		people := h.crowd(300)
		for name, rule := range conditions {
			n := h.wantMembers(t, people, rule)
			if n == 0 || n == len(people) {
				t.Errorf("%s matches %d of %d people: the test shows nothing", name, n, len(people))
			}
		}
		everybody := map[string]campaign.Rule{"no rule": {}, "all of nothing": {All: []campaign.Rule{}}, "not nobody": {Not: &campaign.Rule{Not: &campaign.Rule{}}}}
		for name, rule := range everybody {
			if n := h.wantMembers(t, people, rule); n != len(people) {
				t.Errorf("%s matches %d people, want all", name, n)
			}
		}
	})
}

// wantMembers compares who a rule matches, after it was stored and read back.
func (h house) wantMembers(t rapid.TB, people map[campaign.ContactID]person, drawn campaign.Rule) int {
	t.Helper()
	rule, err := campaign.ParseRule(drawn.Canonical())
	if err != nil {
		t.Fatalf("%v in %s", err, drawn.Canonical())
	}
	got, err := h.Members(h.t.Context(), h.db, rule)
	if err != nil {
		t.Fatalf("%v in %s", err, drawn.Canonical())
	}
	want := 0
	for id, p := range people {
		is, should := slices.Contains(got, id), p.matches(drawn)
		if is != should {
			t.Fatalf("%s matches %v, want %v, of %+v", drawn.Canonical(), is, should, p)
		}
		if should {
			want++
		}
	}
	if n, err := h.Count(h.t.Context(), h.db, rule); err != nil || n != want {
		t.Fatalf("%s counts %d, %v; want %d", drawn.Canonical(), n, err, want)
	}
	return want
}

// matches says by hand what a rule asks of a person.
func (p person) matches(r campaign.Rule) bool {
	switch {
	case r.All != nil:
		return !slices.ContainsFunc(r.All, func(rule campaign.Rule) bool { return !p.matches(rule) })
	case r.Any != nil:
		return slices.ContainsFunc(r.Any, p.matches)
	case r.Not != nil:
		return !p.matches(*r.Not)
	case r.Attribute != nil:
		return p.compares(*r.Attribute)
	case r.Tag != "":
		return slices.Contains(p.Tags, r.Tag)
	case r.Language != nil:
		return slices.Contains(r.Language, p.Language)
	case r.Country != nil:
		return slices.Contains(r.Country, p.Country)
	case r.Consent != nil:
		return string(p.standing(consent.PurposeID(r.Consent.Purpose))) == r.Consent.State
	case r.Engagement != nil:
		return p.engaged(*r.Engagement)
	case r.Event != nil:
		n := since(p.events[r.Event.Name], r.Event.Days)
		return n >= r.Event.AtLeast && (r.Event.AtMost == nil || n <= *r.Event.AtMost)
	}
	return true
}

// since counts the times within so many days; 0 is ever.
func since(times []time.Time, days int) (n int) {
	for _, at := range times {
		if days == 0 || !at.Before(noon.Add(-time.Duration(days)*24*time.Hour)) {
			n++
		}
	}
	return n
}

func (p person) engaged(r campaign.EngagementRule) bool {
	n := 0
	for _, times := range map[string][][]time.Time{"received": p.received, "read": p.read, "clicked": p.clicked}[r.Did] {
		n += min(1, since(times, r.Days))
	}
	return n >= r.AtLeast
}

func (p person) standing(purpose consent.PurposeID) state.State {
	s := state.Standing{State: state.None}
	for _, e := range p.consents {
		if e.Purpose == purpose || e.Purpose == consent.AnyPurpose {
			s = s.Apply(state.Event{Kind: e.Kind, Occurred: e.Occurred})
		}
	}
	return s.State
}

func (p person) compares(a campaign.AttributeRule) bool {
	value, known := p.Attributes[a.Name]
	number, isNumber := value.(float64)
	text := shownAs(value)
	switch a.Op {
	case campaign.OpPresent:
		return known
	case campaign.OpAbsent:
		return !known
	case campaign.OpIs:
		return known && slices.Contains(a.Text, text)
	case campaign.OpIsNot:
		return known && !slices.Contains(a.Text, text)
	case campaign.OpContains:
		return known && strings.Contains(text, a.Text[0])
	case campaign.OpFrom:
		return known && text >= a.Text[0]
	case campaign.OpTo:
		return known && text <= a.Text[0]
	case campaign.OpEqual:
		return isNumber && number == a.Value[0]
	case campaign.OpNotEqual:
		return isNumber && number != a.Value[0]
	case campaign.OpMore:
		return isNumber && number > a.Value[0]
	case campaign.OpAtLeast:
		return isNumber && number >= a.Value[0]
	case campaign.OpLess:
		return isNumber && number < a.Value[0]
	case campaign.OpAtMost:
		return isNumber && number <= a.Value[0]
	}
	return false
}

// shownAs is a value as a template would show it.
func shownAs(value any) string {
	switch x := value.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}
