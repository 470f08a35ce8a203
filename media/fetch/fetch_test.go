package fetch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/fetch"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// registry is a server on a private address that the fetcher trusts.
func registry(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *fetch.Fetcher) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server, fetch.New(fetch.Config{
		TrustedHost: server.Listener.Addr().String(), MaxBytes: 100_000, Timeout: 2 * time.Second,
	})
}

func TestFetch(t *testing.T) {
	want := picture(t)
	var agent, accept string
	server, f := registry(t, func(w http.ResponseWriter, r *http.Request) {
		agent, accept = r.UserAgent(), r.Header.Get("Accept")
		w.Header().Set("Content-Type", "text/html") // what a server says does not count
		w.Write(want)
	})
	got, err := f.Fetch(t.Context(), server.URL+"/a.png")
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("got %d bytes, %v, want the picture", len(got), err)
	}
	if agent != "ocop" || !strings.Contains(accept, "image/webp") {
		t.Errorf("asked as %q for %q", agent, accept)
	}
}

func TestAnswers(t *testing.T) {
	png := picture(t)
	cases := []struct {
		name   string
		answer http.HandlerFunc
		kind   error // ErrPermanent or ErrPassing
		cause  error // nil: any
	}{
		{"not found", status(404), fetch.ErrPermanent, nil},
		{"forbidden", status(403), fetch.ErrPermanent, nil},
		{"gone", status(410), fetch.ErrPermanent, nil},
		{"no content", status(204), fetch.ErrPermanent, nil},
		{"too many requests", status(429), fetch.ErrPassing, nil},
		{"request timeout", status(408), fetch.ErrPassing, nil},
		{"server error", status(500), fetch.ErrPassing, nil},
		{"unavailable", status(503), fetch.ErrPassing, nil},
		{"a page", write("<!doctype html><title>x</title>"), fetch.ErrPermanent, media.ErrType},
		{"an SVG drawing", write(`<svg xmlns="http://www.w3.org/2000/svg"/>`), fetch.ErrPermanent, media.ErrType},
		{"a GIF", write("GIF89a............"), fetch.ErrPermanent, media.ErrType},
		{"nothing", write(""), fetch.ErrPermanent, media.ErrType},
		{"short", write("\x89PNG"), fetch.ErrPermanent, media.ErrType},
		{"announced too large", write(string(png) + strings.Repeat("x", 200_000)), fetch.ErrPermanent, media.ErrTooLarge},
		{"endless", endless(png), fetch.ErrPermanent, media.ErrTooLarge},
		{"cut off", cutOff(png), fetch.ErrPassing, nil},
		{"redirect in a circle", redirect("/"), fetch.ErrPermanent, fetch.ErrRedirects},
		{"redirect to a file", redirect("file:///etc/passwd"), fetch.ErrPermanent, fetch.ErrURL},
		{"redirect with a password", redirect("http://a:b@example.com/"), fetch.ErrPermanent, fetch.ErrURL},
		{"redirect to loopback", redirect("http://127.0.0.1:9/"), fetch.ErrPermanent, fetch.ErrPrivate},
		{"redirect to a cloud's secrets", redirect("http://169.254.169.254/latest/"), fetch.ErrPermanent, fetch.ErrPrivate},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			server, f := registry(t, c.answer)
			data, err := f.Fetch(t.Context(), server.URL)
			if data != nil || !errors.Is(err, c.kind) {
				t.Errorf("got %d bytes, err = %v, want %v", len(data), err, c.kind)
			}
			if c.cause != nil && !errors.Is(err, c.cause) {
				t.Errorf("err = %v, want %v", err, c.cause)
			}
			if errors.Is(err, fetch.ErrPermanent) && errors.Is(err, fetch.ErrPassing) {
				t.Errorf("err = %v is both permanent and passing", err)
			}
		})
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func write(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(body)) }
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// endless announces no length and never stops.
func endless(head []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Write(head)
		for {
			if _, err := w.Write(make([]byte, 10_000)); err != nil {
				return
			}
		}
	}
}

// cutOff promises more than it sends.
func cutOff(head []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(head)+1000))
		w.Write(head)
	}
}

func TestRedirectsWithinLimit(t *testing.T) {
	want := picture(t)
	server, f := registry(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.Path) < 4 {
			http.Redirect(w, r, r.URL.Path+"a", http.StatusMovedPermanently)
			return
		}
		w.Write(want)
	})
	if got, err := f.Fetch(t.Context(), server.URL+"/"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("after 3 redirects: %d bytes, %v", len(got), err)
	}
}

func TestSlowBody(t *testing.T) {
	head := picture(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write(head)
		for r.Context().Err() == nil { // a byte now and then, forever
			w.Write([]byte("x"))
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	}))
	defer server.Close()
	f := fetch.New(fetch.Config{TrustedHost: server.Listener.Addr().String(), Timeout: 200 * time.Millisecond})
	began := time.Now()
	_, err := f.Fetch(t.Context(), server.URL)
	if !errors.Is(err, fetch.ErrPassing) {
		t.Errorf("err = %v, want ErrPassing", err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestCallerGivesUp(t *testing.T) {
	server, f := registry(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := f.Fetch(ctx, server.URL)
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, fetch.ErrPassing) || errors.Is(err, fetch.ErrPermanent) {
		t.Errorf("err = %v, want the caller's deadline alone", err)
	}
}

// TestPrivateServerIsNotAsked checks that not even a connection is made, whatever name leads there.
func TestPrivateServerIsNotAsked(t *testing.T) {
	var asked atomic.Int64
	private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer private.Close()
	_, port, _ := strings.Cut(private.Listener.Addr().String(), ":")
	server, f := registry(t, redirect("http://localhost:"+port+"/inside.png"))
	addresses := []string{
		private.URL, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port,
		"http://0.0.0.0:" + port, "http://[::1]:" + port, server.URL,
	}
	for _, address := range addresses {
		if _, err := f.Fetch(t.Context(), address); !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("%s: err = %v, want ErrPrivate", address, err)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the private server was asked %d times", n)
	}
}

func TestProxyIsNotAsked(t *testing.T) {
	var asked atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	f := fetch.New(fetch.Config{})
	if _, err := f.Fetch(t.Context(), "http://10.1.2.3/a.png"); !errors.Is(err, fetch.ErrPrivate) {
		t.Errorf("err = %v, want ErrPrivate", err)
	}
	if asked.Load() != 0 {
		t.Error("a proxy was asked")
	}
}

func TestWrongAddresses(t *testing.T) {
	f := fetch.New(fetch.Config{})
	for _, address := range []string{"", "a.png", "/a.png", "ftp://example.com/a.png", "file:///etc/passwd", "http://", "http://:80/", "http://a:secret@example.com/", "http://%zz", "data:image/png;base64,AAAA", "http://a b/"} {
		_, err := f.Fetch(t.Context(), address)
		if !errors.Is(err, fetch.ErrURL) || !errors.Is(err, fetch.ErrPermanent) {
			t.Errorf("%q: err = %v, want ErrURL", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error tells the password: %v", address, err)
		}
	}
}

func TestHostPort(t *testing.T) {
	cases := map[string]string{
		"http://127.0.0.1:8090": "127.0.0.1:8090", "https://registry.example/api/": "registry.example:443",
		"http://registry.example": "registry.example:80", "http://[::1]:8090/x": "[::1]:8090",
		"": "", "127.0.0.1:8090": "", "ftp://example.com": "",
	}
	for address, want := range cases {
		if got := fetch.HostPort(address); got != want {
			t.Errorf("HostPort(%q) = %q, want %q", address, got, want)
		}
	}
}
