package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/web/api"
)

// counted notes what is counted, and refuses nothing.
type counted struct{ codes []string }

func (c *counted) Allow(rule, key string) (time.Duration, bool) {
	if rule == api.LimitCode {
		c.codes = append(c.codes, key)
	}
	return 0, true
}

// TestOtherSpellingsAreNoNewGuesses: the limit of guesses at an order holds however its code is written.
func TestOtherSpellingsAreNoNewGuesses(t *testing.T) {
	shop, limits := orderstest.New(t), &counted{}
	handler, _ := api.New(api.Deps{
		Catalog: shop.Catalog, Orders: shop.Service, Search: inproc.New(), Limits: limits, PublicURL: "https://cho.example",
		SiteName: "Chợ Sao", ClientAddr: func(*http.Request) string { return "192.0.2.1" },
	})
	post := func(path, body string) {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer wrong")
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	for _, code := range []string{"OC-7KM4-XQ2P", "oc7km4xq2p", "OC 7KM4 XQ2P-2", "no code"} {
		post("/api/v1/orders/lookup", `{"code":"`+code+`","phone":"0912345678"}`)
	}
	post("/api/v1/orders/oc7km4xq2p-3/cancel", "")
	want := []string{"OC-7KM4-XQ2P", "OC-7KM4-XQ2P", "OC-7KM4-XQ2P", "OC-7KM4-XQ2P"}
	if !slices.Equal(limits.codes, want) {
		t.Errorf("counted %q, want %q", limits.codes, want)
	}
}

func TestConditionsAreBounded(t *testing.T) {
	c := newCaller(t)
	c.call(400, "GET", "/api/v1/products?group="+strings.Repeat("x,", 100), nil)
	c.call(200, "GET", "/api/v1/products?group=food,drinks", nil)
}

// TestSuggestionsLoseTheirStarsToo: no copy of them may be shown without asking again.
func TestSuggestionsLoseTheirStarsToo(t *testing.T) {
	c := newCaller(t)
	a := c.call(200, "GET", "/api/v1/suggest?q=cha+m", nil)
	if got := a.header.Get("Cache-Control"); got != "public, no-cache" {
		t.Errorf("Cache-Control %q", got)
	}
	c.call(304, "GET", "/api/v1/suggest?q=cha+m", nil, "If-None-Match", a.header.Get("ETag"))
}

// TestCorrectionsAreDescribed: what the catalogue writes into a history must fit the description.
func TestCorrectionsAreDescribed(t *testing.T) {
	c := newCaller(t)
	_, err := store.Define[catalog.Certificate]("certificates").Modify(t.Context(), c.shop.DB, "SO CM-500/2024", func(cert *catalog.Certificate) error {
		cert.Decisions = append(cert.Decisions, catalog.Decision{Kind: "correct", Date: cert.IssuedOn, Reason: catalog.ReasonUnsaid})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	a := c.call(200, "GET", "/api/v1/certificates/SO%20CM-500%2F2024", nil)
	if !strings.Contains(string(a.body), `"kind":"correct"`) {
		t.Errorf("%s", a.body)
	}
}

// lagging finds what it is told to: an index that learns of a change after the catalogue.
type lagging struct {
	*inproc.Index
	total int
}

func (l *lagging) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{Total: l.total, Facets: search.Facets{Group: map[string]int{"food": l.total}}}, nil
}

func TestAnIndexThatCatchesUpIsNews(t *testing.T) {
	engine := &lagging{Index: inproc.New(), total: 1}
	c := newCallerWith(t, engine)
	tag := c.call(200, "GET", "/api/v1/products", nil).header.Get("ETag")
	c.call(304, "GET", "/api/v1/products", nil, "If-None-Match", tag)
	engine.total = 2
	c.call(200, "GET", "/api/v1/products", nil, "If-None-Match", tag)
}
