package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"accord/campaign"
	"accord/consent"
)

// Messenger sends campaign messages through a [Client]; it implements
// campaign.Messenger.
type Messenger struct{ *Client }

// Send makes one attempt and translates the outcome: accepted, a
// [*campaign.Refusal], or an error that leaves it unknown.
func (m Messenger) Send(ctx context.Context, out campaign.Outgoing) (string, error) {
	if out.NumberID != m.PhoneNumberID() {
		return "", &campaign.Refusal{Code: CodeNotSent, Action: campaign.StopNumber,
			Detail: "this server sends from number " + m.PhoneNumberID() + ", the campaign from " + out.NumberID}
	}
	accepted, err := m.Client.Send(ctx, wireOf(out))
	var refused *RefusedError
	switch {
	case errors.As(err, &refused):
		return "", refusalOf(refused, out.Attempt)
	case err != nil:
		return "", err
	}
	return accepted.WAMID, nil
}

// refusalOf asks the error table; retries that are used up end the message.
func refusalOf(e *RefusedError, attempt int) *campaign.Refusal {
	r := &campaign.Refusal{Code: e.Code, Action: campaign.GiveUp, Detail: strings.TrimSpace(e.Title + " " + e.Details)}
	rule := e.Rule()
	switch rule.Action {
	case Retry, RetryOnce:
		wait, more := rule.Backoff.Delay(attempt)
		if !more && patient(e.Code) {
			wait, more = rule.Backoff.Max, true
		}
		if more {
			r.Action, r.Wait = campaign.Retry, wait
			if rule.Scope == ScopeNumber || rule.Scope == ScopeAccount {
				r.Action = campaign.SlowDown
			}
		}
	case Wait:
		// A day or more is the platform's cap on the person (131049): a second
		// try would distort the experiment and vex the person.
		if rule.RetryAfter < 24*time.Hour {
			r.Action, r.Wait = campaign.Retry, rule.RetryAfter
		}
	case OptOut:
		r.Action = campaign.RecordOptOut
	case StopTemplate, StopCampaign:
		r.Action = campaign.StopCampaign
	case StopNumber:
		r.Action = campaign.StopNumber
	case Drop, SuppressCount:
	}
	return r
}

// patient tells the refusals that say nothing of the message: the wire was
// down, or the number was too fast. They are no reason to give a message up
// while its campaign's window is open.
func patient(code int) bool { return code == CodeNotSent || code == 130429 }

// Opaque is what travels with a message and comes back with each status: its
// id and the attempt.
func Opaque(id campaign.MessageID, attempt int) string { return fmt.Sprintf("a:%d:%d", id, attempt) }

// ParseOpaque reads [Opaque]; ok is false for anything that is not ours.
func ParseOpaque(text string) (id campaign.MessageID, attempt int, ok bool) {
	first, second, _ := strings.Cut(strings.TrimPrefix(text, "a:"), ":")
	n, _ := strconv.ParseInt(first, 10, 64) // 0 when it is no number
	id = campaign.MessageID(n)
	attempt, _ = strconv.Atoi(second)
	if id < 1 || attempt < 1 || Opaque(id, attempt) != text {
		return 0, 0, false
	}
	return id, attempt, true
}

func wireOf(out campaign.Outgoing) Send {
	s := Send{RecipientType: "individual", Type: "template", Opaque: Opaque(out.Message, out.Attempt),
		Template: &Template{Name: out.Template, Language: Language{Code: out.Language}}}
	if out.To.Kind == consent.Phone {
		s.To = out.To.Value
	} else {
		s.Recipient = out.To.Value
	}
	if out.Header != nil {
		s.Template.Components = append(s.Template.Components,
			TemplateComponent{Type: "header", Parameters: []Parameter{mediaOf(*out.Header)}})
	}
	if len(out.Body) > 0 {
		body := TemplateComponent{Type: "body"}
		for _, v := range out.Body {
			body.Parameters = append(body.Parameters, Parameter{Type: "text", ParameterName: v.Name, Text: v.Text})
		}
		s.Template.Components = append(s.Template.Components, body)
	}
	for _, b := range out.Buttons {
		s.Template.Components = append(s.Template.Components, TemplateComponent{Type: "button", SubType: string(b.Kind),
			Index: strconv.Itoa(b.Index), Parameters: []Parameter{buttonOf(b)}})
	}
	return s
}

func mediaOf(h campaign.MediaValue) Parameter {
	media := &Media{Link: h.Link, Filename: h.Filename}
	switch h.Format {
	case campaign.FormatVideo:
		return Parameter{Type: "video", Video: media}
	case campaign.FormatDocument:
		return Parameter{Type: "document", Document: media}
	case campaign.FormatText, campaign.FormatImage:
	}
	return Parameter{Type: "image", Image: media}
}

func buttonOf(b campaign.ButtonValue) Parameter {
	switch b.Kind {
	case campaign.QuickReply:
		return Parameter{Type: "payload", Payload: b.Text}
	case campaign.CopyCode:
		return Parameter{Type: "coupon_code", CouponCode: b.Text}
	case campaign.URLButton:
	}
	return Parameter{Type: "text", Text: b.Text}
}
