package ui

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// previewView shows a variant as one person would read it.
type previewView struct {
	frame
	Heading  string
	ID       campaign.ID
	Variants []previewChoice
	Another  string // address of the same for another person
	Phone    variantPhone
	Nobody   bool // nobody is in the audience
}

// previewChoice leads to another variant.
type previewChoice struct {
	Key, Mark, Path string
	Here            bool
}

// variantPhone is a variant's message on the phone of one person.
type variantPhone struct {
	Key, Mark    string
	Organisation string // the sender
	Caption      string // whose phone it is
	Filled       campaign.Filled
	Skip         string // why that person would not get it, in words
}

// preview answers with a variant as one person of the audience would read it:
// with the part, or with a page of its own.
func (s *Server) preview(c *fiber.Ctx, d campaign.Draft) error {
	w := s.words(c)
	v := previewView{frame: s.frame(c, "campaigns", w.T("preview.title", titleOf(w, d.Name))), Heading: titleOf(w, d.Name), ID: d.ID}
	seed, _ := strconv.ParseUint(c.Query("seed"), 10, 32) // anything else is the first person
	chosen := 0
	for i, variant := range d.Variants {
		if string(variant.Key) == c.Query("variant") {
			chosen = i
		}
	}
	for i, variant := range d.Variants {
		v.Variants = append(v.Variants, previewChoice{string(variant.Key), mark(i), previewPath(d.ID, string(variant.Key), seed), i == chosen})
	}
	if len(d.Variants) > 0 {
		v.Another = previewPath(d.ID, string(d.Variants[chosen].Key), seed+1)
		phones, err := s.phones(c, d, d.Variants[chosen:chosen+1], seed)
		if err != nil {
			return err
		}
		v.Nobody = len(phones) == 0
		for _, phone := range phones {
			v.Phone = phone
			v.Phone.Mark = mark(chosen)
		}
	}
	if partial(c) {
		return s.showPart(c, "campaign_preview", "preview", v)
	}
	return s.show(c, "campaign_preview", v)
}

func previewPath(id campaign.ID, variant string, seed uint64) string {
	return stepPath(id, "preview") + "?" + url.Values{"variant": {variant}, "seed": {strconv.FormatUint(seed, 10)}}.Encode()
}

// phones are some variants on the phone of one person of the audience, drawn
// by seed; none where nobody is in it. Who may not see people reads each
// variant as it is written for nobody in particular.
func (s *Server) phones(c *fiber.Ctx, d campaign.Draft, variants []campaign.Variant, seed uint64) (list []variantPhone, err error) {
	reader, seen := campaign.Contact{}, visitorOf(c).may(operator.ContactView)
	if seen {
		if reader, err = s.readerIn(c, d, seed); err != nil || reader.ID == 0 {
			return nil, err
		}
	}
	templates, err := s.Office.Campaigns.Templates(c.UserContext(), s.Office.DB, d.NumberID)
	if err != nil {
		return nil, err
	}
	w, organisation := s.words(c), cmp.Or(visitorOf(c).organisation.Name, s.words(c).T("preview.sender"))
	for i, variant := range variants {
		phone := variantPhone{Key: string(variant.Key), Mark: mark(i), Organisation: organisation, Caption: w.T("preview.unfilled")}
		if seen {
			phone.Caption = w.T("preview.for_nameless")
			if reader.Name != "" {
				phone.Caption = w.T("preview.for", reader.Name)
			}
		} else {
			reader.Language = spokenFirst(variant, s.Office.Campaigns.Language)
		}
		phone.Filled = variant.Preview(reader, templates, s.Office.Campaigns.Language)
		if seen && phone.Filled.Skip != "" {
			phone.Skip = w.Label("reason", string(phone.Filled.Skip))
		}
		list = append(list, phone)
	}
	return list, nil
}

// readerIn is somebody of a draft's audience; the zero contact where nobody is
// in it.
func (s *Server) readerIn(c *fiber.Ctx, d campaign.Draft, seed uint64) (campaign.Contact, error) {
	rule, ok, err := s.Office.Campaigns.AudienceOf(c.UserContext(), d)
	if err != nil || !ok {
		rule = campaign.Rule{} // whoever: the text is to be seen
	}
	people, err := s.Office.Campaigns.Sample(c.UserContext(), s.Office.DB, rule, 1, seed)
	if err != nil || len(people) == 0 {
		return campaign.Contact{}, err
	}
	return people[0], nil
}

// spokenFirst is the language in which a variant is shown to nobody: the own
// one where it has a template for it, else the first.
func spokenFirst(v campaign.Variant, own string) string {
	languages := slices.Sorted(maps.Keys(v.Templates))
	if len(languages) == 0 || slices.Contains(languages, own) {
		return own
	}
	return languages[0]
}
