package web

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
)

func (m *market) head(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodHead, path, nil))
	return w
}

func TestWhatCanBeReadAnswersHead(t *testing.T) {
	m := newMarket(t, 3, nil)
	for path, want := range map[string]int{
		"/": 200, "/robots.txt": 200, "/sitemap.xml": 200, "/sitemap/pages.xml": 200, "/favicon.ico": 200,
		"/san-pham/" + slugs()[0] + "-0/qr.svg": 200, "/01/0" + testGTIN(1): 307, "/01/" + testGTIN(1) + "/10/L1": 307,
	} {
		if w := m.head(path); w.Code != want || w.Body.Len() != 0 {
			t.Errorf("HEAD %s: %d with %d bytes, want %d and none", path, w.Code, w.Body.Len(), want)
		}
	}
}

// TestNoLinkLeavesTheSite: an address with slashes ahead must not become a link to another host.
func TestNoLinkLeavesTheSite(t *testing.T) {
	m := newMarket(t, 3, nil)
	for _, path := range []string{"/en//evil.example/x", "//evil.example/x", "/en/%5Cevil.example", "/en///evil.example"} {
		body := m.want(t, path, http.StatusNotFound)
		if strings.Contains(body, `href="//`) || strings.Contains(body, `href="/\`) || strings.Contains(body, `href="/%5c`) {
			t.Errorf("the page of %s links to another host", path)
		}
	}
	for range maxAtOnce {
		m.busy <- struct{}{}
	}
	if body := m.get(t, "//evil.example/x").Body.String(); strings.Contains(body, `href="//`) {
		t.Error("trying again leads to another host")
	}
}

// TestPhotosTakeNoPlaceFromPages: slow phones that load photos must not close the site for others.
func TestPhotosTakeNoPlaceFromPages(t *testing.T) {
	m := newMarket(t, 3, nil)
	d := m.deps()
	d.Media = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if len(m.busy) != 0 || len(m.sending) != 1 {
			t.Errorf("%d pages worked on and %d photos sent", len(m.busy), len(m.sending))
		}
		w.WriteHeader(http.StatusOK)
	})
	server, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	m.Server = server
	m.want(t, "/media/photos/x/480.webp", http.StatusOK)
}

// TestProgramsGetWholeProblems: also where the API itself was not reached.
func TestProgramsGetWholeProblems(t *testing.T) {
	m := newMarket(t, 3, nil)
	d := m.deps()
	d.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })
	server, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	m.Server = server
	check := func(what, lang string, status int, code, detail string) {
		t.Helper()
		w := m.get(t, "/api/v1/products", "Accept-Language", lang)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Fatalf("%s: %v in %s", what, err, w.Body)
		}
		if w.Code != status || p.Status != status || p.Code != code || !strings.Contains(p.Detail, detail) || p.Title == "" {
			t.Errorf("%s: %d %+v", what, w.Code, p)
		}
	}
	check("a panic", "vi", http.StatusInternalServerError, "internal_server_error", VI.messages().Error.FailedSay)
	for range maxAtOnce {
		m.busy <- struct{}{}
	}
	check("overload", "en-GB", http.StatusServiceUnavailable, "service_unavailable", EN.messages().Error.OverloadedSay)
}

func TestRefusalsAreNotOurFailure(t *testing.T) {
	heading, _ := errorWords(VI.messages().Error, http.StatusUnprocessableEntity)
	if heading != VI.messages().Error.BadRequest {
		t.Errorf("422 is told as %q", heading)
	}
}

func TestPanicsAreLoggedWithTheirPlace(t *testing.T) {
	m := newMarket(t, 3, nil)
	var failed error
	e := gin.New()
	e.Use(func(c *gin.Context) {
		m.log = recordError(&failed)
		m.recovered(c)
	})
	e.GET("/", func(*gin.Context) { panic("broken") })
	e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	if failed == nil || !strings.Contains(failed.Error(), "guard_test.go") {
		t.Errorf("logged %v", failed)
	}
}

// TestPagesBeyondTheEndAreNotIndexed: nor do they point at other pages that hold nothing.
func TestPagesBeyondTheEndAreNotIndexed(t *testing.T) {
	m := newMarket(t, 30, nil)
	for path, want := range map[string]bool{"/san-pham?page=2": false, "/san-pham?page=90": true} {
		body := m.want(t, path, http.StatusOK)
		if got := strings.Contains(body, `name="robots" content="noindex"`); got != want {
			t.Errorf("%s kept from indexes: %v, want %v", path, got, want)
		}
		if got := strings.Contains(body, `<link rel="prev"`); got == want {
			t.Errorf("%s names a page before: %v", path, got)
		}
	}
}

// recordError keeps the error of what is logged.
func recordError(into *error) *slog.Logger { return slog.New(errorKeeper{into}) }

type errorKeeper struct{ into *error }

func (errorKeeper) Enabled(context.Context, slog.Level) bool { return true }

func (k errorKeeper) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if err, ok := a.Value.Any().(error); ok {
			*k.into = err
		}
		return true
	})
	return nil
}

func (k errorKeeper) WithAttrs([]slog.Attr) slog.Handler { return k }
func (k errorKeeper) WithGroup(string) slog.Handler      { return k }

func TestTheFeesAreInTheSitemap(t *testing.T) {
	_, b := newShop(t)
	body, err := io.ReadAll(b.do(http.MethodGet, "/sitemap/pages.xml", nil).Body)
	if err != nil || !strings.Contains(string(body), "https://cho.example/en/phi-giao") {
		t.Errorf("not in %.300s, error %v", body, err)
	}
}

func TestOnlyPathsOfOursAreLocal(t *testing.T) {
	for text, want := range map[string]string{
		"/san-pham?page=2": "/san-pham?page=2", "//evil.example": "", `/\evil.example`: "", "https://evil.example/": "",
		"javascript:alert(1)": "", "/\t/evil.example": "", "evil": "", "": "",
	} {
		if got := localPath(text); got != want {
			t.Errorf("localPath(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestOurOwnReasonsAreToldInBothLanguages: where the register names none, the words are ours.
func TestOurOwnReasonsAreToldInBothLanguages(t *testing.T) {
	m := newMarket(t, 3, func(i int, _ *catalog.Product, c *catalog.Certificate) {
		c.Standing, c.StandingFrom = catalog.Withdrawn, noon.AddDate(0, 0, -1)
		c.Decisions = []catalog.Decision{{Kind: "withdraw", Date: noon, Reason: catalog.ReasonMissing}, {Kind: "correct", Date: noon, Reason: catalog.ReasonUnsaid}}
	})
	body := m.want(t, "/en/xac-minh/0000/Q%C4%90-UBND", http.StatusOK)
	for _, want := range []string{EN.messages().Verify.ReasonMissing, EN.messages().Verify.ReasonUnsaid} {
		if !strings.Contains(body, want) {
			t.Errorf("the English page does not say %q", want)
		}
	}
	if strings.Contains(body, catalog.ReasonMissing) || strings.Contains(body, catalog.ReasonUnsaid) {
		t.Error("the English page speaks Vietnamese where the words are ours")
	}
}
