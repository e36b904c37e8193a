package main

import (
	"strings"
	"testing"

	"accord/cmd/accord/workspace"
)

// TestANewOperatorGetsALink: without it nobody could sign in.
func TestANewOperatorGetsALink(t *testing.T) {
	dir, _ := held(t)
	for _, c := range []struct{ name, data, flag, begins string }{
		{"beside a server", dir, "", "http://localhost:9000/invitation/"},
		{"beside a server, by another address", dir, "--public-url=https://accord.example.org/", "https://accord.example.org/invitation/"},
		{"without a server", t.TempDir(), "--listen=:8081", "http://localhost:8081/invitation/"},
		{"without a server or an address", t.TempDir(), "--listen=127.0.0.1:8080", "http://127.0.0.1:8080/invitation/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			email := strings.ReplaceAll(strings.ReplaceAll(c.name, " ", "-"), ",", "") + "@example.org"
			args := []string{"operator", "add", email, "--name", "Nadia", "--role", "marketer", "--data", c.data}
			if c.flag != "" {
				args = append(args, c.flag)
			}
			s := accord(t, nil, args...)
			lines := strings.Split(strings.TrimSpace(s.out), "\n")
			token, ok := strings.CutPrefix(lines[len(lines)-1], c.begins)
			if s.fault != nil || !ok || !strings.Contains(s.err, "opens once, until") {
				t.Fatalf("said %q, %q, %v; want a link that begins with %s and how long it opens", s.out, s.err, s.fault, c.begins)
			}
			if c.data == dir {
				return // the server holds the folder
			}
			w, err := workspace.Open(t.Context(), workspace.Options{Data: c.data})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = w.Close() }()
			if o, err := w.Operators.Invited(t.Context(), token); err != nil || o.Email != email {
				t.Errorf("the link is for %q, %v; want %s", o.Email, err, email)
			}
		})
	}
}
