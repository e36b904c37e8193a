package simulator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"accord/campaign/whatsapp"
)

// Every case breaks one thing and everything that is checked after it: the
// first check in the documented order must win.
func TestSendRefusesInTheDocumentedOrder(t *testing.T) {
	everythingWrong := `{"messaging_product":"telegram","to":"abc","type":"template","template":{"name":"none","language":{"code":"fr"}}}`
	tests := []struct {
		name, path, token, body string
		status, code            int
	}{
		{"token before number", "/v26.0/404/messages", "wrong", everythingWrong, 401, 190},
		{"no token", "/v26.0/" + phoneID + "/messages", "", everythingWrong, 401, 190},
		{"number before shape", "/v26.0/404/messages", "token", everythingWrong, 400, 100},
		{"broken JSON", "", "token", `{"messaging_product"`, 400, 100},
		{"product before recipient", "", "token", everythingWrong, 400, 100},
		{"recipient missing", "", "token", `{"messaging_product":"whatsapp","type":"template","template":{"name":"none","language":{"code":"fr"}}}`, 400, 131008},
		{"recipient is no number", "", "token", blank("none", "abc", ""), 400, 131009},
		{"recipient is the sender", "", "token", blank("none", "+33184880001", ""), 400, 131021},
		{"type unknown", "", "token", `{"messaging_product":"whatsapp","to":"+33612345678","type":"fax"}`, 400, 131051},
		{"misspelt inside", "", "token", `{"messaging_product":"whatsapp","to":"+33612345678","type":"template","template":{"name":"plain","langage":{}}}`, 400, 100},
		{"opaque too long", "", "token", blank("plain", marie, strings.Repeat("é", 513)), 400, 131009},
		{"text empty", "", "token", text(marie, " "), 400, 131008},
		{"text too long", "", "token", text(marie, strings.Repeat("x", 4097)), 400, 131009},
		{"template name before language", "", "token", `{"messaging_product":"whatsapp","to":"+33612345678","type":"template","template":{}}`, 400, 131008},
		{"template unknown", "", "token", blank("none", marie, ""), 404, 132001},
		{"template not in that language", "", "token", strings.Replace(blank("plain", marie, ""), `"fr"`, `"en"`, 1), 404, 132001},
		{"template pending", "", "token", blank("pending", marie, ""), 404, 132001},
		{"template paused", "", "token", blank("paused", marie, ""), 400, 132015},
		{"template disabled", "", "token", blank("disabled", marie, ""), 400, 132016},
		{"template status before parameters", "", "token", blank("promo", marie, ""), 400, 132000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, nil)
			path := tt.path
			if path == "" {
				path = "/v26.0/" + phoneID + "/messages"
			}
			status, raw := tw.call("POST", path, tt.token, tt.body)
			if status != tt.status || codeOf(t, raw) != tt.code {
				t.Fatalf("status %d code %d, want %d and %d\n%s", status, codeOf(t, raw), tt.status, tt.code, raw)
			}
			calls := tw.sim.Calls()
			if len(calls) != 1 || calls[0].Code != tt.code || calls[0].WAMID != "" {
				t.Errorf("log is %+v", calls)
			}
			if tw.step(time.Hour) != 0 {
				t.Error("a refused call had consequences")
			}
		})
	}
}

func TestSendAccepted(t *testing.T) {
	tw := newTown(t, nil)
	status, raw := tw.call("POST", "/v19.0/"+phoneID+"/messages", "token", promo("+33 6 12-34 (56)78", "abc"))
	var reply whatsapp.SendReply
	if err := json.Unmarshal([]byte(raw), &reply); err != nil || status != 200 {
		t.Fatalf("%d %s", status, raw)
	}
	if c := reply.Contacts[0]; c.Input != "+33 6 12-34 (56)78" || c.WaID != "33612345678" {
		t.Errorf("contact %+v", c)
	}
	if m := reply.Messages[0]; !strings.HasPrefix(m.ID, "wamid.HBgL") || m.Status != "accepted" {
		t.Errorf("message %+v", m)
	}
	want := fmt.Sprintf(`{"at":"2026-11-23T12:00:00.000Z","phone_number_id":"1065001","to":"+33612345678","template":"promo","category":"marketing","opaque":"o-abc","wamid":"%s","code":0}`+"\n", reply.Messages[0].ID)
	if tw.log.String() != want {
		t.Errorf("log\n%s want\n%s", tw.log, want)
	}
}

func TestSendWithoutPlusPrependsTheCallingCode(t *testing.T) {
	tests := []struct {
		name, to, logged string
		failure          int
	}{
		{"international", "+447700900123", "+447700900123", 0},
		{"national", "0612345678", "+33612345678", 0},
		{"international without plus is somebody else", "33612345678", "+3333612345678", 131026},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, nil)
			wamid := tw.accept(blank("plain", tt.to, ""))
			if got := tw.sim.Calls()[0].To; got != tt.logged {
				t.Errorf("logged %q, want %q", got, tt.logged)
			}
			tw.step(time.Minute)
			if got := tw.inbox.failure(t, wamid); got != tt.failure {
				t.Errorf("failed with %d, want %d", got, tt.failure)
			}
		})
	}
}

func TestMarketingDoor(t *testing.T) {
	tests := []struct {
		name, body string
		code       int
	}{
		{"text", text(marie, "hello"), 131055},
		{"utility template", blank("receipt", marie, ""), 134100},
		{"marketing template", blank("plain", marie, ""), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, nil)
			_, raw := tw.call("POST", "/v26.0/"+phoneID+"/marketing_messages", "token", tt.body)
			if codeOf(t, raw) != tt.code {
				t.Fatalf("%s, want code %d", raw, tt.code)
			}
			if tt.code == 0 && tw.sim.Calls()[0].Category != "marketing_lite" {
				t.Errorf("category %q", tw.sim.Calls()[0].Category)
			}
		})
	}
}

func TestReceiptIsNoSend(t *testing.T) {
	tw := newTown(t, nil)
	status, raw := tw.call("POST", "/v26.0/"+phoneID+"/messages", "token",
		`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.x","typing_indicator":{"type":"text"}}`)
	if status != 200 || raw != `{"success":true}` {
		t.Errorf("%d %s", status, raw)
	}
	if status, raw = tw.call("POST", "/v26.0/"+phoneID+"/messages", "token", `{"messaging_product":"whatsapp","status":"read"}`); status != 400 || codeOf(t, raw) != 131008 {
		t.Errorf("without id: %d %s", status, raw)
	}
	if n := len(tw.sim.Calls()); n != 0 {
		t.Errorf("%d lines in the log", n)
	}
}

func TestSendToAUserID(t *testing.T) {
	tw := newTown(t, nil)
	body := `{"messaging_product":"whatsapp","recipient":"FR.12345","type":"template","template":{"name":"plain","language":{"code":"fr"}}}`
	status, raw := tw.call("POST", "/v26.0/"+phoneID+"/messages", "token", body)
	var reply whatsapp.SendReply
	_ = json.Unmarshal([]byte(raw), &reply)
	if status != 200 || reply.Contacts[0].UserID != "FR.12345" || reply.Contacts[0].WaID != "" || reply.Contacts[0].Input != "FR.12345" {
		t.Fatalf("%d %s", status, raw)
	}
	tw.step(time.Minute)
	st := tw.inbox.values(t, "messages")[0].Statuses[0]
	if st.RecipientUserID != "FR.12345" || st.RecipientID != "" {
		t.Errorf("status %+v", st)
	}
	if _, code, _ := tw.send(strings.Replace(body, "FR.12345", "fr 1", 1)); code != 131009 {
		t.Errorf("a malformed user id: code %d", code)
	}
}

// A path without a version means the oldest one that is still there.
func TestPathsWithoutAVersion(t *testing.T) {
	tw := newTown(t, nil)
	tests := []struct {
		name, method, path, body, says string
		status                         int
	}{
		{"a send", "POST", "/" + phoneID + "/messages", blank("plain", marie, ""), "wamid.", 200},
		{"a send that is wrong", "POST", "/" + phoneID + "/messages", blank("none", marie, ""), "132001", 404},
		{"a list", "GET", "/" + wabaID + "/message_templates?limit=1", "", `/` + wabaID + `/message_templates?after=`, 200},
		{"an object", "GET", "/" + phoneID + "?fields=status", "", "CONNECTED", 200},
		{"no object", "GET", "/v26.0", "", `"error_subcode":33`, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if status, raw := tw.call(tt.method, tt.path, "token", tt.body); status != tt.status || !strings.Contains(raw, tt.says) {
				t.Errorf("%d %s, want %d with %s", status, raw, tt.status, tt.says)
			}
		})
	}
}

func TestUnknownPaths(t *testing.T) {
	tw := newTown(t, nil)
	for _, path := range []string{"/", "/v26/" + phoneID + "/messages", "/26.0/" + phoneID + "/messages", "/v26.0/a/b/c"} {
		if status, raw := tw.call("POST", path, "token", "{}"); status != 404 || codeOf(t, raw) != 100 {
			t.Errorf("%s: %d %s", path, status, raw)
		}
	}
}
