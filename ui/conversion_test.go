package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"accord/internal/operator"
)

const conversions = "/api/v1/conversions"

func (h *house) order(token, body string, header ...string) answer {
	h.t.Helper()
	return h.ask(http.MethodPost, conversions, body, append([]string{"Authorization", "Bearer " + token}, header...)...)
}

func TestAnOrderCountsOncePerKey(t *testing.T) {
	h := open(t)
	who, token := h.launch(), h.token(operator.Marketer)
	cases := []struct {
		name, body string
		header     []string
		status     int
	}{
		{"by phone", `{"key":"o1","phone":"` + phone + `","value":1299,"currency":"EUR"}`, nil, 201},
		{"the same key", `{"key":"o1","phone":"` + phone + `","value":1299,"currency":"EUR"}`, nil, 200},
		{"the same key as header", `{"phone":"` + phone + `","value":1299,"currency":"EUR"}`, []string{"Idempotency-Key", "o1"}, 200},
		{"by contact", fmt.Sprintf(`{"key":"o2","contact":"%d"}`, who.contact), nil, 201},
		{"by the shop's id", `{"key":"o3","external_id":"C-1"}`, nil, 201},
		{"by message", fmt.Sprintf(`{"key":"o4","message":"%d"}`, who.message), nil, 201},
		{"by click", `{"key":"o5","click":"` + who.code.String() + `"}`, nil, 201},
		{"key as header", `{"external_id":"C-1","at":"2026-03-03T09:00:00+01:00"}`, []string{"Idempotency-Key", "o6"}, 201},
		{"key as header in quotes", `{"external_id":"C-1"}`, []string{"Idempotency-Key", `"o7"`}, 201},
		{"both keys, equal", `{"key":"o8","external_id":"C-1"}`, []string{"Idempotency-Key", "o8"}, 201},
		{"nulls are absent", `{"key":"o9","external_id":"C-1","contact":null,"value":null,"at":null}`, nil, 201},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := h.want(h.order(token, c.body, c.header...), c.status)
			want := fmt.Sprintf(`{"contact":"%d","duplicate":%v}`, who.contact, c.status == 200)
			if a.body != want || a.header.Get("Content-Type") != "application/json" {
				t.Errorf("%s: %s, want %s", a.header.Get("Content-Type"), a.body, want)
			}
		})
	}
	if n := h.count(`SELECT count(*) FROM contact_event WHERE name = 'order'`); n != 9 {
		t.Errorf("%d orders, want 9", n)
	}
	if n := h.count(`SELECT coalesce(sum(value), 0) FROM contact_event`); n != 1299 {
		t.Errorf("orders of %d cents, want 1299", n)
	}
}

func TestOrdersNeedATokenWithThePermission(t *testing.T) {
	h := open(t)
	h.launch()
	const body = `{"key":"o1","external_id":"C-1"}`
	revoked, id, err := h.operators.CreateToken(t.Context(), operator.TokenSpec{Name: "old shop", Role: operator.Marketer}, "claire@example.org")
	h.must(err)
	h.must(h.operators.Revoke(t.Context(), id, "claire@example.org"))
	good, analyst := h.token(operator.Marketer), h.token(operator.Analyst)
	cases := []struct {
		name   string
		header []string
		status int
	}{
		{"no token", nil, 401},
		{"empty", []string{"Authorization", "Bearer "}, 401},
		{"another scheme", []string{"Authorization", "Basic " + good}, 401},
		{"invented", []string{"Authorization", "Bearer acc_" + strings.Repeat("A", 43)}, 401},
		{"revoked", []string{"Authorization", "Bearer " + revoked}, 401},
		{"a role without the permission", []string{"Authorization", "Bearer " + analyst}, 403},
		{"good", []string{"Authorization", "Bearer " + good}, 201},
		{"good, scheme in small letters", []string{"Authorization", "bearer " + good}, 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := h.want(h.ask(http.MethodPost, conversions, body, c.header...), c.status)
			if got := a.header.Get("WWW-Authenticate"); strings.HasPrefix(got, "Bearer") != (c.status == 401) {
				t.Errorf("WWW-Authenticate %q with status %d", got, a.status)
			}
			if orders := h.count(`SELECT count(*) FROM contact_event`); orders > 0 && c.status >= 400 {
				t.Error("the order was taken")
			}
		})
	}
}

func TestAnOrderIsAtMost64KiB(t *testing.T) {
	h := open(t)
	h.want(h.order(h.token(operator.Marketer), `{"external_id":"`+strings.Repeat("x", 64<<10)+`"}`), 413)
}
