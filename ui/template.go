package ui

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// templateView is one template as a person would read it.
type templateView struct {
	frame
	Template  campaign.StoredTemplate
	State     templateState
	Category  string // "marketing"
	Languages []templateTab
	Phone     phone
	Filled    campaign.Filled
	Sources   []optionGroup // where a place can take its text from
	Limits    []templateLimit
	Reader    templateReader
	Raw       string // as it is stored
	Stop      string // the payload of a button that withdraws
}

// templateTab leads to another language of the same text.
type templateTab struct {
	Path, Name string
	Open       bool
}

// templateLimit is how long a part is, and may be, in characters.
type templateLimit struct {
	Key        string
	Used, Most int
}

// The lengths that WhatsApp allows (message templates, components).
const (
	titleMost  = 60
	bodyMost   = 1024
	footerMost = 60
	buttonMost = 25
)

func (s *Server) template(c *fiber.Ctx) error {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id < 1 {
		return campaign.ErrNotFound
	}
	t, err := s.Office.Campaigns.TemplateByID(c.UserContext(), s.Office.DB, campaign.TemplateID(id))
	if err != nil {
		return err
	}
	w := s.words(c)
	v := templateView{frame: s.frame(c, "templates", t.Name+" · "+w.Language(t.Language)), Template: t, State: stateOfTemplate(w, t.Template),
		Category: strings.ToLower(t.Category), Limits: limitsOf(t.Template), Raw: rawTemplate(t.Template), Stop: campaign.OptOutPayload}
	if v.Languages, err = s.tabsOf(c, t); err != nil {
		return err
	}
	if v.Reader, err = s.readerOf(c, t.Template); err != nil {
		return err
	}
	if err := s.fillTemplate(c, &v); err != nil {
		return err
	}
	return s.show(c, "template", v)
}

// tabsOf are the languages of a text.
func (s *Server) tabsOf(c *fiber.Ctx, t campaign.StoredTemplate) (tabs []templateTab, err error) {
	list, err := s.Office.Campaigns.TemplateList(c.UserContext(), s.Office.DB)
	for _, other := range list {
		if other.Name == t.Name && other.WABA == t.WABA {
			tabs = append(tabs, templateTab{templatePath(other.ID), s.words(c).Language(other.Language), other.ID == t.ID})
		}
	}
	return tabs, err
}

// fillTemplate fills the template as the form says, else as its last campaign
// does, else by a guess.
func (s *Server) fillTemplate(c *fiber.Ctx, v *templateView) error {
	facets, err := s.Office.Campaigns.Facets(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	variant, err := s.lastVariant(c, v.Template.Key())
	if err != nil {
		return err
	}
	variables, form := map[string]campaign.Variable{}, formOf(c)
	for i, place := range v.Template.Variables() {
		variable, known := variant.Variables[place]
		if !known {
			variable.From = guessedSource(place, i, facets.Attributes)
		}
		if field := "from." + place; form.Has(field) && form.Get(field) != variable.From {
			variable = campaign.Variable{From: form.Get(field)}
		}
		variables[place] = variable
	}
	variant.Variables = variables
	v.Sources = s.sources(c, facets.Attributes)
	v.Filled = campaign.Fill(v.Template.Template, variant, v.Reader.Contact)
	v.Phone = newPhone(v.Organisation, v.Filled, "", v.Reader.Says)
	return nil
}

// recentCampaigns is how far back a use of a template is looked for.
const recentCampaigns = 20

// lastVariant is how the newest campaign with a template fills it; the zero
// variant where there is none.
func (s *Server) lastVariant(c *fiber.Ctx, key campaign.TemplateKey) (campaign.Variant, error) {
	if !visitorOf(c).may(operator.CampaignView) {
		return campaign.Variant{}, nil
	}
	recent, _, err := s.Office.Campaigns.Overviews(c.UserContext(), s.Office.DB, campaign.OverviewFilter{}, "", recentCampaigns)
	for _, o := range recent {
		for _, variant := range o.Content.Variants {
			for _, used := range variant.Templates {
				if used == key {
					return variant, err
				}
			}
		}
	}
	return campaign.Variant{}, err
}

// guessedSource is where the text of a place most likely comes from: an
// attribute of its name, the name of the person for the first place.
func guessedSource(place string, i int, attributes []campaign.AttributeFacet) string {
	first := ""
	for _, a := range attributes {
		switch {
		case a.Name == place:
			return place
		case a.Name == "first_name":
			first = a.Name
		}
	}
	switch {
	case i > 0 && place != "name":
		return ""
	case first != "":
		return first
	}
	return "name"
}

// sources are what is known of people.
func (s *Server) sources(c *fiber.Ctx, attributes []campaign.AttributeFacet) []optionGroup {
	w := s.words(c)
	person := optionGroup{Label: w.T("rule.person"), Options: []option{{"name", w.T("template.from_name")}, {"language", w.T("template.from_language")}}}
	own := optionGroup{Label: w.T("rule.attributes")}
	for _, a := range attributes {
		own.Options = append(own.Options, option{a.Name, a.Name})
	}
	return []optionGroup{person, own}
}

func limitsOf(t campaign.Template) (list []templateLimit) {
	add := func(key, text string, most int) {
		if text != "" {
			list = append(list, templateLimit{key, utf8.RuneCountInString(text), most})
		}
	}
	if t.Header != nil {
		add("title", t.Header.Text, titleMost)
	}
	add("body", t.Body, bodyMost)
	add("footer", t.Footer, footerMost)
	longest := ""
	for _, b := range t.Buttons {
		if utf8.RuneCountInString(b.Text) > utf8.RuneCountInString(longest) {
			longest = b.Text
		}
	}
	add("button", longest, buttonMost)
	return list
}

func rawTemplate(t campaign.Template) string {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // the page does
	e.SetIndent("", "  ")
	if err := e.Encode(t); err != nil {
		return "" // texts cannot fail
	}
	return text.String()
}
