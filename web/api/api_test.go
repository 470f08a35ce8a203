package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/web/api"
)

// limits refuses the rules it was told to, and counts the others.
type limits struct {
	mu     sync.Mutex
	closed map[string]bool
	asked  map[string]int
}

func (l *limits) Allow(rule, _ string) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[rule]++
	return 7 * time.Second, !l.closed[rule]
}

// caller calls an API on a small shop, and checks every answer against the API's own description.
type caller struct {
	t       *testing.T
	shop    *orderstest.Shop
	index   *inproc.Index
	limits  *limits
	handler http.Handler
	check   validator.Validator
}

func newCaller(t *testing.T) *caller {
	t.Helper()
	index := inproc.New()
	c := newCallerWith(t, index)
	c.index = index
	c.reindex()
	return c
}

// newCallerWith calls an API that searches with that engine.
func newCallerWith(t *testing.T, engine api.Finder) *caller {
	t.Helper()
	c := &caller{t: t, shop: orderstest.New(t), limits: &limits{closed: map[string]bool{}, asked: map[string]int{}}}
	handler, description := api.New(api.Deps{
		Catalog: c.shop.Catalog, Orders: c.shop.Service, Search: engine, Limits: c.limits, PublicURL: "https://cho.example",
		SiteName: "Chợ Sao", ClientAddr: func(*http.Request) string { return "192.0.2.1" },
	})
	c.handler = handler
	raw, err := description.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	document, err := libopenapi.NewDocument(raw)
	if err != nil {
		t.Fatal(err)
	}
	var errs []error
	if c.check, errs = validator.NewValidator(document); len(errs) > 0 {
		t.Fatal(errs)
	}
	return c
}

func (c *caller) reindex() {
	c.t.Helper()
	c.shop.Load()
	docs := func(yield func(search.Document) bool) {
		for _, card := range c.shop.Catalog.AllCards() {
			if !yield(c.shop.Catalog.SearchDocument(card)) {
				return
			}
		}
	}
	if err := c.index.Rebuild(c.t.Context(), docs, func(int) {}); err != nil {
		c.t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// into decodes the body.
func (a answer) into(out any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, out); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

// field digs a value out of the body.
func (a answer) field(path ...any) any {
	a.t.Helper()
	var v any
	a.into(&v)
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.(map[string]any)[step]
		case int:
			v = v.([]any)[step]
		}
	}
	return v
}

func (a answer) text(path ...any) string {
	a.t.Helper()
	s, ok := a.field(path...).(string)
	if !ok {
		a.t.Fatalf("%v is no text in %s", path, a.body)
	}
	return s
}

// call sends a request; body is JSON or nil; headers are names and values in turn. want is the status.
func (c *caller) call(want int, method, path string, body any, headers ...string) answer {
	c.t.Helper()
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	req := httptest.NewRequest(method, "https://cho.example"+path, reader)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	c.handler.ServeHTTP(rec, req)
	resp := rec.Result()
	a := answer{t: c.t, status: resp.StatusCode, header: resp.Header, body: rec.Body.Bytes()}
	if a.status != want {
		c.t.Fatalf("%s %s: status %d, want %d: %s", method, path, a.status, want, a.body)
	}
	c.validate(req, resp, a)
	return a
}

// send sends a request and returns its status alone; it may be called from many goroutines.
func (c *caller) send(method, path string, body any, headers ...string) int {
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Error(err)
	}
	req := httptest.NewRequest(method, path, bytes.NewReader(raw))
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	c.handler.ServeHTTP(rec, req)
	return rec.Code
}

// validate compares an answer with the description. Paths with slashes inside a parameter are told apart by hand.
func (c *caller) validate(req *http.Request, resp *http.Response, a answer) {
	c.t.Helper()
	if number, ok := strings.CutPrefix(req.URL.Path, "/api/v1/certificates/"); ok && strings.Contains(number, "/") {
		req = req.Clone(req.Context())
		req.URL.Path, req.URL.RawPath = "/api/v1/certificates/x", ""
	}
	resp.Body = io.NopCloser(bytes.NewReader(a.body))
	if a.status == http.StatusNotModified || !strings.HasPrefix(req.URL.Path, "/api/v1/") {
		return
	}
	if ok, errs := c.check.ValidateHttpResponse(req, resp); !ok {
		for _, err := range errs {
			c.t.Errorf("%s %s answers %d against its description: %v (%s)", req.Method, req.URL.Path, a.status, err, a.body)
		}
	}
}
