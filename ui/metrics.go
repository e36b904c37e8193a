package ui

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Meters count what servers do, for Prometheus. Labels are patterns of routes
// and states, never anything of a person.
type Meters struct {
	handler  fiber.Handler
	requests *prometheus.HistogramVec
}

// NewMeters are those of the servers of one configuration, on however many
// listeners they are.
func NewMeters(c Config) *Meters {
	m := &Meters{requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "accord_http_request_duration_seconds",
		Help: "Time to answer, by route and status.", Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10}}, []string{"method", "route", "status"})}
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &engineMeter{c})
	m.handler = adaptor.HTTPHandler(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return m
}

// metrics answers a scrape.
func (s *Server) metrics(c *fiber.Ctx) error { return s.meters.handler(c) }

func (m *Meters) count(c *fiber.Ctx, took time.Duration) {
	m.requests.WithLabelValues(c.Method(), pattern(c), strconv.Itoa(c.Response().StatusCode())).Observe(took.Seconds())
}

// engineMeter reads, at each scrape, what the engine has before it. Its
// seconds are those of the business clock.
type engineMeter struct{ Config }

// backlog is a journal that tells what waits in it.
type backlog interface {
	Lag(ctx context.Context) (int, error)
	Oldest(ctx context.Context) (time.Time, error)
}

var (
	webhooksWaiting = prometheus.NewDesc("accord_webhooks_waiting", "Webhooks that are stored and not recorded yet.", nil, nil)
	webhooksOldest  = prometheus.NewDesc("accord_webhooks_oldest_seconds", "Age of the oldest webhook that waits; 0 when none does.", nil, nil)
	campaignCount   = prometheus.NewDesc("accord_campaigns", "Campaigns by phase.", []string{"phase"}, nil)
	messageCount    = prometheus.NewDesc("accord_messages", "Messages by state: sending is in flight, unknown had no answer.", []string{"state"}, nil)
	messagesSent    = prometheus.NewDesc("accord_messages_sent_total", "Messages that the platform took; its rate is the sends per second.", nil, nil)
	oldestDue       = prometheus.NewDesc("accord_messages_oldest_due_seconds", "How late the oldest due message of a running campaign is; 0 when none is due.", nil, nil)
)

// Describe implements prometheus.Collector.
func (m *engineMeter) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{webhooksWaiting, webhooksOldest, campaignCount, messageCount, messagesSent, oldestDue} {
		out <- d
	}
}

// Collect implements prometheus.Collector. What cannot be read is left out:
// an alert on its absence is truer than a zero.
func (m *engineMeter) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), handleTimeout)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	if journal, ok := m.Journal.(backlog); ok {
		if n, err := journal.Lag(ctx); err == nil {
			gauge(webhooksWaiting, float64(n))
		}
		if at, err := journal.Oldest(ctx); err == nil {
			gauge(webhooksOldest, m.secondsSince(at))
		}
	}
	if m.Office == nil {
		return
	}
	census, err := m.Office.Campaigns.Census(ctx, m.Office.DB)
	if err != nil {
		return
	}
	for _, phase := range campaignPhases { // those of nobody, too: a series that comes and goes cannot be watched
		gauge(campaignCount, float64(census.Phases[phase]), string(phase))
	}
	for _, state := range messageStates {
		gauge(messageCount, float64(census.States[state]), string(state))
	}
	out <- prometheus.MustNewConstMetric(messagesSent, prometheus.CounterValue, float64(census.Sent))
	gauge(oldestDue, m.secondsSince(census.OldestDue))
}

// secondsSince is how long ago an instant was; 0 for none and for one to come.
func (m *engineMeter) secondsSince(at time.Time) float64 {
	if at.IsZero() {
		return 0
	}
	return max(0, m.Clock.Now().Sub(at).Seconds())
}
