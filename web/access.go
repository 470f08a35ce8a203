package web

import (
	"log/slog"
	"net/http"
	"time"
)

// recorder notes what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes the size.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush lets streamed answers through.
func (r *recorder) Flush() {
	_ = http.NewResponseController(r.ResponseWriter).Flush() // what cannot be flushed is sent at the end
}

// logAccess writes one line for a request. It holds the path, never the query, the
// address or a header of the caller: what people search and who they are stays theirs.
func (s *Server) logAccess(r *http.Request, w *recorder, source string, took time.Duration) {
	if !s.log.Enabled(r.Context(), slog.LevelInfo) {
		return
	}
	s.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("id", requestID(w.Header())), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", w.status), slog.Int("bytes", w.bytes), slog.String("from", source), slog.Duration("took", took))
}
