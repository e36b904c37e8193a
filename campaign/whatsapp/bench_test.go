package whatsapp

import (
	"fmt"
	"strings"
	"testing"
)

const oneStatus = `{"id":"wamid.HBgLMzM2MTIzNDU2NzgVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA%d","status":"delivered","timestamp":"1798000000",` +
	`"recipient_id":"33612345678","recipient_user_id":"FR.13491208655302741918","biz_opaque_callback_data":"m-0123456789abcdef.1",` +
	`"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}}`

// statusBody is a notification with n statuses of one number.
func statusBody(n int) []byte {
	statuses := make([]string, n)
	for i := range statuses {
		statuses[i] = fmt.Sprintf(oneStatus, i)
	}
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{` +
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"33140000000","phone_number_id":"106540352242922"},` +
		`"contacts":[{"profile":{"name":"Ana"},"wa_id":"33612345678","user_id":"FR.13491208655302741918"}],` +
		`"statuses":[` + strings.Join(statuses, ",") + `]},"field":"messages"}]}]}`)
}

func BenchmarkParseNotification(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprintf("statuses=%d", n), func(b *testing.B) {
			raw := statusBody(n)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if events, err := ParseNotification(raw); err != nil || len(events) != n {
					b.Fatal(len(events), err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	secrets, err := NewSecrets("0123456789abcdef0123456789abcdef")
	if err != nil {
		b.Fatal(err)
	}
	raw := statusBody(1)
	header := secrets.Sign(raw)
	b.ReportAllocs()
	for b.Loop() {
		if err := secrets.Verify(raw, header); err != nil {
			b.Fatal(err)
		}
	}
}
