package web

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestEveryAnswerIsGuarded(t *testing.T) {
	m := newMarket(t, 3, nil)
	for _, path := range []string{"/", "/", "/khong-co", "/favicon.ico", "/robots.txt", "/01/1"} {
		h := m.get(t, path).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Request-Id") == "" || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: headers missing in %v", path, h)
		}
	}
}

// TestNothingInline: the policy forbids inline script and style, so no page may hold any.
func TestNothingInline(t *testing.T) {
	m := newMarket(t, 60, nil)
	for _, path := range addresses() {
		body := strings.ReplaceAll(m.want(t, path, http.StatusOK), `<script type="application/ld+json">`, "")
		for _, bad := range []string{"<script>", " style=", "<style", " onclick=", " onload=", "javascript:"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
}

func TestForeignFormsAreRefused(t *testing.T) {
	m := newMarket(t, 3, nil)
	for header, want := range map[[2]string]int{
		{"Sec-Fetch-Site", "cross-site"}:   http.StatusForbidden,
		{"Origin", "https://evil.example"}: http.StatusForbidden,
		{"Sec-Fetch-Site", "same-origin"}:  http.StatusMethodNotAllowed,
	} {
		r := httptest.NewRequest(http.MethodPost, "/tinh", strings.NewReader("a=b"))
		r.Header.Set(header[0], header[1])
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("POST with %v: %d, want %d", header, w.Code, want)
		}
	}
}

func TestLimits(t *testing.T) {
	m := newMarket(t, 3, nil)
	d := m.deps()
	d.Limiter = NewLimiter([]Limit{{Name: "certificates", Prefix: "/xac-minh", Per: time.Minute, Count: 60, Burst: 3}}, nil, m.clock.Now)
	server, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	m.Server = server
	for i := range 3 {
		if got := m.get(t, "/en/xac-minh").Code; got != http.StatusOK {
			t.Fatalf("call %d: %d", i, got)
		}
	}
	w := m.get(t, "/xac-minh")
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "Xin chậm lại") {
		t.Errorf("the fourth: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	m.want(t, "/tinh", http.StatusOK)
	m.clock.set(noon.Add(2 * time.Second))
	m.want(t, "/xac-minh", http.StatusOK)
}

func TestWhoIsCounted(t *testing.T) {
	l := NewLimiter(nil, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, time.Now)
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7:1", "", "203.0.113.7"},
		{"203.0.113.7:1", "198.51.100.1", "203.0.113.7"},
		{"10.1.1.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.1.1.1:1", "6.6.6.6, 198.51.100.1, 10.2.2.2", "198.51.100.1"},
		{"10.1.1.1:1", "nonsense", "10.1.1.1"},
		{"[2001:db8:1:2:3::4]:1", "", "2001:db8:1:2::"},
		{"broken", "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := l.Client(r); got != c.want {
			t.Errorf("%s for %q: %q, want %q", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestOverloadIsTold(t *testing.T) {
	m := newMarket(t, 3, nil)
	for range maxAtOnce {
		m.busy <- struct{}{}
	}
	w := m.get(t, "/tinh")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "rất đông") {
		t.Errorf("status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if got := m.get(t, "/api/v1/products"); got.Code != http.StatusServiceUnavailable || got.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a program got %d %q", got.Code, got.Header().Get("Content-Type"))
	}
}

// TestTheLogForgets: what people search and who they are is in no line.
func TestTheLogForgets(t *testing.T) {
	m := newMarket(t, 3, nil)
	var log bytes.Buffer
	d := m.deps()
	d.Log = slog.New(slog.NewJSONHandler(&log, nil))
	server, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	m.Server = server
	m.get(t, "/san-pham?q=thuoc+ho&phone=0912345678", "User-Agent", "Anh Ba", "Cookie", "gio=secret", "Referer", "https://x.example/y")
	line := log.String()
	if !strings.Contains(line, `"path":"/san-pham"`) || !strings.Contains(line, `"status":200`) || !strings.Contains(line, "RATE LIMITS ARE OFF") {
		t.Errorf("log: %s", line)
	}
	for _, secret := range []string{"thuoc", "0912345678", "192.0.2.1", "Anh Ba", "secret", "x.example"} {
		if strings.Contains(line, secret) {
			t.Errorf("the log tells %q: %s", secret, line)
		}
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	if got := faultOf(&http.MaxBytesError{Limit: 1}).Status; got != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", got)
	}
}
