package account_test

import (
	"cmp"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/oidc"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/sessions"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/seal"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/account"
	"github.com/ocopmarket/ocop/web/desk"
)

func schemas() []store.Schema {
	var all []store.Schema
	for _, of := range []func() []store.Schema{catalog.Schemas, accounts.Schemas, keys.Schemas, members.Schemas, notices.Schemas, sessions.Schemas, outbox.Schemas, audit.Schemas} {
		all = append(all, of()...)
	}
	return all
}

const (
	somebody = "hai.au@bendoan.example"
	password = "một câu dễ nhớ hơn"
)

// site is a market with these pages, served for real so that cookies are kept as a browser keeps them.
type site struct {
	t        *testing.T
	db       store.DB
	now      time.Time
	accounts *accounts.Service
	members  *members.Service
	keys     *keys.Service
	server   *httptest.Server
	lost     error // what reading a session answers
	unkept   error // what keeping a session answers
}

func open(t *testing.T) *site {
	t.Helper()
	return openWith(t, nil)
}

// process is the accounts of a process that has a key of its own, which no other has.
func (s *site) process(t *testing.T) *accounts.Service {
	t.Helper()
	ring, err := seal.Parse(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	return accounts.New(s.db, accounts.NewHasher(2), accounts.Options{Issuer: "Chợ Sao", Demo: true, Keys: ring}, func() time.Time { return s.now })
}

// openWith serves it with a provider of identities.
func openWith(t *testing.T, agency *oidc.Provider) *site {
	t.Helper()
	s := &site{t: t, db: storetest.Open(t, schemas()...), now: time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	s.accounts = s.process(t)
	s.members = members.New(s.db, s.accounts, clock)
	s.keys = keys.New(s.db, s.members, clock)
	signedIn := account.NewSessions(unsteady{sessions.New(s.db, clock), s}, s.accounts, s.members, s.keys, false, clock)
	desks, err := desk.New(desk.Deps{Who: signedIn.Who, Around: signedIn.Around, Clock: clock}, account.Room(account.Deps{Accounts: s.accounts, Sessions: signedIn, Keys: s.keys, Agency: agency}), probe())
	if err != nil {
		t.Fatal(err)
	}
	goods := catalog.New(s.db, clock, catalog.Rules{})
	server, err := web.New(web.Deps{Shelf: goods, Records: goods, Search: inproc.New(), PublicURL: "http://cho.example", Rooms: []web.Room{desks}, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	if err := desks.ParseAll(); err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(server.Handler())
	t.Cleanup(s.server.Close)
	return s
}

// probe tells who asks, to whoever is signed in or holds a key.
func probe() desk.Room {
	tell := func(ask *desk.Ask) error {
		ask.String(http.StatusOK, strings.Join([]string{ask.Who.Person, ask.Who.Org, ask.Who.Key}, "|"))
		return nil
	}
	return desk.Room{Name: "probe", Templates: noFiles{}, Routes: []desk.Route{
		{Method: http.MethodGet, Path: "/toi", Action: policy.OwnAccount, Once: true, Handle: tell},
		{Method: http.MethodGet, Path: "/quan-tri", Action: policy.AdminDesk, Handle: tell},
		{Method: http.MethodGet, Path: "/kho", Action: policy.StockRead, Once: true, Handle: tell},
		{Method: http.MethodGet, Path: "/don", Action: policy.OrderFulfil, Once: true, Handle: tell},
	}}
}

// browser keeps cookies and follows nothing.
type browser struct {
	s      *site
	client *http.Client
	agent  string // what it calls itself; a common browser where empty
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s: s, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back.
type answer struct {
	status   int
	location string
	body     string
	header   http.Header
}

func (b *browser) do(r *http.Request) answer {
	b.s.t.Helper()
	r.Header.Set("User-Agent", cmp.Or(b.agent, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"))
	response, err := b.client.Do(r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer response.Body.Close()
	var body strings.Builder
	if _, err := readAll(&body, response); err != nil {
		b.s.t.Fatal(err)
	}
	return answer{status: response.StatusCode, location: response.Header.Get("Location"), body: body.String(), header: response.Header}
}

func (b *browser) get(path string) answer {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.s.server.URL+path, nil)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(path string, fields ...string) answer {
	b.s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, b.s.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) signIn(email, password string) answer {
	b.s.t.Helper()
	return b.post("/dang-nhap", "e", email, "m", password)
}

// person makes somebody with a password and a confirmed address.
func (s *site) person(email string, admin bool) *accounts.Person {
	s.t.Helper()
	p, err := s.accounts.Add(s.t.Context(), accounts.Newcomer{Name: "Vũ Thị Hải Âu", Email: email, Password: password, Admin: admin, Verified: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}
