package ui

import (
	"strconv"
	"strings"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/ui/words"
)

// reasonSays tells in a sentence why somebody got no message, and what can be
// done about it. WhatsApp's codes have their own table.
func reasonSays(w *words.Words, r campaign.Reason) string {
	text, ok := strings.CutPrefix(string(r), "whatsapp:")
	code, err := strconv.Atoi(text)
	if !ok || err != nil {
		return w.Label("reason_long", string(r))
	}
	rule := whatsapp.RuleFor(code)
	if w.Lang() == words.English {
		return rule.EN
	}
	return rule.FR
}
