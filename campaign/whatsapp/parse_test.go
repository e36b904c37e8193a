package whatsapp

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wellFormed is one status that must survive whatever stands beside it.
const wellFormed = `{"id":"wamid.A","status":"read","timestamp":"1798000000","recipient_id":"33612345678"}`

// sketch is an event as one word, for tests of order and of survival.
func sketch(e Event) string {
	switch e := e.(type) {
	case StatusEvent:
		return "status:" + e.WAMID
	case InboundEvent:
		return "inbound:" + e.Message.ID
	case UnknownEvent:
		return "unknown:" + e.Field
	}
	return fmt.Sprintf("%T", e)
}

func sketches(events []Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, sketch(e))
	}
	return out
}

func envelopeOf(entries string) string {
	return `{"object":"whatsapp_business_account","entry":[` + entries + `]}`
}

func TestParseKeepsTheNeighbours(t *testing.T) {
	value := func(members string) string { return `{"field":"messages","value":{` + metadata + "," + members + `}}` }
	good := value(`"statuses":[` + wellFormed + `]`)
	cases := []struct {
		name string
		body string
		want []string
	}{
		{"several entries and changes, in order", envelopeOf(`{"id":"1","changes":[` + good + `,{"field":"security","value":{}}]},{"id":"2","changes":[` + good + `]}`),
			[]string{"status:wamid.A", "unknown:security", "status:wamid.A"}},
		{"one status is a number", envelopeOf(`{"id":"1","changes":[` + value(`"statuses":[7,`+wellFormed+`]`) + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"one id is a number", envelopeOf(`{"id":"1","changes":[` + value(`"statuses":[{"id":7},`+wellFormed+`]`) + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"pricing is a text", envelopeOf(`{"id":"1","changes":[` + value(`"statuses":[`+wellFormed+`,{"id":"wamid.B","pricing":"free"}]`) + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"the contacts do not fit", envelopeOf(`{"id":"1","changes":[` + value(`"contacts":[{"wa_id":5}],"statuses":[`+wellFormed+`]`) + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"the contacts are no list", envelopeOf(`{"id":"1","changes":[` + value(`"contacts":{},"statuses":[`+wellFormed+`]`) + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"the metadata does not fit", envelopeOf(`{"id":"1","changes":[{"field":"messages","value":{"metadata":[],"statuses":[` + wellFormed + `]}}]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"a message beside it does not fit", envelopeOf(`{"id":"1","changes":[` + value(`"messages":[{"id":"wamid.IN","text":"x"}],"statuses":[`+wellFormed+`]`) + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"a change is a text", envelopeOf(`{"id":"1","changes":["x",` + good + `]}`), []string{"unknown:", "status:wamid.A"}},
		{"a field is a number", envelopeOf(`{"id":"1","changes":[{"field":1,"value":{}},` + good + `]}`), []string{"unknown:", "status:wamid.A"}},
		{"an entry is a text", envelopeOf(`"x",{"id":"1","changes":[` + good + `]}`), []string{"unknown:", "status:wamid.A"}},
		{"the changes are no list", envelopeOf(`{"id":"1","changes":5},{"id":"2","changes":[` + good + `]}`), []string{"unknown:", "status:wamid.A"}},
		{"the account id is a number", envelopeOf(`{"id":1,"time":"x","changes":[` + good + `]}`), []string{"status:wamid.A"}},
		{"a management field beside it does not fit", envelopeOf(`{"id":"1","changes":[{"field":"account_update","value":{"event":5}},` + good + `]}`), []string{"unknown:account_update", "status:wamid.A"}},
		{"a value is missing", envelopeOf(`{"id":"1","changes":[{"field":"messages"},` + good + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"a value is null", envelopeOf(`{"id":"1","changes":[{"field":"messages","value":null},` + good + `]}`), []string{"status:wamid.A"}},
		{"a value is a text", envelopeOf(`{"id":"1","changes":[{"field":"messages","value":"x"},` + good + `]}`), []string{"unknown:messages", "status:wamid.A"}},
		{"a name stands twice", envelopeOf(`{"id":"1","id":"1","changes":[` + good + `]}`), []string{"status:wamid.A"}},
		{"a broken character", envelopeOf(`{"id":"1","changes":[` + value(`"contacts":[{"profile":{"name":"`+"\xff"+`"}}],"statuses":[`+wellFormed+`]`) + `]}`), []string{"status:wamid.A"}},
		{"unknown members everywhere", `{"object":"whatsapp_business_account","x":1,"entry":[{"y":[],"id":"1","changes":[` + good + `]}]}`, []string{"status:wamid.A"}},
		{"nothing", envelopeOf(""), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			events, err := ParseNotification([]byte(c.body))
			if d := cmp.Diff(c.want, sketches(events)); err != nil || d != "" {
				t.Errorf("%v (-want +got):\n%s", err, d)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	cases := []struct{ name, body string }{
		{"nothing", ""},
		{"not JSON", "hub.mode=subscribe"},
		{"cut", `{"object":"whatsapp_business_account","entry":[{`},
		{"more after the end", envelopeOf("") + "{}"},
		{"a list", "[]"},
		{"another object", `{"object":"page","entry":[]}`},
		{"no object", `{"entry":[]}`},
		{"entries are no list", `{"object":"whatsapp_business_account","entry":{}}`},
		{"nested without end", strings.Repeat("[", 100_000)},
		{"too large", envelopeOf("") + strings.Repeat(" ", MaxNotification)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			events, err := ParseNotification([]byte(c.body))
			if !errors.Is(err, ErrNotification) || events != nil {
				t.Errorf("got %v, %v, want no events and ErrNotification", events, err)
			}
		})
	}
}

func TestParseReasonsHideTheContent(t *testing.T) {
	events, err := ParseNotification(notification("messages", messagesValue(`"statuses":[{"id":"wamid.A","errors":[{"code":"secret-33612345678"}]}]`)))
	if err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	reason := events[0].(UnknownEvent).Reason
	if !strings.Contains(reason, "/errors/0/code") || strings.Contains(reason, "33612345678") {
		t.Errorf("reason %q, want the member without its content", reason)
	}
}

// The HTTP server reuses its buffer as soon as the handler returns.
func TestParseDoesNotKeepTheInput(t *testing.T) {
	for _, body := range [][]byte{
		statusBody(3),
		notification("messages", messagesValue(contact+`,"messages":[{"from":"1","id":"wamid.IN","type":"hologram","hologram":{},"contacts":[{}],"text":{"body":"words"}}]`)),
		notification("messages", messagesValue(`"statuses":[5,`+wellFormed+`]`)),
		notification("account_update", `{"event":"ACCOUNT_DELETED"}`),
		notification("security", `{"a":"b"}`),
	} {
		kept, err := ParseNotification(bytes.Clone(body))
		if err != nil {
			t.Fatal(err)
		}
		buffer := bytes.Clone(body)
		got, err := ParseNotification(buffer)
		for i := range buffer {
			buffer[i] = 'X'
		}
		if d := cmp.Diff(kept, got); err != nil || d != "" {
			t.Errorf("events changed with the buffer: %v\n%s", err, d)
		}
	}
}

func TestParseManyUpdates(t *testing.T) {
	const n = 5000 // five times what Meta puts into one body
	events, err := ParseNotification(statusBody(n))
	if err != nil || len(events) != n {
		t.Fatalf("%d events, %v, want %d", len(events), err, n)
	}
	if first, last := events[0].(StatusEvent).WAMID, events[n-1].(StatusEvent).WAMID; !strings.HasSuffix(first, "A0") || !strings.HasSuffix(last, "A4999") {
		t.Errorf("order is lost: first %s, last %s", first, last)
	}
}

func TestInstant(t *testing.T) {
	cases := []struct {
		json string
		want instant
	}{
		{`"1798000000"`, 1798000000}, {`1798000000`, 1798000000},
		{`"1230768000"`, earliest}, {`"1230767999"`, 0},
		{`4102444800`, latest}, {`4102444801`, 0},
		{`""`, 0}, {`"now"`, 0}, {`"-179800000"`, 0}, {`0`, 0}, {`1798000000000`, 0}, {`1.798e9`, 0},
		{`null`, 0}, {`true`, 0}, {`{"a":1}`, 0}, {`[1798000000]`, 0}, {`"99999999999999999999999"`, 0},
	}
	for _, c := range cases {
		t.Run(c.json, func(t *testing.T) {
			var got instant
			if err := unmarshal([]byte(c.json), &got); err != nil || got != c.want {
				t.Errorf("got %d, %v, want %d", got, err, c.want)
			}
		})
	}
}

func TestTier(t *testing.T) {
	cases := []struct {
		tier      Tier
		people    int
		ok        bool
		unlimited bool
	}{
		{"TIER_50", 50, true, false}, {"TIER_250", 250, true, false}, {"TIER_2K", 2000, true, false},
		{"TIER_10K", 10000, true, false}, {"TIER_100K", 100000, true, false}, {"2000", 2000, true, false},
		{"TIER_UNLIMITED", 0, false, true}, {"TIER_NOT_SET", 0, false, false}, {"", 0, false, false}, {"TIER_-5", 0, false, false},
		{"TIER_9999999K", 0, false, false},
	}
	for _, c := range cases {
		t.Run(string(c.tier), func(t *testing.T) {
			if n, ok := c.tier.PerDay(); n != c.people || ok != c.ok || c.tier.Unlimited() != c.unlimited {
				t.Errorf("PerDay %d %v, Unlimited %v", n, ok, c.tier.Unlimited())
			}
		})
	}
}
