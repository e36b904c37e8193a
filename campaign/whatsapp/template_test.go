package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const springWire = `{"id":"9","name":"spring_sale","status":"APPROVED","category":"MARKETING","previous_category":"UTILITY","language":"fr",
 "parameter_format":"NAMED","quality_score":{"score":"GREEN","date":1},"rejected_reason":"NONE","components":[
 {"type":"header","format":"image","example":{"header_handle":["https://cdn/x"]}},
 {"type":"BODY","text":"Bonjour {{first_name}}","example":{"body_text_named_params":[{"param_name":"first_name","example":"Ana"}]}},
 {"type":"FOOTER","text":"Stop"},
 {"type":"BUTTONS","buttons":[{"type":"quick_reply","text":"Stop"},
  {"type":"URL","text":"Voir","url":"https://shop.example/{{1}}","example":["https://shop.example/a"]},
  {"type":"PHONE_NUMBER","text":"Appeler","phone_number":"+33140000000"},
  {"type":"COPY_CODE","text":"Copier","example":"SAVE25"}]},
 {"type":"BODY","text":"shape of tomorrow","buttons":7}]}`

func TestTemplates(t *testing.T) {
	_, client := newPlatform(t, answering(200, `{"data":[`+springWire+`],"paging":{"cursors":{"before":"b","after":"a"}}}`))
	got, err := client.Templates(context.Background())
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	want := TemplateInfo{
		ID: "9", Name: "spring_sale", Language: "fr", Category: "MARKETING", PreviousCategory: "UTILITY", Status: "APPROVED",
		ParameterFormat: "NAMED", Quality: "GREEN", RejectedReason: "NONE",
		Components: []ComponentInfo{
			{Type: "HEADER", Format: "IMAGE", Example: &Example{HeaderHandle: []string{"https://cdn/x"}}},
			{Type: "BODY", Text: "Bonjour {{first_name}}", Example: &Example{BodyTextNamed: []NamedExample{{"first_name", "Ana"}}}},
			{Type: "FOOTER", Text: "Stop"},
			{Type: "BUTTONS", Buttons: []ButtonInfo{
				{Type: "QUICK_REPLY", Text: "Stop"},
				{Type: "URL", Text: "Voir", URL: "https://shop.example/{{1}}", Example: TextOrTexts{"https://shop.example/a"}},
				{Type: "PHONE_NUMBER", Text: "Appeler", PhoneNumber: "+33140000000"},
				{Type: "COPY_CODE", Text: "Copier", Example: TextOrTexts{"SAVE25"}},
			}},
			{Type: "BODY", Text: "shape of tomorrow"},
		},
	}
	if d := cmp.Diff(want, got[0], cmpopts.IgnoreFields(ComponentInfo{}, "Raw")); d != "" {
		t.Errorf("template (-want +got):\n%s", d)
	}
	if raw := string(got[0].Components[2].Raw); raw != `{"type":"FOOTER","text":"Stop"}` {
		t.Errorf("raw footer %s", raw)
	}
}

func TestTemplatesArePaged(t *testing.T) {
	var afters []string
	p, client := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		afters = append(afters, q.Get("after"))
		n := len(afters)
		next := ""
		if n < 3 {
			next = `,"next":"https://evil.example/?access_token=x"`
		}
		if r.URL.Path != "/v26.0/1022/message_templates" || q.Get("limit") != "100" || !strings.Contains(q.Get("fields"), "components") {
			t.Errorf("call %s", r.URL)
		}
		fmt.Fprintf(w, `{"data":[{"id":"%d","name":"t%d","language":"fr"}],"paging":{"cursors":{"after":"c%d"}%s}}`, n, n, n, next)
	})
	got, err := client.Templates(context.Background())
	if err != nil || len(got) != 3 || got[0].Name != "t1" || got[2].Name != "t3" {
		t.Fatalf("%+v, %v", got, err)
	}
	if d := cmp.Diff([]string{"", "c1", "c2"}, afters); d != "" || p.calls.Load() != 3 {
		t.Errorf("cursors (-want +got):\n%s", d)
	}
}

func TestTemplatesStopAtARepeatedPage(t *testing.T) {
	p, client := newPlatform(t, answering(200, `{"data":[],"paging":{"cursors":{"after":"same"},"next":"more"}}`))
	if _, err := client.Templates(context.Background()); err == nil || p.calls.Load() != 2 {
		t.Errorf("%v after %d calls, want an error after 2", err, p.calls.Load())
	}
}

func TestTemplatesNeedAnAccount(t *testing.T) {
	client, err := NewClient(Config{Token: "t", PhoneNumberID: "1065"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Templates(context.Background()); err == nil {
		t.Error("templates were listed without an account")
	}
	if _, err := client.CreateTemplate(context.Background(), NewTemplate{}); err == nil {
		t.Error("a template was created without an account")
	}
}

func TestCreateTemplate(t *testing.T) {
	var body string
	_, client := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		body = r.Method + " " + r.URL.Path + " " + string(raw)
		io.WriteString(w, `{"id":"77","status":"PENDING","category":"MARKETING"}`)
	})
	got, err := client.CreateTemplate(context.Background(), NewTemplate{
		Name: "spring_sale", Language: "fr", Category: "MARKETING",
		Components: []ComponentInfo{
			{Type: "BODY", Text: "Bonjour {{1}} !", Example: &Example{BodyText: [][]string{{"Ana"}}}},
			{Type: "BUTTONS", Buttons: []ButtonInfo{
				{Type: "QUICK_REPLY", Text: "Stop"},
				{Type: "URL", Text: "Voir", URL: "https://s/{{1}}", Example: TextOrTexts{"https://s/a"}},
				{Type: "COPY_CODE", Example: TextOrTexts{"SAVE25"}},
			}},
		},
	})
	if err != nil || got != (CreatedTemplate{ID: "77", Status: "PENDING", Category: "MARKETING"}) {
		t.Fatalf("%+v, %v", got, err)
	}
	want := `POST /v26.0/1022/message_templates {"name":"spring_sale","language":"fr","category":"MARKETING","components":[` +
		`{"type":"BODY","text":"Bonjour {{1}} !","example":{"body_text":[["Ana"]]}},` +
		`{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Stop"},` +
		`{"type":"URL","text":"Voir","url":"https://s/{{1}}","example":["https://s/a"]},` +
		`{"type":"COPY_CODE","example":"SAVE25"}]}]}`
	if d := cmp.Diff(want, body); d != "" {
		t.Errorf("call (-want +got):\n%s", d)
	}
}

func TestCreateTemplateRefused(t *testing.T) {
	_, client := newPlatform(t, answering(400, errorBody("2388299", "x")))
	_, err := client.CreateTemplate(context.Background(), NewTemplate{Name: "n"})
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Code != 2388299 {
		t.Errorf("CreateTemplate = %v", err)
	}
}

func TestNumber(t *testing.T) {
	cases := []struct {
		name, body string
		want       NumberInfo
	}{
		{"standard", `{"id":"1065","display_phone_number":"+33 1 40 00 00 00","verified_name":"Shop","quality_rating":"GREEN",
			"throughput":{"level":"STANDARD"},"whatsapp_business_manager_messaging_limit":"TIER_2K"}`,
			NumberInfo{ID: "1065", DisplayNumber: "+33 1 40 00 00 00", VerifiedName: "Shop", Quality: "GREEN", Throughput: "STANDARD", PerSecond: 80, Limit: "TIER_2K"}},
		{"high", `{"throughput":{"level":"HIGH"},"whatsapp_business_manager_messaging_limit":"TIER_UNLIMITED"}`,
			NumberInfo{Throughput: "HIGH", PerSecond: 1000, Limit: "TIER_UNLIMITED"}},
		{"shared with the app", `{"throughput":{"level":"HIGH"},"is_on_biz_app":true}`, NumberInfo{Throughput: "HIGH", PerSecond: 20}},
		{"not registered", `{"throughput":{"level":"NOT_APPLICABLE"}}`, NumberInfo{Throughput: "NOT_APPLICABLE", PerSecond: 20}},
		{"nothing said", `{}`, NumberInfo{PerSecond: 20}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, client := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != "GET" || r.URL.Path != "/v26.0/1065" || !strings.Contains(r.URL.Query().Get("fields"), "throughput") {
					t.Errorf("call %s %s", r.Method, r.URL)
				}
				io.WriteString(w, c.body)
			})
			got, err := client.Number(context.Background())
			if err != nil || got != c.want {
				t.Errorf("Number = %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

func TestUploadMedia(t *testing.T) {
	type upload struct{ Product, Type, Name, FileType, Data string }
	var got upload
	_, client := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || r.URL.Path != "/v26.0/1065/media" {
			t.Errorf("call %s: %v", r.URL, err)
		}
		form, err := multipart.NewReader(r.Body, params["boundary"]).ReadForm(1 << 20)
		if err != nil {
			t.Error(err)
			return
		}
		head := form.File["file"][0]
		file, err := head.Open()
		if err != nil {
			t.Error(err)
			return
		}
		data, _ := io.ReadAll(file)
		got = upload{form.Value["messaging_product"][0], form.Value["type"][0], head.Filename, head.Header.Get("Content-Type"), string(data)}
		io.WriteString(w, `{"id":"4490709327384033"}`)
	})
	id, err := client.UploadMedia(context.Background(), "promo \"été\".jpg", "image/jpeg", []byte{0xff, 0xd8, 0})
	if err != nil || id != "4490709327384033" {
		t.Fatalf("UploadMedia = %q, %v", id, err)
	}
	want := upload{"whatsapp", "image/jpeg", "promo \"été\".jpg", "image/jpeg", "\xff\xd8\x00"}
	if got != want {
		t.Errorf("upload %+v, want %+v", got, want)
	}
	if _, err := client.UploadMedia(context.Background(), "x", "image/jpeg\r\nX: y", nil); err == nil {
		t.Error("a type with a line break was taken")
	}
}

func TestUploadMediaWithoutAnID(t *testing.T) {
	_, client := newPlatform(t, answering(200, `{}`))
	if _, err := client.UploadMedia(context.Background(), "a.jpg", "image/jpeg", []byte("x")); !errors.Is(err, ErrUnknown) {
		t.Errorf("UploadMedia = %v, want ErrUnknown", err)
	}
}

func TestTextOrTexts(t *testing.T) {
	for in, want := range map[string]TextOrTexts{`"a"`: {"a"}, `["a","b"]`: {"a", "b"}, `null`: nil} {
		var got TextOrTexts
		if err := json.Unmarshal([]byte(in), &got); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s reads as %v, %v", in, got, err)
		}
	}
}
