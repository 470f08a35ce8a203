package main

import (
	"net/http"
	"sync/atomic"
)

// gate answers for the site from the moment its address is open: that it is starting, until the site is there.
type gate struct{ site atomic.Pointer[http.Handler] }

func (g *gate) open(site http.Handler) { g.site.Store(&site) }

// ServeHTTP passes requests on once the site is there.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if site := g.site.Load(); site != nil {
		(*site).ServeHTTP(w, r)
		return
	}
	if r.URL.Path == "/livez" {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Retry-After", "3")
	w.Header().Set("Refresh", "3")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(startingPage)) // the caller went away; nobody is left to tell
	}
}

const startingPage = `<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Đang mở cửa</title>
<h1>Chợ đang mở cửa</h1><p>Trang tự tải lại sau ba giây.</p><p lang="en">The market is opening. This page reloads in three seconds.</p></html>
`

// readiness answers that the market is opening until it is open, and from then on part by part.
func (r *running) readiness() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if r.opened.Load() {
			r.board.ServeHTTP(w, req)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(`{"state":"down","parts":[{"name":"opening","state":"down"}]}` + "\n")) // the caller went away; nobody is left to tell
	})
}
