package whatsapp

import (
	"strconv"
	"strings"
)

// Tier is a messaging limit as Meta writes it: "TIER_2K", "TIER_UNLIMITED" or
// a bare number, "2000".
type Tier string

// unlimited is what Meta writes where there is no limit.
const unlimited = "UNLIMITED"

// Unlimited reports whether there is no limit.
func (t Tier) Unlimited() bool { return strings.TrimPrefix(string(t), "TIER_") == unlimited }

// PerDay is how many people may be reached outside a customer-service window
// in a rolling 24 hours, for the whole business portfolio. ok is false when
// the tier is unlimited, not set or not understood.
func (t Tier) PerDay() (people int, ok bool) {
	s, thousand := strings.CutSuffix(strings.TrimPrefix(string(t), "TIER_"), "K")
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil || n > 1_000_000 {
		return 0, false
	}
	if thousand {
		n *= 1000
	}
	return int(n), true
}
