package campaign_test

import (
	"errors"
	"strings"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

// The audience of a draft is known as soon as somebody is chosen: its rule, and
// which languages it speaks.
func TestTheAudienceOfADraft(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(6, func(i int, c *campaign.NewContact) { c.Language = strings.Split("fr fr fr en en de", " ")[i] })
		french := h.segment("Français", campaign.Rule{Language: []string{"fr"}})
		fr, de := campaign.Rule{Language: []string{"fr"}}, campaign.Rule{Language: []string{"de", "en"}}
		cases := []struct {
			name     string
			draft    campaign.Draft
			rule     *campaign.Rule // nil while nobody is chosen
			speakers []campaign.Speakers
		}{
			{"nobody", campaign.Draft{}, nil, nil},
			{"everybody", campaign.Draft{Rule: &campaign.Rule{}}, &campaign.Rule{}, []campaign.Speakers{{"fr", 3}, {"en", 2}, {"de", 1}}},
			{"a segment", campaign.Draft{Segment: french}, &fr, []campaign.Speakers{{"fr", 3}}},
			{"a rule", campaign.Draft{Rule: &de}, &de, []campaign.Speakers{{"en", 2}, {"de", 1}}},
			{"nobody of both", campaign.Draft{Segment: french, Rule: &de}, &campaign.Rule{All: []campaign.Rule{fr, de}}, nil},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				rule, ok, err := h.AudienceOf(t.Context(), c.draft)
				if err != nil || ok != (c.rule != nil) {
					t.Fatalf("chosen: %v, %v", ok, err)
				}
				if c.rule != nil {
					if d := cmp.Diff(*c.rule, rule); d != "" {
						t.Error(d)
					}
				}
				speakers, err := h.Speakers(t.Context(), c.draft)
				h.must(err)
				if d := cmp.Diff(c.speakers, append([]campaign.Speakers(nil), speakers...)); d != "" {
					t.Error(d)
				}
			})
		}
		gone := campaign.Draft{Segment: french + 100}
		if _, _, err := h.AudienceOf(t.Context(), gone); !errors.Is(err, campaign.ErrInvalid) {
			t.Errorf("a segment that is gone: %v", err)
		}
	})
}
