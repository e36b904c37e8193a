package whatsapp

import "context"

// Messages per second, inbound and outbound together. Source:
// developers.facebook.com, whatsapp/throughput.
const (
	perSecondStandard = 80
	perSecondHigh     = 1000
	perSecondShared   = 20 // numbers also used in the WhatsApp Business app
)

// NumberInfo is what the platform says of the business number.
type NumberInfo struct {
	ID            string
	DisplayNumber string // "+33 1 40 00 00 00"
	VerifiedName  string
	Quality       string // GREEN, YELLOW, RED, UNKNOWN
	Throughput    string // STANDARD, HIGH, NOT_APPLICABLE
	PerSecond     int    // messages per second that follow from Throughput
	Limit         Tier   // of the whole business portfolio
}

// Number reads the fields of the business number that decide how fast it may
// send. Errors are those of [Client.Send].
func (c *Client) Number(ctx context.Context) (NumberInfo, error) {
	var n struct {
		ID            string `json:"id"`
		DisplayNumber string `json:"display_phone_number"`
		VerifiedName  string `json:"verified_name"`
		Quality       string `json:"quality_rating"`
		Throughput    struct {
			Level string `json:"level"`
		} `json:"throughput"`
		Limit looseText `json:"whatsapp_business_manager_messaging_limit"`
		InApp bool      `json:"is_on_biz_app"`
	}
	const fields = "?fields=id,display_phone_number,verified_name,quality_rating,throughput," +
		"whatsapp_business_manager_messaging_limit,is_on_biz_app"
	if err := c.get(ctx, c.number+fields, &n); err != nil {
		return NumberInfo{}, err
	}
	return NumberInfo{
		ID: n.ID, DisplayNumber: n.DisplayNumber, VerifiedName: n.VerifiedName, Quality: n.Quality,
		Throughput: n.Throughput.Level, PerSecond: perSecond(n.Throughput.Level, n.InApp), Limit: Tier(n.Limit),
	}, nil
}

// perSecond takes the slowest rate for a level it does not know.
func perSecond(level string, inApp bool) int {
	switch {
	case inApp:
		return perSecondShared
	case level == "HIGH":
		return perSecondHigh
	case level == "STANDARD":
		return perSecondStandard
	}
	return perSecondShared
}
