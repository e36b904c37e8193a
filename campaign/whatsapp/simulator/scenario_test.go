package simulator

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

func TestParseScenario(t *testing.T) {
	tests := []struct {
		name, raw string
		want      Scenario
		says      string
	}{
		{"empty", `{}`, Scenario{}, ""},
		{"shares and durations", `{"duplicates":0.5,"latency":{"min":"5ms","max":"1s"},"token_expires":"2h"}`,
			Scenario{Duplicates: 0.5, Latency: Latency{Span(5 * time.Millisecond), Span(time.Second)}, TokenExpires: Span(2 * time.Hour)}, ""},
		{"template events", `{"templates":[{"at":"2h","name":"promo","event":"pause"}],"pacing":[{"template":"promo","after":3,"hold":"30m","verdict":"pause"}],"review":{"delay":"1m","reject":["bad"]}}`,
			Scenario{
				Templates: []Ruling{{At: Span(2 * time.Hour), Name: "promo", Event: "pause"}},
				Pacing:    []Pacing{{"promo", 3, Span(30 * time.Minute), "pause"}},
				Review:    Review{Span(time.Minute), []string{"bad"}},
			}, ""},
		{"unknown knob", `{"duplicate":0.5}`, Scenario{}, "duplicate"},
		{"share above one", `{"reorder":1.5}`, Scenario{}, "reorder is 1.5"},
		{"two faults are both named", `{"reorder":-1,"rate_429":2}`, Scenario{}, "rate_429 is 2"},
		{"duration without unit", `{"token_expires":"5"}`, Scenario{}, `duration "5"`},
		{"latency upside down", `{"latency":{"min":"2s","max":"1s"}}`, Scenario{}, "latency"},
		{"every minus one", `{"error_503_every":-1}`, Scenario{}, "error_503_every"},
		{"event unknown", `{"templates":[{"at":"1h","name":"x","event":"explode"}]}`, Scenario{}, "explode"},
		{"recategorise without category", `{"templates":[{"at":"1h","name":"x","event":"recategorise"}]}`, Scenario{}, "category"},
		{"verdict unknown", `{"pacing":[{"template":"x","verdict":"maybe"}]}`, Scenario{}, "pacing[0]"},
		{"something after the object", `{} {}`, Scenario{}, "scenario"},
		{"no object", `[]`, Scenario{}, "scenario"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseScenario([]byte(tt.raw))
			if tt.says == "" {
				if err != nil || !reflect.DeepEqual(got, tt.want) {
					t.Errorf("%+v, %v", got, err)
				}
				return
			}
			if !errors.Is(err, ErrScenario) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one about %q", err, tt.says)
			}
		})
	}
}

func TestScenarioIsWrittenAsItIsRead(t *testing.T) {
	s := Scenario{Cap131049: 0.1, Review: Review{Delay: Span(90 * time.Second)}}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := ParseScenario(raw); err != nil || !reflect.DeepEqual(back, Scenario{Cap131049: 0.1, Review: Review{Delay: Span(90 * time.Second), Reject: []string{}}, Pacing: []Pacing{}, Templates: []Ruling{}}) {
		t.Errorf("%+v, %v from %s", back, err, raw)
	}
}

var reader = script(func(Call, *rand.Rand) Reaction {
	return Reaction{Sent: time.Second, Delivered: In(2 * time.Second), Read: In(3 * time.Second)}
})

// crowd sends one template to n people and plays a day.
func crowd(t *testing.T, n int, change func(*Config)) (*town, []string) {
	tw := newTown(t, func(c *Config) {
		c.World = reader
		change(c)
	})
	var wamids []string
	for i := range n {
		wamids = append(wamids, tw.accept(blank("plain", fmt.Sprintf("+336%08d", i), "o"+strconv.Itoa(i))))
	}
	tw.step(24 * time.Hour)
	return tw, wamids
}

func TestWireFaults(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Scenario)
		want   func(statuses []string) bool
	}{
		{"none", func(*Scenario) {}, func(s []string) bool { return slices.Equal(s, []string{"sent", "delivered", "read"}) }},
		{"duplicates", func(s *Scenario) { s.Duplicates = 1 }, func(s []string) bool {
			return slices.Equal(slices.Sorted(slices.Values(s)), []string{"delivered", "delivered", "read", "read", "sent", "sent"})
		}},
		{"reorder", func(s *Scenario) { s.Reorder = 1 }, func(s []string) bool {
			return slices.Equal(s, []string{"delivered", "sent", "read"}) || slices.Equal(s, []string{"sent", "read", "delivered"})
		}},
		{"delivered skipped", func(s *Scenario) { s.SkipDelivered = 1 }, func(s []string) bool { return slices.Equal(s, []string{"sent", "read"}) }},
		{"receipts off", func(s *Scenario) { s.ReceiptsOff = 1 }, func(s []string) bool { return slices.Equal(s, []string{"sent", "delivered"}) }},
		{"receipts off are still delivered", func(s *Scenario) { s.ReceiptsOff, s.SkipDelivered = 1, 1 }, func(s []string) bool { return slices.Equal(s, []string{"sent", "delivered"}) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw, wamids := crowd(t, 5, func(c *Config) { tt.change(&c.Scenario) })
			for _, id := range wamids {
				if got := tw.inbox.statuses(t, id); !tt.want(got) {
					t.Errorf("arrived %q", got)
				}
			}
		})
	}
}

func TestSkippedDeliveredIsPricedAtRead(t *testing.T) {
	tw, _ := crowd(t, 1, func(c *Config) { c.Scenario.SkipDelivered = 1 })
	for _, v := range tw.inbox.values(t, "messages") {
		if v.Statuses[0].Pricing == nil {
			t.Errorf("%s has no price", v.Statuses[0].Status)
		}
	}
}

func TestReorderedStatusesKeepTheirTime(t *testing.T) {
	tw, wamids := crowd(t, 5, func(c *Config) { c.Scenario.Reorder = 1 })
	want := map[string]int64{"sent": 1, "delivered": 2, "read": 3}
	for _, v := range tw.inbox.values(t, "messages") {
		st := v.Statuses[0]
		if at, _ := strconv.ParseInt(st.Timestamp, 10, 64); at != noon.Unix()+want[st.Status] {
			t.Errorf("%s at %d", st.Status, at-noon.Unix())
		}
	}
	if len(wamids) != 5 {
		t.Fatal("nobody was written to")
	}
}

func TestHiddenNumbers(t *testing.T) {
	tw, _ := crowd(t, 2, func(c *Config) { c.Scenario.UserIDOnly = 1 })
	_ = tw.sim.Say(phoneID, marie, "coucou")
	tw.step(0)
	for _, v := range tw.inbox.values(t, "messages") {
		if v.Contacts[0].WaID != "" || v.Contacts[0].UserID == "" {
			t.Errorf("contact %+v", v.Contacts[0])
		}
		for _, st := range v.Statuses {
			if st.RecipientID != "" || st.RecipientUserID == "" || (st.Status == "sent") != (v.Contacts[0].Profile.Username == "") {
				t.Errorf("status %+v of %+v", st, v.Contacts[0].Profile)
			}
		}
		for _, m := range v.Messages {
			if m.From != "" || m.FromUserID == "" {
				t.Errorf("message %+v", m)
			}
		}
	}
}

func TestLegacyFormats(t *testing.T) {
	tw, _ := crowd(t, 1, func(c *Config) { c.Scenario.LegacyConversation = true })
	first := tw.inbox.values(t, "messages")[0].Statuses[0]
	if first.Conversation == nil || first.Conversation.ExpirationTimestamp == "" || first.Conversation.Origin.Type != "marketing" {
		t.Errorf("conversation %+v", first.Conversation)
	}
	tw, _ = crowd(t, 1, func(c *Config) { c.Scenario.LegacyContacts, c.Scenario.NotOnWhatsApp = true, 1 })
	if v := tw.inbox.values(t, "messages")[0]; len(v.Contacts) != 1 {
		t.Errorf("failed without contacts: %+v", v)
	}
}

func TestSharesAreAboutRight(t *testing.T) {
	tw, wamids := crowd(t, 1000, func(c *Config) { c.Scenario.NotOnWhatsApp = 0.2 })
	n := 0
	for _, v := range tw.inbox.values(t, "messages") {
		if v.Statuses[0].Status == "failed" {
			n++
		}
	}
	if n < 150 || n > 250 || len(wamids) != 1000 {
		t.Errorf("%d of 1000 are not on WhatsApp, want about 200", n)
	}
}

func TestCallFaults(t *testing.T) {
	tests := []struct {
		name         string
		change       func(*Scenario)
		status, code int
		logged       []int
	}{
		{"lost reply", func(s *Scenario) { s.LostReply = 1 }, 0, 0, []int{0}},
		{"500 though accepted", func(s *Scenario) { s.Error500Accepted = 1 }, 500, 131000, []int{0}},
		{"rate", func(s *Scenario) { s.Rate429 = 1 }, 400, 130429, []int{130429}},
		{"503 every call", func(s *Scenario) { s.Error503Every = 1 }, 503, 2, []int{2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, func(c *Config) { tt.change(&c.Scenario) })
			status, code, _ := tw.send(blank("plain", marie, "m1"))
			if status != tt.status || code != tt.code {
				t.Errorf("status %d code %d", status, code)
			}
			var logged []int
			for _, c := range tw.sim.Calls() {
				logged = append(logged, c.Code)
			}
			if !slices.Equal(logged, tt.logged) {
				t.Errorf("log %v, want %v", logged, tt.logged)
			}
			tw.step(time.Minute)
			if told := len(tw.inbox.bodies) > 0; told != (tt.logged[0] == 0) {
				t.Errorf("webhook told: %v", told)
			}
		})
	}
}

func TestEveryThirdCallIsUnavailable(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.Scenario.Error503Every = 3 })
	var codes []int
	for range 6 {
		_, code, _ := tw.send(blank("plain", marie, ""))
		codes = append(codes, code)
	}
	if !slices.Equal(codes, []int{0, 0, 2, 0, 0, 2}) {
		t.Errorf("codes %v", codes)
	}
}

// A fault drawn for a call must not strike its repetition forever.
func TestRateFaultLetsARetryThrough(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.Scenario.Rate429 = 0.5 })
	for range 20 {
		if _, code, _ := tw.send(blank("plain", marie, "m1")); code == 0 {
			return
		}
	}
	t.Error("twenty retries were all refused at one half")
}

func TestTokenExpires(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.Scenario.TokenExpires = Span(time.Hour) })
	tw.accept(blank("plain", marie, ""))
	tw.clock.Advance(noon.Add(time.Hour))
	if status, code, _ := tw.send(blank("plain", marie, "")); status != 401 || code != 190 {
		t.Errorf("status %d code %d", status, code)
	}
}

func TestLatencyIsDrawnBetweenItsBounds(t *testing.T) {
	tw := newTown(t, func(c *Config) {
		c.Scenario.Latency = Latency{Span(20 * time.Millisecond), Span(40 * time.Millisecond)}
	})
	for i := range 100 {
		if d := tw.sim.latency(Call{To: marie, Opaque: strconv.Itoa(i)}); d < 20*time.Millisecond || d > 40*time.Millisecond {
			t.Fatalf("latency %v", d)
		}
	}
	begin := time.Now()
	tw.accept(blank("plain", marie, ""))
	if d := time.Since(begin); d < 20*time.Millisecond {
		t.Errorf("answered after %v", d)
	}
}

func TestLinkPreviewComesFirst(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.World, c.Scenario.LinkPreview = eager, 1 })
	tw.accept(promo(marie, "abc"))
	tw.step(time.Hour)
	if !slices.Equal(tw.hitting.paths, []string{"/l/abc", "/l/abc"}) || tw.hitting.agents[0] != robotAgent || tw.hitting.agents[1] == robotAgent {
		t.Errorf("%q by %q", tw.hitting.paths, tw.hitting.agents)
	}
	if s := tw.sim.Stats(); s.Visits != 1 || s.Robots != 1 {
		t.Errorf("stats %+v", s)
	}
}

func TestDeadLinkIsCounted(t *testing.T) {
	tw := newTown(t, func(c *Config) {
		c.World = eager
		c.Templates = catalogue("http://127.0.0.1:1")
	})
	tw.accept(promo(marie, "abc"))
	tw.step(time.Hour)
	if s := tw.sim.Stats(); s.Missed != 1 || s.Visits != 0 {
		t.Errorf("stats %+v", s)
	}
}

func TestOrdersGoToTheShop(t *testing.T) {
	var got []string
	fail := error(nil)
	tw := newTown(t, func(c *Config) {
		c.World = script(func(Call, *rand.Rand) Reaction {
			return Reaction{Order: &Order{Delay: time.Hour, Value: 1999, Currency: "EUR"}}
		})
		c.Shop = func(_ context.Context, person string, value int64, currency string, at time.Time) error {
			got = append(got, fmt.Sprintf("%s %d %s %s", person, value, currency, at.Format(time.TimeOnly)))
			return fail
		}
	})
	tw.accept(blank("plain", marie, ""))
	tw.step(59 * time.Minute)
	if got != nil {
		t.Errorf("early: %q", got)
	}
	tw.step(time.Minute)
	if !slices.Equal(got, []string{"+33612345678 1999 EUR 13:00:00"}) {
		t.Errorf("orders %q", got)
	}
	fail = http.ErrServerClosed
	tw.accept(blank("plain", paul, ""))
	tw.clock.Advance(tw.clock.Now().Add(time.Hour))
	if _, err := tw.sim.Step(context.Background()); !errors.Is(err, http.ErrServerClosed) {
		t.Errorf("Step: %v, want the shop's error", err)
	}
}
