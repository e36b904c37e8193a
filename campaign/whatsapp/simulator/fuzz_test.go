package simulator

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"accord/campaign/whatsapp"
	"accord/internal/clock"
)

// FuzzSendDoor throws bodies at the send door. Whatever comes, the door
// answers with a status of the reference, leaves exactly one line in the log
// (none for a receipt), and accepts exactly what it logs with code 0.
func FuzzSendDoor(f *testing.F) {
	for _, body := range []string{
		blank("plain", marie, "o"), promo(paul, "x"), text(marie, "hi"), `{}`, `[]`, `{"to":1}`, "",
		`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.x"}`,
		`{"messaging_product":"whatsapp","recipient":"FR.1","type":"template","template":{"name":"plain","language":{"code":"fr"}}}`,
		`{"messaging_product":"whatsapp","to":"0612345678","type":"image","image":{"link":"https://a.example/b"}}`,
		`{"messaging_product":"whatsapp","to":"+33612345678","type":"interactive","interactive":{"type":"list","body":{"text":"a"},"action":{"button":"b","sections":[{"rows":[{"id":"1","title":"t"}]}]}}}`,
		`{"messaging_product":"whatsapp","to":"+33612345678","type":"template","template":{"name":"promo","language":{"code":"fr"},"components":[{"type":"button","sub_type":"url","index":"-1"}]}}`,
		`{"messaging_product":"whatsapp","to":"+33612345678","type":"template","template":{"name":"named","language":{"code":"en_US"},"components":[{"type":"header","parameters":[{"type":"image"}]}]}}`,
	} {
		f.Add("messages", phoneID, []byte(body))
	}
	f.Add("marketing_messages", phoneID, []byte(blank("plain", marie, "")))
	f.Add("messages", "\xff", []byte(blank("plain", marie, "")))
	statuses := map[int]bool{200: true, 400: true, 404: true, 401: true, 500: true}
	f.Fuzz(func(t *testing.T, door, phone string, body []byte) {
		sim, err := New(Config{
			Clock: clock.NewManual(noon), AppSecret: "s", World: eager,
			Numbers:   []Number{{ID: phoneID, WABAID: wabaID, Display: "+33 1 84 88 00 01"}},
			Templates: catalogue("https://shop.example"),
		})
		if err != nil {
			t.Fatal(err)
		}
		a := sim.send(edge(door), phone, "token", body)
		if !statuses[a.status] || !json.Valid(a.body) {
			t.Fatalf("answered %d %s", a.status, a.body)
		}
		calls := sim.Calls()
		if r, _ := parseRequest(body); r.Status != "" {
			if len(calls) != 0 {
				t.Fatalf("a receipt left %+v", calls)
			}
			return
		}
		if len(calls) != 1 {
			t.Fatalf("%d lines in the log", len(calls))
		}
		checkJudged(t, sim, a, calls[0])
	})
}

func checkJudged(t *testing.T, sim *Simulator, a answer, c Call) {
	var reply whatsapp.SendReply
	_ = json.Unmarshal(a.body, &reply)
	accepted := a.status == 200 && len(reply.Messages) == 1 && reply.Messages[0].ID == c.WAMID && c.WAMID != ""
	if _, due := sim.NextDue(); accepted != (c.Code == 0) || due != accepted {
		t.Fatalf("answered %d %s, logged %+v, something due: %v", a.status, a.body, c, due)
	}
	if !json.Valid(c.appendLine(nil)) || utf8.RuneCountInString(c.To) > 512 {
		t.Fatalf("log line %s", c.appendLine(nil))
	}
}
