package simulator

import (
	"testing"
	"time"
)

func TestAPersonWritesThroughTheDoor(t *testing.T) {
	tests := []struct {
		name, phone, body string
		status, code      int
	}{
		{"to the first number", marie, `{"text":"Bonjour"}`, 200, 0},
		{"to a number by its id", marie, `{"text":"Bonjour","to":"` + phoneID + `"}`, 200, 0},
		{"without the plus", marie[1:], `{"text":"Bonjour"}`, 200, 0},
		{"to a number that is not there", marie, `{"text":"Bonjour","to":"7"}`, 400, 100},
		{"from no phone", "marie", `{"text":"Bonjour"}`, 400, 100},
		{"nothing", marie, `{"text":""}`, 400, 131008},
		{"misspelt", marie, `{"body":"Bonjour"}`, 400, 100},
		{"no JSON", marie, `text=Bonjour`, 400, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, nil)
			status, raw := tw.call("POST", "/people/"+tt.phone+"/messages", "", tt.body)
			if status != tt.status || codeOf(t, raw) != tt.code {
				t.Fatalf("%d %s, want %d with code %d", status, raw, tt.status, tt.code)
			}
			tw.step(0)
			heard := tw.inbox.values(t, "messages")
			if status != 200 {
				if len(heard) > 0 {
					t.Errorf("refused, and told all the same: %+v", heard)
				}
				return
			}
			if len(heard) != 1 || heard[0].Messages[0].From != marie[1:] || heard[0].Messages[0].Text.Body != "Bonjour" || heard[0].Metadata.PhoneNumberID != phoneID {
				t.Errorf("heard %+v", heard)
			}
		})
	}
}

func TestWhatAPersonWritesOpensTheWindow(t *testing.T) {
	tw := newTown(t, nil)
	early := tw.accept(text(marie, "Trop tôt"))
	if status, raw := tw.call("POST", "/people/"+marie+"/messages", "", `{"text":"Bonjour"}`); status != 200 {
		t.Fatalf("%d %s", status, raw)
	}
	tw.step(time.Second)
	answer := tw.accept(text(marie, "Bonjour Marie"))
	tw.step(time.Minute)
	if got := tw.inbox.failure(t, early); got != 131047 {
		t.Errorf("before she wrote: code %d, want 131047", got)
	}
	if got := tw.inbox.failure(t, answer); got != 0 {
		t.Errorf("after she wrote: code %d", got)
	}
}
