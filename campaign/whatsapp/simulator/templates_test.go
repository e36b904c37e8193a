package simulator

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

const templatesPath = "/v26.0/" + wabaID + "/message_templates"

// news are the events of message_template_status_update so far.
func (tw *town) news() []string {
	tw.t.Helper()
	var out []string
	for _, raw := range tw.inbox.changes(tw.t, "message_template_status_update") {
		var v struct {
			Event    string      `json:"event"`
			ID       json.Number `json:"message_template_id"`
			Language string      `json:"message_template_language"`
			Info     struct {
				Title string `json:"title"`
			} `json:"other_info"`
		}
		if err := json.Unmarshal(raw, &v); err != nil {
			tw.t.Fatalf("%v: %s", err, raw)
		}
		out = append(out, strings.TrimSuffix(v.Event+" "+v.Info.Title, " "))
	}
	return out
}

func (tw *town) status(name string) string {
	_, raw := tw.call("GET", templatesPath+"?name="+name, "token", "")
	var list struct{ Data []Template }
	_ = json.Unmarshal([]byte(raw), &list)
	if len(list.Data) == 0 {
		return ""
	}
	return list.Data[0].Status
}

const spring = `{"name":"spring","language":"en_US","category":"marketing","components":[{"type":"body","text":"Hello"}]}`

func TestTemplateIsReviewed(t *testing.T) {
	tests := []struct {
		name   string
		reject []string
		status string
		events []string
	}{
		{"approved", nil, Approved, []string{"APPROVED"}},
		{"rejected", []string{"spring"}, Rejected, []string{"REJECTED"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, func(c *Config) { c.Scenario.Review = Review{Span(time.Minute), tt.reject} })
			status, raw := tw.call("POST", templatesPath, "token", spring)
			var made struct{ ID, Status, Category string }
			_ = json.Unmarshal([]byte(raw), &made)
			if status != 200 || made.ID == "" || made.Status != Pending || made.Category != "MARKETING" {
				t.Fatalf("%d %s", status, raw)
			}
			tw.step(59 * time.Second)
			if tw.status("spring") != Pending {
				t.Error("decided too early")
			}
			tw.step(time.Second)
			if got := tw.status("spring"); got != tt.status {
				t.Errorf("status %s", got)
			}
			if got := tw.news(); !slices.Equal(got, tt.events) {
				t.Errorf("told %q", got)
			}
			if _, raw := tw.call("GET", "/v26.0/"+made.ID+"?fields=name,status", "token", ""); raw != fmt.Sprintf(`{"id":%q,"name":"spring","status":%q}`, made.ID, tt.status) {
				t.Errorf("read back %s", raw)
			}
		})
	}
}

func TestTemplateNewsHasTheQuirksOfTheWire(t *testing.T) {
	tw := newTown(t, nil)
	tw.call("POST", templatesPath, "token", spring)
	tw.step(0)
	raw := string(tw.inbox.changes(t, "message_template_status_update")[0])
	if !strings.Contains(raw, `"message_template_language":"en-US"`) || strings.Contains(raw, `"message_template_id":"`) {
		t.Errorf("want a hyphen in the language and a number as id: %s", raw)
	}
	if body := string(tw.inbox.bodies[0]); !strings.Contains(body, fmt.Sprintf(`"time":%d`, noon.Unix())) {
		t.Errorf("a management entry without time: %s", body)
	}
}

func TestTemplateDefinitionsAreChecked(t *testing.T) {
	body := `{"type":"BODY","text":"Hello"}`
	tests := []struct{ name, components string }{
		{"no body", `{"type":"FOOTER","text":"x"}`},
		{"two bodies", body + "," + body},
		{"body too long", `{"type":"BODY","text":"` + strings.Repeat("x", 1025) + `"}`},
		{"variable at the start", `{"type":"BODY","text":"{{1}} hello"}`},
		{"variable at the end", `{"type":"BODY","text":"hello {{1}}"}`},
		{"variables next to each other", `{"type":"BODY","text":"hello {{1}} {{2}} there"}`},
		{"header too long", body + `,{"type":"HEADER","format":"TEXT","text":"` + strings.Repeat("x", 61) + `"}`},
		{"header format", body + `,{"type":"HEADER","format":"SMELL"}`},
		{"footer with a variable", body + `,{"type":"FOOTER","text":"a {{1}} b"}`},
		{"eleven buttons", body + `,{"type":"BUTTONS","buttons":[` + strings.TrimSuffix(strings.Repeat(`{"type":"QUICK_REPLY","text":"a"},`, 11), ",") + `]}`},
		{"three URLs", body + `,{"type":"BUTTONS","buttons":[` + strings.TrimSuffix(strings.Repeat(`{"type":"URL","text":"a","url":"https://a.example"},`, 3), ",") + `]}`},
		{"quick replies in two groups", body + `,{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"a"},{"type":"URL","text":"a","url":"https://a.example"},{"type":"QUICK_REPLY","text":"b"}]}`},
		{"variable inside a URL", body + `,{"type":"BUTTONS","buttons":[{"type":"URL","text":"a","url":"https://a.example/{{1}}/b"}]}`},
		{"label too long", body + `,{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"` + strings.Repeat("x", 26) + `"}]}`},
		{"component unknown", body + `,{"type":"SOUND"}`},
	}
	tw := newTown(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, raw := tw.call("POST", templatesPath, "token", `{"name":"x","language":"fr","category":"MARKETING","components":[`+tt.components+`]}`)
			if status != 400 || codeOf(t, raw) != 100 {
				t.Errorf("%d %s", status, raw)
			}
		})
	}
	for name, raw := range map[string]string{
		"name":      strings.Replace(spring, "spring", "Spring!", 1),
		"category":  strings.Replace(spring, "marketing", "fun", 1),
		"duplicate": strings.NewReplacer("spring", "plain", "en_US", "fr").Replace(spring),
	} {
		if status, raw := tw.call("POST", templatesPath, "token", raw); status != 400 {
			t.Errorf("%s: %d %s", name, status, raw)
		}
	}
}

func TestTemplatesArePagedAndFiltered(t *testing.T) {
	tw := newTown(t, nil)
	var names []string
	path := templatesPath + "?limit=2&fields=name,language"
	for pages := 0; path != "" && pages < 10; pages++ {
		_, raw := tw.call("GET", path, "token", "")
		var list struct {
			Data   []Template
			Paging struct {
				Cursors struct{ After string }
				Next    string
			}
		}
		if err := json.Unmarshal([]byte(raw), &list); err != nil {
			t.Fatal(err)
		}
		if len(list.Data) > 2 {
			t.Errorf("%d on a page of 2", len(list.Data))
		}
		for _, d := range list.Data {
			names = append(names, d.Name)
		}
		next, _ := url.Parse(list.Paging.Next)
		path = next.RequestURI()
		if list.Paging.Next == "" {
			path = ""
		}
	}
	if want := []string{"promo", "plain", "receipt", "named", "paused", "disabled", "pending"}; !slices.Equal(names, want) {
		t.Errorf("paged through %q", names)
	}
	for query, want := range map[string]int{
		"status=PAUSED": 1, "category=utility": 1, "name=p": 5, "language=en_US": 1, "name=none": 0, "limit=0": 1, "after=%21": 7,
	} {
		_, raw := tw.call("GET", templatesPath+"?"+query, "token", "")
		var list struct{ Data []Template }
		_ = json.Unmarshal([]byte(raw), &list)
		if len(list.Data) != want {
			t.Errorf("%s: %d templates, want %d", query, len(list.Data), want)
		}
	}
}

func TestTemplateEditDeleteUnpause(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.Scenario.Review.Delay = Span(time.Minute) })
	id := func(name string) string { return tw.sim.templates.named(name, "")[0].ID }
	edit := `{"components":[{"type":"BODY","text":"Salut {{1}} !"}]}`
	if status, raw := tw.call("POST", "/v26.0/"+id("plain"), "token", edit); status != 200 {
		t.Fatalf("edit: %d %s", status, raw)
	}
	if _, code, _ := tw.send(blank("plain", marie, "")); code != 132001 {
		t.Errorf("an edited template is in review, code %d", code)
	}
	tw.step(time.Minute)
	if _, code, _ := tw.send(blank("plain", marie, "")); code != 132000 {
		t.Errorf("the new form counts, code %d", code)
	}
	if status, _ := tw.call("POST", "/v26.0/"+id("pending"), "token", edit); status != 400 {
		t.Errorf("a pending template was edited: %d", status)
	}
	if status, _ := tw.call("POST", "/v26.0/"+id("paused")+"/unpause", "token", ""); status != 200 || tw.status("paused") != Approved {
		t.Errorf("unpause: %d, %s", status, tw.status("paused"))
	}
	if status, _ := tw.call("DELETE", templatesPath+"?name=named&hsm_id=1", "token", ""); status != 400 {
		t.Errorf("deleted another id: %d", status)
	}
	if status, _ := tw.call("DELETE", templatesPath+"?name=named", "token", ""); status != 200 || tw.status("named") != "" {
		t.Errorf("delete: %d", status)
	}
}

func TestScheduledRulings(t *testing.T) {
	tw := newTown(t, func(c *Config) {
		c.Scenario.Templates = []Ruling{
			{At: Span(time.Hour), Name: "plain", Event: "pause"},
			{At: Span(2 * time.Hour), Name: "plain", Event: "unpause"},
			{At: Span(3 * time.Hour), Name: "plain", Event: "pause"},
			{At: Span(10 * time.Hour), Name: "plain", Event: "pause"},
			{At: Span(11 * time.Hour), Name: "receipt", Event: recategorise, Category: "marketing"},
		}
	})
	seen := func(d time.Duration, status string) {
		t.Helper()
		for {
			at, ok := tw.sim.NextDue()
			if !ok || at.After(noon.Add(d)) {
				break
			}
			tw.clock.Advance(at)
			tw.step(0)
		}
		tw.clock.Advance(noon.Add(d))
		if got := tw.status("plain"); got != status {
			t.Errorf("after %v: %s, want %s", d, got, status)
		}
	}
	seen(59*time.Minute, Approved)
	seen(61*time.Minute, Paused)
	seen(2*time.Hour, Approved)
	seen(3*time.Hour, Paused)
	seen(5*time.Hour, Paused) // the first pause would end at four
	seen(9*time.Hour, Approved)
	seen(10*time.Hour, Disabled)
	seen(24*time.Hour, Disabled)
	want := []string{"PAUSED FIRST_PAUSE", "APPROVED UNPAUSE", "PAUSED SECOND_PAUSE", "APPROVED UNPAUSE", "DISABLED DISABLED"}
	if got := tw.news(); !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
	changes := tw.inbox.changes(t, "template_category_update")
	if len(changes) != 1 || !strings.Contains(string(changes[0]), `"previous_category":"UTILITY","new_category":"MARKETING"`) {
		t.Errorf("recategorised: %s", changes)
	}
}

// The verdict may fall while the World is still asked about a held message;
// the World is asked without a lock, or this test would never end.
func TestPacingVerdictDuringReaction(t *testing.T) {
	var tw *town
	tw = newTown(t, func(c *Config) {
		c.Scenario.Pacing = []Pacing{{Template: "plain", Hold: Span(time.Minute), Verdict: "release"}}
		c.World = script(func(Call, *rand.Rand) Reaction {
			tw.step(time.Minute)
			return Reaction{}
		})
	})
	wamid := tw.accept(blank("plain", marie, ""))
	tw.step(time.Minute)
	if got := tw.inbox.statuses(t, wamid); !slices.Equal(got, []string{"sent"}) {
		t.Errorf("told %q", got)
	}
}

func TestPacing(t *testing.T) {
	tests := []struct {
		verdict  string
		statuses []string
		status   string
	}{
		{"release", []string{"sent"}, Approved},
		{"pause", []string{"failed"}, Paused},
	}
	for _, tt := range tests {
		t.Run(tt.verdict, func(t *testing.T) {
			tw := newTown(t, func(c *Config) {
				c.Scenario.Pacing = []Pacing{{Template: "plain", After: 1, Hold: Span(30 * time.Minute), Verdict: tt.verdict}}
			})
			tw.accept(blank("plain", marie, ""))
			_, raw := tw.call("POST", "/v26.0/"+phoneID+"/messages", "token", blank("plain", paul, ""))
			if !strings.Contains(raw, `"message_status":"held_for_quality_assessment"`) {
				t.Fatalf("the second is not held: %s", raw)
			}
			held := wamidOf(raw)
			tw.step(29 * time.Minute)
			if got := tw.inbox.statuses(t, held); got != nil {
				t.Errorf("held, but told %q", got)
			}
			tw.step(time.Minute)
			tw.step(time.Minute)
			if got := tw.inbox.statuses(t, held); !slices.Equal(got, tt.statuses) {
				t.Errorf("told %q, want %q", got, tt.statuses)
			}
			if tt.verdict == "pause" && tw.inbox.failure(t, held) != 132015 {
				t.Errorf("failed with %d", tw.inbox.failure(t, held))
			}
			if got := tw.status("plain"); got != tt.status {
				t.Errorf("template %s", got)
			}
		})
	}
}
