package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	templatePage = 100
	// maxTemplatePages bounds a list; an account holds at most 6,000 templates
	// in some languages each.
	maxTemplatePages = 500

	templateFields = "id,name,status,category,language,components,parameter_format," +
		"previous_category,quality_score,rejected_reason"
)

// TemplateInfo is a template as the platform holds it.
type TemplateInfo struct {
	ID               string
	Name             string // "spring_sale", unique with Language
	Language         string // "fr", "en_US"
	Category         string // MARKETING, UTILITY, AUTHENTICATION
	PreviousCategory string
	Status           string // only APPROVED may be sent
	ParameterFormat  string // POSITIONAL or NAMED; empty means POSITIONAL
	Quality          string // GREEN, YELLOW, RED, UNKNOWN
	RejectedReason   string
	Components       []ComponentInfo
}

type templateWire struct {
	ID               looseText       `json:"id"`
	Name             string          `json:"name"`
	Language         string          `json:"language"`
	Category         string          `json:"category"`
	PreviousCategory string          `json:"previous_category"`
	Status           string          `json:"status"`
	ParameterFormat  string          `json:"parameter_format"`
	RejectedReason   string          `json:"rejected_reason"`
	Components       []ComponentInfo `json:"components"`
	Quality          struct {
		Score string `json:"score"`
	} `json:"quality_score"`
}

func (t templateWire) info() TemplateInfo {
	return TemplateInfo{
		ID: string(t.ID), Name: t.Name, Language: t.Language, Category: t.Category,
		PreviousCategory: t.PreviousCategory, Status: t.Status, ParameterFormat: t.ParameterFormat,
		Quality: t.Quality.Score, RejectedReason: t.RejectedReason, Components: t.Components,
	}
}

// Templates reads every template of the account, all languages and statuses,
// in the platform's order. Errors are those of [Client.Send].
func (c *Client) Templates(ctx context.Context) ([]TemplateInfo, error) {
	account, err := c.account()
	if err != nil {
		return nil, err
	}
	var all []TemplateInfo
	query := url.Values{"fields": {templateFields}, "limit": {fmt.Sprint(templatePage)}}
	for range maxTemplatePages {
		var page struct {
			Data   []templateWire `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				// Next tells that there is more; it is not followed, since it
				// holds the token and a host of the platform's choice.
				Next string `json:"next"`
			} `json:"paging"`
		}
		if err := c.get(ctx, account+"/message_templates?"+query.Encode(), &page); err != nil {
			return nil, err
		}
		for _, t := range page.Data {
			all = append(all, t.info())
		}
		after := page.Paging.Cursors.After
		if page.Paging.Next == "" || after == "" {
			return all, nil
		}
		if after == query.Get("after") {
			return nil, errors.New("list templates: the platform repeats a page")
		}
		query.Set("after", after)
	}
	return nil, fmt.Errorf("list templates: more than %d pages", maxTemplatePages)
}

// NewTemplate asks for a template. Text components with variables need an
// Example; see [ComponentInfo].
type NewTemplate struct {
	Name                string          `json:"name"` // lower case, digits and underscores
	Language            string          `json:"language"`
	Category            string          `json:"category"`
	ParameterFormat     string          `json:"parameter_format,omitempty"`
	AllowCategoryChange bool            `json:"allow_category_change,omitzero"`
	Components          []ComponentInfo `json:"components"`
}

// CreatedTemplate is a template under review. Category may differ from what
// was asked when a change was allowed.
type CreatedTemplate struct {
	ID, Status, Category string
}

// CreateTemplate submits a template for review. Errors are those of
// [Client.Send].
func (c *Client) CreateTemplate(ctx context.Context, t NewTemplate) (CreatedTemplate, error) {
	account, err := c.account()
	if err != nil {
		return CreatedTemplate{}, err
	}
	var reply struct {
		ID       looseText `json:"id"`
		Status   string    `json:"status"`
		Category string    `json:"category"`
	}
	if err := c.post(ctx, account+"/message_templates", t, &reply); err != nil {
		return CreatedTemplate{}, err
	}
	return CreatedTemplate{ID: string(reply.ID), Status: reply.Status, Category: reply.Category}, nil
}

// ComponentInfo is one part of a template. What is read is complete in Raw;
// the typed members are there for the parts that campaigns use.
type ComponentInfo struct {
	Type    string         `json:"type"`             // HEADER, BODY, FOOTER, BUTTONS, LIMITED_TIME_OFFER, CAROUSEL
	Format  string         `json:"format,omitempty"` // headers: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION
	Text    string         `json:"text,omitempty"`   // with {{1}} or {{first_name}}
	Example *Example       `json:"example,omitempty"`
	Buttons []ButtonInfo   `json:"buttons,omitempty"`
	Raw     jsontext.Value `json:"-"` // as read; ignored when written
}

// UnmarshalJSONFrom keeps the raw component and reads what it can of it: a
// shape Meta adds tomorrow must not hide the other templates.
func (c *ComponentInfo) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	type plain ComponentInfo
	raw := v.Clone()
	var p plain
	if unmarshal(raw, &p) != nil {
		p.Example, p.Buttons = nil, nil // half-read lists mislead, the texts do not
	}
	*c = ComponentInfo(p)
	c.Type, c.Format, c.Raw = strings.ToUpper(c.Type), strings.ToUpper(c.Format), raw
	return nil
}

// Example shows the reviewer what the variables hold.
type Example struct {
	HeaderText      []string       `json:"header_text,omitempty"`
	HeaderHandle    []string       `json:"header_handle,omitempty"` // of the resumable upload, or a link when read
	BodyText        [][]string     `json:"body_text,omitempty"`     // one row, one value per variable
	HeaderTextNamed []NamedExample `json:"header_text_named_params,omitempty"`
	BodyTextNamed   []NamedExample `json:"body_text_named_params,omitempty"`
}

// NamedExample is the value of one named variable.
type NamedExample struct {
	Name    string `json:"param_name"`
	Example string `json:"example"`
}
