package simulator

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// dialled is what the platform makes of the member `to` of a send.
type dialled struct {
	phone string // "+33612345678"
	// impossible marks a number nobody can have: the send is accepted and
	// fails later with 131026, as for any number that is not on WhatsApp.
	impossible bool
}

// dial reads a phone number as the send endpoint does: plus, spaces, hyphens
// and parentheses are allowed, and **without a plus the country calling code
// of the business number is put in front**, even of a number that already
// has one. ok is false when it cannot be a number at all.
func dial(to, callingCode string) (dialled, bool) {
	digits, plus, ok := digitsOf(to)
	if !plus {
		digits = callingCode + digits
	}
	if !ok || len(digits) < 7 || len(digits) > 15 {
		return dialled{}, false
	}
	if plus {
		return dialled{phone: "+" + digits}, true
	}
	number, err := phonenumbers.Parse("+"+digits, "")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return dialled{phone: "+" + digits, impossible: true}, true
	}
	return dialled{phone: phonenumbers.Format(number, phonenumbers.E164)}, true
}

// userID is a business-scoped user id: "FR.1349…", or "US.ENT.…" of a parent
// business.
var userID = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)

// digitsOf strips what the endpoint ignores; ok is false for anything else.
func digitsOf(to string) (digits string, plus, ok bool) {
	to, plus = strings.CutPrefix(strings.TrimSpace(to), "+")
	var b strings.Builder
	for _, r := range to {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '(' || r == ')':
		default:
			return "", plus, false
		}
	}
	return b.String(), plus, true
}

// isUS tells whether a number is of the United States; +1 alone is not
// enough, Canada and others share it.
func isUS(phone string) bool {
	if !strings.HasPrefix(phone, "+1") {
		return false
	}
	number, err := phonenumbers.Parse(phone, "")
	return err == nil && phonenumbers.GetRegionCodeForNumber(number) == "US"
}

// region is the country in front of a user id, from the calling code alone:
// the main country where several share one.
func region(phone string) string {
	for n := 2; n <= 4 && n <= len(phone); n++ {
		code, err := strconv.Atoi(phone[1:n])
		if err != nil {
			break
		}
		if r := phonenumbers.GetRegionCodeForCountryCode(code); r != phonenumbers.UNKNOWN_REGION && r != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
			return r
		}
	}
	return "ZZ"
}
