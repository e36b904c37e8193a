package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"accord/campaign/whatsapp"
)

// update is one change of a webhook, ready to be put into a body.
type update struct {
	waba   string
	time   int64 // Unix seconds of a management entry, 0 for messages
	change []byte
}

// change is the wire shape; unlike [whatsapp.Change] its value is still typed.
type change struct {
	Value any    `json:"value"`
	Field string `json:"field"`
}

// update renders an event. It needs no lock: what it reads of a message and
// of a person never changes.
func (s *Simulator) update(e event) update {
	if e.kind == notice {
		return encode(update{waba: e.news.waba, time: e.stamp / 1000}, change{e.news.value, e.news.field})
	}
	m := e.message
	v := whatsapp.MessagesValue{
		MessagingProduct: "whatsapp",
		Metadata:         whatsapp.Metadata{DisplayPhoneNumber: m.from.digits(), PhoneNumberID: m.from.ID},
	}
	if e.kind != failed || s.cfg.Scenario.LegacyContacts {
		v.Contacts = []whatsapp.WebhookContact{s.contact(m.to, e.kind)}
	}
	field := "messages"
	switch e.kind {
	case reply, tap:
		v.Messages = []whatsapp.InboundMessage{s.inbound(e)}
	case stop:
		field = "user_preferences"
		v.UserPreferences = []whatsapp.UserPreference{s.preference(e)}
	default:
		v.Statuses = []whatsapp.Status{s.status(e)}
	}
	return encode(update{waba: m.from.WABAID}, change{v, field})
}

// encode writes the change as the platform does, escaped: a receiver that
// parses and writes again before it checks the signature fails on the first
// accent.
func encode(u update, c change) update {
	raw, err := json.Marshal(c, jsonv1.OmitEmptyWithLegacySemantics(true))
	if err != nil {
		panic(fmt.Sprintf("simulator: a change that cannot be written: %v", err)) // our own structs: a bug
	}
	u.change = escape(raw)
	return u
}

// hidden tells whether webhooks keep the phone number back.
func (s *Simulator) hidden(p *person) bool {
	return p.phone == "" || s.seed.chance(s.cfg.Scenario.UserIDOnly, "hidden", p.phone)
}

// waID is the digits shown to the receiver, none when they are hidden.
func (s *Simulator) waID(p *person) string {
	if s.hidden(p) {
		return ""
	}
	return p.waID()
}

func (s *Simulator) contact(p *person, k kind) whatsapp.WebhookContact {
	c := whatsapp.WebhookContact{
		Profile: &whatsapp.Profile{Name: p.profile(s.seed)},
		WaID:    s.waID(p), UserID: p.userID,
	}
	if c.WaID == "" && k != sent {
		c.Profile.Username = "user." + strconv.FormatUint(s.seed.hash("username", p.userID)%1e9, 36)
	}
	return c
}

func (s *Simulator) status(e event) whatsapp.Status {
	m := e.message
	st := whatsapp.Status{
		ID: m.call.WAMID, Status: statusName(e.kind), Timestamp: seconds(e.stamp),
		RecipientID: s.waID(m.to), RecipientUserID: m.to.userID, Opaque: m.call.Opaque,
	}
	if e.kind == failed {
		if !m.viaUserID {
			st.RecipientUserID = ""
		}
		st.Errors = []whatsapp.NotificationFail{m.failure().failure()}
		return st
	}
	if e.kind == read && m.delivers() {
		return st // the price came with delivered
	}
	st.Pricing = &whatsapp.Pricing{Billable: true, PricingModel: "PMP", Type: "regular", Category: m.call.Category}
	if s.cfg.Scenario.LegacyConversation {
		st.Conversation = s.conversation(e)
	}
	return st
}

// failure is why the message failed: the platform's fate or the World's.
func (m *message) failure() *refusal {
	if m.fate != nil {
		return m.fate
	}
	code := m.reaction.Fail.Code
	return refuse(code, "%s", title(code))
}

// delivers tells whether a delivered status of its own comes.
func (m *message) delivers() bool { return m.reaction.Delivered != nil && !m.skipped }

func (s *Simulator) conversation(e event) *whatsapp.StatusConversation {
	c := &whatsapp.StatusConversation{
		ID:     fmt.Sprintf("%016x%016x", s.seed.hash("conversation", e.message.call.WAMID), s.seed.hash("talk", e.message.call.WAMID)),
		Origin: &whatsapp.ConversationOrigin{Type: e.message.call.Category},
	}
	if e.kind == sent {
		c.ExpirationTimestamp = seconds(e.stamp + dayMillis)
	}
	return c
}

func (s *Simulator) inbound(e event) whatsapp.InboundMessage {
	m := e.message
	in := whatsapp.InboundMessage{
		From: s.waID(m.to), FromUserID: m.to.userID, Timestamp: seconds(e.stamp),
		ID:      s.seed.wamid(m.to.party(), "in", m.call.WAMID, statusName(e.kind)),
		Context: &whatsapp.Context{From: m.from.digits(), ID: m.call.WAMID},
	}
	if e.kind == reply {
		in.Type, in.Text = "text", &whatsapp.Text{Body: m.reaction.Reply.Text}
		if m.reaction.Reply.Plain {
			in.Context = nil
		}
		return in
	}
	c := m.tapped()
	if m.interactive {
		in.Type = "interactive"
		in.Interactive = &whatsapp.InteractiveReply{Type: "button_reply", ButtonReply: &whatsapp.Choice{ID: c.payload, Title: c.text}}
		return in
	}
	in.Type, in.Button = "button", &whatsapp.ButtonTap{Payload: c.payload, Text: c.text}
	return in
}

func (s *Simulator) preference(e event) whatsapp.UserPreference {
	return whatsapp.UserPreference{
		WaID: s.waID(e.message.to), UserID: e.message.to.userID,
		Detail:   "User requested to stop marketing messages",
		Category: "marketing_messages", Value: "stop", Timestamp: e.stamp / 1000,
	}
}

func statusName(k kind) string {
	return [...]string{sent: "sent", delivered: "delivered", read: "read", failed: "failed", reply: "reply", tap: "tap", stop: "stop", notice: "notice"}[k]
}

func seconds(ms int64) string { return strconv.FormatInt(ms/int64(time.Second/time.Millisecond), 10) }

// party is what a wamid carries of the person: digits, or the user id.
func (p *person) party() string {
	if p.phone == "" {
		return strings.ToUpper(p.userID)
	}
	return p.waID()
}
