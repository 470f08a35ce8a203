package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/ocopmarket/ocop/internal/outbox"
)

// meters are what the market measures about itself.
type meters struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	handled  *prometheus.CounterVec
	behind   *prometheus.GaugeVec
	lag      *prometheus.GaugeVec
	dead     *prometheus.CounterVec
	jobs     *prometheus.CounterVec
}

func newMeters() *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "ocop_http_request_seconds", Help: "Time to answer a request, by class of status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"class"}),
		handled: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "ocop_outbox_events_total", Help: "Outbox events given to a consumer, by outcome."}, []string{"consumer", "outcome"}),
		behind:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "ocop_outbox_behind", Help: "Outbox entries that a consumer has yet to see."}, []string{"consumer"}),
		lag:     prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "ocop_outbox_lag_seconds", Help: "Age of the outbox event that a consumer saw last."}, []string{"consumer"}),
		dead:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "ocop_outbox_dead_letters_total", Help: "Outbox events that a consumer could not digest."}, []string{"consumer", "kind"}),
		jobs:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "ocop_job_runs_total", Help: "Runs of jobs, by outcome."}, []string{"job", "outcome"}),
	}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.requests, m.handled, m.behind, m.lag, m.dead, m.jobs)
	return m
}

// hooks lets the outbox tell how its consumers do.
func (m *meters) hooks() outbox.Hooks {
	return outbox.Hooks{
		Handled: func(consumer string, events int, _ time.Duration, err error) {
			m.handled.WithLabelValues(consumer, outcome(err)).Add(float64(events))
		},
		Progress: func(consumer string, behind int64, lag time.Duration) {
			m.behind.WithLabelValues(consumer).Set(float64(behind))
			m.lag.WithLabelValues(consumer).Set(lag.Seconds())
		},
		Dead: func(consumer, kind string) { m.dead.WithLabelValues(consumer, kind).Inc() },
	}
}

// p95 is what all but one in twenty of the answers that went well took at most, since the start, as exactly as the histogram knows; 0 before the first.
func (m *meters) p95() time.Duration {
	families, err := m.registry.Gather()
	if err != nil {
		return 0
	}
	for _, family := range families {
		if family.GetName() != "ocop_http_request_seconds" {
			continue
		}
		for _, metric := range family.GetMetric() {
			if metric.GetLabel()[0].GetValue() != "2xx" {
				continue
			}
			most := metric.GetHistogram().GetSampleCount() * 95 / 100
			for _, bucket := range metric.GetHistogram().GetBucket() {
				if bucket.GetCumulativeCount() >= max(most, 1) {
					return time.Duration(bucket.GetUpperBound() * float64(time.Second))
				}
			}
		}
	}
	return 0
}

func outcome(err error) string {
	if err != nil {
		return "failed"
	}
	return "ok"
}

// measured times every request by the class of its status.
func (m *meters) measured(next http.Handler) http.Handler {
	classes := [6]prometheus.Observer{}
	for i := range classes {
		classes[i] = m.requests.WithLabelValues(strconv.Itoa(i) + "xx")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		classes[min(rec.status/100, 5)].Observe(time.Since(began).Seconds())
	})
}

// statusRecorder remembers the status that was sent.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
