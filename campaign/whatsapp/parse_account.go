package whatsapp

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// templateHead is common to the fields about a template.
type templateHead struct {
	ID       looseText `json:"message_template_id"`
	Name     string    `json:"message_template_name"`
	Language string    `json:"message_template_language"`
}

func (h templateHead) ref() TemplateRef {
	return TemplateRef{ID: string(h.ID), Name: h.Name, Language: strings.ReplaceAll(h.Language, "-", "_")}
}

func (p *parser) templateStatus(from origin, c change) error {
	var v struct {
		templateHead
		Event    string `json:"event"`
		Reason   string `json:"reason"`
		Category string `json:"message_template_category"`
		Disable  struct {
			Date looseText `json:"disable_date"`
		} `json:"disable_info"`
		Other struct {
			Title       string `json:"title"`
			Description string `json:"description"`
		} `json:"other_info"`
		Rejection struct {
			Reason         string `json:"reason"`
			Recommendation string `json:"recommendation"`
		} `json:"rejection_info"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	p.add(TemplateStatusEvent{
		Source: from.Source, At: from.at.time(), Template: v.ref(), Event: v.Event, Category: v.Category,
		Reason: orElse(v.Rejection.Reason, v.Reason), DisabledOn: string(v.Disable.Date),
		Title: v.Other.Title, Description: v.Other.Description, Recommendation: v.Rejection.Recommendation,
	})
	return nil
}

func (p *parser) templateQuality(from origin, c change) error {
	var v struct {
		templateHead
		Previous string `json:"previous_quality_score"`
		New      string `json:"new_quality_score"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	p.add(TemplateQualityEvent{Source: from.Source, At: from.at.time(), Template: v.ref(), Previous: v.Previous, New: v.New})
	return nil
}

func (p *parser) templateCategory(from origin, c change) error {
	var v struct {
		templateHead
		New      string `json:"new_category"`
		Previous string `json:"previous_category"`
		Correct  string `json:"correct_category"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	p.add(TemplateCategoryEvent{Source: from.Source, At: from.at.time(), Template: v.ref(),
		New: v.New, Previous: v.Previous, Correct: v.Correct})
	return nil
}

func (p *parser) templateContent(from origin, c change) error {
	var v struct {
		templateHead
		Title   string         `json:"message_template_title"`
		Element string         `json:"message_template_element"`
		Footer  string         `json:"message_template_footer"`
		Buttons jsontext.Value `json:"message_template_buttons"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	p.add(TemplateContentEvent{Source: from.Source, At: from.at.time(), Template: v.ref(),
		Title: v.Title, Body: v.Element, Footer: v.Footer, Buttons: v.Buttons})
	return nil
}

func (p *parser) numberQuality(from origin, c change) error {
	var v struct {
		Number  string    `json:"display_phone_number"`
		Event   string    `json:"event"`
		Limit   looseText `json:"max_daily_conversations_per_business"`
		Old     looseText `json:"old_limit"`
		Current looseText `json:"current_limit"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	from.DisplayNumber = v.Number
	p.add(NumberQualityEvent{Source: from.Source, At: from.at.time(), Event: v.Event,
		Limit: Tier(v.Limit), Old: Tier(v.Old), Current: Tier(v.Current)})
	return nil
}

func (p *parser) capability(from origin, c change) error {
	var v struct {
		Limit       looseText `json:"max_daily_conversations_per_business"`
		PerWABA     int       `json:"max_phone_numbers_per_waba"`
		PerBusiness int       `json:"max_phone_numbers_per_business"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	p.add(CapabilityEvent{Source: from.Source, At: from.at.time(), Limit: Tier(v.Limit),
		MaxNumbersPerWABA: v.PerWABA, MaxNumbersPerBusiness: v.PerBusiness})
	return nil
}

func (p *parser) account(from origin, c change) error {
	var v struct {
		Event        string `json:"event"`
		Restrictions []struct {
			Type  string  `json:"restriction_type"`
			Until instant `json:"expiration"`
		} `json:"restriction_info"`
		Violation struct {
			Type string `json:"violation_type"`
		} `json:"violation_info"`
		Ban struct {
			State string    `json:"waba_ban_state"`
			Date  looseText `json:"waba_ban_date"`
		} `json:"ban_info"`
		Account struct {
			ID looseText `json:"waba_id"`
		} `json:"waba_info"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	from.WABAID = orElse(string(v.Account.ID), from.WABAID)
	e := AccountEvent{Source: from.Source, At: from.at.time(), Event: v.Event, Violation: v.Violation.Type,
		BanState: v.Ban.State, BanDate: string(v.Ban.Date), Raw: c.Value}
	for _, r := range v.Restrictions {
		e.Restrictions = append(e.Restrictions, Restriction{Type: r.Type, Until: r.Until.time()})
	}
	p.add(e)
	return nil
}

func (p *parser) alert(from origin, c change) error {
	var v struct {
		EntityType string    `json:"entity_type"`
		EntityID   looseText `json:"entity_id"`
		Info       struct {
			Severity    string `json:"alert_severity"`
			Status      string `json:"alert_status"`
			Type        string `json:"alert_type"`
			Description string `json:"alert_description"`
		} `json:"alert_info"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	p.add(AlertEvent{Source: from.Source, At: from.at.time(), EntityType: v.EntityType, EntityID: string(v.EntityID),
		Severity: v.Info.Severity, Status: v.Info.Status, Type: v.Info.Type, Description: v.Info.Description})
	return nil
}

func (p *parser) username(from origin, c change) error {
	var v struct {
		Number   string `json:"display_phone_number"`
		Username string `json:"username"`
		Status   string `json:"status"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	from.DisplayNumber = v.Number
	p.add(UsernameEvent{Source: from.Source, At: from.at.time(), Username: v.Username, Status: v.Status})
	return nil
}
