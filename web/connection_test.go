package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestAnswersInOnePieceAreWhole asks a real server over one connection for pages, heads, what did not change, and files that are too large to be gathered.
func TestAnswersInOnePieceAreWhole(t *testing.T) {
	m := newMarket(t, 30, nil)
	server := httptest.NewUnstartedServer(m.Handler())
	server.Listener = Connections(server.Listener)
	Timeouts(server.Config)
	server.Start()
	defer server.Close()
	transport := &http.Transport{DisableCompression: true, MaxConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	ask := func(method, path string, header ...string) (*http.Response, []byte) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, body
	}
	for i := range 3 { // made, then kept
		for _, path := range []string{"/san-pham", "/san-pham/" + slugs()[2] + "-2", m.site.assets.url("site.css"), m.site.assets.url("icon-512.png"), "/nothing", fmt.Sprintf("/san-pham?x=%d", i)} {
			want := m.get(t, path)
			resp, body := ask(http.MethodGet, path)
			if resp.StatusCode != want.Code || !bytes.Equal(body, want.Body.Bytes()) && want.Code == http.StatusOK || len(body) == 0 {
				t.Fatalf("%s: %d with %d bytes, want %d with %d", path, resp.StatusCode, len(body), want.Code, want.Body.Len())
			}
			if head, none := ask(http.MethodHead, path); head.StatusCode != resp.StatusCode || len(none) > 0 {
				t.Fatalf("HEAD %s: %d with %d bytes", path, head.StatusCode, len(none))
			}
			if tag := resp.Header.Get("Etag"); tag != "" {
				if same, none := ask(http.MethodGet, path, "If-None-Match", tag); same.StatusCode != http.StatusNotModified || len(none) > 0 {
					t.Fatalf("%s again: %d with %d bytes", path, same.StatusCode, len(none))
				}
			}
		}
	}
}
