package campaign

import "strconv"

// Reason says in one word why a person got no message. Rules of consent and
// WhatsApp's codes are reasons too.
type Reason string

// The reasons of the plan and of the claim, beside consent's rules.
const (
	ReasonGlobalHoldout Reason = "global_holdout"   // in the organisation's permanent control group
	ReasonUnassigned    Reason = "unassigned"       // the imported assignment names no variant
	ReasonLanguage      Reason = "no_template"      // some variant does not speak their language: they get none, so that the arms stay comparable
	ReasonVariable      Reason = "missing_variable" // followed by ":" and the attribute
	ReasonNoSlot        Reason = "no_slot"          // hours, window and rate leave no moment
	ReasonCapped        Reason = "capped"           // enough marketing already
	ReasonWindow        Reason = "window_over"      // the campaign ended first
	ReasonLost          Reason = "no_answer"        // the call was made and nobody answered
	ReasonLease         Reason = "process_died"     // the process died around the call
)

// CodeReason is the reason of a failure with WhatsApp's error code.
func CodeReason(code int) string { return "whatsapp:" + strconv.Itoa(code) }
