package web

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// phone is what a browser of an Android phone says it is.
const phone = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"

func TestLooksAtAProductAreCountedInTheCacheToo(t *testing.T) {
	m := newMarket(t, 3, nil)
	card := m.catalog.AllCards()[0]
	path := "/san-pham/" + card.Slug
	n, looks := m.visits.Of(card.ID), int64(0)
	for _, tt := range []struct {
		name   string
		path   string
		header []string
		counts bool
	}{
		{"the first time", path, []string{"User-Agent", phone}, true},
		{"from the cache", path, []string{"User-Agent", phone}, true},
		{"in English", "/en" + path, []string{"User-Agent", phone}, true},
		{"compressed, from the cache", path, []string{"User-Agent", phone, "Accept-Encoding", "gzip"}, true},
		{"fetched ahead", path, []string{"User-Agent", phone, "Sec-Purpose", "prefetch;prerender"}, false},
		{"fetched ahead by an older browser", path, []string{"User-Agent", phone, "Purpose", "prefetch"}, false},
		{"by a robot", path, []string{"User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, false},
		{"by a robot, rendered anew", path + "?x=1", []string{"User-Agent", "bingbot"}, false},
		{"its QR code", path + "/qr.svg", []string{"User-Agent", phone}, false},
		{"a list with it", "/san-pham", []string{"User-Agent", phone}, false},
	} {
		m.get(t, tt.path, tt.header...)
		if tt.counts {
			looks++
		}
		if got := n.Load(); got != looks {
			t.Fatalf("%s: %d looks, want %d", tt.name, got, looks)
		}
	}
	r := httptest.NewRequest(http.MethodHead, path, nil)
	m.Handler().ServeHTTP(httptest.NewRecorder(), r)
	if got := n.Load(); got != looks {
		t.Errorf("asked for its head: %d looks, want %d", got, looks)
	}
}

// BenchmarkCountLook is what counting adds to a page from the cache: go test ./web -run '^$' -bench CountLook.
func BenchmarkCountLook(b *testing.B) {
	r := httptest.NewRequest(http.MethodGet, "/san-pham/x", nil)
	r.Header.Set("User-Agent", phone)
	n := new(atomic.Int64)
	for b.Loop() {
		countLook(n, r)
	}
	if n.Load() == 0 {
		b.Fatal("not counted")
	}
}
