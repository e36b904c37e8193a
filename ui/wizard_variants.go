package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"

	"github.com/gofiber/fiber/v2"
)

// A comparison has at least two variants; more than eight could not be told
// apart. Package campaign refuses anything else.
const variantsLeast, variantsMost = 2, 8

// variantsView asks what is compared.
type variantsView struct {
	wizardView
	Variants   []variantCard
	Languages  []campaign.Speakers // of the audience, by base: "fr"
	Attributes []campaign.AttributeFacet
	Holdout    string
	More, Less bool // a variant can be added, or taken away
	Unread     bool // no template of the purpose's category is known
}

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

func (s *Server) variantsStep() step {
	return step{"variants", s.showVariants, s.readVariantsStep}
}

func (s *Server) showVariants(c *fiber.Ctx, d campaign.Draft, wrong flaws) error {
	frame, err := s.wizard(c, d, "variants", wrong)
	if err != nil {
		return err
	}
	forms := formsOf(d.Variants)
	if c.Method() == fiber.MethodPost {
		forms = readVariants(formOf(c))
	}
	v := variantsView{wizardView: frame, Holdout: typed(c, "holdout", writeShare(d.Holdout)),
		More: len(forms) < variantsMost, Less: len(forms) > variantsLeast}
	if v.Languages, err = s.audienceLanguages(c, d); err != nil {
		return err
	}
	facets, err := s.Office.Campaigns.Facets(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	v.Attributes = facets.Attributes
	o := offer{languages: v.Languages, own: s.Office.Campaigns.Language}
	if o.templates, err = s.Office.Campaigns.Templates(c.UserContext(), s.Office.DB); err != nil {
		return err
	}
	if o.category, err = s.categoryOf(c, d.Purpose); err != nil {
		return err
	}
	v.Unread = len(templateChoices(o.templates, o.category, "")) == 0
	v.Variants = o.cardsOf(forms, wrong)
	v.Flaws = pointed(wrong, forms)
	return s.show(c, "wizard_variants", v)
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

// languagesMost is for how many languages a template is asked; the rest of a
// very mixed audience is named by the check.
const languagesMost = 6

// audienceLanguages are the languages of an audience without their countries.
// People whose language is unknown get the organisation's.
func (s *Server) audienceLanguages(c *fiber.Ctx, d campaign.Draft) (list []campaign.Speakers, err error) {
	found, err := s.Office.Campaigns.Speakers(c.UserContext(), d)
	if err != nil {
		return nil, err
	}
	for _, l := range found {
		base := baseOf(l.Language)
		if base == "" {
			base = s.Office.Campaigns.Language
		}
		i := slices.IndexFunc(list, func(k campaign.Speakers) bool { return k.Language == base })
		if i < 0 {
			list = append(list, campaign.Speakers{Language: base})
			i = len(list) - 1
		}
		list[i].People += l.People
	}
	slices.SortStableFunc(list, func(a, b campaign.Speakers) int { return int(b.People - a.People) })
	if len(list) == 0 { // nobody was chosen yet
		list = []campaign.Speakers{{Language: s.Office.Campaigns.Language}}
	}
	return list[:min(len(list), languagesMost)], nil
}

// categoryOf is the category of messages for a purpose, "" without one.
func (s *Server) categoryOf(c *fiber.Ctx, id consent.PurposeID) (string, error) {
	purposes, err := s.Office.Consent.Purposes(c.UserContext(), s.Office.DB)
	for _, p := range purposes {
		if p.ID == id {
			return string(p.Category), err
		}
	}
	return "", err
}

// readVariantsStep reads the form; a button may have added a variant or taken
// one away.
func (s *Server) readVariantsStep(c *fiber.Ctx, d *campaign.Draft, wrong *flaws) error {
	templates, err := s.Office.Campaigns.Templates(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	forms := changed(readVariants(formOf(c)), c.FormValue("go"))
	d.Variants = nil
	for _, f := range forms {
		v, ok := f.variant()
		if !ok {
			wrong.add("variant/"+f.Key, s.words(c).T("error.weight"))
		}
		d.Variants = append(d.Variants, fitted(v, templates))
	}
	holdout, ok := readShare(c.FormValue("holdout"))
	if !ok {
		wrong.add("holdout", s.words(c).T("finding.holdout_range"))
	}
	d.Holdout = holdout
	return nil
}

// changed does what a button says: "add", or "remove.1".
func changed(list []variantForm, act string) []variantForm {
	if act == "add" && len(list) < variantsMost {
		f := variantForm{Weight: "1"}
		if n := len(list); n > 0 {
			f = list[n-1] // most variants differ in one thing
		}
		f.Key = nextKey(list)
		f.Variant.Key = experiment.VariantKey(f.Key)
		return append(list, f)
	}
	text, ok := strings.CutPrefix(act, "remove.")
	if i, err := strconv.Atoi(text); ok && err == nil && i >= 0 && i < len(list) && len(list) > variantsLeast {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// formOf are the fields of a form that was sent.
func formOf(c *fiber.Ctx) url.Values {
	values := url.Values{}
	c.Request().PostArgs().VisitAll(func(name, value []byte) { values.Add(string(name), string(value)) })
	return values
}
