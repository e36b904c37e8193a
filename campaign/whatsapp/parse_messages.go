package whatsapp

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// messagesBody is [MessagesValue] as leniently as it is read: timestamps are
// texts or numbers, and members we do not know are kept with inbound messages.
type messagesBody struct {
	Metadata    Metadata           `json:"metadata"`
	Contacts    []WebhookContact   `json:"contacts"`
	Messages    []inbound          `json:"messages"`
	Statuses    []status           `json:"statuses"`
	Preferences []preference       `json:"user_preferences"`
	UserIDs     []userIDChange     `json:"user_id_update"`
	Errors      []NotificationFail `json:"errors"`
}

type status struct {
	Status
	At instant `json:"timestamp"`
}

type inbound struct {
	InboundMessage
	At   instant        `json:"timestamp"`
	Rest jsontext.Value `json:",embed"`
}

type preference struct {
	UserPreference
	At instant `json:"timestamp"`
}

type userIDChange struct {
	WaID   string  `json:"wa_id"`
	Detail string  `json:"detail"`
	At     instant `json:"timestamp"`
	UserID struct {
		Previous string `json:"previous"`
		Current  string `json:"current"`
	} `json:"user_id"`
}

func (p *parser) messages(from origin, c change) error {
	var b messagesBody
	if unmarshal(c.Value, &b) != nil {
		return p.messagesInParts(from, c)
	}
	p.flatten(from, b)
	return nil
}

func (p *parser) messagesInParts(from origin, c change) error {
	var v struct {
		Metadata    jsontext.Value `json:"metadata"`
		Contacts    jsontext.Value `json:"contacts"`
		Messages    jsontext.Value `json:"messages"`
		Statuses    jsontext.Value `json:"statuses"`
		Preferences jsontext.Value `json:"user_preferences"`
		UserIDs     jsontext.Value `json:"user_id_update"`
		Errors      jsontext.Value `json:"errors"`
	}
	if err := unmarshal(c.Value, &v); err != nil {
		return err
	}
	var b messagesBody
	if len(v.Metadata) > 0 {
		if err := unmarshal(v.Metadata, &b.Metadata); err != nil {
			p.misfit(from, c.Field, v.Metadata, err)
		}
	}
	b.Contacts = each[WebhookContact](p, from, c.Field, v.Contacts)
	b.Messages = each[inbound](p, from, c.Field, v.Messages)
	b.Statuses = each[status](p, from, c.Field, v.Statuses)
	b.Preferences = each[preference](p, from, c.Field, v.Preferences)
	b.UserIDs = each[userIDChange](p, from, c.Field, v.UserIDs)
	b.Errors = each[NotificationFail](p, from, c.Field, v.Errors)
	p.flatten(from, b)
	return nil
}

// flatten adds the updates of one value; Meta fills one of the lists.
func (p *parser) flatten(from origin, b messagesBody) {
	src := from.Source
	src.PhoneNumberID, src.DisplayNumber = b.Metadata.PhoneNumberID, b.Metadata.DisplayPhoneNumber
	who := people{b.Contacts}
	p.events = slices.Grow(p.events, len(b.Statuses)+len(b.Messages))
	for i := range b.Statuses {
		p.add(b.Statuses[i].event(src, who))
	}
	for i := range b.Messages {
		m := &b.Messages[i]
		p.add(InboundEvent{Source: src, Party: who.find(m.From, m.FromUserID), At: m.At.time(), Message: m.InboundMessage, Rest: m.Rest})
	}
	for _, v := range b.Preferences {
		p.add(PreferenceEvent{Source: src, Party: who.find(v.WaID, v.UserID), Category: v.Category,
			Value: v.Value, Detail: v.Detail, SignupID: v.SignupID, At: v.At.time()})
	}
	for _, v := range b.UserIDs {
		e := UserIDEvent{Source: src, Party: who.find(v.WaID, ""), Previous: v.UserID.Previous, Detail: v.Detail, At: v.At.time()}
		e.UserID = v.UserID.Current // a contact beside it may still carry the old one
		p.add(e)
	}
	for _, f := range b.Errors {
		p.add(FailureEvent{Source: src, Fail: f})
	}
}

func (s *status) event(src Source, who people) StatusEvent {
	return StatusEvent{
		Source: src, Party: who.find(s.RecipientID, s.RecipientUserID),
		WAMID: s.ID, Step: Step(s.Status.Status), At: s.At.time(), Opaque: s.Opaque,
		Pricing: s.Pricing, Conversation: s.Conversation, Fails: s.Errors,
	}
}

// people are the contacts listed beside the updates of one value.
type people struct{ contacts []WebhookContact }

// find completes what an update says of a person with the contact it belongs
// to: the one that shares an identifier, or the only one where the update
// names nobody.
func (w people) find(waID, userID string) Party {
	found := Party{WaID: waID, UserID: userID}
	for i := range w.contacts {
		c := &w.contacts[i]
		same := waID != "" && c.WaID == waID || userID != "" && c.UserID == userID
		if !same && !(waID == "" && userID == "" && len(w.contacts) == 1) {
			continue
		}
		found.WaID = orElse(waID, c.WaID)
		found.UserID = orElse(userID, c.UserID)
		if c.Profile != nil {
			found.Name = c.Profile.Name
		}
		break
	}
	return found
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
