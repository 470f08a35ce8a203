package main

import (
	"crypto/subtle"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"path/filepath"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// adminHandler serves operators: metrics and profiles to whoever reaches the address,
// which is loopback unless configured, and operations to whoever holds the token.
func adminHandler(m *market, readiness http.Handler, token string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.meters.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /livez", alive)
	mux.Handle("GET /readyz", readiness)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.Handle("POST /operations", withToken(token, http.HandlerFunc(m.serveOperation)))
	return mux
}

func withToken(token string, next http.Handler) http.Handler {
	want := []byte("Bearer " + token)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), want) != 1 {
			http.Error(w, "the token in the data folder is needed", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serveOperation runs an operation and streams what it prints.
func (m *market) serveOperation(w http.ResponseWriter, r *http.Request) {
	var in request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
		http.Error(w, "not an operation: "+err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	control := http.NewResponseController(w)
	out := replies{to: w, flush: func() { _ = control.Flush() }}
	slog.InfoContext(r.Context(), "operation", "name", in.Name)
	err := m.do(r.Context(), in, out)
	if err != nil {
		slog.WarnContext(r.Context(), "operation failed", "name", in.Name, "error", err)
	}
	_ = out.end(err) // whoever asked went away; the log has the outcome
}

// adminToken is what opens the operations of the process on this data, readable by the owner of the folder alone.
func adminToken(dataDir string) (string, error) {
	return secretFile(filepath.Join(dataDir, "admin.token"))
}
