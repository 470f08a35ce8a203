package meili_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/meili"
)

// fake is a server that answers as told, and as an empty index where nothing is.
type fake struct {
	mu       sync.Mutex
	answers  map[string]func(w http.ResponseWriter) // by method and path
	requests []string
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	what := r.Method + " " + r.URL.Path
	f.mu.Lock()
	f.requests = append(f.requests, what)
	answer := f.answers[what]
	f.mu.Unlock()
	switch {
	case answer != nil:
		answer(w)
	case strings.HasPrefix(r.URL.Path, "/tasks/"):
		reply(w, 200, `{"uid":1,"status":"succeeded"}`)
	case strings.HasSuffix(r.URL.Path, "/stats"):
		reply(w, 200, `{"numberOfDocuments":0}`)
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/documents"), strings.HasSuffix(r.URL.Path, "/fetch"):
		reply(w, 200, `{"results":[],"offset":0,"limit":1000,"total":0}`)
	case what == "GET /indexes":
		reply(w, 200, `{"results":[],"offset":0,"limit":1000,"total":0}`)
	case r.Method == http.MethodGet:
		reply(w, 200, `{"uid":"shop","primaryKey":"id","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}`)
	default:
		reply(w, 202, `{"taskUid":1,"status":"enqueued"}`)
	}
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

func replying(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { reply(w, status, body) }
}

func (f *fake) asked(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, r := range f.requests {
		if r == what {
			n++
		}
	}
	return n
}

func broken(t *testing.T, answers map[string]func(http.ResponseWriter)) (*meili.Index, *fake) {
	t.Helper()
	f := &fake{answers: answers}
	s := httptest.NewServer(f)
	x, err := meili.New(context.Background(), s.URL, "key", "shop")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close(); s.CloseClientConnections(); s.Close() })
	return x, f
}

const (
	full     = `{"results":[{"hits":[],"totalHits":0,"facetDistribution":{}},{"hits":[],"totalHits":0}]}`
	notFound = `{"message":"no such index","code":"index_not_found","type":"invalid_request","link":""}`
)

// wantSoon fails if f is slow to fail or fails otherwise.
func wantSoon(t *testing.T, what string, f func() error) {
	t.Helper()
	began := time.Now()
	err := f()
	if !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("%s: %v, want ErrUnavailable", what, err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("%s took %v", what, took)
	}
}

func TestSearchOnBrokenServer(t *testing.T) {
	late := func(w http.ResponseWriter) { time.Sleep(1500 * time.Millisecond); reply(w, 200, full) }
	for name, answer := range map[string]func(http.ResponseWriter){
		"503":        replying(503, `{"message":"busy","code":"x","type":"y","link":""}`),
		"502 html":   func(w http.ResponseWriter) { w.WriteHeader(502); fmt.Fprint(w, "<html>") },
		"404":        replying(404, notFound),
		"403":        replying(403, `{"message":"key","code":"invalid_api_key","type":"auth","link":""}`),
		"late":       late,
		"no json":    replying(200, `{"results":[`),
		"few":        replying(200, `{"results":[]}`),
		"bad facets": replying(200, `{"results":[{"hits":[],"totalHits":0,"facetDistribution":{"stars":{"many":1}}},{"hits":[]}]}`),
	} {
		t.Run(name, func(t *testing.T) {
			x, f := broken(t, map[string]func(http.ResponseWriter){"POST /multi-search": answer})
			wantSoon(t, "Search", func() error {
				_, err := x.Search(context.Background(), search.Query{Limit: 5, Now: time.Now()})
				return err
			})
			if n := f.asked("POST /multi-search"); n != 1 {
				t.Errorf("asked %d times, want once: nothing is sent again", n)
			}
		})
	}
}

func TestSearchWithoutVocabulary(t *testing.T) {
	x, _ := broken(t, map[string]func(http.ResponseWriter){"GET /indexes/shop": replying(503, `{}`)})
	wantSoon(t, "Search", func() error {
		_, err := x.Search(context.Background(), search.Query{Text: "cha muc", Limit: 5, Now: time.Now()})
		return err
	})
	wantSoon(t, "Suggest", func() error {
		_, err := x.Suggest(context.Background(), "cha muc", 5, time.Now())
		return err
	})
	wantSoon(t, "Ping", func() error { return x.Ping(context.Background()) })
}

func TestNoServer(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	x, err := meili.New(context.Background(), s.URL, "key", "shop")
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	ctx := context.Background()
	wantSoon(t, "Ping", func() error { return x.Ping(ctx) })
	wantSoon(t, "Search", func() error { _, err := x.Search(ctx, search.Query{Text: "a", Limit: 1}); return err })
	wantSoon(t, "Apply", func() error { return x.Apply(ctx, []search.Document{{ID: "a", Name: "A"}}, nil) })
	wantSoon(t, "Rebuild", func() error { return x.Rebuild(ctx, slices.Values([]search.Document{{ID: "a"}}), nil) })
}

func TestCallersDeadline(t *testing.T) {
	x, _ := broken(t, map[string]func(http.ResponseWriter){
		"GET /tasks/1": replying(200, `{"uid":1,"status":"processing"}`), // for ever
	})
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	wantSoon(t, "Apply", func() error { return x.Apply(ctx, []search.Document{{ID: "a", Name: "A"}}, nil) })
}

func TestFailedTask(t *testing.T) {
	for _, c := range []struct {
		message, code, kind string
		passing             bool
	}{
		{"no space left", "no_space_left_on_device", "system", true},
		{"bad document", "invalid_document_fields", "invalid_request", false},
	} {
		x, _ := broken(t, map[string]func(http.ResponseWriter){"GET /tasks/1": replying(200, fmt.Sprintf(
			`{"uid":1,"status":"failed","error":{"message":%q,"code":%q,"type":%q,"link":""}}`, c.message, c.code, c.kind))})
		for name, err := range map[string]error{
			"put":    x.Apply(context.Background(), []search.Document{{ID: "a", Name: "A"}}, nil),
			"remove": x.Apply(context.Background(), nil, []string{"a"}),
		} {
			if err == nil || !strings.Contains(err.Error(), c.message) || errors.Is(err, search.ErrUnavailable) != c.passing {
				t.Errorf("%s: %v, want %q, passing %v", name, err, c.message, c.passing)
			}
		}
	}
	canceled := replying(200, `{"uid":1,"status":"canceled"}`)
	x, _ := broken(t, map[string]func(http.ResponseWriter){"GET /tasks/1": canceled})
	wantSoon(t, "Apply with a canceled task", func() error {
		return x.Apply(context.Background(), []search.Document{{ID: "a", Name: "A"}}, nil)
	})
}

func TestRefusedWrite(t *testing.T) {
	x, _ := broken(t, map[string]func(http.ResponseWriter){
		"POST /indexes/shop/documents": replying(400, `{"message":"bad id","code":"invalid_document_id","type":"invalid_request","link":""}`),
	})
	err := x.Apply(context.Background(), []search.Document{{ID: "a b", Name: "A"}}, nil)
	if err == nil || errors.Is(err, search.ErrUnavailable) {
		t.Errorf("Apply: %v, want an error that will come again", err)
	}
}

// TestRebuildDoesNotSwapHalf lets the server lose documents: the index in use must stay.
func TestRebuildDoesNotSwapHalf(t *testing.T) {
	x, f := broken(t, nil) // stats say 0 documents
	err := x.Rebuild(context.Background(), slices.Values([]search.Document{{ID: "a", Name: "A"}}), nil)
	if err == nil || !strings.Contains(err.Error(), "0 documents of 1") {
		t.Errorf("Rebuild: %v, want a count that does not fit", err)
	}
	if n := f.asked("POST /swap-indexes"); n != 0 {
		t.Errorf("swapped %d times", n)
	}
	deleted := 0
	for _, r := range f.requests {
		if strings.HasPrefix(r, "DELETE /indexes/shop-") {
			deleted++
		}
		if r == "DELETE /indexes/shop" {
			t.Error("deleted the index in use")
		}
	}
	if deleted != 1 {
		t.Errorf("deleted %d unfinished indexes, want 1", deleted)
	}
}

// TestRebuildClearsAbandoned: what a dead rebuild left is deleted, and nothing else.
func TestRebuildClearsAbandoned(t *testing.T) {
	entry := func(uid, created string) string {
		return fmt.Sprintf(`{"uid":%q,"createdAt":%q,"updatedAt":%q}`, uid, created, created)
	}
	old, now := "2020-01-01T00:00:00Z", time.Now().UTC().Format(time.RFC3339)
	list := strings.Join([]string{entry("shop", old), entry("shop-removed", old), entry("shop-dkw1x2y3z4a5", old),
		entry("shop-dkw1x2y3z4a6", now), entry("shopping-dkw1x2y3z4a5", old), entry("shop-staff", old)}, ",")
	x, f := broken(t, map[string]func(http.ResponseWriter){
		"GET /indexes": replying(200, `{"results":[`+list+`],"offset":0,"limit":1000,"total":6}`),
	})
	_ = x.Rebuild(context.Background(), slices.Values([]search.Document{{ID: "a", Name: "A"}}), nil)
	for uid, want := range map[string]int{"shop": 0, "shop-removed": 0, "shop-dkw1x2y3z4a5": 1, "shop-dkw1x2y3z4a6": 0, "shopping-dkw1x2y3z4a5": 0, "shop-staff": 0} {
		if got := f.asked("DELETE /indexes/" + uid); got != want {
			t.Errorf("%s deleted %d times, want %d", uid, got, want)
		}
	}
}

func TestNewRefusesNonsense(t *testing.T) {
	for _, c := range [][2]string{{"", "shop"}, {"localhost:7700", "shop"}, {"http://h", ""}, {"http://h", "a b"}} {
		if _, err := meili.New(context.Background(), c[0], "key", c[1]); err == nil {
			t.Errorf("New(%q, %q) is no error", c[0], c[1])
		}
	}
}
