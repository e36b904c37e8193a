package ui

import (
	"context"
	"slices"
	"testing"

	"accord/internal/clock"
	"accord/internal/operator"
)

// complete has every part, none of which is called.
func complete() Config {
	return Config{
		Journal: struct{ Journal }{}, Links: struct{ Links }{}, Conversions: struct{ Conversions }{}, Tokens: struct{ Tokens }{},
		Health: func(context.Context) error { return nil }, Platform: struct{ Platform }{}, Clock: &clock.Real{},
	}
}

// Every address that Fiber answers stands in the table, and the table names a
// permission that some role has.
func TestEveryRouteIsInTheTableWithARole(t *testing.T) {
	s, err := New(complete())
	if err != nil {
		t.Fatal(err)
	}
	table := s.programs()
	var listed, served []string
	for _, r := range table {
		listed = append(listed, r.Method+" "+r.Path)
		roles := []operator.Role{operator.Public, operator.Administrator, operator.Marketer, operator.Analyst,
			operator.Agent, operator.Compliance, operator.Auditor}
		if !slices.ContainsFunc(roles, func(role operator.Role) bool { return role.May(r.Needs) }) {
			t.Errorf("%s %s needs %q, which no role has", r.Method, r.Path, r.Needs)
		}
		if r.Handler == nil || r.Limit > webhookLimit {
			t.Errorf("%s %s: no handler, or a limit of %d bytes beyond the server's", r.Method, r.Path, r.Limit)
		}
	}
	for _, r := range s.app.GetRoutes(true) {
		served = append(served, r.Method+" "+r.Path)
	}
	slices.Sort(listed)
	slices.Sort(served)
	if len(table) == 0 || !slices.Equal(listed, served) || len(slices.Compact(listed)) != len(table) {
		t.Errorf("the table lists %q, Fiber serves %q", listed, served)
	}
}

func TestWhatAnybodyMayDo(t *testing.T) {
	s, err := New(complete())
	if err != nil {
		t.Fatal(err)
	}
	open := []string{"/webhooks/whatsapp", "/l/:code", "/api/openapi.json", "/healthz", "/readyz"}
	for _, r := range s.programs() {
		if got := operator.Public.May(r.Needs); got != slices.Contains(open, r.Path) {
			t.Errorf("%s %s is open to anybody: %v", r.Method, r.Path, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	cases := []struct {
		name   string
		change func(*Config)
	}{
		{"no journal", func(c *Config) { c.Journal = nil }},
		{"no links", func(c *Config) { c.Links = nil }},
		{"no conversions", func(c *Config) { c.Conversions = nil }},
		{"no tokens", func(c *Config) { c.Tokens = nil }},
		{"no health", func(c *Config) { c.Health = nil }},
		{"no clock", func(c *Config) { c.Clock = nil }},
		{"no platform", func(c *Config) { c.Platform = nil }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			config := complete()
			c.change(&config)
			if _, err := New(config); err == nil {
				t.Error("the server starts without it")
			}
		})
	}
}
