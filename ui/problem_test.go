package ui_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"accord/internal/operator"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The answers to programs that did not get what they asked for, word by word.
func TestProblems(t *testing.T) {
	h := open(t)
	h.launch()
	token := h.token(operator.Marketer)
	cases := []struct {
		name, body string
		header     []string
	}{
		{"unknown member", `{"key":"1","external_id":"C-1","colour":"red"}`, nil},
		{"wrong case of a member", `{"Key":"1","external_id":"C-1"}`, nil},
		{"member twice", `{"key":"1","key":"2","external_id":"C-1"}`, nil},
		{"no JSON", `key=1`, nil},
		{"empty body", ``, nil},
		{"two objects", `{"key":"1","external_id":"C-1"}{}`, nil},
		{"a list", `[]`, nil},
		{"not UTF-8", "{\"key\":\"\xff\"}", nil},
		{"half an emoji", `{"key":"\ud83d"}`, nil},
		{"no key", `{"external_id":"C-1"}`, nil},
		{"two keys", `{"key":"1","external_id":"C-1"}`, []string{"Idempotency-Key", "2"}},
		{"long key", `{"key":"` + strings.Repeat("k", 201) + `","external_id":"C-1"}`, nil},
		{"control character in the key", `{"key":"a\u0000b","external_id":"C-1"}`, nil},
		{"bytes in the key header", `{"external_id":"C-1"}`, []string{"Idempotency-Key", "\xff"}},
		{"contact as a number", `{"key":"1","contact":4611686018427387905}`, nil},
		{"contact that is no id", `{"key":"1","contact":"C-1"}`, nil},
		{"message beyond 64 bits", `{"key":"1","message":"99999999999999999999"}`, nil},
		{"national phone", `{"key":"1","phone":"06 12 34 56 78"}`, nil},
		{"nobody", `{"key":"1"}`, nil},
		{"two people", `{"key":"1","external_id":"C-1","phone":"+33612345678"}`, nil},
		{"unknown person", `{"key":"1","external_id":"C-2"}`, nil},
		{"unknown phone", `{"key":"1","phone":"+33699999999"}`, nil},
		{"code that is none", `{"key":"1","click":"x"}`, nil},
		{"half a cent", `{"key":"1","external_id":"C-1","value":12.5,"currency":"EUR"}`, nil},
		{"value as a text", `{"key":"1","external_id":"C-1","value":"12","currency":"EUR"}`, nil},
		{"negative value", `{"key":"1","external_id":"C-1","value":-1,"currency":"EUR"}`, nil},
		{"enormous value", `{"key":"1","external_id":"C-1","value":1000000000001,"currency":"EUR"}`, nil},
		{"value without currency", `{"key":"1","external_id":"C-1","value":1299}`, nil},
		{"currency in small letters", `{"key":"1","external_id":"C-1","value":1299,"currency":"eur"}`, nil},
		{"invented currency", `{"key":"1","external_id":"C-1","value":1299,"currency":"XQQ"}`, nil},
		{"local time", `{"key":"1","external_id":"C-1","at":"2026-03-03 10:00"}`, nil},
		{"tomorrow", `{"key":"1","external_id":"C-1","at":"2026-03-04T10:00:00Z"}`, nil},
	}
	var got strings.Builder
	for _, c := range cases {
		a := h.order(token, c.body, c.header...)
		h.isProblem(c.name, a)
		fmt.Fprintf(&got, "%s\n%d %s\n\n", c.name, a.status, a.body)
	}
	for _, c := range []struct{ name, method, path string }{
		{"unknown address", http.MethodPost, "/api/v1/conversion"},
		{"slash behind", http.MethodPost, conversions + "/"},
		{"another method", http.MethodGet, conversions},
		{"no token", http.MethodPost, conversions},
		{"no signature", http.MethodPost, hook},
		{"no verify token", http.MethodGet, hook},
	} {
		a := h.ask(c.method, c.path, "")
		h.isProblem(c.name, a)
		fmt.Fprintf(&got, "%s\n%d %s\n\n", c.name, a.status, a.body)
	}
	golden(t, "testdata/problems.golden", got.String())
	if n := h.count(`SELECT count(*) FROM contact_event`); n != 0 {
		t.Errorf("%d orders were taken", n)
	}
}

// isProblem checks what every RFC 9457 answer has in common.
func (h *house) isProblem(name string, a answer) {
	h.t.Helper()
	var p struct {
		Type, Title string
		Status      int
	}
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		h.t.Errorf("%s: %v in %q", name, err, a.body)
	}
	if a.header.Get("Content-Type") != "application/problem+json" || p.Status != a.status ||
		p.Title != http.StatusText(a.status) || p.Type != "about:blank" || a.status < 400 || a.status >= 500 {
		h.t.Errorf("%s: status %d, %s, %s", name, a.status, a.header.Get("Content-Type"), a.body)
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at it and run go test ./ui -update\n%s", path, got)
	}
}
