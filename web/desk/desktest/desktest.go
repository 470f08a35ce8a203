// Package desktest serves rooms of the desks in tests: the real site around them,
// and whoever the test says is signed in.
package desktest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// Site is a running site with rooms.
type Site struct {
	t       testing.TB
	Desks   *desk.Desks
	Actor   policy.Actor // who is signed in; a test changes it as it goes
	Handler http.Handler
}

// Open serves rooms beside a shop on that catalogue.
func Open(t testing.TB, db store.DB, goods *catalog.Catalog, rooms ...desk.Room) *Site {
	t.Helper()
	site := &Site{t: t}
	desks, err := desk.New(desk.Deps{Who: func(*http.Request) (policy.Actor, error) { return site.Actor, nil }, Clock: goods.Now}, rooms...)
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Deps{Shelf: goods, Records: goods, Search: inproc.New(), PublicURL: "http://cho.example", Rooms: []web.Room{desks}, Clock: goods.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := desks.ParseAll(); err != nil {
		t.Fatal(err)
	}
	site.Desks, site.Handler = desks, server.Handler()
	return site
}

// Answer is what came back.
type Answer struct {
	Status   int
	Location string
	Body     string
	Header   http.Header
}

// Get reads an address.
func (s *Site) Get(path string) Answer {
	return s.Do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form: names and values in turn.
func (s *Site) Post(path string, fields ...string) Answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.Do(r)
}

// Do sends a request.
func (s *Site) Do(r *http.Request) Answer {
	s.t.Helper()
	r.RemoteAddr = "192.0.2.1:1234"
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return Answer{Status: w.Code, Location: w.Header().Get("Location"), Body: string(body), Header: w.Header()}
}

// Seller is somebody at the desk of a producer.
func Seller(producer string) policy.Actor {
	return policy.Actor{Person: "p-seller", Name: "Vũ Thị Hải Âu", Email: "hai.au@bendoan.example", Org: "o-" + producer, OrgName: "HTX Hải sản Bến Đoan",
		OrgKind: policy.KindProducer, Member: policy.Owner, Producer: producer, Verified: true}
}

// Officer is somebody at the coordination office of a province; of the central one where it is empty.
func Officer(province string) policy.Actor {
	return policy.Actor{Person: "p-officer", Name: "Bùi Thị Lúa", Email: "lua@quangninh.example", Org: "o-office-" + province, OrgName: "Văn phòng Điều phối NTM",
		OrgKind: policy.KindOffice, Member: policy.Owner, Province: province, SecondFactor: true, Verified: true}
}

// Admin is somebody who runs the platform.
func Admin() policy.Actor {
	return policy.Actor{Person: "p-admin", Name: "Nguyễn Thị Mạ Non", Email: "ma.non@cho.example", Admin: true, SecondFactor: true}
}

// Now is a fixed moment for clocks of tests: 22 November 2026, 10:42 in Vietnam.
func Now() time.Time { return time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC) }
