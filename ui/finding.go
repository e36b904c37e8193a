package ui

import (
	"slices"
	"strings"

	"accord/campaign"
	"accord/ui/words"
)

// finding is something that a check found in a draft, in the visitor's words.
type finding struct {
	Says     string
	Variant  string // of which variant
	Step     string // of the wizard where it is mended: "variants"
	Field    string
	Blocking bool
}

// findingsIn puts findings into words, those that stand against a launch
// first.
func findingsIn(w *words.Words, found []campaign.Finding) (list []finding) {
	for _, f := range found {
		list = append(list, finding{Says: findingSays(w, f), Variant: string(f.Variant), Step: stepOf(f.Field), Field: f.Field, Blocking: f.Blocking})
	}
	slices.SortStableFunc(list, func(a, b finding) int {
		switch {
		case a.Blocking == b.Blocking:
			return 0
		case a.Blocking:
			return -1
		}
		return 1
	})
	return list
}

// codedValues say which values of a finding are codes, by their place, and
// which group has the words for them.
var codedValues = map[string]map[int]string{
	"header_missing": {2: "format"}, "header_unexpected": {1: "format"}, "template_category": {3: "category", 4: "category"},
}

// buttonFindings begin with the index of a button.
var buttonFindings = []string{"link_missing", "link_address", "coupon_missing"}

// findingSays is one finding in words. People count buttons from one.
func findingSays(w *words.Words, f campaign.Finding) string {
	key := "finding." + f.Code // words: finding.*
	if !w.Has(key) {
		return f.Detail
	}
	values := slices.Clone(f.Values)
	for i, group := range codedValues[f.Code] {
		if code, ok := values[i].(string); ok {
			values[i] = w.Label(group, strings.ToLower(code))
		}
	}
	if slices.Contains(buttonFindings, f.Code) && len(values) > 0 {
		if button, ok := values[0].(int); ok {
			values[0] = button + 1
		}
	}
	return w.T(key, values...)
}

// blocking says that something stands against a launch.
func blocking(list []finding) bool {
	return slices.ContainsFunc(list, func(f finding) bool { return f.Blocking })
}
