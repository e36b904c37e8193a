package whatsapp

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	metadata = `"messaging_product":"whatsapp","metadata":{"display_phone_number":"33140000000","phone_number_id":"106540352242922"}`
	contact  = `"contacts":[{"profile":{"name":"Ana","username":"ana.b"},"wa_id":"33612345678","user_id":"FR.1349"}]`
)

var (
	number  = Source{WABAID: "102290129340398", PhoneNumberID: "106540352242922", DisplayNumber: "33140000000"}
	account = Source{WABAID: "102290129340398"}
	ana     = Party{WaID: "33612345678", UserID: "FR.1349", Name: "Ana"}
	noon    = time.Unix(1798000000, 0).UTC()
)

// notification wraps the value of one field; entry.time is that of management fields.
func notification(field, value string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","time":1798000000,`+
		`"changes":[{"value":%s,"field":%q}]}]}`, value, field)
}

func messagesValue(members string) string { return "{" + metadata + "," + members + "}" }

type parseCase struct {
	name  string
	value string
	want  Event
}

func checkParse(t *testing.T, field string, cases []parseCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseNotification(notification(field, c.value))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]Event{c.want}, got); d != "" {
				t.Errorf("events (-want +got):\n%s", d)
			}
		})
	}
}

func TestParseStatus(t *testing.T) {
	const ids = `"id":"wamid.A","timestamp":"1798000000","recipient_id":"33612345678"`
	base := func(step Step) StatusEvent {
		return StatusEvent{Source: number, Party: Party{WaID: "33612345678"}, WAMID: "wamid.A", Step: step, At: noon}
	}
	with := func(e StatusEvent, change func(*StatusEvent)) StatusEvent { change(&e); return e }
	checkParse(t, "messages", []parseCase{
		{"sent with conversation, pricing and our data",
			messagesValue(contact + `,"statuses":[{` + ids + `,"status":"sent","recipient_user_id":"FR.1349","biz_opaque_callback_data":"m1.1",
				"conversation":{"id":"c1","expiration_timestamp":"1798086400","origin":{"type":"marketing"}},
				"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}}]`),
			with(base(StepSent), func(e *StatusEvent) {
				e.Party, e.Opaque = ana, "m1.1"
				e.Conversation = &StatusConversation{ID: "c1", ExpirationTimestamp: "1798086400", Origin: &ConversationOrigin{Type: "marketing"}}
				e.Pricing = &Pricing{Billable: true, PricingModel: "PMP", Type: "regular", Category: "marketing"}
			})},
		{"delivered, older form without contacts and user id", messagesValue(`"statuses":[{` + ids + `,"status":"delivered"}]`), base(StepDelivered)},
		{"read", messagesValue(`"statuses":[{` + ids + `,"status":"read"}]`), base(StepRead)},
		{"played", messagesValue(`"statuses":[{` + ids + `,"status":"played"}]`), base(StepPlayed)},
		{"a step of tomorrow is kept", messagesValue(`"statuses":[{` + ids + `,"status":"warned","new":{"x":[1]}}]`), base("warned")},
		{"failed, without contacts", messagesValue(`"statuses":[{` + ids + `,"status":"failed","biz_opaque_callback_data":"m1.1",
				"errors":[{"code":131049,"title":"T","message":"T","error_data":{"details":"D"},"href":"https://h"}]}]`),
			with(base(StepFailed), func(e *StatusEvent) {
				e.Opaque = "m1.1"
				e.Fails = []NotificationFail{{Code: 131049, Title: "T", Message: "T", ErrorData: &ErrorData{Details: "D"}, Href: "https://h"}}
			})},
		{"phone hidden, user id only", messagesValue(`"contacts":[{"profile":{"name":"Ana"},"user_id":"FR.1349"}],
				"statuses":[{"id":"wamid.A","timestamp":"1798000000","status":"delivered","recipient_user_id":"FR.1349"}]`),
			with(base(StepDelivered), func(e *StatusEvent) { e.Party = Party{UserID: "FR.1349", Name: "Ana"} })},
		{"user id known from the contact only", messagesValue(contact + `,"statuses":[{` + ids + `,"status":"read"}]`),
			with(base(StepRead), func(e *StatusEvent) { e.Party = ana })},
		{"the contact is of somebody else", messagesValue(`"contacts":[{"profile":{"name":"Bob"},"wa_id":"33699999999","user_id":"FR.9"}],
				"statuses":[{` + ids + `,"status":"read"}]`), base(StepRead)},
		{"timestamp as a number", messagesValue(`"statuses":[{"id":"wamid.A","timestamp":1798000000,"recipient_id":"33612345678","status":"read"}]`), base(StepRead)},
		{"timestamp absurd", messagesValue(`"statuses":[{"id":"wamid.A","timestamp":"yesterday","recipient_id":"33612345678","status":"read"}]`),
			with(base(StepRead), func(e *StatusEvent) { e.At = time.Time{} })},
		{"timestamp missing", messagesValue(`"statuses":[{"id":"wamid.A","recipient_id":"33612345678","status":"read"}]`),
			with(base(StepRead), func(e *StatusEvent) { e.At = time.Time{} })},
	})
}

func TestParseInbound(t *testing.T) {
	const head = `"from":"33612345678","from_user_id":"FR.1349","id":"wamid.IN","timestamp":"1798000000"`
	one := func(typ, members string) string {
		return messagesValue(contact + `,"messages":[{` + head + `,"type":"` + typ + `"` + members + `}]`)
	}
	want := func(typ string, change func(*InboundMessage)) InboundEvent {
		m := InboundMessage{From: "33612345678", FromUserID: "FR.1349", ID: "wamid.IN", Type: typ}
		change(&m)
		return InboundEvent{Source: number, Party: ana, At: noon, Message: m}
	}
	checkParse(t, "messages", []parseCase{
		{"text", one("text", `,"text":{"body":"Stop \u00e9 \ud83d\ude00"}`), want("text", func(m *InboundMessage) { m.Text = &Text{Body: "Stop é 😀"} })},
		{"text that quotes", one("text", `,"context":{"from":"33140000000","id":"wamid.A"},"text":{"body":"oui"}`), want("text", func(m *InboundMessage) {
			m.Context, m.Text = &Context{ID: "wamid.A", From: "33140000000"}, &Text{Body: "oui"}
		})},
		{"button tap", one("button", `,"context":{"from":"33140000000","id":"wamid.A"},"button":{"payload":"OPT_OUT|c17","text":"Stop"}`),
			want("button", func(m *InboundMessage) {
				m.Context, m.Button = &Context{ID: "wamid.A", From: "33140000000"}, &ButtonTap{Payload: "OPT_OUT|c17", Text: "Stop"}
			})},
		{"button tap without context", one("button", `,"button":{"payload":"Stop","text":"Stop"}`),
			want("button", func(m *InboundMessage) { m.Button = &ButtonTap{Payload: "Stop", Text: "Stop"} })},
		{"interactive button", one("interactive", `,"interactive":{"type":"button_reply","button_reply":{"id":"b1","title":"Oui"}}`),
			want("interactive", func(m *InboundMessage) {
				m.Interactive = &InteractiveReply{Type: "button_reply", ButtonReply: &Choice{ID: "b1", Title: "Oui"}}
			})},
		{"interactive list", one("interactive", `,"interactive":{"type":"list_reply","list_reply":{"id":"r1","title":"Lyon","description":"Rhône"}}`),
			want("interactive", func(m *InboundMessage) {
				m.Interactive = &InteractiveReply{Type: "list_reply", ListReply: &Choice{ID: "r1", Title: "Lyon", Description: "Rhône"}}
			})},
		{"interactive form", one("interactive", `,"interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"a\":1}"}}`),
			want("interactive", func(m *InboundMessage) {
				m.Interactive = &InteractiveReply{Type: "nfm_reply", FlowReply: &FlowReply{Name: "flow", Body: "Sent", ResponseJSON: `{"a":1}`}}
			})},
		{"image", one("image", `,"image":{"id":"1","mime_type":"image/jpeg","sha256":"s=","caption":"voilà"}`),
			want("image", func(m *InboundMessage) {
				m.Image = &ReceivedMedia{ID: "1", MIMEType: "image/jpeg", SHA256: "s=", Caption: "voilà"}
			})},
		{"video", one("video", `,"video":{"id":"2","mime_type":"video/mp4"}`), want("video", func(m *InboundMessage) { m.Video = &ReceivedMedia{ID: "2", MIMEType: "video/mp4"} })},
		{"voice", one("audio", `,"audio":{"id":"3","mime_type":"audio/ogg; codecs=opus","voice":true}`),
			want("audio", func(m *InboundMessage) {
				m.Audio = &ReceivedMedia{ID: "3", MIMEType: "audio/ogg; codecs=opus", Voice: true}
			})},
		{"document", one("document", `,"document":{"id":"4","mime_type":"application/pdf","filename":"f.pdf"}`),
			want("document", func(m *InboundMessage) {
				m.Document = &ReceivedMedia{ID: "4", MIMEType: "application/pdf", Filename: "f.pdf"}
			})},
		{"sticker", one("sticker", `,"sticker":{"id":"5","mime_type":"image/webp","animated":true}`),
			want("sticker", func(m *InboundMessage) {
				m.Sticker = &ReceivedMedia{ID: "5", MIMEType: "image/webp", Animated: true}
			})},
		{"location", one("location", `,"location":{"latitude":45.76,"longitude":4.83,"name":"Lyon"}`),
			want("location", func(m *InboundMessage) { m.Location = &Location{Latitude: 45.76, Longitude: 4.83, Name: "Lyon"} })},
		{"contacts", one("contacts", `,"contacts":[{"name":{"formatted_name":"B"}}]`),
			want("contacts", func(m *InboundMessage) { m.Contacts = []byte(`[{"name":{"formatted_name":"B"}}]`) })},
		{"reaction", one("reaction", `,"reaction":{"message_id":"wamid.A","emoji":"\ud83d\udc4d"}`),
			want("reaction", func(m *InboundMessage) { m.Reaction = &Reaction{MessageID: "wamid.A", Emoji: "👍"} })},
		{"reaction removed", one("reaction", `,"reaction":{"message_id":"wamid.A"}`),
			want("reaction", func(m *InboundMessage) { m.Reaction = &Reaction{MessageID: "wamid.A"} })},
		{"order", one("order", `,"order":{"catalog_id":"c","text":"t","product_items":[{"product_retailer_id":"p","quantity":1,"item_price":9.9,"currency":"EUR"}]}`),
			want("order", func(m *InboundMessage) {
				m.Order = &Order{CatalogID: "c", Text: "t", Items: []byte(`[{"product_retailer_id":"p","quantity":1,"item_price":9.9,"currency":"EUR"}]`)}
			})},
		{"from an advertisement", one("text", `,"text":{"body":"Bonjour"},"referral":{"source_url":"https://fb.me/x","source_id":"1","source_type":"ad","headline":"H","ctwa_clid":"k"}`),
			want("text", func(m *InboundMessage) {
				m.Text = &Text{Body: "Bonjour"}
				m.Referral = &Referral{SourceURL: "https://fb.me/x", SourceID: "1", SourceType: "ad", Headline: "H", ClickID: "k"}
			})},
		{"unsupported", one("unsupported", `,"errors":[{"code":131051,"title":"Unsupported","error_data":{"details":"x"}}]`),
			want("unsupported", func(m *InboundMessage) {
				m.Errors = []NotificationFail{{Code: 131051, Title: "Unsupported", ErrorData: &ErrorData{Details: "x"}}}
			})},
		{"in a group", one("text", `,"group_id":"g1","text":{"body":"x"}`), want("text", func(m *InboundMessage) { m.GroupID, m.Text = "g1", &Text{Body: "x"} })},
	})
}

func TestParseInboundIdentity(t *testing.T) {
	text := func(p Party, from, userID string) InboundEvent {
		return InboundEvent{Source: number, Party: p, At: noon,
			Message: InboundMessage{From: from, FromUserID: userID, ID: "wamid.IN", Type: "text", Text: &Text{Body: "x"}}}
	}
	const tail = `"id":"wamid.IN","timestamp":"1798000000","type":"text","text":{"body":"x"}}]`
	changed := func(from string, s SystemNotice) InboundEvent {
		return InboundEvent{Source: number, Party: Party{WaID: from}, At: noon,
			Message: InboundMessage{From: from, ID: "wamid.IN", Type: "system", System: &s}}
	}
	checkParse(t, "messages", []parseCase{
		{"phone hidden", messagesValue(`"contacts":[{"profile":{"name":"Ana"},"user_id":"FR.1349"}],"messages":[{"from_user_id":"FR.1349",` + tail),
			text(Party{UserID: "FR.1349", Name: "Ana"}, "", "FR.1349")},
		{"before user ids", messagesValue(`"contacts":[{"profile":{"name":"Ana"},"wa_id":"33612345678"}],"messages":[{"from":"33612345678",` + tail),
			text(Party{WaID: "33612345678", Name: "Ana"}, "33612345678", "")},
		{"named by the contact alone", messagesValue(contact + `,"messages":[{` + tail), text(ana, "", "")},
		{"number changed, no contacts", messagesValue(`"messages":[{"from":"33612345678","id":"wamid.IN","timestamp":"1798000000","type":"system",
				"system":{"body":"Ana changed","wa_id":"33698765432","user_id":"FR.2","previous_user_id":"FR.1349","type":"user_changed_number"}}]`),
			changed("33612345678", SystemNotice{Type: "user_changed_number", WaID: "33698765432", UserID: "FR.2", PreviousUserID: "FR.1349", Body: "Ana changed"})},
		{"user id changed, no phone", messagesValue(`"messages":[{"id":"wamid.IN","timestamp":"1798000000","type":"system",
				"system":{"user_id":"FR.2","previous_user_id":"FR.1349","type":"user_changed_user_id"}}]`),
			changed("", SystemNotice{Type: "user_changed_user_id", UserID: "FR.2", PreviousUserID: "FR.1349"})},
	})
}

func TestParseInboundKeepsUnknownMembers(t *testing.T) {
	events, err := ParseNotification(notification("messages", messagesValue(
		`"messages":[{"from":"1","id":"wamid.IN","timestamp":"1798000000","type":"hologram","hologram":{"depth":3}}]`)))
	if err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	e, ok := events[0].(InboundEvent)
	if !ok || e.Message.Type != "hologram" || string(e.Rest) != `{"hologram":{"depth":3}}` {
		t.Errorf("got %#v", events[0])
	}
}

func TestParsePreferences(t *testing.T) {
	pref := func(value, more string) string {
		return messagesValue(contact + `,"user_preferences":[{"wa_id":"33612345678","user_id":"FR.1349","detail":"d",
			"category":"marketing_messages","value":"` + value + `","timestamp":1798000000` + more + `}]`)
	}
	want := PreferenceEvent{Source: number, Party: ana, Category: "marketing_messages", Detail: "d", At: noon}
	of := func(value, signup string) PreferenceEvent { e := want; e.Value, e.SignupID = value, signup; return e }
	checkParse(t, "user_preferences", []parseCase{
		{"stop", pref("stop", ""), of(PreferenceStop, "")},
		{"resume", pref("resume", ""), of(PreferenceResume, "")},
		{"signup", pref("signup", `,"signup_id":"s1"`), of(PreferenceSignup, "s1")},
		{"timestamp as text", messagesValue(`"user_preferences":[{"wa_id":"33612345678","value":"stop","timestamp":"1798000000"}]`),
			PreferenceEvent{Source: number, Party: Party{WaID: "33612345678"}, Value: PreferenceStop, At: noon}},
	})
}

func TestParseUserID(t *testing.T) {
	checkParse(t, "user_id_update", []parseCase{
		{"with phone", messagesValue(`"contacts":[{"profile":{"name":"Ana"},"wa_id":"33612345678","user_id":"FR.1349"}],
				"user_id_update":[{"wa_id":"33612345678","detail":"d","user_id":{"previous":"FR.1349","current":"FR.2"},"timestamp":"1798000000"}]`),
			UserIDEvent{Source: number, Party: Party{WaID: "33612345678", UserID: "FR.2", Name: "Ana"}, Previous: "FR.1349", Detail: "d", At: noon}},
		{"without phone", messagesValue(`"user_id_update":[{"user_id":{"previous":"FR.1349","current":"FR.2"},"timestamp":1798000000}]`),
			UserIDEvent{Source: number, Party: Party{UserID: "FR.2"}, Previous: "FR.1349", At: noon}},
	})
}

func TestParseFailure(t *testing.T) {
	checkParse(t, "messages", []parseCase{
		{"error of the account", messagesValue(`"errors":[{"code":130429,"title":"Rate limit hit","message":"Rate limit hit","error_data":{"details":"D"}}]`),
			FailureEvent{Source: number, Fail: NotificationFail{Code: 130429, Title: "Rate limit hit", Message: "Rate limit hit", ErrorData: &ErrorData{Details: "D"}}}},
	})
}

func TestInboundReading(t *testing.T) {
	choice := &Choice{ID: "id", Title: "title"}
	cases := []struct {
		name                    string
		m                       InboundMessage
		answers, words, payload string
	}{
		{"text alone", InboundMessage{Text: &Text{Body: "STOP"}}, "", "STOP", ""},
		{"text that quotes", InboundMessage{Text: &Text{Body: "oui"}, Context: &Context{ID: "wamid.A"}}, "wamid.A", "oui", ""},
		{"button", InboundMessage{Button: &ButtonTap{Payload: "p", Text: "Stop"}, Context: &Context{ID: "wamid.A"}}, "wamid.A", "Stop", "p"},
		{"interactive button", InboundMessage{Interactive: &InteractiveReply{ButtonReply: choice}}, "", "title", "id"},
		{"interactive list", InboundMessage{Interactive: &InteractiveReply{ListReply: choice}}, "", "title", "id"},
		{"form", InboundMessage{Interactive: &InteractiveReply{FlowReply: &FlowReply{}}}, "", "", ""},
		{"reaction", InboundMessage{Reaction: &Reaction{MessageID: "wamid.B", Emoji: "👍"}}, "wamid.B", "", ""},
		{"image", InboundMessage{Image: &ReceivedMedia{}}, "", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := InboundEvent{Message: c.m}
			if e.Answers() != c.answers || e.Words() != c.words || e.Payload() != c.payload {
				t.Errorf("answers %q, words %q, payload %q", e.Answers(), e.Words(), e.Payload())
			}
		})
	}
}
