package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"accord/campaign"
	"accord/consent"
)

// variantSlots is what the templates of a variant leave open, so that a form
// can ask for it.
type variantSlots struct {
	Header  campaign.Format // of a file to be given; "" for none
	Places  []string        // of the bodies, each once: "1", "first_name"
	Buttons []buttonSlot
}

// buttonSlot is a button that needs something, or may be given something.
type buttonSlot struct {
	Index int
	Kind  campaign.ButtonKind
	Text  string
	Stop  bool // a tap withdraws
	Says  bool // and always does, by its words
}

// slotsOf reads the templates that a variant has chosen. Those in the
// organisation's own language name the buttons.
func slotsOf(v campaign.Variant, templates map[campaign.TemplateKey]campaign.Template, own string) (s variantSlots) {
	languages := slices.Sorted(maps.Keys(v.Templates))
	if i := slices.Index(languages, own); i > 0 {
		languages = slices.Insert(slices.Delete(languages, i, i+1), 0, own)
	}
	for _, language := range languages {
		t, ok := templates[v.Templates[language]]
		if !ok {
			continue
		}
		if t.Header != nil && t.Header.Format != campaign.FormatText {
			s.Header = t.Header.Format
		}
		for _, place := range t.Variables() {
			if !slices.Contains(s.Places, place) {
				s.Places = append(s.Places, place)
			}
		}
		for i, b := range t.Buttons {
			s.addButton(i, b, v)
		}
	}
	return s
}

func (s *variantSlots) addButton(i int, b campaign.Button, v campaign.Variant) {
	open := b.Kind != campaign.URLButton || strings.Contains(b.URL, "{{")
	known := slices.ContainsFunc(s.Buttons, func(k buttonSlot) bool { return k.Index == i })
	if open && !known {
		says := saysStop(b)
		s.Buttons = append(s.Buttons, buttonSlot{i, b.Kind, b.Text, says || v.Payloads[i] == campaign.OptOutPayload, says})
	}
}

// saysStop says that the words on a button withdraw by themselves, as they
// would in a message: nobody can choose otherwise.
func saysStop(b campaign.Button) bool {
	return b.Kind == campaign.QuickReply && consent.ReadKeyword(b.Text) != consent.NoKeyword
}

func (s variantSlots) button(i int) bool {
	return slices.ContainsFunc(s.Buttons, func(b buttonSlot) bool { return b.Index == i })
}

// fitted keeps of a variant what its templates have room for: what an earlier
// choice of templates asked for is gone with that choice.
func fitted(v campaign.Variant, templates map[campaign.TemplateKey]campaign.Template) campaign.Variant {
	s := slotsOf(v, templates, "")
	switch {
	case s.Header == "" || v.Header == nil:
		v.Header = nil
	default:
		v.Header = &campaign.MediaValue{Format: s.Header, Link: v.Header.Link, Filename: v.Header.Filename}
	}
	v.Variables = maps.Clone(v.Variables)
	maps.DeleteFunc(v.Variables, func(place string, _ campaign.Variable) bool { return !slices.Contains(s.Places, place) })
	for _, texts := range []*map[int]string{&v.Links, &v.Coupons, &v.Payloads} {
		*texts = maps.Clone(*texts)
		maps.DeleteFunc(*texts, func(i int, _ string) bool { return !s.button(i) })
	}
	for _, b := range s.Buttons {
		if b.Says {
			v.Payloads[b.Index] = campaign.OptOutPayload
		}
	}
	return v
}

// baseOf is a language without its country: "en" of "en_US".
func baseOf(language string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(language, "_", "-"), "-")
	return base
}

// templateChoice is a template that a variant could have in a language.
type templateChoice struct {
	Value string // "spring/fr"
	Label string
	Other bool // it is written in another language
}

// templateChoices are the approved templates of a category for people of one
// language, those that speak it first.
func templateChoices(templates map[campaign.TemplateKey]campaign.Template, category, language string) (list []templateChoice) {
	for key, t := range templates {
		if t.Status == campaign.Approved && (category == "" || strings.EqualFold(t.Category, category)) {
			list = append(list, templateChoice{key.Name + "/" + key.Language, key.Name, baseOf(key.Language) != language})
		}
	}
	for i := range list {
		if _, spoken, _ := strings.Cut(list[i].Value, "/"); list[i].Other || spoken != language {
			list[i].Label += " (" + spoken + ")"
		}
	}
	slices.SortFunc(list, func(a, b templateChoice) int {
		if a.Other != b.Other {
			if a.Other {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.Value, b.Value)
	})
	return list
}
