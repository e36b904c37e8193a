package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"accord/campaign/whatsapp"
	"accord/internal/clock"
)

const (
	phoneID = "1065001"
	wabaID  = "2130001"
	secret  = "app-secret"
	marie   = "+33612345678"
	paul    = "+33698765432"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// script is a World in which every person does the same.
type script func(call Call, rnd *rand.Rand) Reaction

func (s script) React(call Call, rnd *rand.Rand) Reaction { return s(call, rnd) }

// silence: messages are sent and nothing else happens.
var silence = script(func(Call, *rand.Rand) Reaction { return Reaction{} })

// town is a simulator on loopback under a manual clock, with a receiver that
// checks every signature.
type town struct {
	t       testing.TB
	sim     *Simulator
	clock   *clock.Manual
	base    string
	log     *bytes.Buffer
	inbox   *inbox
	client  *http.Client
	hitting *hits
}

func newTown(t testing.TB, change func(*Config)) *town {
	t.Helper()
	tw := &town{t: t, clock: clock.NewManual(noon), log: &bytes.Buffer{}, client: &http.Client{Timeout: 10 * time.Second}}
	tw.inbox = newInbox(t)
	tw.hitting = newHits(t)
	cfg := Config{
		Clock: tw.clock, Seed: 1, Callback: tw.inbox.url, AppSecret: secret, VerifyToken: "verify", Token: "token",
		Numbers:   []Number{{ID: phoneID, Display: "+33 1 84 88 00 01", WABAID: wabaID, PerSecond: 1000}},
		Templates: catalogue(tw.hitting.url), World: silence, Log: tw.log,
	}
	if change != nil {
		change(&cfg)
	}
	sim, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	tw.sim = sim
	tw.base = serve(t, sim)
	return tw
}

// serve runs the simulator on a free port until the test ends.
func serve(t testing.TB, sim *Simulator) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- sim.Run(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return "http://" + ln.Addr().String()
}

// catalogue holds one template of each kind the tests send.
func catalogue(shop string) []Template {
	return []Template{
		{Name: "promo", Language: "fr", Category: "MARKETING", Components: []Component{
			{Type: "BODY", Text: "Bonjour {{1}}, voici {{2}} !"},
			{Type: "BUTTONS", Buttons: []Button{
				{Type: "QUICK_REPLY", Text: "Stop"},
				{Type: "URL", Text: "Voir", URL: shop + "/l/{{1}}"},
			}},
		}},
		{Name: "plain", Language: "fr", Category: "MARKETING", Components: []Component{{Type: "BODY", Text: "Bonjour"}}},
		{Name: "receipt", Language: "fr", Category: "UTILITY", Components: []Component{{Type: "BODY", Text: "Merci"}}},
		{Name: "named", Language: "en_US", Category: "MARKETING", ParameterFormat: "NAMED", Components: []Component{
			{Type: "HEADER", Format: "IMAGE"}, {Type: "BODY", Text: "Hello {{first_name}}!"},
		}},
		{Name: "paused", Language: "fr", Category: "MARKETING", Status: Paused, Components: []Component{{Type: "BODY", Text: "x"}}},
		{Name: "disabled", Language: "fr", Category: "MARKETING", Status: Disabled, Components: []Component{{Type: "BODY", Text: "x"}}},
		{Name: "pending", Language: "fr", Category: "MARKETING", Status: Pending, Components: []Component{{Type: "BODY", Text: "x"}}},
	}
}

// call makes one HTTP request and returns status and body; status 0 is a
// connection that was cut.
func (tw *town) call(method, path, token, body string) (int, string) {
	tw.t.Helper()
	req, err := http.NewRequest(method, tw.base+path, strings.NewReader(body))
	if err != nil {
		tw.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := tw.client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw)
}

// send posts a body to the messages door and returns HTTP status, error code
// (0 when accepted) and wamid.
func (tw *town) send(body string) (status, code int, wamid string) {
	tw.t.Helper()
	status, raw := tw.call("POST", "/v26.0/"+phoneID+"/messages", "token", body)
	return status, codeOf(tw.t, raw), wamidOf(raw)
}

// accept sends and wants a 200.
func (tw *town) accept(body string) string {
	tw.t.Helper()
	status, code, wamid := tw.send(body)
	if status != 200 || wamid == "" {
		tw.t.Fatalf("send %s: status %d, code %d", body, status, code)
	}
	return wamid
}

func codeOf(t testing.TB, raw string) int {
	t.Helper()
	var e whatsapp.ErrorReply
	_ = json.Unmarshal([]byte(raw), &e)
	return e.Error.Code
}

func wamidOf(raw string) string {
	var r whatsapp.SendReply
	_ = json.Unmarshal([]byte(raw), &r)
	if len(r.Messages) == 0 {
		return ""
	}
	return r.Messages[0].ID
}

// step moves the clock by d and carries out what is due.
func (tw *town) step(d time.Duration) int {
	tw.t.Helper()
	tw.clock.Advance(tw.clock.Now().Add(d))
	n, err := tw.sim.Step(context.Background())
	if err != nil {
		tw.t.Fatalf("Step: %v", err)
	}
	return n
}

// blank is the body of a template send without parameters.
func blank(name, to, opaque string) string {
	raw, _ := json.Marshal(whatsapp.Send{
		MessagingProduct: "whatsapp", To: to, Type: "template", Opaque: opaque,
		Template: &whatsapp.Template{Name: name, Language: whatsapp.Language{Code: "fr"}},
	})
	return string(raw)
}

// promo is a send of the template with parameters and a link.
func promo(to, link string) string {
	raw, _ := json.Marshal(whatsapp.Send{
		MessagingProduct: "whatsapp", To: to, Type: "template", Opaque: "o-" + link,
		Template: &whatsapp.Template{Name: "promo", Language: whatsapp.Language{Code: "fr"}, Components: []whatsapp.TemplateComponent{
			{Type: "body", Parameters: []whatsapp.Parameter{{Type: "text", Text: "Zoé"}, {Type: "text", Text: "20 %"}}},
			{Type: "button", SubType: "quick_reply", Index: "0", Parameters: []whatsapp.Parameter{{Type: "payload", Payload: "OPT_OUT|c17"}}},
			{Type: "button", SubType: "url", Index: "1", Parameters: []whatsapp.Parameter{{Type: "text", Text: link}}},
		}},
	})
	return string(raw)
}

func text(to, body string) string {
	raw, _ := json.Marshal(whatsapp.Send{MessagingProduct: "whatsapp", To: to, Type: "text", Text: &whatsapp.Text{Body: body}})
	return string(raw)
}

// inbox is the receiver of webhooks.
type inbox struct {
	url    string
	mu     sync.Mutex
	bodies [][]byte
	forged int
	fail   int // how many POSTs to answer with 500
}

func newInbox(t testing.TB) *inbox {
	in := &inbox{}
	secrets, err := whatsapp.NewSecrets(secret)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			if r.FormValue("hub.verify_token") != "verify" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			_, _ = io.WriteString(w, r.FormValue("hub.challenge"))
			return
		}
		raw, _ := io.ReadAll(r.Body)
		in.mu.Lock()
		defer in.mu.Unlock()
		if secrets.Verify(raw, r.Header.Get("X-Hub-Signature-256")) != nil {
			in.forged++
		}
		in.bodies = append(in.bodies, raw)
		if in.fail > 0 {
			in.fail--
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(func() {
		if in.forged > 0 {
			t.Errorf("%d webhooks with a wrong signature", in.forged)
		}
	})
	in.url = srv.URL + "/webhooks/whatsapp"
	return in
}

// values decodes every change of a field received so far, in order.
func (in *inbox) values(t testing.TB, field string) []whatsapp.MessagesValue {
	t.Helper()
	var out []whatsapp.MessagesValue
	for _, raw := range in.changes(t, field) {
		var v whatsapp.MessagesValue
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func (in *inbox) changes(t testing.TB, field string) []json.RawMessage {
	t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	var out []json.RawMessage
	for _, raw := range in.bodies {
		var n whatsapp.Notification
		if err := json.Unmarshal(raw, &n); err != nil {
			t.Fatalf("webhook is not JSON: %v\n%s", err, raw)
		}
		for _, e := range n.Entry {
			if e.ID != wabaID {
				t.Errorf("entry of account %q", e.ID)
			}
			for _, c := range e.Changes {
				if c.Field == field {
					out = append(out, c.Value)
				}
			}
		}
	}
	return out
}

// statuses are the names of the statuses of one message, in order of arrival.
func (in *inbox) statuses(t testing.TB, wamid string) []string {
	var names []string
	for _, v := range in.values(t, "messages") {
		for _, s := range v.Statuses {
			if s.ID == wamid {
				names = append(names, s.Status)
			}
		}
	}
	return names
}

// failure is the code of the failed status of a message, 0 when none came.
func (in *inbox) failure(t testing.TB, wamid string) int {
	for _, v := range in.values(t, "messages") {
		for _, s := range v.Statuses {
			if s.ID == wamid && s.Status == "failed" {
				return s.Errors[0].Code
			}
		}
	}
	return 0
}

// hits is the business's own web site, where links lead.
type hits struct {
	url    string
	mu     sync.Mutex
	paths  []string
	agents []string
}

func newHits(t testing.TB) *hits {
	h := &hits{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.paths = append(h.paths, r.URL.Path)
		h.agents = append(h.agents, r.UserAgent())
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	t.Cleanup(srv.Close)
	h.url = srv.URL
	return h
}
