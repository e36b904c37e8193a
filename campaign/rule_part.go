package campaign

import "iter"

// RuleKind says what one part of a rule is.
type RuleKind string

// The kinds: everybody, three groups, and the conditions.
const (
	RuleEverybody  RuleKind = "everybody"
	RuleAll        RuleKind = "all"
	RuleAny        RuleKind = "any"
	RuleNot        RuleKind = "not"
	RuleAttribute  RuleKind = "attribute"
	RuleTag        RuleKind = "tag"
	RuleLanguage   RuleKind = "language"
	RuleCountry    RuleKind = "country"
	RuleConsent    RuleKind = "consent"
	RuleEngagement RuleKind = "engagement"
	RuleEvent      RuleKind = "event"
)

// Kind is what this part is, whatever is inside of it.
func (r Rule) Kind() RuleKind {
	switch {
	case r.All != nil:
		return RuleAll
	case r.Any != nil:
		return RuleAny
	case r.Not != nil:
		return RuleNot
	case r.Attribute != nil:
		return RuleAttribute
	case r.Tag != "":
		return RuleTag
	case r.Language != nil:
		return RuleLanguage
	case r.Country != nil:
		return RuleCountry
	case r.Consent != nil:
		return RuleConsent
	case r.Engagement != nil:
		return RuleEngagement
	case r.Event != nil:
		return RuleEvent
	}
	return RuleEverybody
}

// Children are what a group is made of; of a condition there are none.
func (r Rule) Children() []Rule {
	switch {
	case r.All != nil:
		return r.All
	case r.Any != nil:
		return r.Any
	case r.Not != nil:
		return []Rule{*r.Not}
	}
	return nil
}

// Walk goes through a rule as it would be written down, each group before its
// parts, and tells how deep each one stands; the rule itself stands at 0.
func (r Rule) Walk() iter.Seq2[int, Rule] {
	return func(yield func(int, Rule) bool) { r.walk(0, yield) }
}

func (r Rule) walk(depth int, yield func(int, Rule) bool) bool {
	if !yield(depth, r) {
		return false
	}
	for _, part := range r.Children() {
		if !part.walk(depth+1, yield) {
			return false
		}
	}
	return true
}
