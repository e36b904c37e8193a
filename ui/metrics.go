package ui

import (
	"context"
	"strconv"
	"time"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// meters count what the server does, for Prometheus. Labels are patterns of
// routes and states, never anything of a person.
type meters struct {
	handler  fiber.Handler
	requests *prometheus.HistogramVec
}

func (s *Server) newMeters() meters {
	m := meters{requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "accord_http_request_seconds",
		Help: "Time to answer, by route and status.", Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10}}, []string{"method", "route", "status"})}
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &engineMeter{s})
	m.handler = adaptor.HTTPHandler(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return m
}

// metrics answers a scrape.
func (s *Server) metrics(c *fiber.Ctx) error { return s.meters.handler(c) }

func (m meters) count(c *fiber.Ctx, took time.Duration) {
	m.requests.WithLabelValues(c.Method(), pattern(c), strconv.Itoa(c.Response().StatusCode())).Observe(took.Seconds())
}

// engineMeter reads, at each scrape, what the engine has before it.
type engineMeter struct{ server *Server }

var (
	waitingWebhooks = prometheus.NewDesc("accord_webhooks_waiting", "Webhooks that are stored and not recorded yet.", nil, nil)
	campaigns       = prometheus.NewDesc("accord_campaigns", "Campaigns by phase.", []string{"phase"}, nil)
)

// Describe implements prometheus.Collector.
func (m *engineMeter) Describe(out chan<- *prometheus.Desc) {
	out <- waitingWebhooks
	out <- campaigns
}

// Collect implements prometheus.Collector. What cannot be read is left out:
// an alert on its absence is truer than a zero.
func (m *engineMeter) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), handleTimeout)
	defer cancel()
	s := m.server
	if lag, ok := s.Journal.(interface {
		Lag(ctx context.Context) (int, error)
	}); ok {
		if n, err := lag.Lag(ctx); err == nil {
			out <- prometheus.MustNewConstMetric(waitingWebhooks, prometheus.GaugeValue, float64(n))
		}
	}
	if s.Office == nil {
		return
	}
	list, err := s.Office.Campaigns.List(ctx)
	if err != nil {
		return
	}
	phases := map[campaign.Phase]int{}
	for _, c := range list {
		phases[c.Phase]++
	}
	for phase, n := range phases {
		out <- prometheus.MustNewConstMetric(campaigns, prometheus.GaugeValue, float64(n), string(phase))
	}
}
