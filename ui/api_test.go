package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"accord/internal/operator"
	"accord/ui"

	"github.com/danielgtaylor/huma/v2"
)

// described is the API of a server that nobody calls.
func described(t *testing.T) *ui.Server { return desk(t).stock(1).program(operator.Administrator).made }

// What programs can ask is a contract: this list changes on purpose only.
func TestTheListOfOperations(t *testing.T) {
	got := strings.Join(described(t).Operations(), "\n") + "\n"
	golden := filepath.Join("testdata", "operations.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the operations have changed; if that is meant, run go test ./ui -run TheListOfOperations -update and say so in CHANGELOG.md:\n%s", got)
	}
}

// each calls fn with every operation of the description.
func each(api *huma.OpenAPI, fn func(path string, o *huma.Operation)) {
	for path, item := range api.Paths {
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if o != nil {
				fn(path, o)
			}
		}
	}
}

func TestEachOperationIsDescribedWithExamples(t *testing.T) {
	s := described(t)
	names := map[string]bool{}
	each(s.OpenAPI(), func(path string, o *huma.Operation) {
		if o.Summary == "" || o.Description == "" || o.Extensions["x-permission"] == "" || names[o.OperationID] {
			t.Errorf("%s %s: no summary, no description, no permission, or the name %q twice", o.Method, path, o.OperationID)
		}
		names[o.OperationID] = true
		for _, status := range []string{"401", "403", "500", "503"} {
			if o.Responses[status] == nil || o.Responses[status].Content["application/problem+json"] == nil {
				t.Errorf("%s does not say how it fails with %s", o.OperationID, status)
			}
		}
		if strings.Contains(path, "{") && o.Responses["404"] == nil {
			t.Errorf("%s does not say that there may be none", o.OperationID)
		}
		if o.RequestBody != nil {
			examplesHold(t, s, o.OperationID, o.RequestBody.Content, huma.ModeWriteToServer)
		}
		for _, answer := range o.Responses {
			examplesHold(t, s, o.OperationID, answer.Content, huma.ModeReadFromServer)
		}
	})
}

// examplesHold fails the test where an example is missing, or is none.
func examplesHold(t *testing.T, s *ui.Server, name string, content map[string]*huma.MediaType, mode huma.ValidateMode) {
	t.Helper()
	for _, media := range content {
		example, err := json.Marshal(media.Example)
		if err != nil || len(example) < len(`{"a":1}`) {
			t.Errorf("%s has the example %s: %v", name, example, err)
			continue
		}
		var value any
		if err := json.Unmarshal(example, &value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Allows(media.Schema, value, mode); err != nil {
			t.Errorf("%s has an example that its own schema refuses: %v: %s", name, err, example)
		}
	}
}

func TestWhatTheAPIRefuses(t *testing.T) {
	p := desk(t).stock(2).program(operator.Administrator)
	const segment = `{"name":"Lyon","rule":{"tag":"client"}}`
	cases := []struct {
		name, method, path, body string
		header                   []string
		status                   int
		field                    string
	}{
		{"unknown member", "POST", "/segments", `{"name":"Lyon","rule":{},"colour":"red"}`, nil, 422, "colour"},
		{"member in other letters", "POST", "/segments", `{"Name":"Lyon","rule":{}}`, nil, 422, ""},
		{"member twice", "POST", "/segments", `{"name":"Lyon","name":"Paris","rule":{}}`, nil, 400, "body"},
		{"no JSON", "POST", "/segments", `name=Lyon`, nil, 400, "body"},
		{"not UTF-8", "POST", "/segments", "{\"name\":\"\xff\",\"rule\":{}}", nil, 400, "body"},
		{"condition of nothing", "POST", "/segments", `{"name":"Lyon","rule":{"tag":null}}`, nil, 422, "body"},
		{"condition that is empty", "POST", "/segments", `{"name":"Lyon","rule":{"tag":""}}`, nil, 422, "rule.tag"},
		{"two conditions in one part", "POST", "/segments", `{"name":"Lyon","rule":{"tag":"a","country":["FR"]}}`, nil, 422, "rule"},
		{"another kind of body", "POST", "/segments", segment, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, ""},
		{"unknown question", "GET", "/contacts?colour=red", "", nil, 422, "query.colour"},
		{"too many at once", "GET", "/contacts?limit=201", "", nil, 422, "query.limit"},
		{"cursor of another list", "GET", "/campaigns?cursor=Y29udGFjdHM6MQ", "", nil, 422, "cursor"},
		{"cursor of nowhere", "GET", "/contacts?cursor=Y29udGFjdHM6MQ", "", nil, 422, "cursor"},
		{"id that is none", "GET", "/campaigns/first", "", nil, 422, "path.id"},
		{"id beyond all", "GET", "/campaigns/9999999999999999999", "", nil, 404, ""},
		{"body beyond the limit", "POST", "/segments", `{"name":"` + strings.Repeat("x", 70<<10) + `","rule":{}}`, nil, 413, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			header := append([]string{"Authorization", "Bearer " + p.token}, c.header...)
			if c.body != "" && c.header == nil {
				header = append(header, "Content-Type", "application/json")
			}
			got := reply{p.ask(c.method, "/api/v1"+c.path, c.body, header...), t}
			got.is(c.status)
			if c.field != "" {
				got.has("field", c.field)
			}
			if detail := got.text("detail"); detail == "" {
				t.Errorf("no word on what to change: %s", got.body)
			}
		})
	}
	if n := p.count(`SELECT count(*) FROM segment`); n != 0 {
		t.Errorf("%d segments were made", n)
	}
}

// canary is what no refusal may repeat.
const canary = "Zxqv8731Canary"

// Whatever is sent into whatever member, a refusal does not repeat it.
func TestNoRefusalRepeatsWhatWasSent(t *testing.T) {
	p := desk(t).stock(2).program(operator.Administrator)
	each(p.made.OpenAPI(), func(path string, o *huma.Operation) {
		if o.RequestBody == nil {
			return
		}
		path = strings.NewReplacer("/api/v1", "", "{id}", fmt.Sprint(p.people[1])).Replace(path)
		example := o.RequestBody.Content["application/json"].Example
		for _, body := range []any{canary, []any{canary}, spoiled(example, canary), spoiled(example, []any{canary}), spoiled(example, map[string]any{"x": canary})} {
			text, err := json.Marshal(body)
			p.must(err)
			got := p.ask(o.Method, "/api/v1"+path, string(text), "Authorization", "Bearer "+p.token, "Content-Type", "application/json")
			if got.status >= http.StatusInternalServerError || got.status >= http.StatusBadRequest && strings.Contains(got.body, canary) {
				t.Errorf("%s answers %s with %d: %s", o.OperationID, text, got.status, got.body)
			}
		}
	})
	each(p.made.OpenAPI(), func(path string, o *huma.Operation) {
		for _, q := range o.Parameters {
			if q.In != "query" || o.Method != http.MethodGet {
				continue
			}
			asked := strings.ReplaceAll(path, "{id}", fmt.Sprint(p.people[1])) + "?" + q.Name + "=" + canary
			got := p.ask(o.Method, asked, "", "Authorization", "Bearer "+p.token)
			if got.status >= http.StatusInternalServerError || got.status >= http.StatusBadRequest && strings.Contains(got.body, canary) {
				t.Errorf("%s answers %d: %s", asked, got.status, got.body)
			}
		}
	})
	if strings.Contains(p.log.String(), canary) {
		t.Error("the log repeats it")
	}
}

// spoiled is an example in which every text is something else.
func spoiled(example, by any) any {
	switch v := example.(type) {
	case map[string]any:
		bad := map[string]any{}
		for name, value := range v {
			bad[name] = spoiled(value, by)
		}
		return bad
	case []any:
		var bad []any
		for _, value := range v {
			bad = append(bad, spoiled(value, by))
		}
		return bad
	case string:
		return by
	}
	return example
}

func TestARepeatedCallIsDoneOnce(t *testing.T) {
	p := desk(t).stock(1).program(operator.Administrator)
	const body = `{"name":"Lyon","rule":{"tag":"client"}}`
	first := p.post("/segments", body, "Idempotency-Key", "k-1").is(200)
	again := p.post("/segments", body, "Idempotency-Key", "k-1").is(200)
	if again.body != first.body || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the same call is answered %q, then %q", first.body, again.body)
	}
	p.post("/segments", `{"name":"Paris","rule":{}}`, "Idempotency-Key", "k-1").is(422).has("field", "Idempotency-Key")
	p.post("/segments", `{"name":"Lyon","rule":{}}`, "Idempotency-Key", "k-2").is(400)
	if n := p.count(`SELECT count(*) FROM segment`); n != 1 {
		t.Errorf("%d segments, want one", n)
	}
	p.post("/segments", body, "Idempotency-Key", "k 1").is(400).has("field", "Idempotency-Key")
	p.post("/segments", `{"name":"Paris","rule":{"tag":""}}`, "Idempotency-Key", "k-3").is(422)
	p.post("/segments", `{"name":"Paris","rule":{}}`, "Idempotency-Key", "k-3").is(200) // what failed had no effect
}

func TestAScopedTokenMayWhatItsScopesSay(t *testing.T) {
	s := desk(t).stock(1)
	p := s.program(operator.Administrator, operator.SegmentView)
	p.get("/segments").is(200)
	p.get("/templates").is(403)
	p.post("/segments", `{"name":"Lyon","rule":{}}`).is(403).has("detail", `The token's role "administrator" does not have the permission "segment_edit".`)
	if !slices.Contains([]int{401}, p.ask(http.MethodGet, "/api/v1/segments", "").status) {
		t.Error("somebody without a token is let in")
	}
}

func TestTheDescriptionIsServedToAnybody(t *testing.T) {
	s := desk(t).stock(1)
	a := s.ask(http.MethodGet, "/api/openapi.json", "")
	var doc struct {
		OpenAPI string         `json:"openapi"`
		Paths   map[string]any `json:"paths"`
	}
	s.must(json.Unmarshal([]byte(s.want(a, 200).body), &doc))
	if doc.OpenAPI != "3.1.0" || doc.Paths["/api/v1/conversions"] == nil || doc.Paths["/api/v1/campaigns/{id}/launch"] == nil {
		t.Errorf("openapi %q with %d paths", doc.OpenAPI, len(doc.Paths))
	}
	public := open(t)
	public.want(public.ask(http.MethodGet, "/api/openapi.json", ""), 404) // no API is served there
}
