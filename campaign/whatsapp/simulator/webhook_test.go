package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"accord/campaign/whatsapp"
)

// eager reacts to everything: delivered after 2 s, read after 60 s, a tap, a
// reply, a click and a stop after that.
var eager = script(func(Call, *rand.Rand) Reaction {
	return Reaction{
		Sent: time.Second, Delivered: In(2 * time.Second), Read: In(time.Minute),
		Tap:   &Tap{Delay: 61 * time.Second},
		Reply: &Reply{Delay: 62 * time.Second, Text: "Où ça ?"},
		Click: &Click{Delay: 63 * time.Second},
		Stop:  In(64 * time.Second),
	}
})

func TestStatusesAsDocumented(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.World = eager })
	wamid := tw.accept(promo(marie, "abc"))
	if at, ok := tw.sim.NextDue(); !ok || !at.Equal(noon.Add(time.Second)) {
		t.Errorf("next due %v %v", at, ok)
	}
	tw.step(3 * time.Minute)
	values := tw.inbox.values(t, "messages")
	if len(values) != 5 {
		t.Fatalf("%d changes, want sent, delivered, read, tap and reply", len(values))
	}
	id := values[0].Statuses[0].RecipientUserID
	if !strings.HasPrefix(id, "FR.") {
		t.Errorf("user id %q", id)
	}
	price := &whatsapp.Pricing{Billable: true, PricingModel: "PMP", Type: "regular", Category: "marketing"}
	stamp := func(d time.Duration) string { return strconv.FormatInt(noon.Add(d).Unix(), 10) }
	base := whatsapp.Status{ID: wamid, RecipientID: "33612345678", RecipientUserID: id, Opaque: "o-abc"}
	for i, want := range []whatsapp.Status{
		{Status: "sent", Timestamp: stamp(time.Second), Pricing: price},
		{Status: "delivered", Timestamp: stamp(2 * time.Second), Pricing: price},
		{Status: "read", Timestamp: stamp(time.Minute)},
	} {
		want.ID, want.RecipientID, want.RecipientUserID, want.Opaque = base.ID, base.RecipientID, base.RecipientUserID, base.Opaque
		if diff := cmp.Diff([]whatsapp.Status{want}, values[i].Statuses); diff != "" {
			t.Errorf("%s: %s", want.Status, diff)
		}
		if c := values[i].Contacts; len(c) != 1 || c[0].WaID != "33612345678" || c[0].UserID != id || c[0].Profile.Name == "" {
			t.Errorf("%s: contacts %+v", want.Status, c)
		}
		if m := values[i].Metadata; m.PhoneNumberID != phoneID || m.DisplayPhoneNumber != "33184880001" {
			t.Errorf("metadata %+v", m)
		}
	}
	context := &whatsapp.Context{From: "33184880001", ID: wamid}
	in := whatsapp.InboundMessage{From: "33612345678", FromUserID: id, Context: context}
	tapped, replied := in, in
	tapped.Type, tapped.Timestamp, tapped.Button = "button", stamp(61*time.Second), &whatsapp.ButtonTap{Payload: "OPT_OUT|c17", Text: "Stop"}
	replied.Type, replied.Timestamp, replied.Text = "text", stamp(62*time.Second), &whatsapp.Text{Body: "Où ça ?"}
	for i, want := range []whatsapp.InboundMessage{tapped, replied} {
		got := values[3+i].Messages[0]
		if got.ID == "" || got.ID == wamid {
			t.Errorf("inbound id %q", got.ID)
		}
		want.ID = got.ID
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	preferences := tw.inbox.values(t, "user_preferences")
	if len(preferences) != 1 || preferences[0].UserPreferences[0].Value != "stop" || preferences[0].UserPreferences[0].Timestamp != noon.Add(64*time.Second).Unix() {
		t.Errorf("preferences %+v", preferences)
	}
	if !slices.Equal(tw.hitting.paths, []string{"/l/abc"}) || !strings.Contains(tw.hitting.agents[0], "Mobile") {
		t.Errorf("visits %q by %q", tw.hitting.paths, tw.hitting.agents)
	}
	if _, ok := tw.sim.NextDue(); ok {
		t.Error("something is left in the queue")
	}
}

func TestFates(t *testing.T) {
	always := func(f func(*Scenario)) func(*Config) { return func(c *Config) { f(&c.Scenario) } }
	tests := []struct {
		name   string
		change func(*Config)
		body   string
		code   int
	}{
		{"text outside the window", nil, text(marie, "hello"), 131047},
		{"marketing to the United States", nil, blank("plain", "+16505551234", ""), 131049},
		{"marketing to Canada", nil, blank("plain", "+14165550123", ""), 0},
		{"utility to the United States", nil, blank("receipt", "+16505551234", ""), 0},
		{"per-user cap", always(func(s *Scenario) { s.Cap131049 = 1 }), blank("plain", marie, ""), 131049},
		{"hold-out of the platform", always(func(s *Scenario) { s.Holdout130472 = 1 }), blank("plain", marie, ""), 130472},
		{"no hold-out for utility", always(func(s *Scenario) { s.Holdout130472, s.Cap131049 = 1, 1 }), blank("receipt", marie, ""), 0},
		{"not on WhatsApp", always(func(s *Scenario) { s.NotOnWhatsApp = 1 }), blank("plain", marie, ""), 131026},
		{"cap before hold-out before absence", always(func(s *Scenario) { s.Cap131049, s.Holdout130472, s.NotOnWhatsApp = 1, 1, 1 }), blank("plain", marie, ""), 131049},
		{"the World's failure", func(c *Config) {
			c.World = script(func(Call, *rand.Rand) Reaction { return Reaction{Fail: &Fail{Code: 131053}, Read: In(1)} })
		}, blank("plain", marie, ""), 131053},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, tt.change)
			wamid := tw.accept(tt.body)
			tw.step(time.Minute)
			if got := tw.inbox.failure(t, wamid); got != tt.code {
				t.Errorf("failed with %d, want %d", got, tt.code)
			}
			for _, v := range tw.inbox.values(t, "messages") {
				st := v.Statuses[0]
				if st.Status == "failed" && (v.Contacts != nil || st.RecipientUserID != "" || st.Pricing != nil || st.Errors[0].ErrorData.Details == "") {
					t.Errorf("a failed status has contacts, user id or price, or no details: %+v", v)
				}
				if tt.code != 0 && (st.Status == "delivered" || st.Status == "read") {
					t.Errorf("%s besides failed", st.Status)
				}
			}
		})
	}
}

func TestStopEndsMarketingOnly(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.World = eager })
	tw.accept(promo(marie, "a"))
	tw.step(3 * time.Minute)
	after, other := tw.accept(promo(marie, "b")), tw.accept(blank("receipt", marie, ""))
	tw.step(3 * time.Minute)
	if got := tw.inbox.failure(t, after); got != 131050 {
		t.Errorf("marketing after stop: %d, want 131050", got)
	}
	if got := tw.inbox.failure(t, other); got != 0 {
		t.Errorf("utility after stop: %d, want none", got)
	}
}

func TestWindowOpensForADay(t *testing.T) {
	tw := newTown(t, nil)
	if err := tw.sim.Say(phoneID, marie, "Bonjour"); err != nil {
		t.Fatal(err)
	}
	tw.step(0)
	in := tw.inbox.values(t, "messages")[0].Messages[0]
	if in.Text.Body != "Bonjour" || in.Context != nil || in.From != "33612345678" {
		t.Errorf("inbound %+v", in)
	}
	tw.step(24*time.Hour - time.Millisecond)
	inside := tw.accept(text(marie, "hello"))
	tw.clock.Advance(tw.clock.Now().Add(time.Millisecond))
	outside := tw.accept(text(marie, "hello again"))
	tw.step(time.Minute)
	if a, b := tw.inbox.failure(t, inside), tw.inbox.failure(t, outside); a != 0 || b != 131047 {
		t.Errorf("inside %d, outside %d", a, b)
	}
}

func TestInteractiveAnswer(t *testing.T) {
	tw := newTown(t, func(c *Config) {
		c.World = script(func(Call, *rand.Rand) Reaction { return Reaction{Tap: &Tap{Button: 1}} })
	})
	_ = tw.sim.Say(phoneID, marie, "Bonjour")
	tw.step(0)
	tw.accept(`{"messaging_product":"whatsapp","to":"+33612345678","type":"interactive","interactive":{"type":"button","body":{"text":"?"},
		"action":{"buttons":[{"type":"reply","reply":{"id":"y","title":"Oui"}},{"type":"reply","reply":{"id":"n","title":"Non"}}]}}}`)
	tw.step(time.Minute)
	values := tw.inbox.values(t, "messages")
	last := values[len(values)-1]
	if len(last.Messages) != 1 || last.Messages[0].Type != "interactive" || *last.Messages[0].Interactive.ButtonReply != (whatsapp.Choice{ID: "n", Title: "Non"}) {
		t.Errorf("answer %+v", last)
	}
}

func TestBatches(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.BatchMax = 7 })
	for i := range 30 {
		tw.accept(blank("plain", "+3361234"+strconv.Itoa(5000+i), ""))
	}
	if n := tw.step(time.Minute); n != 30 {
		t.Errorf("%d delivered, want 30", n)
	}
	if n := len(tw.inbox.bodies); n != 5 {
		t.Errorf("%d webhooks for 30 updates of at most 7", n)
	}
	if n := len(tw.inbox.values(t, "messages")); n != 30 {
		t.Errorf("%d updates", n)
	}
}

func TestBindSplitsBySizeAndAccount(t *testing.T) {
	big := bytes.Repeat([]byte(" "), maxBytes/2)
	change := []byte(`{"value":{},"field":"messages"}`)
	tests := []struct {
		name    string
		updates []update
		sizes   []int
		entries int
	}{
		{"one account, one entry", []update{{"a", 0, change}, {"a", 0, change}}, []int{2}, 1},
		{"two accounts", []update{{"a", 0, change}, {"b", 0, change}, {"a", 0, change}}, []int{3}, 3},
		{"management stands alone", []update{{"a", 0, change}, {"a", 9, change}, {"a", 9, change}, {"a", 0, change}}, []int{4}, 4},
		{"too big together", []update{{"a", 0, append(big, change...)}, {"a", 0, append(big, change...)}}, []int{1, 1}, 2},
		{"too big alone", []update{{"a", 0, append(bytes.Repeat(big, 3), change...)}}, []int{1}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			entries := 0
			for i, p := range bind(tt.updates, 1000, 0) {
				var n whatsapp.Notification
				if err := json.Unmarshal(p.body, &n); err != nil {
					t.Fatalf("%v: %s", err, p.body)
				}
				if i >= len(tt.sizes) || p.updates != tt.sizes[i] {
					t.Errorf("post %d has %d updates", i, p.updates)
				}
				entries += len(n.Entry)
			}
			if entries != tt.entries {
				t.Errorf("%d entries, want %d", entries, tt.entries)
			}
		})
	}
}

func TestWebhookIsRepeatedUntilAcknowledged(t *testing.T) {
	tw := newTown(t, nil)
	wamid := tw.accept(blank("plain", marie, ""))
	tw.inbox.fail = 3
	if n := tw.step(time.Minute); n != 0 || len(tw.inbox.bodies) != 2 {
		t.Fatalf("%d acknowledged in %d attempts, want the second attempt at once and no third yet", n, len(tw.inbox.bodies))
	}
	if n := tw.step(10 * time.Second); n != 0 || len(tw.inbox.bodies) != 3 {
		t.Fatalf("%d acknowledged in %d attempts", n, len(tw.inbox.bodies))
	}
	if n := tw.step(20 * time.Second); n != 1 || len(tw.inbox.bodies) != 4 {
		t.Fatalf("%d acknowledged in %d attempts", n, len(tw.inbox.bodies))
	}
	if !bytes.Equal(tw.inbox.bodies[0], tw.inbox.bodies[3]) {
		t.Error("the repeated body differs")
	}
	if got := tw.inbox.statuses(t, wamid); !slices.Equal(got, []string{"sent", "sent", "sent", "sent"}) {
		t.Errorf("a receiver that failed after reading sees %q", got)
	}
	if s := tw.sim.Stats(); s.Retried != 3 || s.Posts != 1 {
		t.Errorf("stats %+v", s)
	}
}

func TestWebhookIsDroppedAfterSevenDays(t *testing.T) {
	tw := newTown(t, nil)
	tw.accept(blank("plain", marie, ""))
	tw.inbox.fail = 1000
	for range 200 {
		tw.step(0)
		at, ok := tw.sim.NextDue()
		if !ok {
			break
		}
		tw.clock.Advance(at)
	}
	if s := tw.sim.Stats(); s.Dropped != 1 || s.Posts != 0 {
		t.Errorf("stats %+v", s)
	}
	if age := tw.clock.Now().Sub(noon); age < 6*24*time.Hour || age > 7*24*time.Hour {
		t.Errorf("given up after %v", age)
	}
}

func TestEscape(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"ASCII", `{"a":"b"}`, `{"a":"b"}`},
		{"accent", `"é"`, `"\u00e9"`},
		{"beyond the basic plane", `"👍"`, `"\ud83d\udc4d"`},
		{"slash", `"a/b"`, `"a\/b"`},
		{"mail address", `"a@b"`, `"a\u0040b"`},
		{"markup", `"<b>20 %</b>"`, `"\u003Cb>20 \u0025\u003C\/b>"`},
		{"escapes stay", `"\"\\n"`, `"\"\\n"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := string(escape([]byte(tt.in)))
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			var a, b any
			if json.Unmarshal([]byte(tt.in), &a) != nil || json.Unmarshal([]byte(got), &b) != nil || !cmp.Equal(a, b) {
				t.Errorf("means %v, want %v", b, a)
			}
		})
	}
}

// A body is signed as it is escaped, and nothing outside ASCII travels.
func TestWebhooksAreEscaped(t *testing.T) {
	tw := newTown(t, nil)
	for i := range 40 {
		tw.accept(blank("plain", "+3361234"+strconv.Itoa(5000+i), ""))
	}
	if err := tw.sim.Say(phoneID, marie, "zoé@example.fr à 20 % <3"); err != nil {
		t.Fatal(err)
	}
	tw.step(time.Minute)
	for _, raw := range tw.inbox.bodies {
		if i := bytes.IndexFunc(raw, func(r rune) bool { return r >= 0x80 || strings.ContainsRune("@%<", r) }); i >= 0 {
			t.Errorf("not escaped: %s", raw[i:])
		}
	}
	if raw := bytes.Join(tw.inbox.bodies, nil); !bytes.Contains(raw, []byte(`"No\u00ebl"`)) || !bytes.Contains(raw, []byte(`"zo\u00e9\u0040example.fr \u00e0 20 \u0025 \u003C3"`)) {
		t.Errorf("want names and texts with their escapes: %s", raw)
	}
}

func TestHandshake(t *testing.T) {
	tw := newTown(t, nil)
	if err := tw.sim.Handshake(context.Background()); err != nil {
		t.Error(err)
	}
	other := newTown(t, func(c *Config) { c.VerifyToken = "guess" })
	if err := other.sim.Handshake(context.Background()); err == nil {
		t.Error("a wrong token passed")
	}
}
