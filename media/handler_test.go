package media_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/media"
)

// ask sends a request to a handler over a store with one photo and a private blob.
func ask(t *testing.T, method, path string, headers map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	_, blobs := library(t)
	for name, contentType := range map[string]string{"photos/abc/160.webp": "image/webp", "evidence/raw.html": "text/html"} {
		if err := blobs.Put(t.Context(), name, contentType, []byte("0123456789")); err != nil {
			t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, path, nil)
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	media.Handler(blobs).ServeHTTP(w, r)
	return w
}

func TestHandler(t *testing.T) {
	const path = "/media/photos/abc/160.webp"
	cases := []struct {
		name, method, path string
		headers            map[string]string
		status             int
		body               string
	}{
		{"a photo", "GET", path, nil, 200, "0123456789"},
		{"head", "HEAD", path, nil, 200, ""},
		{"a range", "GET", path, map[string]string{"Range": "bytes=2-4"}, 206, "234"},
		{"a range beyond", "GET", path, map[string]string{"Range": "bytes=20-"}, 416, ""},
		{"known already", "GET", path, map[string]string{"If-None-Match": `"abc-160.webp"`}, 304, ""},
		{"another known", "GET", path, map[string]string{"If-None-Match": `"abd-160.webp"`}, 200, "0123456789"},
		{"missing", "GET", "/media/photos/abc/480.webp", nil, 404, ""},
		{"no photo", "GET", "/media/evidence/raw.html", nil, 404, ""},
		{"climbing out of photos", "GET", "/media/photos/../evidence/raw.html", nil, 404, ""},
		{"climbing out of the store", "GET", "/media/photos/../../../etc/passwd", nil, 404, ""},
		{"a directory", "GET", "/media/photos/abc", nil, 404, ""},
		{"a directory with a slash", "GET", "/media/photos/abc/", nil, 404, ""},
		{"nothing", "GET", "/media/", nil, 404, ""},
		{"another root", "GET", "/photos/abc/160.webp", nil, 404, ""},
		{"writing", "POST", path, nil, 405, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := ask(t, c.method, c.path, c.headers)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d", w.Code, c.status)
			}
			if c.body != "" && w.Body.String() != c.body {
				t.Errorf("body %q, want %q", w.Body, c.body)
			}
			cache := w.Header().Get("Cache-Control")
			if good := w.Code < 400; good != strings.Contains(cache, "immutable") {
				t.Errorf("status %d with Cache-Control %q", w.Code, cache)
			}
		})
	}
}

func TestHandlerHeaders(t *testing.T) {
	w := ask(t, "GET", "/media/photos/abc/160.webp", nil)
	want := map[string]string{
		"Content-Type": "image/webp", "Content-Length": "10", "ETag": `"abc-160.webp"`, "Accept-Ranges": "bytes",
		"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s = %q, want %q", name, got, value)
		}
	}
}

// dead is a store that does not answer.
type dead struct{ media.Blobs }

func (dead) Get(context.Context, string) (*media.Blob, error) { return nil, errors.New("no answer") }

func TestHandlerStoreDown(t *testing.T) {
	w := httptest.NewRecorder()
	media.Handler(dead{}).ServeHTTP(w, httptest.NewRequest("GET", "/media/photos/abc/160.webp", nil))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, Cache-Control %q", w.Code, w.Header().Get("Cache-Control"))
	}
}
