package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"time"
)

func TestNumberFields(t *testing.T) {
	tw := newTown(t, nil)
	status, raw := tw.call("GET", "/v26.0/"+phoneID+"?fields=display_phone_number,throughput,whatsapp_business_manager_messaging_limit,quality_rating", "token", "")
	want := `{"display_phone_number":"+33 1 84 88 00 01","id":"1065001","quality_rating":"GREEN","throughput":{"level":"HIGH"},"whatsapp_business_manager_messaging_limit":"TIER_2K"}`
	if status != 200 || raw != want {
		t.Errorf("%d %s\nwant %s", status, raw, want)
	}
	if status, raw := tw.call("GET", "/v26.0/404", "token", ""); status != 400 || !strings.Contains(raw, `"error_subcode":33`) {
		t.Errorf("unknown object: %d %s", status, raw)
	}
	if status, raw := tw.call("GET", "/v26.0/"+wabaID+"/phone_numbers", "token", ""); status != 200 || !strings.Contains(raw, phoneID) {
		t.Errorf("list: %d %s", status, raw)
	}
	if status, raw := tw.call("GET", "/v26.0/"+phoneID, "", ""); status != 401 || codeOf(t, raw) != 190 {
		t.Errorf("no token: %d %s", status, raw)
	}
}

func TestDoorsTakeBearerTokensAndPlainBodiesOnly(t *testing.T) {
	tests := []struct {
		name, header, value string
		status              int
	}{
		{"bearer", "Authorization", "Bearer token", 200},
		{"bare token", "Authorization", "token", 401},
		{"basic", "Authorization", "Basic token", 401},
		{"compressed", "Content-Encoding", "gzip", 415},
	}
	tw := newTown(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, _ := http.NewRequest("GET", tw.base+"/v26.0/"+phoneID, nil)
			req.Header.Set("Authorization", "Bearer token")
			req.Header.Set(tt.header, tt.value)
			resp, err := tw.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode != tt.status {
				t.Errorf("status %d, want %d", resp.StatusCode, tt.status)
			}
		})
	}
}

// upload posts a file as the media edge wants it.
func (tw *town) upload(mime string, content []byte) (int, string) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.WriteField("messaging_product", "whatsapp")
	_ = w.WriteField("type", mime)
	part, _ := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="a"`}, "Content-Type": {mime}})
	_, _ = part.Write(content)
	_ = w.Close()
	req, _ := http.NewRequest("POST", tw.base+"/v26.0/"+phoneID+"/media", &form)
	req.Header.Set("Authorization", "Bearer token")
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := tw.client.Do(req)
	if err != nil {
		tw.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw)
}

func TestMedia(t *testing.T) {
	tw := newTown(t, nil)
	status, raw := tw.upload("image/png", []byte("pixels"))
	var made struct{ ID, URL string }
	_ = json.Unmarshal([]byte(raw), &made)
	if status != 200 || made.ID == "" {
		t.Fatalf("upload: %d %s", status, raw)
	}
	_, raw = tw.call("GET", "/v26.0/"+made.ID, "token", "")
	_ = json.Unmarshal([]byte(raw), &made)
	if !strings.Contains(raw, `"mime_type":"image/png"`) || !strings.Contains(raw, `"file_size":6`) {
		t.Errorf("media object %s", raw)
	}
	if status, raw := tw.call("GET", strings.TrimPrefix(made.URL, tw.base), "token", ""); status != 200 || raw != "pixels" {
		t.Errorf("download: %d %q", status, raw)
	}
	send := func(id string) int {
		_, code, _ := tw.send(fmt.Sprintf(`{"messaging_product":"whatsapp","to":"+33612345678","type":"template","template":{"name":"named","language":{"code":"en_US"},
			"components":[{"type":"header","parameters":[{"type":"image","image":{"id":%q}}]},{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"A"}]}]}}`, id))
		return code
	}
	if code := send(made.ID); code != 0 {
		t.Errorf("send an uploaded image: %d", code)
	}
	if status, _ := tw.call("DELETE", "/v26.0/"+made.ID, "token", ""); status != 200 {
		t.Errorf("delete: %d", status)
	}
	if code := send(made.ID); code != 131009 {
		t.Errorf("send a deleted image: %d", code)
	}
	if status, raw := tw.upload("image/png", make([]byte, 5<<20+1)); status != 400 || codeOf(t, raw) != 131053 {
		t.Errorf("too big: %d %s", status, raw)
	}
	if status, raw := tw.upload("model/gltf", []byte("x")); status != 400 || codeOf(t, raw) != 100 {
		t.Errorf("unsupported: %d %s", status, raw)
	}
}

func TestSubscription(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.Callback = "" })
	path := "/v26.0/" + wabaID + "/subscribed_apps"
	tw.accept(blank("plain", marie, ""))
	tw.step(time.Minute)
	if len(tw.inbox.bodies) != 0 {
		t.Error("a webhook without a callback")
	}
	if status, raw := tw.call("POST", path, "token", fmt.Sprintf(`{"override_callback_uri":%q,"verify_token":"guess"}`, tw.inbox.url)); status != 400 {
		t.Errorf("wrong verify token: %d %s", status, raw)
	}
	if status, raw := tw.call("POST", path, "token", fmt.Sprintf(`{"override_callback_uri":%q,"verify_token":"verify"}`, tw.inbox.url)); status != 200 {
		t.Fatalf("subscribe: %d %s", status, raw)
	}
	if _, raw := tw.call("GET", path, "token", ""); !strings.Contains(raw, "whatsapp_business_api_data") {
		t.Errorf("list: %s", raw)
	}
	tw.accept(blank("plain", marie, ""))
	tw.step(time.Minute)
	tw.call("DELETE", path, "token", "")
	tw.accept(blank("plain", marie, ""))
	tw.step(time.Minute)
	if n := len(tw.inbox.bodies); n != 1 {
		t.Errorf("%d webhooks, want one while subscribed", n)
	}
}

func TestAnalyticsCountWhatHappened(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.World, c.Scenario.Duplicates = eager, 1 })
	tw.accept(promo(marie, "a"))
	tw.accept(promo(paul, "b"))
	tw.step(24 * time.Hour)
	id := tw.sim.templates.named("promo", "")[0].ID
	path := fmt.Sprintf("/v26.0/%s/template_analytics?start=%d&end=%d&granularity=DAILY&template_ids=[%s]&metric_types=SENT", wabaID, noon.Unix(), noon.Unix()+1, id)
	_, raw := tw.call("GET", strings.ReplaceAll(path, "[", "%5B"), "token", "")
	for _, want := range []string{
		`"sent":2,"delivered":2,"read":2`,
		`{"type":"quick_reply_button","button_content":"Stop","count":2}`,
		`{"type":"url_button","button_content":"Voir","count":2}`,
	} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
	if status, _ := tw.call("GET", "/v26.0/"+wabaID+"/template_analytics?granularity=HOURLY&template_ids="+id, "token", ""); status != 400 {
		t.Errorf("hourly: %d", status)
	}
}
