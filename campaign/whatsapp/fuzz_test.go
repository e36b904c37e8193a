package whatsapp

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// countStatuses finds the statuses of a body the slow way: every object with
// a text as id and nothing else that could misfit.
func countStatuses(raw []byte) int {
	var n struct {
		Object any   `json:"object"`
		Entry  []any `json:"entry"`
	}
	if unmarshal(raw, &n) != nil || n.Object != businessAccount {
		return 0
	}
	count := 0
	for _, entry := range n.Entry {
		for _, change := range list(member(entry, "changes")) {
			if member(change, "field") != "messages" {
				continue
			}
			for _, status := range list(member(member(change, "value"), "statuses")) {
				if plainStatus(status) {
					count++
				}
			}
		}
	}
	return count
}

func plainStatus(v any) bool {
	status, ok := v.(map[string]any)
	if !ok {
		return false
	}
	for name, value := range status {
		_, text := value.(string)
		if !text && name != "timestamp" {
			return false
		}
		if name == "conversation" || name == "pricing" || name == "errors" {
			return false // objects and lists on the wire
		}
	}
	return status["id"] != nil
}

func member(v any, name string) any {
	object, _ := v.(map[string]any)
	return object[name]
}

func list(v any) []any {
	elements, _ := v.([]any)
	return elements
}

func FuzzParseNotification(f *testing.F) {
	f.Add(statusBody(1))
	f.Add(statusBody(3))
	f.Add(notification("messages", messagesValue(contact+`,"messages":[{"from":"1","id":"wamid.IN","timestamp":"1798000000","type":"text","text":{"body":"STOP"}}]`)))
	f.Add(notification("messages", messagesValue(`"statuses":[5,{"id":7},`+wellFormed+`]`)))
	f.Add(notification("user_preferences", messagesValue(`"user_preferences":[{"wa_id":"1","value":"stop","timestamp":1798000000}]`)))
	f.Add(notification("user_id_update", messagesValue(`"user_id_update":[{"user_id":{"previous":"FR.1","current":"FR.2"}}]`)))
	f.Add(notification("message_template_status_update", `{"event":"PAUSED",`+templateMembers+`,"reason":null}`))
	f.Add(notification("business_capability_update", `{"max_daily_conversations_per_business":2000}`))
	f.Add(notification("account_update", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}`))
	f.Add([]byte(`{"object":"whatsapp_business_account","entry":["x",{"changes":[1,{"field":2}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		events, err := ParseNotification(raw)
		if err != nil && len(events) > 0 {
			t.Fatalf("%d events beside the error %v", len(events), err)
		}
		statuses := 0
		for _, e := range events {
			switch e := e.(type) {
			case StatusEvent:
				statuses++
			case UnknownEvent:
				if len(e.Raw) > 0 && !e.Raw.IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
					t.Errorf("kept something that is not JSON: %q", e.Raw)
				}
			case nil:
				t.Error("an event is nil")
			}
		}
		if want := countStatuses(raw); err == nil && statuses < want {
			t.Errorf("%d statuses came out of at least %d", statuses, want)
		}
	})
}

func FuzzVerify(f *testing.F) {
	secrets, err := NewSecrets("new secret", "old secret")
	if err != nil {
		f.Fatal(err)
	}
	stranger, err := NewSecrets("stranger")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"a":"\u00e9"}`), "sha256=")
	f.Add(statusBody(1), secrets.Sign(statusBody(1)))
	f.Add([]byte{}, secrets.Sign(nil))
	f.Fuzz(func(t *testing.T, raw []byte, header string) {
		signed := secrets.Sign(raw)
		if err := secrets.Verify(raw, signed); err != nil {
			t.Fatal("our own signature is refused")
		}
		if err := secrets.Verify(raw, stranger.Sign(raw)); err == nil {
			t.Fatal("a stranger's signature is accepted")
		}
		old := Secrets{keys: secrets.keys[1:]}.Sign(raw)
		if err := secrets.Verify(raw, header); (err == nil) != (header == signed || header == old) {
			t.Fatalf("header %q: %v", header, err)
		}
		if err := secrets.Verify(append([]byte{'x'}, raw...), signed); err == nil {
			t.Fatal("another body is accepted")
		}
	})
}
