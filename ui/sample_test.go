package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"accord/internal/operator"
	"accord/ui"
)

// sampleDesk is a sample workspace with one person in it.
func sampleDesk(t *testing.T, reset func()) *workplace {
	t.Helper()
	return desk(t, func(c *ui.Config) {
		id, err := c.Office.Operators.Add(t.Context(), operator.Operator{Email: "claire@example.org", Name: "Claire", Role: operator.Marketer})
		if err != nil {
			t.Fatal(err)
		}
		c.Office.Sample = &ui.Sample{People: []ui.SamplePerson{{ID: id, Name: "Claire", Role: operator.Marketer}}, Reset: reset, Leave: func() {}}
	})
}

// TestTheSampleWorkspaceIsForThisMachine: a site may make its own name lead
// here, and a proxy may speak for anybody; neither is let in without a
// password.
func TestTheSampleWorkspaceIsForThisMachine(t *testing.T) {
	w := sampleDesk(t, func() {})
	port := w.url[strings.LastIndex(w.url, ":"):]
	for name, c := range map[string]struct {
		host, forwarded string
		enters          bool
	}{
		"its name":                       {host: "localhost" + port, enters: true},
		"its name, in capitals":          {host: "LOCALHOST", enters: true},
		"its address":                    {host: "127.0.0.1" + port, enters: true},
		"its address in IPv6":            {host: "[::1]" + port, enters: true},
		"a site's name that leads here":  {host: "evil.example" + port},
		"a name that begins like ours":   {host: "localhost.evil.example" + port},
		"an address that begins like it": {host: "127.0.0.1.evil.example"},
		"an address elsewhere":           {host: "192.0.2.7" + port},
		"somebody behind a proxy":        {host: "localhost" + port, forwarded: "203.0.113.9"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/", http.NoBody)
			w.must(err)
			r.Host = c.host
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			a := w.do(r)
			session := strings.Contains(strings.Join(a.header.Values("Set-Cookie"), "\n"), "accord=")
			if session != c.enters {
				t.Errorf("status %d to %q, a session %v; want %v", a.status, a.header.Get("Location"), session, c.enters)
			}
		})
	}
}

// TestTheGuideIsForTheSampleWorkspace: nobody at work needs it. Where there is
// nothing to look at yet it still says what Accord is.
func TestTheGuideIsForTheSampleWorkspace(t *testing.T) {
	sample, work := sampleDesk(t, nil), desk(t)
	for _, role := range operator.Roles() {
		if n := len(sample.as(role).get("/").says("Accord en une minute", "Camille "+string(role)).all("#main a[href^=/campaigns/]")); n > 0 && role == operator.Agent {
			t.Errorf("%d campaigns for an agent", n)
		}
		work.as(role).get("/").conceals("Accord en une minute")
	}
}
