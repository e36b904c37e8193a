package ui

import (
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
)

// apiDraft is a campaign as its maker chooses it. Anything may be missing until
// it is launched; what is missing in a change is taken away.
type apiDraft struct {
	Name        string       `json:"name" maxLength:"200" example:"Soldes d’hiver"`
	Objective   string       `json:"objective,omitzero" enum:"conversion,click,reply" example:"click" doc:"What ranks the variants"`
	Number      string       `json:"number,omitzero" maxLength:"64" example:"106540352242922" doc:"WhatsApp's id of the number that sends"`
	Purpose     string       `json:"purpose,omitzero" maxLength:"100" example:"marketing.offers" doc:"What people agreed to"`
	Segment     idText       `json:"segment,omitzero" doc:"Who gets it; with rule, the people of both"`
	Rule        *apiRule     `json:"rule,omitzero" doc:"Who gets it; {} is everybody. With neither this nor segment nobody has been chosen"`
	Variants    []apiVariant `json:"variants,omitzero" maxItems:"8" doc:"2 to 8; the first is the reference"`
	Holdout     int          `json:"holdout,omitzero" minimum:"0" maximum:"5000" example:"500" doc:"Share of people who get nothing, in ten-thousandths"`
	WindowHours int          `json:"window_hours,omitzero" minimum:"1" maximum:"2160" default:"168" example:"72" doc:"How long after a send an outcome counts"`
	StartsAt    time.Time    `json:"starts_at,omitzero" doc:"Absent for the moment of the launch"`
	EndsAt      time.Time    `json:"ends_at,omitzero" example:"2026-03-06T18:00:00Z" doc:"Nothing is sent from then on"`
	Version     string       `json:"version,omitzero" maxLength:"64" example:"2c26b46b68ffc68ff99b453c1d304134" doc:"Of what was read: a draft that is another by now is answered 409. Absent, it is written over whatever it is"`
}

// apiVariant is one arm: a template per language, and how its places are
// filled.
type apiVariant struct {
	Key       string                    `json:"key" minLength:"1" maxLength:"40" example:"A"`
	Weight    int                       `json:"weight,omitzero" minimum:"1" maximum:"10000" default:"1" example:"1" doc:"Its share beside the others'"`
	Templates map[string]apiTemplateKey `json:"templates" example:"{\"fr\":{\"name\":\"rentree\",\"language\":\"fr\"}}" doc:"By the language of the person: fr, en"`
	Header    *apiMedia                 `json:"header,omitzero" doc:"Where the template has a file above its text"`
	Variables map[string]apiVariable    `json:"variables,omitzero" example:"{\"1\":{\"from\":\"name\",\"fallback\":\"cher client\"}}" doc:"By the place's name in the template"`
	Links     map[string]string         `json:"links,omitzero" example:"{\"0\":\"https://shop.example/hiver\"}" doc:"By button, counted from 0: the page behind its short link"`
	Coupons   map[string]string         `json:"coupons,omitzero" doc:"By button: what it copies"`
	Payloads  map[string]string         `json:"payloads,omitzero" doc:"By button: what a quick reply answers; ACCORD_STOP withdraws at once"`
}

type apiTemplateKey struct {
	Name     string `json:"name" minLength:"1" maxLength:"512" example:"rentree"`
	Language string `json:"language" minLength:"1" maxLength:"35" example:"fr"`
}

type apiVariable struct {
	From     string `json:"from" minLength:"1" maxLength:"100" example:"name" doc:"name, language or an attribute"`
	Fallback string `json:"fallback,omitzero" maxLength:"200" example:"cher client" doc:"For who has none; without it they are kept out"`
}

type apiMedia struct {
	Format   string `json:"format,omitzero" enum:"image,video,document"`
	Link     string `json:"link" minLength:"1" maxLength:"2000" example:"https://shop.example/hiver.jpg"`
	Filename string `json:"filename,omitzero" maxLength:"240" example:"hiver.pdf"`
}

// draft is what the store takes.
func (d apiDraft) draft(id campaign.ID) (campaign.Draft, error) {
	draft := campaign.Draft{ID: id, Name: d.Name, Objective: campaign.Objective(d.Objective), NumberID: d.Number, Purpose: consent.PurposeID(d.Purpose),
		Segment: idFrom[campaign.SegmentID](d.Segment), Holdout: d.Holdout, Window: time.Duration(d.WindowHours) * time.Hour, StartsAt: d.StartsAt, EndsAt: d.EndsAt, Version: d.Version}
	if d.Rule != nil {
		if err := d.Rule.check(); err != nil {
			return draft, err
		}
		draft.Rule = &d.Rule.Rule
	}
	for _, v := range d.Variants {
		variant, err := v.variant()
		if err != nil {
			return draft, err
		}
		draft.Variants = append(draft.Variants, variant)
	}
	return draft, nil
}

// apiDraftOf is a draft for programs.
func apiDraftOf(d campaign.Draft) apiDraft {
	told := apiDraft{Name: d.Name, Objective: string(d.Objective), Number: d.NumberID, Purpose: string(d.Purpose), Segment: textOf(d.Segment),
		Variants: eachOf(d.Variants, apiVariantOf), Holdout: d.Holdout, WindowHours: int(d.Window / time.Hour), StartsAt: d.StartsAt, EndsAt: d.EndsAt, Version: d.Version}
	if d.Rule != nil {
		told.Rule = &apiRule{*d.Rule}
	}
	return told
}

func (v apiVariant) variant() (campaign.Variant, error) {
	told := campaign.Variant{Key: experiment.VariantKey(v.Key), Weight: v.Weight, Templates: map[string]campaign.TemplateKey{}, Variables: map[string]campaign.Variable{}}
	for language, key := range v.Templates {
		told.Templates[language] = campaign.TemplateKey(key)
	}
	for place, variable := range v.Variables {
		told.Variables[place] = campaign.Variable(variable)
	}
	if v.Header != nil {
		told.Header = &campaign.MediaValue{Format: campaign.Format(v.Header.Format), Link: v.Header.Link, Filename: v.Header.Filename}
	}
	var err error
	for _, buttons := range []struct {
		given map[string]string
		into  *map[int]string
	}{{v.Links, &told.Links}, {v.Coupons, &told.Coupons}, {v.Payloads, &told.Payloads}} {
		if *buttons.into, err = byButton(buttons.given); err != nil {
			return told, err
		}
	}
	return told, nil
}

func apiVariantOf(v campaign.Variant) apiVariant {
	told := apiVariant{Key: string(v.Key), Weight: v.Weight, Templates: map[string]apiTemplateKey{}, Variables: map[string]apiVariable{},
		Links: ofButtons(v.Links), Coupons: ofButtons(v.Coupons), Payloads: ofButtons(v.Payloads)}
	for language, key := range v.Templates {
		told.Templates[language] = apiTemplateKey(key)
	}
	for place, variable := range v.Variables {
		told.Variables[place] = apiVariable(variable)
	}
	if v.Header != nil {
		told.Header = &apiMedia{string(v.Header.Format), v.Header.Link, v.Header.Filename}
	}
	return told
}
