package whatsapp

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const templateMembers = `"message_template_id":12345678,"message_template_name":"spring_sale","message_template_language":"en-US"`

var spring = TemplateRef{ID: "12345678", Name: "spring_sale", Language: "en_US"}

func TestParseTemplateStatus(t *testing.T) {
	base := func(event, reason string) TemplateStatusEvent {
		return TemplateStatusEvent{Source: account, At: noon, Template: spring, Event: event, Category: "MARKETING", Reason: reason}
	}
	with := func(e TemplateStatusEvent, change func(*TemplateStatusEvent)) TemplateStatusEvent {
		change(&e)
		return e
	}
	value := func(event, reason, more string) string {
		return `{"event":"` + event + `",` + templateMembers + `,"message_template_category":"MARKETING","reason":` + reason + more + `}`
	}
	checkParse(t, "message_template_status_update", []parseCase{
		{"approved", value("APPROVED", `"NONE"`, ""), base("APPROVED", "NONE")},
		{"reason is null", value("PENDING_DELETION", "null", ""), base("PENDING_DELETION", "")},
		{"rejected", value("REJECTED", `"INVALID_FORMAT"`, `,"rejection_info":{"reason":"variables at the end","recommendation":"add a word"}`),
			with(base("REJECTED", "variables at the end"), func(e *TemplateStatusEvent) { e.Recommendation = "add a word" })},
		{"paused", value("PAUSED", `"NONE"`, `,"other_info":{"title":"FIRST_PAUSE","description":"d"}`),
			with(base("PAUSED", "NONE"), func(e *TemplateStatusEvent) { e.Title, e.Description = "FIRST_PAUSE", "d" })},
		{"disabled", value("DISABLED", `"NONE"`, `,"disable_info":{"disable_date":"DATE"},"other_info":{"title":"DISABLED"}`),
			with(base("DISABLED", "NONE"), func(e *TemplateStatusEvent) { e.DisabledOn, e.Title = "DATE", "DISABLED" })},
		{"disabled on a number", value("DISABLED", `"NONE"`, `,"disable_info":{"disable_date":1798000000}`),
			with(base("DISABLED", "NONE"), func(e *TemplateStatusEvent) { e.DisabledOn = "1798000000" })},
		{"id as text, language with underscore", `{"event":"APPROVED","message_template_id":"9","message_template_name":"n","message_template_language":"pt_BR"}`,
			TemplateStatusEvent{Source: account, At: noon, Event: "APPROVED", Template: TemplateRef{ID: "9", Name: "n", Language: "pt_BR"}}},
	})
}

func TestParseTemplateQuality(t *testing.T) {
	checkParse(t, "message_template_quality_update", []parseCase{
		{"falls", `{"previous_quality_score":"GREEN","new_quality_score":"YELLOW",` + templateMembers + `}`,
			TemplateQualityEvent{Source: account, At: noon, Template: spring, Previous: "GREEN", New: "YELLOW"}},
	})
}

func TestParseTemplateCategory(t *testing.T) {
	checkParse(t, "template_category_update", []parseCase{
		{"announced", `{` + templateMembers + `,"new_category":"UTILITY","correct_category":"MARKETING"}`,
			TemplateCategoryEvent{Source: account, At: noon, Template: spring, New: "UTILITY", Correct: "MARKETING"}},
		{"done", `{` + templateMembers + `,"new_category":"MARKETING","previous_category":"UTILITY"}`,
			TemplateCategoryEvent{Source: account, At: noon, Template: spring, New: "MARKETING", Previous: "UTILITY"}},
		{"neither", `{` + templateMembers + `,"new_category":"MARKETING"}`,
			TemplateCategoryEvent{Source: account, At: noon, Template: spring, New: "MARKETING"}},
	})
	if !(TemplateCategoryEvent{Correct: "MARKETING"}).Announced() || (TemplateCategoryEvent{Previous: "UTILITY"}).Announced() {
		t.Error("Announced does not follow correct_category")
	}
}

func TestParseTemplateContent(t *testing.T) {
	checkParse(t, "message_template_components_update", []parseCase{
		{"all parts", `{` + templateMembers + `,"message_template_title":"T","message_template_element":"Hi {{1}}!",
				"message_template_footer":"F","message_template_buttons":[{"message_template_button_type":"URL"}]}`,
			TemplateContentEvent{Source: account, At: noon, Template: spring, Title: "T", Body: "Hi {{1}}!", Footer: "F",
				Buttons: []byte(`[{"message_template_button_type":"URL"}]`)}},
		{"body only", `{` + templateMembers + `,"message_template_element":"Hi"}`,
			TemplateContentEvent{Source: account, At: noon, Template: spring, Body: "Hi"}},
	})
}

func TestParseNumberQuality(t *testing.T) {
	src := Source{WABAID: "102290129340398", DisplayNumber: "33140000000"}
	checkParse(t, "phone_number_quality_update", []parseCase{
		{"upgrade", `{"display_phone_number":"33140000000","event":"THROUGHPUT_UPGRADE","old_limit":"TIER_10K","current_limit":"TIER_UNLIMITED",
				"max_daily_conversations_per_business":"TIER_UNLIMITED"}`,
			NumberQualityEvent{Source: src, At: noon, Event: "THROUGHPUT_UPGRADE", Limit: "TIER_UNLIMITED", Old: "TIER_10K", Current: "TIER_UNLIMITED"}},
		{"without the limits on their way out", `{"display_phone_number":"33140000000","event":"ONBOARDING","max_daily_conversations_per_business":"TIER_250"}`,
			NumberQualityEvent{Source: src, At: noon, Event: "ONBOARDING", Limit: "TIER_250"}},
	})
}

func TestParseCapability(t *testing.T) {
	checkParse(t, "business_capability_update", []parseCase{
		{"limit as a number", `{"max_daily_conversations_per_business":2000,"max_phone_numbers_per_waba":25}`,
			CapabilityEvent{Source: account, At: noon, Limit: "2000", MaxNumbersPerWABA: 25}},
		{"limit as a tier", `{"max_daily_conversations_per_business":"TIER_2K","max_phone_numbers_per_business":2}`,
			CapabilityEvent{Source: account, At: noon, Limit: "TIER_2K", MaxNumbersPerBusiness: 2}},
	})
}

func TestParseAccount(t *testing.T) {
	cases := []parseCase{
		{"restricted", `{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":1798086400}]}`,
			AccountEvent{Source: account, At: noon, Event: "ACCOUNT_RESTRICTION",
				Restrictions: []Restriction{{"RESTRICTED_BIZ_INITIATED_MESSAGING", noon.Add(24 * time.Hour)}}}},
		{"violation", `{"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"ADULT"}}`,
			AccountEvent{Source: account, At: noon, Event: "ACCOUNT_VIOLATION", Violation: "ADULT"}},
		{"disabled", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE","waba_ban_date":"April 17, 2025"}}`,
			AccountEvent{Source: account, At: noon, Event: "DISABLED_UPDATE", BanState: "REINSTATE", BanDate: "April 17, 2025"}},
		{"deleted", `{"event":"ACCOUNT_DELETED"}`, AccountEvent{Source: account, At: noon, Event: "ACCOUNT_DELETED"}},
		{"addressed to a partner", `{"event":"MM_LITE_TERMS_SIGNED","waba_info":{"owner_business_id":"2","waba_id":"980198427658004"}}`,
			AccountEvent{Source: Source{WABAID: "980198427658004"}, At: noon, Event: "MM_LITE_TERMS_SIGNED"}},
		{"pricing tier", `{"event":"VOLUME_BASED_PRICING_TIER_UPDATE","volume_tier_info":{"tier":"25000001:50000000"}}`,
			AccountEvent{Source: account, At: noon, Event: "VOLUME_BASED_PRICING_TIER_UPDATE"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseNotification(notification("account_update", c.value))
			if err != nil || len(got) != 1 {
				t.Fatal(got, err)
			}
			if d := cmp.Diff(c.want, got[0], cmpopts.IgnoreFields(AccountEvent{}, "Raw")); d != "" {
				t.Errorf("event (-want +got):\n%s", d)
			}
			if raw := string(got[0].(AccountEvent).Raw); raw != c.value {
				t.Errorf("raw value %s, want %s", raw, c.value)
			}
		})
	}
}

func TestParseAlert(t *testing.T) {
	checkParse(t, "account_alerts", []parseCase{
		{"limit denied", `{"entity_type":"BUSINESS","entity_id":"5","alert_info":{"alert_severity":"INFORMATIONAL","alert_status":"NONE",
				"alert_type":"INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED","alert_description":"d"}}`,
			AlertEvent{Source: account, At: noon, EntityType: "BUSINESS", EntityID: "5", Severity: "INFORMATIONAL", Status: "NONE",
				Type: "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED", Description: "d"}},
	})
}

func TestParseUsername(t *testing.T) {
	src := Source{WABAID: "102290129340398", DisplayNumber: "33140000000"}
	checkParse(t, "business_username_updates", []parseCase{
		{"approved", `{"display_phone_number":"33140000000","username":"shop","status":"approved"}`, UsernameEvent{Source: src, At: noon, Username: "shop", Status: "approved"}},
		{"deleted, name left out", `{"display_phone_number":"33140000000","status":"deleted"}`, UsernameEvent{Source: src, At: noon, Status: "deleted"}},
	})
}

func TestParseOtherFieldsAreKept(t *testing.T) {
	for _, field := range []string{"account_review_update", "phone_number_name_update", "security", "payment_configuration_update",
		"partner_solutions", "automatic_events", "history", "smb_app_state_sync", "smb_message_echoes", "of_tomorrow", ""} {
		t.Run(field, func(t *testing.T) {
			got, err := ParseNotification(notification(field, `{"decision":"APPROVED"}`))
			want := []Event{UnknownEvent{Source: account, Field: field, At: noon, Raw: []byte(`{"decision":"APPROVED"}`)}}
			if d := cmp.Diff(want, got); err != nil || d != "" {
				t.Errorf("%v (-want +got):\n%s", err, d)
			}
		})
	}
}
