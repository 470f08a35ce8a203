package health_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ocopmarket/ocop/internal/health"
)

// part is a check whose answer can be changed.
type part struct {
	err  atomic.Pointer[error]
	asks atomic.Int32
}

func (p *part) set(err error) { p.err.Store(&err) }

func (p *part) ask(context.Context) error {
	p.asks.Add(1)
	if err := p.err.Load(); err != nil {
		return *err
	}
	return nil
}

func TestRequiredPartsDecide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var store, search part
		var heard []string
		b := health.New(time.Now, func(name, state string, err error) { heard = append(heard, name+" "+state) },
			health.Check{Name: "store", Required: true, Ask: store.ask},
			health.Check{Name: "search", Ask: search.ask})
		expect := func(state string, parts ...string) {
			t.Helper()
			r := b.Report()
			var got []string
			for _, p := range r.Parts {
				got = append(got, p.State)
			}
			if r.State != state || !slices.Equal(got, parts) {
				t.Errorf("got %s %v, want %s %v", r.State, got, state, parts)
			}
		}
		expect("ok", "ok", "ok")
		search.set(errors.New("refused"))
		expect("ok", "ok", "ok") // remembered
		time.Sleep(time.Second)
		expect("degraded", "ok", "degraded")
		store.set(errors.New("refused"))
		time.Sleep(time.Second)
		expect("down", "down", "degraded")
		time.Sleep(10 * time.Second)
		if r := b.Report(); r.Parts[1].For != "11s" {
			t.Errorf("search failed for %s, want 11s", r.Parts[1].For)
		}
		store.set(nil)
		search.set(nil)
		time.Sleep(time.Second)
		expect("ok", "ok", "ok")
		slices.Sort(heard[:2])
		if got, want := strings.Join(heard[:4], ", "), "search ok, store ok, search degraded, store down"; got != want {
			t.Errorf("heard %s, want %s", got, want)
		}
		b.Close()
		expect("down", "ok", "ok")
	})
}

func TestAnswersAreRememberedForASecondAndBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var store part
		b := health.New(time.Now, nil, health.Check{Name: "store", Required: true, Ask: store.ask},
			health.Check{Name: "deaf", Limit: 500 * time.Millisecond, Ask: func(context.Context) error {
				time.Sleep(time.Minute)
				return nil
			}})
		began := time.Now()
		for range 100 {
			b.Report()
		}
		if took := time.Since(began); took != 500*time.Millisecond {
			t.Errorf("a deaf part held us for %s, want its limit of 500 ms", took)
		}
		if got := store.asks.Load(); got != 1 {
			t.Errorf("asked %d times within a second, want once", got)
		}
		time.Sleep(2 * time.Minute)
	})
}

func TestReadyz(t *testing.T) {
	var store part
	for _, tt := range []struct {
		fail error
		code int
	}{{nil, http.StatusOK}, {errors.New("mongodb://user:secret@host refused"), http.StatusServiceUnavailable}} {
		store.set(tt.fail)
		b := health.New(time.Now, nil, health.Check{Name: "store", Required: true, Ask: store.ask})
		w := httptest.NewRecorder()
		b.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		if w.Code != tt.code {
			t.Errorf("status %d, want %d", w.Code, tt.code)
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("the body tells a secret: %s", w.Body)
		}
		var r health.Report
		if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || len(r.Parts) != 1 || r.Parts[0].Name != "store" {
			t.Errorf("body %s, %v", w.Body, err)
		}
	}
}
