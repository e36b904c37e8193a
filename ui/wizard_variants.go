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
	v := variantsView{wizardView: frame, Holdout: typed(c, "holdout", shareOf(s.words(c), d.Holdout)),
		More: len(forms) < experiment.VariantsMax, Less: len(forms) > experiment.VariantsMin}
	if v.Languages, err = s.audienceLanguages(c, d); err != nil {
		return err
	}
	facets, err := s.Office.Campaigns.Facets(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	v.Attributes = facets.Attributes
	o := offer{languages: v.Languages, own: s.Office.Campaigns.Language}
	if o.templates, err = s.Office.Campaigns.Templates(c.UserContext(), s.Office.DB, d.NumberID); err != nil {
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
	templates, err := s.Office.Campaigns.Templates(c.UserContext(), s.Office.DB, d.NumberID)
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
	if act == "add" && len(list) < experiment.VariantsMax {
		f := variantForm{Weight: "1"}
		if n := len(list); n > 0 {
			f = list[n-1] // most variants differ in one thing
		}
		f.Key = nextKey(list)
		f.Variant.Key = experiment.VariantKey(f.Key)
		return append(list, f)
	}
	text, ok := strings.CutPrefix(act, "remove.")
	if i, err := strconv.Atoi(text); ok && err == nil && i >= 0 && i < len(list) && len(list) > experiment.VariantsMin {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// formOf are the fields of a form that was sent.
func formOf(c *fiber.Ctx) url.Values {
	values := url.Values{}
	for name, value := range c.Request().PostArgs().All() {
		values.Add(string(name), string(value))
	}
	return values
}
