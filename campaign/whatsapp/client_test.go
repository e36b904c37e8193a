package whatsapp

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"accord/internal/netx"

	"github.com/google/go-cmp/cmp"
)

const testToken = "EAAsecretTOKEN"

// platform is the far side of the wire with one answer for everything.
type platform struct {
	*httptest.Server
	calls atomic.Int32
}

func newPlatform(t *testing.T, handler http.HandlerFunc) (*platform, *Client) {
	t.Helper()
	p := &platform{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.calls.Add(1)
		handler(w, r)
	}))
	t.Cleanup(p.Close)
	client, err := NewClient(Config{BaseURL: p.URL + "/", Token: testToken, PhoneNumberID: "1065", WABAID: "1022", Timeout: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return p, client
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func errorBody(code, message string) string {
	return `{"error":{"message":"` + message + `","type":"OAuthException","code":` + code + `,"error_data":{"messaging_product":"whatsapp","details":"why"},"error_subcode":2494055,"fbtrace_id":"A"}}`
}

var hello = Send{To: "+33612345678", Type: "text", Text: &Text{Body: "Bonjour"}}

func TestSendOnTheWire(t *testing.T) {
	var path, auth, contentType, body, query string
	_, client := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		path, query, auth, contentType, body = r.Method+" "+r.URL.Path, r.URL.RawQuery, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(raw)
		io.WriteString(w, `{"messaging_product":"whatsapp","contacts":[{"input":"+33612345678","wa_id":"33612345678"}],"messages":[{"id":"wamid.A","message_status":"accepted"}]}`)
	})
	got, err := client.Send(context.Background(), Send{
		To: "+33612345678", Type: "template", Opaque: "m1.1",
		Template: &Template{Name: "spring_sale", Language: Language{Code: "fr"}, Components: []TemplateComponent{
			{Type: "body", Parameters: []Parameter{{Type: "text", ParameterName: "first_name", Text: "Zoé & <Ana>"}}},
			{Type: "button", SubType: "quick_reply", Index: "0", Parameters: []Parameter{{Type: "payload", Payload: "OPT_OUT|c17"}}},
		}},
	})
	if err != nil || got != (Accepted{WAMID: "wamid.A", WaID: "33612345678", Status: "accepted"}) {
		t.Fatalf("Send = %+v, %v", got, err)
	}
	want := `{"messaging_product":"whatsapp","to":"+33612345678","type":"template","biz_opaque_callback_data":"m1.1",` +
		`"template":{"name":"spring_sale","language":{"code":"fr"},"components":[` +
		`{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Zoé & <Ana>"}]},` +
		`{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"OPT_OUT|c17"}]}]}}`
	if d := cmp.Diff(want, body); d != "" {
		t.Errorf("body (-want +got):\n%s", d)
	}
	if path != "POST /v26.0/1065/messages" || query != "" || auth != "Bearer "+testToken || contentType != "application/json" {
		t.Errorf("%s ?%s, %q, %q", path, query, auth, contentType)
	}
}

func TestSendAccepted(t *testing.T) {
	cases := []struct {
		name, body string
		want       Accepted
	}{
		{"to a user id", `{"contacts":[{"input":"FR.1349","user_id":"FR.1349"}],"messages":[{"id":"wamid.A"}]}`, Accepted{WAMID: "wamid.A", UserID: "FR.1349"}},
		{"held for pacing", `{"contacts":[{"wa_id":"1"}],"messages":[{"id":"wamid.A","message_status":"held_for_quality_assessment"}]}`,
			Accepted{WAMID: "wamid.A", WaID: "1", Status: "held_for_quality_assessment"}},
		{"without contacts", `{"success":true,"messages":[{"id":"wamid.A"}]}`, Accepted{WAMID: "wamid.A"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, client := newPlatform(t, answering(200, c.body))
			got, err := client.Send(context.Background(), hello)
			if err != nil || got != c.want {
				t.Errorf("Send = %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

func TestSendRefused(t *testing.T) {
	cases := []struct {
		name   string
		status int
		body   string
		code   int
		action Action
	}{
		{"throughput", 400, errorBody("130429", "(#130429) Rate limit hit"), 130429, Retry},
		{"throughput as 429", 429, errorBody("130429", "Rate limit hit"), 130429, Retry},
		{"pair limit", 400, errorBody("131056", "x"), 131056, Retry},
		{"overloaded", 503, errorBody("2", "x"), 2, Retry},
		{"app calls", 400, errorBody("4", "x"), 4, Retry},
		{"management calls", 400, errorBody("80007", "x"), 80007, Retry},
		{"service unavailable on 500", 500, errorBody("131016", "x"), 131016, Retry},
		{"maintenance on 500", 500, errorBody("131057", "x"), 131057, Retry},
		{"registration server on 503", 503, errorBody("133004", "x"), 133004, Retry},
		{"unregistered on 500", 500, errorBody("131045", "x"), 131045, StopNumber},
		{"cap", 400, errorBody("131049", "x"), 131049, Wait},
		{"template on 404", 404, errorBody("132001", "x"), 132001, StopTemplate},
		{"token", 401, errorBody("190", "x"), 190, StopNumber},
		{"code 0 is a code", 401, errorBody("0", "AuthException"), 0, StopNumber},
		{"code 1 below 500", 400, errorBody("1", "x"), 1, RetryOnce},
		{"unknown error below 500", 400, errorBody("131000", "x"), 131000, Retry},
		{"code of tomorrow", 400, errorBody("139999", "x"), 139999, Drop},
		{"page of a proxy, 400", 400, "<html>", CodeUnexplained, Drop},
		{"no body, 401", 401, "", 190, StopNumber},
		{"no body, 403", 403, "", 10, StopNumber},
		{"no body, 429", 429, "", 130429, Retry},
		{"no body, 503", 503, "", 131016, Retry},
		{"no code, 400", 400, `{"error":{"message":"m"}}`, CodeUnexplained, Drop},
		{"redirect", 302, "", CodeUnexplained, Drop},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, client := newPlatform(t, answering(c.status, c.body))
			_, err := client.Send(context.Background(), hello)
			var refused *RefusedError
			if !errors.As(err, &refused) || errors.Is(err, ErrUnknown) {
				t.Fatalf("Send = %v, want a refusal", err)
			}
			if refused.Code != c.code || refused.HTTPStatus != c.status || refused.Rule().Action != c.action {
				t.Errorf("%+v, %s, want code %d, HTTP %d, %s", refused, refused.Rule().Action, c.code, c.status, c.action)
			}
			if p.calls.Load() != 1 {
				t.Errorf("%d calls, want 1", p.calls.Load())
			}
		})
	}
}

func TestSendUnknown(t *testing.T) {
	cut := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	}
	cases := []struct {
		name    string
		handler http.HandlerFunc
	}{
		{"500 with code 131000", answering(500, errorBody("131000", "Something went wrong"))},
		{"500 with code 1", answering(500, errorBody("1", "x"))},
		{"500 with code 0", answering(500, errorBody("0", "x"))},
		{"500 with a code of tomorrow", answering(500, errorBody("139999", "x"))},
		{"500 without a code", answering(500, `{"error":{"message":"m"}}`)},
		{"500 with a page", answering(500, "<html>")},
		{"502", answering(502, "Bad Gateway")},
		{"504", answering(504, "")},
		{"200 without a body", answering(200, "")},
		{"200 with a page", answering(200, "<html>ok</html>")},
		{"200 without an id", answering(200, `{"messages":[{}]}`)},
		{"200 without messages", answering(200, `{"success":true}`)},
		{"200 cut", answering(200, `{"messages":[{"id":"wam`)},
		{"cut before the answer", cut},
		{"no answer", func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body); <-r.Context().Done() }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, client := newPlatform(t, c.handler)
			ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
			defer cancel()
			_, err := client.Send(ctx, hello)
			var refused *RefusedError
			if !errors.Is(err, ErrUnknown) || errors.As(err, &refused) {
				t.Errorf("Send = %v, want ErrUnknown and no refusal", err)
			}
			if p.calls.Load() != 1 {
				t.Errorf("%d calls, want 1", p.calls.Load())
			}
			if err != nil && strings.Contains(err.Error(), testToken) {
				t.Errorf("the error shows the token: %v", err)
			}
		})
	}
}

func TestSendNotSent(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	client, err := NewClient(Config{BaseURL: "http://" + closed.Addr().String(), Token: testToken, PhoneNumberID: "1065"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Send(context.Background(), hello)
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Code != CodeNotSent || refused.Rule().Action != Retry || !errors.Is(err, netx.ErrNotSent) {
		t.Errorf("Send = %v, want a refusal that was not sent", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := client.Send(ctx, hello); !errors.Is(err, context.Canceled) || !errors.Is(err, netx.ErrNotSent) {
		t.Errorf("Send on a context that is over = %v", err)
	}
}

func TestSendChecks(t *testing.T) {
	cases := []struct {
		name string
		send Send
	}{
		{"no recipient", Send{Type: "text"}},
		{"number without plus", Send{To: "33612345678"}},
		{"opaque data too long", Send{To: "+33612345678", Opaque: strings.Repeat("é", 513)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, client := newPlatform(t, answering(200, `{"messages":[{"id":"wamid.A"}]}`))
			_, err := client.Send(context.Background(), c.send)
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Code != 131009 || p.calls.Load() != 0 {
				t.Errorf("Send = %v after %d calls, want a refusal without a call", err, p.calls.Load())
			}
		})
	}
	_, client := newPlatform(t, answering(200, `{"messages":[{"id":"wamid.A"}]}`))
	for _, good := range []Send{{Recipient: "FR.1349"}, {To: "+33612345678", Opaque: strings.Repeat("é", 512)}} {
		if _, err := client.Send(context.Background(), good); err != nil {
			t.Errorf("Send(%+v) = %v", good, err)
		}
	}
}

// Graph repeats a token that it finds malformed.
func TestTokenIsConcealed(t *testing.T) {
	_, client := newPlatform(t, answering(401, errorBody("190", "Malformed access token "+testToken)))
	_, err := client.Send(context.Background(), hello)
	if err == nil || strings.Contains(err.Error(), testToken) || !strings.Contains(err.Error(), "[token]") {
		t.Errorf("Send = %v, want the token replaced", err)
	}
	if want := "refused with code 190: Malformed access token [token]: why (HTTP 401)"; err != nil && err.Error() != want {
		t.Errorf("message %q, want %q", err, want)
	}
}

func TestNewClient(t *testing.T) {
	good := Config{Token: "t", PhoneNumberID: "1065"}
	with := func(change func(*Config)) Config { c := good; change(&c); return c }
	cases := []struct {
		name string
		cfg  Config
		ok   bool
	}{
		{"defaults", good, true},
		{"simulator", with(func(c *Config) { c.BaseURL = "http://127.0.0.1:9090" }), true},
		{"path before the version", with(func(c *Config) { c.BaseURL = "https://proxy.example/graph/" }), true},
		{"no token", with(func(c *Config) { c.Token = "" }), false},
		{"token with a line break", with(func(c *Config) { c.Token = "a\r\nX: y" }), false},
		{"no number", with(func(c *Config) { c.PhoneNumberID = "" }), false},
		{"number that leaves its segment", with(func(c *Config) { c.PhoneNumberID = "../1" }), false},
		{"account that leaves its segment", with(func(c *Config) { c.WABAID = "1?x=" }), false},
		{"version", with(func(c *Config) { c.Version = "26" }), false},
		{"no scheme", with(func(c *Config) { c.BaseURL = "graph.facebook.com" }), false},
		{"other scheme", with(func(c *Config) { c.BaseURL = "ftp://h" }), false},
		{"query", with(func(c *Config) { c.BaseURL = "https://h?a=b" }), false},
		{"credentials", with(func(c *Config) { c.BaseURL = "https://u:p@h" }), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewClient(c.cfg)
			if (err == nil) != c.ok {
				t.Errorf("NewClient = %v, want ok: %v", err, c.ok)
			}
			if err != nil && c.cfg.Token != "" && len(c.cfg.Token) > 1 && strings.Contains(err.Error(), c.cfg.Token) {
				t.Errorf("the error shows the token: %v", err)
			}
		})
	}
}
