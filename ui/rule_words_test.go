package ui

import (
	"strings"
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/ui/words"
)

func TestRulesInWords(t *testing.T) {
	zero, three := 0, 3
	attribute := func(op campaign.Operator, texts ...string) campaign.Rule {
		return campaign.Rule{Attribute: &campaign.AttributeRule{Name: "ville", Op: op, Text: texts}}
	}
	vip, loyal := campaign.Rule{Tag: "vip"}, campaign.Rule{Attribute: &campaign.AttributeRule{Name: "commandes", Op: campaign.OpAtLeast, Value: []float64{1234.5}}}
	cases := []struct {
		name   string
		rule   campaign.Rule
		fr, en string
	}{
		{"everybody", campaign.Rule{}, "tout le monde", "everybody"},
		{"a tag", vip, "étiquette « vip »", "tag “vip”"},
		{"a number", loyal, "commandes ≥ 1 234,5", "commandes ≥ 1,234.5"},
		{"one text", attribute(campaign.OpIs, "Lyon"), "ville est « Lyon »", "ville is “Lyon”"},
		{"three texts", attribute(campaign.OpIsNot, "A", "B", "C"), "ville autre que « A », « B » ou « C »", "ville other than “A”, “B” or “C”"},
		{"a day", attribute(campaign.OpFrom, "2026-02-01"), "ville à partir de 1er février 2026", "ville from 1 February 2026 on"},
		{"no day", attribute(campaign.OpTo, "M"), "ville jusqu’à « M »", "ville up to “M”"},
		{"unknown attribute", attribute(campaign.OpAbsent), "ville n’est pas renseigné", "ville is not known"},
		{"languages", campaign.Rule{Language: []string{"fr", "de", ""}}, "langue : Français, Allemand ou inconnu", "language: French, German or unknown"},
		{"a country", campaign.Rule{Country: []string{"BE"}}, "pays : Belgique", "country: Belgium"},
		{"consent", campaign.Rule{Consent: &campaign.ConsentRule{Purpose: "marketing.offers", State: "granted"}}, "consentement « Offres » : Donné", "consent “Offers”: Granted"},
		{"another purpose", campaign.Rule{Consent: &campaign.ConsentRule{Purpose: "marketing.x", State: "none"}}, "consentement « marketing.x » : Aucun consentement", "consent “marketing.x”: No consent"},
		{"a read", campaign.Rule{Engagement: &campaign.EngagementRule{Did: "read", AtLeast: 1}}, "a lu au moins 1 message", "read at least 1 message"},
		{"clicks lately", campaign.Rule{Engagement: &campaign.EngagementRule{Did: "clicked", AtLeast: 2, Days: 30}},
			"a cliqué dans au moins 2 messages depuis 30 jours", "clicked in at least 2 messages within 30 days"},
		{"an event", campaign.Rule{Event: &campaign.EventRule{Name: "order", AtLeast: 2, Days: 1}}, "événement « order » au moins 2 fois depuis 1 jour", "event “order” at least 2 times within 1 day"},
		{"no event", campaign.Rule{Event: &campaign.EventRule{Name: "order", AtMost: &zero, Days: 90}}, "aucun événement « order » depuis 90 jours", "no event “order” within 90 days"},
		{"few events", campaign.Rule{Event: &campaign.EventRule{Name: "order", AtMost: &three}}, "événement « order » au plus 3 fois", "event “order” at most 3 times"},
		{"so many events", campaign.Rule{Event: &campaign.EventRule{Name: "order", AtLeast: 3, AtMost: &three}}, "événement « order » exactement 3 fois", "event “order” exactly 3 times"},
		{"some events", campaign.Rule{Event: &campaign.EventRule{Name: "order", AtLeast: 1, AtMost: &three}}, "événement « order » de 1 à 3 fois", "event “order” 1 to 3 times"},
		{"all", campaign.Rule{All: []campaign.Rule{loyal, attribute(campaign.OpIs, "Lyon"), {Not: &vip}}},
			"commandes ≥ 1 234,5, ville est « Lyon » et pas (étiquette « vip »)", "commandes ≥ 1,234.5, ville is “Lyon” and not (tag “vip”)"},
		{"a group inside", campaign.Rule{All: []campaign.Rule{vip, {Any: []campaign.Rule{{Country: []string{"FR"}}, {Country: []string{"BE"}}}}}},
			"étiquette « vip » et (pays : France ou pays : Belgique)", "tag “vip” and (country: France or country: Belgium)"},
		{"none of these", campaign.Rule{Not: &campaign.Rule{Any: []campaign.Rule{vip, loyal}}}, "pas (étiquette « vip » ou commandes ≥ 1 234,5)", "not (tag “vip” or commandes ≥ 1,234.5)"},
		{"a group of one", campaign.Rule{All: []campaign.Rule{{Any: []campaign.Rule{vip}}}}, "étiquette « vip »", "tag “vip”"},
	}
	purposes := []consent.Purpose{{ID: "marketing.offers", NameFR: "Offres", NameEN: "Offers"}}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for lang, want := range map[words.Lang]string{words.French: c.fr, words.English: c.en} {
				got := ruleTeller{words.In(lang), purposes}.says(c.rule)
				if strings.Join(strings.Fields(got), " ") != want {
					t.Errorf("%s: %q, want %q", lang, got, want)
				}
			}
		})
	}
}
