package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"accord/internal/operator"
	"accord/ui"
)

// program calls the API of a shop with a token. What it is answered is held
// against the description each time.
type program struct {
	*stocked
	token string
	name  string // of the token
	id    operator.TokenID
	made  *ui.Server
}

// program is a new token of a role, with some of its scopes or all of them.
func (s *stocked) program(role operator.Role, scopes ...operator.Permission) *program {
	s.t.Helper()
	p := &program{stocked: s, name: "program-" + string(role)}
	var err error
	p.token, p.id, err = s.operators.CreateToken(s.t.Context(), operator.TokenSpec{Name: p.name, Role: role, Scopes: scopes}, "claire@example.org")
	s.must(err)
	_, config := build(s.t)
	config.Office = s.office
	p.made, err = ui.New(config)
	s.must(err)
	return p
}

// reply is what a program is answered.
type reply struct {
	answer
	t testing.TB
}

// call asks; body is JSON, or empty for none. Header has names and values in
// turn.
func (p *program) call(method, path, body string, header ...string) reply {
	p.t.Helper()
	header = append(header, "Authorization", "Bearer "+p.token)
	if body != "" {
		header = append(header, "Content-Type", "application/json")
	}
	a := p.ask(method, "/api/v1"+path, body, header...)
	if err := p.made.Conforms(method, "/api/v1"+path, a.status, []byte(a.body)); err != nil {
		p.t.Error(err)
	}
	kind := "application/json"
	if a.status >= http.StatusBadRequest {
		kind = "application/problem+json"
	}
	if got := a.header.Get("Content-Type"); a.body != "" && got != kind {
		p.t.Errorf("%s %s: Content-Type %q with status %d", method, path, got, a.status)
	}
	return reply{a, p.t}
}

func (p *program) get(path string) reply { p.t.Helper(); return p.call(http.MethodGet, path, "") }

func (p *program) post(path, body string, header ...string) reply {
	p.t.Helper()
	return p.call(http.MethodPost, path, body, header...)
}

// is fails the test for another status.
func (r reply) is(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

// at is the member of the answer that a path names: "items.0.id".
func (r reply) at(path string) any {
	r.t.Helper()
	var value any
	if err := json.Unmarshal([]byte(r.body), &value); err != nil {
		r.t.Fatalf("%v in %q", err, r.body)
	}
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// text is a member as a text.
func (r reply) text(path string) string {
	r.t.Helper()
	s, ok := r.at(path).(string)
	if !ok {
		r.t.Fatalf("%q is no text in %s", path, r.body)
	}
	return s
}

// items is how many items a list has.
func (r reply) items() int {
	r.t.Helper()
	list, ok := r.at("items").([]any)
	if !ok {
		r.t.Fatalf("no items in %s", r.body)
	}
	return len(list)
}

// has fails the test for each member, given as path and value in turn, that is
// another. Numbers are float64.
func (r reply) has(members ...any) reply {
	r.t.Helper()
	for i := 0; i+1 < len(members); i += 2 {
		if got := r.at(members[i].(string)); fmt.Sprint(got) != fmt.Sprint(members[i+1]) {
			r.t.Errorf("%v is %v, want %v, in %s", members[i], got, members[i+1], r.body)
		}
	}
	return r
}

// lacks fails the test for each text that the answer holds.
func (r reply) lacks(texts ...string) reply {
	r.t.Helper()
	for _, text := range texts {
		if strings.Contains(r.body, text) {
			r.t.Errorf("the answer says %q: %s", text, r.body)
		}
	}
	return r
}

// recorded counts what a program has done by action.
func (p *program) recorded(action string) int {
	p.t.Helper()
	return p.count(`SELECT count(*) FROM audit WHERE operator = ? AND action = ?`, operator.TokenAuthor(p.id), action)
}
