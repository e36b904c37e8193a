package ui_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/operator"
	"accord/ui"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// late is a journal in which webhooks wait.
type late struct {
	*journal
	oldest time.Time
}

func (l late) Lag(context.Context) (int, error)          { return 3, nil }
func (l late) Oldest(context.Context) (time.Time, error) { return l.oldest, nil }

// scrape reads the figures as Prometheus does: by name, then by label value.
func (s *stocked) scrape() map[string]map[string]float64 {
	s.t.Helper()
	a := s.ask(http.MethodGet, "/metrics", "", "Authorization", "Bearer "+s.program(operator.Auditor).token)
	s.want(a, 200)
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(a.body))
	s.must(err)
	figures := map[string]map[string]float64{}
	for name, f := range families {
		figures[name] = map[string]float64{}
		for _, m := range f.GetMetric() {
			figures[name][labels(m)] += m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
		if f.GetHelp() == "" || f.GetType() == dto.MetricType_COUNTER && !strings.HasSuffix(name, "_total") {
			s.t.Errorf("%s has no help, or is a counter whose name does not end in _total", name)
		}
	}
	return figures
}

// labels are the values of a metric's labels.
func labels(m *dto.Metric) string {
	var values []string
	for _, l := range m.GetLabel() {
		values = append(values, l.GetValue())
	}
	return strings.Join(values, " ")
}

func TestFiguresOfTheRunningServer(t *testing.T) {
	s := desk(t, func(c *ui.Config) { c.Journal = late{c.Journal.(*journal), start.Add(-90 * time.Second)} }).stock(6)
	id := s.running()
	s.draft()
	messages := s.messages(id)
	s.claim(id, messages[:3]...)
	s.settle(messages[0], campaign.Accepted, "")
	s.settle(messages[1], campaign.Unknown, campaign.ReasonLost)
	s.status(messages[0], campaign.Delivered)
	s.clock.Advance(start.Add(time.Hour + 7*time.Second))
	got := s.scrape()
	for _, c := range []struct {
		name, labels string
		want         float64
	}{
		{"accord_messages", "planned", 2}, {"accord_messages", "sending", 1}, {"accord_messages", "unknown", 1}, {"accord_messages", "delivered", 1}, {"accord_messages", "failed", 0},
		{"accord_messages_sent_total", "", 1}, {"accord_messages_oldest_due_seconds", "", 7},
		{"accord_campaigns", "running", 1}, {"accord_campaigns", "draft", 1}, {"accord_campaigns", "paused", 0},
		{"accord_webhooks_waiting", "", 3}, {"accord_webhooks_oldest_seconds", "", 90 + 3607},
	} {
		if n, ok := got[c.name][c.labels]; !ok || n != c.want {
			t.Errorf("%s{%s} is %v (%v), want %v", c.name, c.labels, n, ok, c.want)
		}
	}
	for _, name := range []string{"go_goroutines", "go_gc_duration_seconds", "process_resident_memory_bytes"} {
		if len(got[name]) == 0 {
			t.Errorf("no %s", name)
		}
	}
	again := s.scrape()
	if n := again["accord_http_request_duration_seconds"]["GET /metrics 200"]; n != 1 {
		t.Errorf("one scrape before this one was counted %v times: %v", n, again["accord_http_request_duration_seconds"])
	}
}

// Labels are patterns and states: nothing of a person, however an address was
// made.
func TestNoFigureNamesAPerson(t *testing.T) {
	s := desk(t).stock(3)
	p := s.program(operator.Administrator)
	p.get(fmt.Sprint("/contacts/", s.people[1]))
	s.ask(http.MethodGet, "/nowhere/"+canary, "")
	body := s.ask(http.MethodGet, "/metrics", "", "Authorization", "Bearer "+p.token).body
	if strings.Contains(body, fmt.Sprint(s.people[1])) || strings.Contains(body, canary) || !strings.Contains(body, `route="/api/v1/contacts/:id"`) {
		t.Errorf("the figures name more than patterns:\n%s", body)
	}
	if a := s.ask(http.MethodGet, "/metrics", ""); a.status != http.StatusUnauthorized {
		t.Errorf("anybody reads the figures: %d", a.status)
	}
}

// TestTwoListenersHaveOneSetOfFigures: what comes by the public one is read on
// the private one.
func TestTwoListenersHaveOneSetOfFigures(t *testing.T) {
	var private ui.Config
	s := desk(t, func(c *ui.Config) {
		c.Meters = ui.NewMeters(*c)
		private, c.PublicOnly = *c, true
	}).stock(1)
	s.ask(http.MethodGet, "/l/nothing", "")
	s.serve(private)
	if n := s.scrape()["accord_http_request_duration_seconds"]["GET /l/:code 404"]; n != 1 {
		t.Errorf("a short link on the public listener was counted %v times on the private one", n)
	}
}
