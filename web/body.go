package web

import (
	"net/http"
	"strconv"
	"strings"
)

// serveBody answers 304 when the caller has the body with that ETag, and else sends it. Headers but the length are set already.
func serveBody(w http.ResponseWriter, r *http.Request, etag string, body []byte) {
	if sent := r.Header.Get("If-None-Match"); sent != "" && matches(sent, etag) {
		h := w.Header()
		h.Del("Content-Type")
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		writeAtOnce(w, r, body)
	}
}

// matches compares If-None-Match weakly, as RFC 9110 13.1.2 asks.
func matches(header, etag string) bool {
	if header == etag {
		return true
	}
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}
