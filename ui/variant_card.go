package ui

import (
	"slices"
	"strconv"
	"strings"

	"accord/campaign"
)

// variantCard is one variant's part of the form.
type variantCard struct {
	variantForm
	Index    int
	Mark     string
	Slots    variantSlots
	Speaks   []speech
	Share    float64 // of the audience, as it is typed
	Findings []string
}

// speech is a language of the audience, and the template that speaks it.
type speech struct {
	Language string
	People   int64
	Chosen   string
	Choices  []templateChoice
}

// offer is what a variant can be made of.
type offer struct {
	templates map[campaign.TemplateKey]campaign.Template
	category  string // of messages, "" while no purpose is chosen
	languages []campaign.Speakers
	own       string // language of the organisation
}

// cardsOf are the variants side by side.
func (o offer) cardsOf(forms []variantForm, wrong flaws) (cards []variantCard) {
	weights := 0
	for _, f := range forms {
		n, _ := strconv.Atoi(f.Weight)
		weights += max(n, 0)
	}
	for i, f := range forms {
		card := variantCard{variantForm: f, Index: i, Mark: mark(i), Slots: slotsOf(f.Variant, o.templates, o.own)}
		n, _ := strconv.Atoi(f.Weight)
		card.Share = share(int64(max(n, 0)), int64(weights))
		for _, l := range spokenBy(f.Variant, o.languages) {
			key, chosen := f.Templates[l.Language]
			sp := speech{Language: l.Language, People: l.People, Choices: templateChoices(o.templates, o.category, l.Language)}
			if chosen {
				sp.Chosen = key.Name + "/" + key.Language
			}
			card.Speaks = append(card.Speaks, sp)
		}
		for _, flaw := range wrong {
			if flaw.Field == "variant/"+f.Key {
				card.Findings = append(card.Findings, flaw.Detail)
			}
		}
		cards = append(cards, card)
	}
	return cards
}

// pointed makes flaws of variants lead to their cards; a key may hold signs
// that no address of a page has.
func pointed(wrong flaws, forms []variantForm) flaws {
	list := slices.Clone(wrong)
	for i := range list {
		for n, f := range forms {
			if list[i].Field == "variant/"+f.Key {
				list[i].Field = "variant-" + strconv.Itoa(n)
			}
		}
	}
	return list
}

// spokenBy are the languages that a variant is asked for: those of the
// audience, and those it has a template for already.
func spokenBy(v campaign.Variant, languages []campaign.Speakers) []campaign.Speakers {
	list := slices.Clone(languages)
	for language := range v.Templates {
		if !slices.ContainsFunc(list, func(l campaign.Speakers) bool { return l.Language == language }) {
			list = append(list, campaign.Speakers{Language: language})
		}
	}
	slices.SortStableFunc(list[len(languages):], func(a, b campaign.Speakers) int { return strings.Compare(a.Language, b.Language) })
	return list
}
