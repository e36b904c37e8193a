package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"

	"github.com/google/go-cmp/cmp"
)

var marie = consent.Address{Kind: consent.Phone, Value: "+33612345678"}

// Each feature of a campaign message as it stands in the body of the call.
func TestMessengerOnTheWire(t *testing.T) {
	const head = `{"messaging_product":"whatsapp","recipient_type":"individual",`
	cases := []struct {
		name string
		out  campaign.Outgoing
		want string
	}{
		{"a template alone", campaign.Outgoing{NumberID: "1065", Message: 42, Attempt: 1, To: marie, Template: "promo", Language: "fr"},
			head + `"to":"+33612345678","type":"template","biz_opaque_callback_data":"a:42:1","template":{"name":"promo","language":{"code":"fr"}}}`},
		{"to a user id, the third attempt", campaign.Outgoing{NumberID: "1065", Message: 42, Attempt: 3, Template: "promo", Language: "en_US",
			To: consent.Address{Kind: consent.UserID, Value: "FR.1349"}},
			head + `"recipient":"FR.1349","type":"template","biz_opaque_callback_data":"a:42:3","template":{"name":"promo","language":{"code":"en_US"}}}`},
		{"variables by position", campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: 1, To: marie, Template: "p", Language: "fr",
			Body: []campaign.TextValue{{Text: "Zoé & <Ana>"}, {Text: "20 %"}}},
			body(`{"type":"body","parameters":[{"type":"text","text":"Zoé & <Ana>"},{"type":"text","text":"20 %"}]}`)},
		{"variables by name", campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: 1, To: marie, Template: "p", Language: "fr",
			Body: []campaign.TextValue{{Name: "first_name", Text: "Zoé"}}},
			body(`{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Zoé"}]}`)},
		{"a picture", headed(campaign.MediaValue{Format: campaign.FormatImage, Link: "https://x.example/a.jpg"}),
			body(`{"type":"header","parameters":[{"type":"image","image":{"link":"https://x.example/a.jpg"}}]}`)},
		{"a film", headed(campaign.MediaValue{Format: campaign.FormatVideo, Link: "https://x.example/a.mp4"}),
			body(`{"type":"header","parameters":[{"type":"video","video":{"link":"https://x.example/a.mp4"}}]}`)},
		{"a document", headed(campaign.MediaValue{Format: campaign.FormatDocument, Link: "https://x.example/a.pdf", Filename: "Catalogue.pdf"}),
			body(`{"type":"header","parameters":[{"type":"document","document":{"link":"https://x.example/a.pdf","filename":"Catalogue.pdf"}}]}`)},
		{"every button", campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: 1, To: marie, Template: "p", Language: "fr", Buttons: []campaign.ButtonValue{
			{Index: 0, Kind: campaign.QuickReply, Text: campaign.OptOutPayload}, {Index: 2, Kind: campaign.URLButton, Text: "AbC-_1"},
			{Index: 3, Kind: campaign.CopyCode, Text: "RENTREE10"}}},
			body(`{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"ACCORD_STOP"}]},` +
				`{"type":"button","sub_type":"url","index":"2","parameters":[{"type":"text","text":"AbC-_1"}]},` +
				`{"type":"button","sub_type":"copy_code","index":"3","parameters":[{"type":"coupon_code","coupon_code":"RENTREE10"}]}`)},
		{"header, body and button in this order", campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: 1, To: marie, Template: "p", Language: "fr",
			Header: &campaign.MediaValue{Format: campaign.FormatImage, Link: "https://x.example/a.jpg"}, Body: []campaign.TextValue{{Text: "Zoé"}},
			Buttons: []campaign.ButtonValue{{Kind: campaign.URLButton, Text: "x"}}},
			body(`{"type":"header","parameters":[{"type":"image","image":{"link":"https://x.example/a.jpg"}}]},` +
				`{"type":"body","parameters":[{"type":"text","text":"Zoé"}]},` +
				`{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"x"}]}`)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got string
			_, client := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
				raw, _ := io.ReadAll(r.Body)
				got = string(raw)
				io.WriteString(w, `{"messages":[{"id":"wamid.A"}]}`)
			})
			wamid, err := Messenger{client}.Send(context.Background(), c.out)
			if err != nil || wamid != "wamid.A" {
				t.Fatalf("Send = %q, %v", wamid, err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("body (-want +got):\n%s", d)
			}
		})
	}
}

// body is the call of message 1 to Marie with these components.
func body(components string) string {
	return `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+33612345678","type":"template",` +
		`"biz_opaque_callback_data":"a:1:1","template":{"name":"p","language":{"code":"fr"},"components":[` + components + `]}}`
}

func headed(h campaign.MediaValue) campaign.Outgoing {
	return campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: 1, To: marie, Template: "p", Language: "fr", Header: &h}
}

// actionOf is what the engine is to do for each action of the error table,
// while tries are left and after.
func actionOf(r Rule) (first, last campaign.Action) {
	switch r.Action {
	case Retry, RetryOnce:
		if r.Code == 130429 { // says nothing of the message: never a reason to give it up
			return campaign.SlowDown, campaign.SlowDown
		}
		if r.Scope == ScopeNumber || r.Scope == ScopeAccount {
			return campaign.SlowDown, campaign.GiveUp
		}
		return campaign.Retry, campaign.GiveUp
	case Wait:
		if r.Code == 131049 {
			return campaign.GiveUp, campaign.GiveUp
		}
		return campaign.Retry, campaign.Retry
	case OptOut:
		return campaign.RecordOptOut, campaign.RecordOptOut
	case StopTemplate, StopCampaign:
		return campaign.StopCampaign, campaign.StopCampaign
	case StopNumber:
		return campaign.StopNumber, campaign.StopNumber
	}
	return campaign.GiveUp, campaign.GiveUp // Drop, SuppressCount
}

// Every line of the error table, through the wire.
func TestEveryRuleHasItsAction(t *testing.T) {
	seen := map[Action]bool{}
	for _, rule := range Rules() {
		if rule.Code < 0 {
			continue // our own: never on the wire
		}
		t.Run(fmt.Sprint(rule.Code), func(t *testing.T) {
			seen[rule.Action] = true
			_, client := newPlatform(t, answering(400, errorBody(fmt.Sprint(rule.Code), "title")))
			first, last := actionOf(rule)
			for attempt, want := range map[int]campaign.Action{1: first, 1000: last} {
				_, err := Messenger{client}.Send(context.Background(), campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: attempt, To: marie, Template: "p", Language: "fr"})
				refusal, refused := campaign.AsRefusal(err)
				if !refused || refusal.Code != rule.Code || refusal.Action != want {
					t.Fatalf("attempt %d: %v, %+v; want %s", attempt, err, refusal, want)
				}
				waits := want == campaign.Retry || want == campaign.SlowDown
				if waits != (refusal.Wait > 0) {
					t.Errorf("attempt %d: %s with a wait of %s", attempt, want, refusal.Wait)
				}
				if !strings.Contains(refusal.Detail, "title") || !strings.Contains(refusal.Detail, "why") {
					t.Errorf("detail %q lost what the platform says", refusal.Detail)
				}
			}
		})
	}
	for _, a := range []Action{Retry, RetryOnce, Wait, Drop, OptOut, SuppressCount, StopTemplate, StopCampaign, StopNumber} {
		if !seen[a] {
			t.Errorf("no code of the table asks for %s", a)
		}
	}
}

// The waits grow as the table says, and end.
func TestTriesAreUsedUp(t *testing.T) {
	want := []time.Duration{1, 4, 16, 64, 256}
	for attempt := 1; attempt <= 6; attempt++ {
		r := refusalOf(&RefusedError{Code: 131056}, attempt)
		if attempt == 6 {
			if r.Action != campaign.GiveUp || r.Wait != 0 {
				t.Errorf("attempt 6: %+v, want to give up", r)
			}
			break
		}
		if r.Action != campaign.Retry || r.Wait != want[attempt-1]*time.Second {
			t.Errorf("attempt %d: %+v, want a retry in %d s", attempt, r, want[attempt-1])
		}
	}
}

// What never left is a refusal; what was not answered is not.
func TestMessengerWithoutAnAnswer(t *testing.T) {
	out := campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: 1, To: marie, Template: "p", Language: "fr"}
	p, client := newPlatform(t, answering(500, "<html>"))
	if _, err := (Messenger{client}).Send(context.Background(), out); !errors.Is(err, ErrUnknown) {
		t.Errorf("a page of a proxy: %v, want unknown", err)
	}
	if _, refused := campaign.AsRefusal(ErrUnknown); refused {
		t.Error("unknown is taken for a refusal")
	}
	p.Close()
	_, err := Messenger{client}.Send(context.Background(), out)
	refusal, refused := campaign.AsRefusal(err)
	if !refused || refusal.Code != CodeNotSent || refusal.Action != campaign.SlowDown {
		t.Errorf("nobody listens: %v", err)
	}
	if _, err := (Messenger{client}).Send(context.Background(), campaign.Outgoing{NumberID: "1065", Message: 1, Attempt: 1}); err == nil {
		t.Error("a message to nobody was taken")
	}
}

func TestOpaqueOfOthers(t *testing.T) {
	for _, text := range []string{"", "a", "a:", "a::", "a:1", "a:1:", "a::1", "a:0:1", "a:1:0", "a:-1:1", "a:1:-1", "a:+1:1", "a:01:1", "a:1:01", "a:1:1:", "a:1:1:1",
		" a:1:1", "a: 1:1", "b:1:1", "1:1", "a:1_000:1", "a:9223372036854775808:1", "a:1:9223372036854775808", "order-17", "a:١:1"} {
		if id, attempt, ok := ParseOpaque(text); ok || id != 0 || attempt != 0 {
			t.Errorf("ParseOpaque(%q) = %d, %d, %v", text, id, attempt, ok)
		}
	}
}

func FuzzParseOpaque(f *testing.F) {
	f.Add("a:42:1", int64(42), 1)
	f.Add("a:+1:007", int64(1), 7)
	f.Add("a:9223372036854775807:9223372036854775807", int64(9223372036854775807), 9223372036854775807)
	f.Fuzz(func(t *testing.T, text string, id int64, attempt int) {
		if m, n, ok := ParseOpaque(text); ok && Opaque(m, n) != text {
			t.Errorf("%q was read as %q", text, Opaque(m, n))
		}
		m, n, ok := ParseOpaque(Opaque(campaign.MessageID(id), attempt))
		if ours := id > 0 && attempt > 0; ok != ours || ours && (int64(m) != id || n != attempt) {
			t.Errorf("message %d, attempt %d came back as %d, %d, %v", id, attempt, m, n, ok)
		}
	})
}
