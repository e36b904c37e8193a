package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"
)

// Number is one business phone number.
type Number struct {
	ID        string // phone number id, "106540352242922"
	Display   string // "+33 1 84 88 00 01"
	WABAID    string // the WhatsApp business account it belongs to
	Name      string // verified name shown to people; "Accord" when empty
	PerSecond int    // throughput in messages per second, 80 when 0; 1000 and more is level HIGH
	Tier      string // "TIER_2K" when empty; reported, not enforced
}

// number is a Number in operation.
type number struct {
	Number
	callingCode string // "33"
	e164        string // "+33184880001"
	bucket      bucket
}

func newNumber(n Number) (*number, error) {
	parsed, err := phonenumbers.Parse(n.Display, "")
	if err != nil {
		return nil, fmt.Errorf("number %s: display %q must be international, such as +33 1 84 88 00 01: %w", n.ID, n.Display, err)
	}
	if n.ID == "" || n.WABAID == "" {
		return nil, fmt.Errorf("number %s: ID and WABAID are required", n.Display)
	}
	if n.PerSecond == 0 {
		n.PerSecond = 80
	}
	if n.PerSecond < 0 {
		return nil, fmt.Errorf("number %s: PerSecond is negative", n.ID)
	}
	if n.Tier == "" {
		n.Tier = "TIER_2K"
	}
	if n.Name == "" {
		n.Name = "Accord"
	}
	return &number{
		Number:      n,
		callingCode: strconv.Itoa(int(parsed.GetCountryCode())),
		e164:        phonenumbers.Format(parsed, phonenumbers.E164),
	}, nil
}

// admit takes one token of the throughput: PerSecond tokens a second, and as
// many may be saved up.
func (n *number) admit(now time.Time) bool {
	return n.bucket.take(now, n.PerSecond, time.Second/time.Duration(n.PerSecond))
}

// digits is the display number as webhooks write it.
func (n *number) digits() string { return strings.TrimPrefix(n.e164, "+") }

// fields is the node GET /{phone-number-id} serves.
func (n *number) fields() map[string]any {
	level := "STANDARD"
	if n.PerSecond >= 1000 {
		level = "HIGH"
	}
	return map[string]any{
		"id":                       n.ID,
		"display_phone_number":     n.Display,
		"verified_name":            n.Name,
		"quality_rating":           "GREEN",
		"code_verification_status": "VERIFIED",
		"platform_type":            "CLOUD_API",
		"status":                   "CONNECTED",
		"throughput":               map[string]string{"level": level},
		"whatsapp_business_manager_messaging_limit": n.Tier,
	}
}
