package simulator

import (
	"encoding/json"
	"fmt"
	"strconv"

	"accord/campaign/whatsapp"
)

// refusal is an error of the Graph API, answered at once or, as a fate, told
// later by a failed status. Receivers decide by code; details are for people.
type refusal struct {
	code    int
	subcode int
	details string
}

func refuse(code int, format string, args ...any) *refusal {
	return &refusal{code: code, details: fmt.Sprintf(format, args...)}
}

// graphError is what the error reference says of one code.
type graphError struct {
	status int // HTTP, of the last copy of the reference that still had the column
	title  string
}

// graphErrors are the codes the simulator gives.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
var graphErrors = map[int]graphError{
	2:      {503, "Service temporarily unavailable"},
	100:    {400, "Invalid parameter"},
	190:    {401, "Invalid OAuth access token."},
	130429: {400, "Rate limit hit"},
	130472: {400, "User's number is part of an experiment"},
	131000: {500, "Something went wrong"},
	131008: {400, "Required parameter is missing"},
	131009: {400, "Parameter value is not valid"},
	131021: {400, "Recipient cannot be sender"},
	131026: {400, "Message undeliverable"},
	131047: {400, "Re-engagement message"},
	131049: {400, "This message was not delivered to maintain healthy ecosystem engagement."},
	131050: {400, "Recipient has stopped marketing messages from this business"},
	131051: {400, "Unsupported message type"},
	131053: {400, "Media upload error"},
	131055: {400, "Method not allowed"},
	131056: {400, "(Business Account, Consumer Account) pair rate limit hit"},
	132000: {400, "Number of parameters does not match the expected number of params"},
	132001: {404, "Template name does not exist in the translation"},
	132005: {400, "Translated text too long"},
	132012: {400, "Parameter format does not match format in the created template"},
	132015: {400, "Template is paused"},
	132016: {400, "Template is disabled"},
	132018: {400, "Template parameter validation failed"},
	134100: {400, "Only marketing messages are supported"},
}

// title of a code, also of one that only a World gives.
func title(code int) string {
	if e, ok := graphErrors[code]; ok {
		return e.title
	}
	return "Error " + strconv.Itoa(code)
}

// reply is the HTTP status and the envelope. trace makes fbtrace_id.
func (r *refusal) reply(trace string) (int, []byte) {
	e, ok := graphErrors[r.code]
	if !ok {
		e = graphError{400, title(r.code)}
	}
	message := fmt.Sprintf("(#%d) %s", r.code, e.title)
	if r.code == 190 {
		message = e.title // the one that comes without its number
	}
	body, _ := json.Marshal(whatsapp.ErrorReply{Error: whatsapp.ErrorBody{
		Message: message, Type: "OAuthException", Code: r.code, Subcode: r.subcode, TraceID: trace,
		ErrorData: &whatsapp.ErrorData{MessagingProduct: "whatsapp", Details: r.details},
	}})
	return e.status, body
}

// failure is the same error inside a failed status.
func (r *refusal) failure() whatsapp.NotificationFail {
	return whatsapp.NotificationFail{
		Code: r.code, Title: title(r.code), Message: title(r.code),
		ErrorData: &whatsapp.ErrorData{Details: r.details},
		Href:      "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
	}
}
