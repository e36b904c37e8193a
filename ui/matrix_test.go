package ui_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"accord/internal/operator"
	"accord/ui"
)

// nobodys is an id that is nobody's.
const nobodys = "987654321"

var parameter = regexp.MustCompile(`:[a-z]+`)

// foreign is an address with ids that do not exist.
func foreign(path string) string { return parameter.ReplaceAllString(path, nobodys) }

// routesOf are the tables of the server that a workplace runs.
func (w *workplace) routesOf() (pages, programs []ui.Address) {
	w.t.Helper()
	_, config := build(w.t)
	config.Office = w.office
	s, err := ui.New(config)
	w.must(err)
	return s.Pages(), s.Programs()
}

// Every page, seen by every role and by a stranger: who may gets an answer,
// and of what does not exist a 404; who may not gets nothing.
func TestEachPageAdmitsWhomItsPermissionNames(t *testing.T) {
	w := desk(t)
	pages, _ := w.routesOf()
	ids := map[operator.Role]operator.ID{}
	for _, role := range operator.Roles() {
		ids[role] = w.as(role).id
	}
	for _, r := range pages {
		t.Run(r.Method+" "+r.Path, func(t *testing.T) {
			w.pageCell(t, r, operator.Public, w.stranger())
			for _, role := range operator.Roles() {
				w.pageCell(t, r, role, w.again(ids[role]))
			}
		})
	}
}

// again is a new session of an operator: a cell may end the one it uses.
func (w *workplace) again(id operator.ID) *person {
	w.t.Helper()
	token, _, err := w.operators.OpenSession(context.Background(), id, "203.0.113.0/24", "Firefox")
	w.must(err)
	return &person{workplace: w, id: id, cookies: map[string]string{"accord": token}}
}

func (w *workplace) pageCell(t *testing.T, r ui.Address, role operator.Role, p *person) {
	t.Helper()
	var got sheet
	switch r.Method {
	case http.MethodGet:
		got = p.get(foreign(r.Path))
	case http.MethodPost:
		if !r.Streamed {
			p.tag = "forged"
			if got = p.post(foreign(r.Path)); role.May(r.Needs) && got.status != http.StatusForbidden {
				t.Errorf("%s: a forged form is answered %d, want 403", role, got.status)
			}
			p.tag = ""
			p.get("/login")
		}
		got = p.post(foreign(r.Path))
	default:
		t.Fatalf("pages know GET and POST, not %s", r.Method)
	}
	switch {
	case !role.May(r.Needs) && role == operator.Public:
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login") {
			t.Errorf("a stranger gets %d %s, want the way to the login", got.status, got.header.Get("Location"))
		}
	case !role.May(r.Needs):
		if got.status != http.StatusForbidden {
			t.Errorf("%s gets %d, want 403", role, got.status)
		}
	case parameter.MatchString(r.Path):
		if got.status != http.StatusNotFound {
			t.Errorf("%s gets %d for what does not exist, want 404", role, got.status)
		}
	case got.status == http.StatusForbidden || got.status >= 500 || strings.HasPrefix(got.header.Get("Location"), "/login?"):
		t.Errorf("%s gets %d %s, want an answer", role, got.status, got.header.Get("Location"))
	}
}

// Every operation of the API, asked with a token of every role, with none, and
// with one whose scopes leave it out.
func TestEachOperationAdmitsWhomItsPermissionNames(t *testing.T) {
	w := desk(t)
	_, programs := w.routesOf()
	tokens := map[operator.Role]string{operator.Public: ""}
	for _, role := range operator.Roles() {
		tokens[role] = w.token(role)
	}
	narrow, _, err := w.operators.CreateToken(t.Context(), operator.TokenSpec{Name: "narrow", Role: operator.Administrator,
		Scopes: []operator.Permission{operator.HomeView}}, "claire@example.org")
	w.must(err)
	for _, r := range programs {
		if operator.Public.May(r.Needs) {
			continue // signed, or open to everybody
		}
		t.Run(r.Method+" "+r.Path, func(t *testing.T) {
			for role, token := range tokens {
				w.programCell(t, r, role, token)
			}
			if got := w.call(r, narrow); got.status != http.StatusForbidden {
				t.Errorf("a token with another scope gets %d, want 403", got.status)
			}
		})
	}
}

func (w *workplace) call(r ui.Address, token string) answer {
	header := []string{"Content-Type", "application/json"}
	if token != "" {
		header = append(header, "Authorization", "Bearer "+token)
	}
	body := ""
	if r.Method != http.MethodGet && r.Method != http.MethodDelete {
		body = "{}"
	}
	return w.ask(r.Method, foreign(r.Path), body, header...)
}

func (w *workplace) programCell(t *testing.T, r ui.Address, role operator.Role, token string) {
	t.Helper()
	got := w.call(r, token)
	switch {
	case role == operator.Public:
		if got.status != http.StatusUnauthorized {
			t.Errorf("without a token: %d, want 401", got.status)
		}
	case !role.May(r.Needs) || r.Also != "" && !role.May(r.Also):
		if got.status != http.StatusForbidden {
			t.Errorf("%s gets %d, want 403", role, got.status)
		}
	case parameter.MatchString(r.Path) && (r.Method == http.MethodGet || r.Method == http.MethodDelete):
		if got.status != http.StatusNotFound {
			t.Errorf("%s gets %d for what does not exist, want 404: %s", role, got.status, got.body)
		}
	case got.status == http.StatusUnauthorized || got.status == http.StatusForbidden || got.status >= 500:
		t.Errorf("%s gets %d, want an answer: %s", role, got.status, got.body)
	}
}
