package ui

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

const apiDescription = `Consent-first A/B campaigns on WhatsApp Business.

- Every call needs a token: ` + "`Authorization: Bearer acc_…`" + `. Its role and its scopes say what it may; each operation names its permission as x-permission, two with a space between.
- Ids are texts. Instants are RFC 3339 in UTC. Money is minor units and a currency. Rates have their numerator and their denominator.
- A list gives items and next; give next as cursor to go on, until it is empty.
- A POST may carry an Idempotency-Key: the same call under the same key within a day is done once, and answered as it was. A call that failed and did nothing may be repeated under its key; one that failed after something was done answers so.
- Errors are problem details (RFC 9457): detail says what to change, field or errors say where. What was sent is never repeated.
- Numbers of people are masked, and never stand in an address.
- Every change is recorded in the audit, by token/ID.`

// areas are what the operations are about, by the first word of their paths.
var areas = map[string]string{
	"audit":        "Who did what.",
	"campaigns":    "Written as drafts, launched, watched, read.",
	"consent":      "Purposes, the words people are shown, and who agreed. Nothing here grants consent; releasing an import needs two people at the pages.",
	"contacts":     "People. A call of this API never grants consent.",
	"conversions":  "Orders and other goals that are reached elsewhere.",
	"numbers":      "Business numbers and their connection to WhatsApp.",
	"operators":    "People who work here.",
	"organisation": "Who runs the campaigns.",
	"segments":     "Rules under names: whoever matches at the moment belongs.",
	"templates":    "Texts that WhatsApp approved.",
	"tokens":       "What programs show to be let in.",
}

// descriptions say of each operation what its summary leaves open.
var descriptions = map[string]string{ //nolint:gosec // words about tokens, no token
	"list-contacts":   "By name or by when they were added. All that is asked for must hold. Numbers and e-mail addresses are refused in q: ask lookup-contact.",
	"get-contact":     "One person, with where they stand for each purpose.",
	"upsert-contacts": "1 to 500 people, known by their numbers. What is given replaces, what is absent stays, tags and attributes are united. If one cannot be accepted none is. It never grants consent: evidence comes by an import, which two people release, or by the person's own message.",
	"lookup-contact":  "By number or by your own id, in the body.",
	"get-timeline":    "What happened between the business and a person, the newest first. What the person allowed is told by get-history.",
	"reveal-contact":  "The whole number of one person. Each look is recorded; the answer is kept nowhere, so that an Idempotency-Key changes nothing.",

	"list-segments":  "All of them, by name.",
	"add-segment":    "A rule under a name that no other segment has.",
	"get-segment":    "One segment with its rule.",
	"save-segment":   "Another name and rule. Campaigns that are launched keep the rule they were launched with.",
	"delete-segment": "One that a draft will be launched with stays: 409.",
	"count-rule":     "How many people match a rule now, exactly.",
	"sample-rule":    "Some of the people who match a rule now.",

	"list-templates": "All that were ever read, those that vanished from their account too.",
	"get-template":   "One template in one language.",
	"sync-templates": "Reads the templates of every number from WhatsApp, and gives them.",

	"list-campaigns":     "The newest first, with the counts of each.",
	"create-campaign":    "A draft. Anything may be missing until it is launched; check-campaign tells what is.",
	"get-campaign":       "A campaign as it stands, with what its maker chose.",
	"save-campaign":      "Replaces a draft: what is absent is taken away. A campaign that was launched is not changed any more: 409.",
	"delete-campaign":    "Removes a draft; any other campaign is 409.",
	"duplicate-campaign": "A draft like any campaign, without its dates; its arms will be drawn anew.",
	"check-campaign":     "Everything that is wrong with a draft, and what its maker should know. A launch is refused exactly when one of these is blocking.",
	"forecast-campaign":  "What a launch at this moment would do: who is kept out for which reason, and how many messages go out in each hour. It is kept for a minute. A large audience takes longer than a call: ask again while ready is false.",
	"launch-campaign":    "Freezes the audience and begins. Planning goes on by itself; get-progress tells. A draft against which findings stand is refused with each of them.",
	"pause-campaign":     "Nothing is sent from the answer on, but for the calls that were under way.",
	"resume-campaign":    "Goes on at once. What is past its window by then expires.",
	"cancel-campaign":    "Ends it for good.",
	"get-progress":       "Where the people of a campaign stand. Its cost does not depend on how many they are.",
	"list-people":        "Members of the frozen audience, with what became of each.",
	"explain-person":     "Why somebody got this message, or why not, and on whose word.",
	"get-results":        "By intention to treat: everybody who was assigned counts once their window has closed. They may be looked at as often as one likes.",

	"list-purposes":     "All that people may agree to.",
	"add-purpose":       "It cannot be changed afterwards: people agree to it as it is.",
	"list-notices":      "All words that were ever published, by id, the newest version first.",
	"publish-notice":    "For good, under the number that is asked for: the words and their hash go into the log. Publishing the same words again changes nothing; other words need the next number.",
	"get-notice":        "The exact words behind a reference.",
	"list-register":     "Where people stand, by when they came to stand there, the latest first. Who is not known stands nowhere.",
	"get-history":       "Every event of one person's consent, the oldest first. The look is recorded.",
	"record-withdrawal": "A no that reached you by another way than WhatsApp. No claim after the answer includes the person. There is no operation that lifts it: only the person's own later act does.",

	"list-operators":    "Everybody, by name, the disabled ones too. People are invited at the pages.",
	"list-tokens":       "All that were ever made, without their clear texts.",
	"create-token":      "For a program. It may at most what the token that makes it may. Its clear text is told once; a repeated call under the same Idempotency-Key tells it again for a day.",
	"revoke-token":      "For good, at once. Revoking again changes nothing.",
	"get-organisation":  "Who runs the campaigns, and what time it is for them.",
	"save-organisation": "Replaces it, but for the rule of two pairs of eyes, which a person changes.",
	"list-numbers":      "All business numbers, without their secrets.",
	"get-number":        "One number, without its secrets.",
	"save-number":       "Adds a number or changes it. Secrets that are absent stay. The engine uses it at once; read its templates with sync-templates.",
	"remove-number":     "Forgets a number and its secrets.",
	"test-number":       "Asks WhatsApp about a stored number and its templates; nothing changes there.",
	"list-audit":        "The newest first.",
}

// schemaName is the name of a type in the description, without the prefix that
// tells it from types of pages: apiList[apiContact] is ListContact. Types of a
// report are told from others, such as the variants of a draft.
func schemaName(t reflect.Type, hint string) string {
	name := strings.ReplaceAll(huma.DefaultSchemaNamer(t, hint), "Api", "")
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if strings.HasSuffix(t.PkgPath(), "/report") {
		return "Result" + name
	}
	return name
}

// permissions are what the operation needs.
func (o operation) permissions() string {
	return strings.TrimSpace(string(o.Needs) + " " + string(o.Also))
}

// describe is the operation's entry in the description.
func (o operation) describe() huma.Operation {
	area, _, _ := strings.Cut(strings.TrimPrefix(o.Path, "/api/v1/"), "/")
	d := huma.Operation{Method: o.Method, Path: o.Path, OperationID: o.Name, Summary: o.Summary, Description: descriptions[o.Name], Tags: []string{area},
		Security: []map[string][]string{{"token": {}}}, Extensions: map[string]any{"x-permission": o.permissions()},
		MaxBodyBytes: -1, Errors: o.errors()}
	if o.Method == http.MethodPost {
		d.DefaultStatus = http.StatusOK
	}
	if o.Method == http.MethodPost && !o.Fresh {
		d.Parameters = []*huma.Param{idempotencyKey()}
	}
	return d
}

// idempotencyKey is read before huma sees the request.
func idempotencyKey() *huma.Param {
	longest := 255
	return &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Of your own choice, such as a UUID: the same call under it is done once within a day",
		Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest}, Example: "8e03978e-40d5-43e8-bc93-6894a57f9324"}
}

// errors are the statuses that the operation may answer with besides those
// that huma adds by itself.
func (o operation) errors() []int {
	list := []int{fiber.StatusUnauthorized, fiber.StatusForbidden, fiber.StatusServiceUnavailable}
	if o.Method != http.MethodGet {
		list = append(list, fiber.StatusBadRequest)
	}
	if o.Method != http.MethodGet || strings.HasPrefix(o.Path, "/api/v1/campaigns/{id}/") {
		list = append(list, fiber.StatusConflict)
	}
	if o.Limit > 0 {
		list = append(list, fiber.StatusRequestEntityTooLarge, fiber.StatusUnsupportedMediaType)
	}
	if strings.Contains(o.Path, "{") || o.Name == "lookup-contact" {
		list = append(list, fiber.StatusNotFound)
	}
	slices.Sort(list)
	return list
}
