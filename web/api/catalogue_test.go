package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/search"
)

func TestListingPagesThroughEverythingOnce(t *testing.T) {
	c := newCaller(t)
	seen := map[string]bool{}
	for path, pages := "/api/v1/products?limit=3", 0; path != ""; pages++ {
		a := c.call(200, "GET", path, nil)
		for _, item := range a.field("items").([]any) {
			slug := item.(map[string]any)["slug"].(string)
			if seen[slug] {
				t.Errorf("%s comes twice", slug)
			}
			seen[slug] = true
		}
		if total := a.field("total"); total != 4.0 {
			t.Errorf("total is %v", total)
		}
		if path = a.text("next"); path != "" {
			path = "/api/v1/products?limit=3&cursor=" + path
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d products", len(seen))
	}
}

func TestListingTellsWhatAProductIs(t *testing.T) {
	c := newCaller(t)
	a := c.call(200, "GET", "/api/v1/products?q=cha+muc+ha+long&province=22&stars=4,5&group=food&in_stock=true&sort=-price", nil)
	if name := a.text("items", 0, "name"); name != "Chả mực Hạ Long giã tay" {
		t.Errorf("found %s", name)
	}
	if a.field("items", 0, "stars") != 4.0 || a.text("items", 0, "certificate", "state") != "valid" || a.field("items", 0, "units", 0, "available") != 100.0 {
		t.Errorf("%s", a.body)
	}
	if a.text("facets", "province", 0, "value") != "22" || a.field("facets", "in_stock") != 1.0 {
		t.Errorf("facets: %v", a.field("facets"))
	}
	if day := a.text("items", 0, "certificate", "expires_on"); day != "2027-11-22" {
		t.Errorf("the last day is %s", day)
	}
}

func TestCursorFitsOnlyItsOwnSearch(t *testing.T) {
	c := newCaller(t)
	next := c.call(200, "GET", "/api/v1/products?limit=1", nil).text("next")
	a := c.call(400, "GET", "/api/v1/products?limit=1&q=che&cursor="+next, nil)
	if a.text("code") != "cursor_invalid" || a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s %s", a.header.Get("Content-Type"), a.body)
	}
	c.call(400, "GET", "/api/v1/products?cursor=%F0%9F%99%82", nil)
}

func TestWrongParametersAreNamed(t *testing.T) {
	c := newCaller(t)
	a := c.call(422, "GET", "/api/v1/products?limit=1000&min_price=-1&sort=best", nil)
	for _, field := range []string{"limit", "min_price", "sort"} {
		if !strings.Contains(string(a.body), `"field":"`+field+`"`) {
			t.Errorf("%s is not named in %s", field, a.body)
		}
	}
	c.call(400, "GET", "/api/v1/products?stars=six", nil)
}

func TestAnAnswerHoldsUntilTheCatalogueChanges(t *testing.T) {
	c := newCaller(t)
	for _, path := range []string{"/api/v1/products?q=che", "/api/v1/products/hang-CM-500", "/api/v1/certificates/SO CM-500/2024"} {
		path = strings.ReplaceAll(path, " ", "%20")
		etag := c.call(200, "GET", path, nil).header.Get("ETag")
		again := c.call(http.StatusNotModified, "GET", path, nil, "If-None-Match", etag)
		if etag == "" || again.header.Get("ETag") != etag || len(again.body) > 0 {
			t.Errorf("%s: ETag %q, then %q", path, etag, again.header.Get("ETag"))
		}
		c.shop.Load() // as after any change
		c.call(200, "GET", path, nil, "If-None-Match", etag)
	}
}

func TestRevokedProductsLoseStarsAndStock(t *testing.T) {
	c := newCaller(t)
	c.shop.Revoke("CM-500")
	c.reindex()
	a := c.call(200, "GET", "/api/v1/products/hang-CM-500", nil)
	if a.field("stars") != 0.0 || a.text("certificate", "state") != "revoked" || a.field("units", 0, "available") != 0.0 {
		t.Errorf("%s", a.body)
	}
	if a := c.call(200, "GET", "/api/v1/products?q=cha+muc+ha+long", nil); strings.Contains(string(a.body), "hang-CM-500") {
		t.Errorf("search still finds it: %s", a.body)
	}
	if a := c.call(200, "GET", "/api/v1/products?q=cha+muc&certified=lapsed", nil); !strings.Contains(string(a.body), "hang-CM-500") {
		t.Errorf("a search for what lapsed does not find it: %s", a.body)
	}
}

func TestProductsThatAreNotThere(t *testing.T) {
	c := newCaller(t)
	if a := c.call(404, "GET", "/api/v1/products/nothing", nil, "Accept-Language", "en"); !strings.Contains(a.text("detail"), "nothing at this address") {
		t.Errorf("%s", a.body)
	}
	if a := c.call(404, "GET", "/api/v1/products/nothing", nil, "Accept-Language", "vi,en;q=0.5"); !strings.Contains(a.text("detail"), "địa chỉ") {
		t.Errorf("%s", a.body)
	}
}

func TestNoSuchOperation(t *testing.T) {
	c := newCaller(t)
	for _, tc := range []struct {
		method, path, code string
		status             int
	}{
		{http.MethodGet, "/api/v1/nothing", "not_found", http.StatusNotFound},
		{http.MethodDelete, "/api/v1/products", "method_not_allowed", http.StatusMethodNotAllowed},
	} {
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, httptest.NewRequest(tc.method, tc.path, nil))
		if got := w.Header().Get("Content-Type"); w.Code != tc.status || got != "application/problem+json" {
			t.Errorf("%s %s: got %d %s, want %d as a problem", tc.method, tc.path, w.Code, got, tc.status)
		}
		if body := w.Body.String(); !strings.Contains(body, `"code":"`+tc.code+`"`) {
			t.Errorf("%s %s: got %s, want code %s", tc.method, tc.path, body, tc.code)
		}
	}
}

func TestSuggest(t *testing.T) {
	c := newCaller(t)
	a := c.call(200, "GET", "/api/v1/suggest?q=cha+m", nil)
	if !strings.Contains(string(a.body), "Chả mực") {
		t.Errorf("%s", a.body)
	}
	if items := c.call(200, "GET", "/api/v1/suggest", nil).field("items"); items == nil {
		t.Error("items must be a list, also of nothing")
	}
}

func TestPlaces(t *testing.T) {
	c := newCaller(t)
	if n := len(c.call(200, "GET", "/api/v1/provinces", nil).field("items").([]any)); n != 34 {
		t.Errorf("%d provinces", n)
	}
	a := c.call(200, "GET", "/api/v1/provinces/22/communes?q=hong+gai", nil)
	if a.text("items", 0, "name") != "Hồng Gai" || a.text("items", 0, "kind") != "ward" {
		t.Errorf("%s", a.body)
	}
	c.call(404, "GET", "/api/v1/provinces/02/communes", nil)
}

func TestCertificatesByAnySpelling(t *testing.T) {
	c := newCaller(t)
	for _, path := range []string{"SO%20CM-500/2024", "SO%20CM-500%2F2024", "so-cm500-2024"} {
		a := c.call(200, "GET", "/api/v1/certificates/"+path, nil)
		if a.text("number") != "SO CM-500/2024" || a.text("state") != "valid" || a.field("stars") != 4.0 || a.field("confirmed_at") == nil {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	c.call(404, "GET", "/api/v1/certificates/0412/Q%C4%90-UBND", nil)
}

func TestTooManyRequests(t *testing.T) {
	c := newCaller(t)
	c.limits.closed["api_read"] = true
	a := c.call(429, "GET", "/api/v1/products", nil)
	if a.header.Get("Retry-After") != "7" || a.text("code") != "too_many_requests" {
		t.Errorf("Retry-After %q, %s", a.header.Get("Retry-After"), a.body)
	}
}

func TestDescriptionIsServed(t *testing.T) {
	c := newCaller(t)
	a := c.call(200, "GET", "/api/openapi.json", nil)
	if version := a.text("openapi"); !strings.HasPrefix(version, "3.1") {
		t.Errorf("openapi %s", version)
	}
}

// down is an engine that does not answer.
type down struct{}

func (down) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, search.ErrUnavailable
}

func (down) Suggest(context.Context, string, int, time.Time) ([]search.Suggestion, error) {
	return nil, search.ErrUnavailable
}

func TestBrowsingGoesOnWithoutTheEngine(t *testing.T) {
	c := newCallerWith(t, down{})
	a := c.call(200, "GET", "/api/v1/products?province=22", nil)
	if a.field("total") != 2.0 || a.text("facets", "province", 0, "value") != "22" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s", a.body)
	}
	if a := c.call(503, "GET", "/api/v1/products?q=che", nil); a.text("code") != "search_unavailable" || a.header.Get("Retry-After") == "" {
		t.Errorf("%s", a.body)
	}
	c.call(200, "GET", "/api/v1/suggest?q=che", nil)
}
