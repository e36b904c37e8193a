package whatsapp

import "encoding/json"

// Send is the body of POST /{version}/{phone-number-id}/messages. One member
// named like Type is set.
type Send struct {
	MessagingProduct string    `json:"messaging_product"`
	RecipientType    string    `json:"recipient_type,omitempty"`
	To               string    `json:"to,omitempty"`        // "+33612345678"; the plus is not optional, see [Client.Send]
	Recipient        string    `json:"recipient,omitempty"` // WhatsApp user id, used when To is empty
	Type             string    `json:"type,omitempty"`      // "template", "text", …
	Context          *Context  `json:"context,omitempty"`
	Opaque           string    `json:"biz_opaque_callback_data,omitempty"` // at most 512 characters, echoed by statuses only
	Template         *Template `json:"template,omitempty"`
	Text             *Text     `json:"text,omitempty"`
}

// Context names an earlier message: the one quoted by a send, or the one a
// reply or a button tap answers.
type Context struct {
	MessageID string `json:"message_id,omitempty"` // in sends
	ID        string `json:"id,omitempty"`         // in notifications
	From      string `json:"from,omitempty"`
}

// Text is a free-form body, allowed inside an open customer-service window.
type Text struct {
	Body       string `json:"body"`
	PreviewURL bool   `json:"preview_url,omitempty"`
}

// Template fills an approved template.
type Template struct {
	Name       string              `json:"name"`
	Language   Language            `json:"language"`
	Components []TemplateComponent `json:"components,omitempty"`
}

// Language is the code of a template, "fr" or "en_US".
type Language struct {
	Code string `json:"code"`
}

// TemplateComponent carries the parameters of one component: "header",
// "body" or "button".
type TemplateComponent struct {
	Type       string      `json:"type"`
	SubType    string      `json:"sub_type,omitempty"` // buttons: "quick_reply", "url", "copy_code"
	Index      string      `json:"index,omitempty"`    // buttons: "0", "1", … in template order
	Parameters []Parameter `json:"parameters,omitempty"`
}

// Parameter is one value; the member named like Type is set.
type Parameter struct {
	Type          string `json:"type"` // "text", "image", "video", "document", "payload", "coupon_code"
	ParameterName string `json:"parameter_name,omitempty"`
	Text          string `json:"text,omitempty"`
	Payload       string `json:"payload,omitempty"`
	CouponCode    string `json:"coupon_code,omitempty"`
	Image         *Media `json:"image,omitempty"`
	Video         *Media `json:"video,omitempty"`
	Document      *Media `json:"document,omitempty"`
}

// Media names an uploaded file by id or a public one by link.
type Media struct {
	ID       string `json:"id,omitempty"`
	Link     string `json:"link,omitempty"`
	Filename string `json:"filename,omitempty"`
}

// SendReply is the answer to an accepted send. Accepted is not delivered.
type SendReply struct {
	MessagingProduct string         `json:"messaging_product"`
	Contacts         []ReplyContact `json:"contacts"`
	Messages         []ReplyMessage `json:"messages"`
}

// ReplyContact says whom the platform understood; WaID may differ from Input.
type ReplyContact struct {
	Input  string `json:"input"`
	WaID   string `json:"wa_id,omitempty"`
	UserID string `json:"user_id,omitempty"`
}

// ReplyMessage holds the wamid. Status is optional: "accepted",
// "held_for_quality_assessment" or "paused".
type ReplyMessage struct {
	ID     string `json:"id"`
	Status string `json:"message_status,omitempty"`
}

// ErrorReply is the envelope of every refused call.
type ErrorReply struct {
	Error ErrorBody `json:"error"`
}

// ErrorBody is decided upon by Code alone.
type ErrorBody struct {
	Message   string     `json:"message"`
	Type      string     `json:"type"`
	Code      int        `json:"code"`
	Subcode   int        `json:"error_subcode,omitempty"`
	ErrorData *ErrorData `json:"error_data,omitempty"`
	TraceID   string     `json:"fbtrace_id,omitempty"`
}

// ErrorData holds the detailed reason in English.
type ErrorData struct {
	MessagingProduct string `json:"messaging_product,omitempty"`
	Details          string `json:"details"`
}

// Notification is the body of a webhook. Fields and types we do not know are
// kept as raw JSON by the parser and ignored by those who read it.
type Notification struct {
	Object string  `json:"object"`
	Entry  []Entry `json:"entry"`
}

// Entry groups the changes of one WhatsApp business account.
type Entry struct {
	ID      string   `json:"id"`
	Time    int64    `json:"time,omitempty"`
	Changes []Change `json:"changes"`
}

// Change is one field with its value; Field decides how Value reads.
type Change struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

// MessagesValue is the value of field "messages" and of "user_preferences".
type MessagesValue struct {
	MessagingProduct string             `json:"messaging_product"`
	Metadata         Metadata           `json:"metadata"`
	Contacts         []WebhookContact   `json:"contacts,omitempty"`
	Messages         []InboundMessage   `json:"messages,omitempty"`
	Statuses         []Status           `json:"statuses,omitempty"`
	UserPreferences  []UserPreference   `json:"user_preferences,omitempty"`
	Errors           []NotificationFail `json:"errors,omitempty"`
}

// Metadata names the business number a notification belongs to.
type Metadata struct {
	DisplayPhoneNumber string `json:"display_phone_number"`
	PhoneNumberID      string `json:"phone_number_id"`
}

// WebhookContact is the person; WaID is missing when Meta hides the number,
// UserID when the event predates business-scoped ids.
type WebhookContact struct {
	Profile *Profile `json:"profile,omitempty"`
	WaID    string   `json:"wa_id,omitempty"`
	UserID  string   `json:"user_id,omitempty"`
}

// Profile is what the person shows to businesses.
type Profile struct {
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
}

// Status is one step of a message we sent.
type Status struct {
	ID              string              `json:"id"`
	Status          string              `json:"status"`    // sent, delivered, read, played, failed
	Timestamp       string              `json:"timestamp"` // Unix seconds as a string
	RecipientID     string              `json:"recipient_id,omitempty"`
	RecipientUserID string              `json:"recipient_user_id,omitempty"`
	Opaque          string              `json:"biz_opaque_callback_data,omitempty"`
	Conversation    *StatusConversation `json:"conversation,omitempty"`
	Pricing         *Pricing            `json:"pricing,omitempty"`
	Errors          []NotificationFail  `json:"errors,omitempty"`
}

// StatusConversation is kept by older webhook versions.
type StatusConversation struct {
	ID                  string              `json:"id"`
	ExpirationTimestamp string              `json:"expiration_timestamp,omitempty"`
	Origin              *ConversationOrigin `json:"origin,omitempty"`
}

// ConversationOrigin is the category that opened a conversation.
type ConversationOrigin struct {
	Type string `json:"type"`
}

// Pricing tells what a delivered message is billed as.
type Pricing struct {
	Billable     bool   `json:"billable"`
	PricingModel string `json:"pricing_model"`
	Type         string `json:"type,omitempty"`
	Category     string `json:"category"`
}

// NotificationFail is an error inside a notification.
type NotificationFail struct {
	Code      int        `json:"code"`
	Title     string     `json:"title,omitempty"`
	Message   string     `json:"message,omitempty"`
	ErrorData *ErrorData `json:"error_data,omitempty"`
	Href      string     `json:"href,omitempty"`
}

// InboundMessage is what a person wrote, tapped or sent.
type InboundMessage struct {
	From        string             `json:"from,omitempty"`         // digits, missing for hidden numbers
	FromUserID  string             `json:"from_user_id,omitempty"` // WhatsApp user id
	ID          string             `json:"id"`
	Timestamp   string             `json:"timestamp"`
	Type        string             `json:"type"`
	Context     *Context           `json:"context,omitempty"`
	Text        *Text              `json:"text,omitempty"`
	Button      *ButtonTap         `json:"button,omitempty"`
	Interactive *InteractiveReply  `json:"interactive,omitempty"`
	Reaction    *Reaction          `json:"reaction,omitempty"`
	Image       *ReceivedMedia     `json:"image,omitempty"`
	Video       *ReceivedMedia     `json:"video,omitempty"`
	Audio       *ReceivedMedia     `json:"audio,omitempty"`
	Document    *ReceivedMedia     `json:"document,omitempty"`
	Sticker     *ReceivedMedia     `json:"sticker,omitempty"`
	Location    *Location          `json:"location,omitempty"`
	Contacts    json.RawMessage    `json:"contacts,omitempty"` // cards the person shared, as sent
	Order       *Order             `json:"order,omitempty"`
	Referral    *Referral          `json:"referral,omitempty"`
	GroupID     string             `json:"group_id,omitempty"`
	System      *SystemNotice      `json:"system,omitempty"`
	Errors      []NotificationFail `json:"errors,omitempty"`
}

// ButtonTap is a tap on a template's quick reply.
type ButtonTap struct {
	Payload string `json:"payload"`
	Text    string `json:"text"`
}

// InteractiveReply is a tap on an interactive message.
type InteractiveReply struct {
	Type        string     `json:"type"` // button_reply, list_reply, nfm_reply
	ButtonReply *Choice    `json:"button_reply,omitempty"`
	ListReply   *Choice    `json:"list_reply,omitempty"`
	FlowReply   *FlowReply `json:"nfm_reply,omitempty"`
}

// Choice is the row or button that was chosen.
type Choice struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// Reaction is an emoji on one of our messages; empty when removed.
type Reaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji,omitempty"`
}

// SystemNotice announces that a person's number or user id changed.
type SystemNotice struct {
	Type           string `json:"type"` // user_changed_number, user_changed_user_id
	WaID           string `json:"wa_id,omitempty"`
	UserID         string `json:"user_id,omitempty"`
	PreviousUserID string `json:"previous_user_id,omitempty"`
	Body           string `json:"body,omitempty"`
}

// UserPreference is a stop or resume the person set in WhatsApp itself.
type UserPreference struct {
	WaID      string `json:"wa_id,omitempty"`
	UserID    string `json:"user_id,omitempty"`
	Detail    string `json:"detail,omitempty"`
	Category  string `json:"category"` // marketing_messages
	Value     string `json:"value"`    // stop, resume, signup
	Timestamp int64  `json:"timestamp"`
	SignupID  string `json:"signup_id,omitempty"` // with signup: which opt-in link
}
