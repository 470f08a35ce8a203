package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/api"
	"github.com/ocopmarket/ocop/web/desk"
)

// The access matrix is kept as a file, so that whoever changes who may do what sees it in the difference.
const (
	accessFile = "testdata/access.txt"
	updateEnv  = "OCOP_UPDATE" // set to write the file anew
)

// caller is a role of the matrix.
type caller struct {
	name  string
	actor policy.Actor
}

// callers are every role that somebody may come in.
func callers() []caller {
	person := policy.Actor{Person: "me", Name: "Tôi"}
	in := func(kind policy.OrgKind, role policy.MemberRole, change func(*policy.Actor)) policy.Actor {
		a := person
		a.Org, a.OrgKind, a.Member, a.Verified = "my-org", kind, role, true
		if kind == policy.KindProducer {
			a.Producer = "my-producer"
		}
		if change != nil {
			change(&a)
		}
		return a
	}
	second := func(a *policy.Actor) { a.SecondFactor = true }
	key := func(scopes ...string) policy.Actor {
		return policy.Actor{Key: "k", Org: "my-org", OrgKind: policy.KindProducer, Member: policy.Staff, Producer: "my-producer", Verified: true, Scopes: scopes}
	}
	return []caller{
		{"anonymous", policy.Actor{}},
		{"person", person},
		{"producer.owner", in(policy.KindProducer, policy.Owner, nil)},
		{"producer.staff", in(policy.KindProducer, policy.Staff, nil)},
		{"producer.unverified", in(policy.KindProducer, policy.Owner, func(a *policy.Actor) { a.Verified = false })},
		{"retail.owner", in(policy.KindRetail, policy.Owner, nil)},
		{"retail.staff", in(policy.KindRetail, policy.Staff, nil)},
		{"organizer.owner", in(policy.KindOrganizer, policy.Owner, nil)},
		{"organizer.staff", in(policy.KindOrganizer, policy.Staff, nil)},
		{"officer", in(policy.KindOffice, policy.Staff, func(a *policy.Actor) { a.Province, a.SecondFactor = "22", true })},
		{"officer.no2", in(policy.KindOffice, policy.Staff, func(a *policy.Actor) { a.Province = "22" })},
		{"central", in(policy.KindOffice, policy.Staff, second)},
		{"central.no2", in(policy.KindOffice, policy.Staff, nil)},
		{"admin", policy.Actor{Person: "me", Admin: true, SecondFactor: true}},
		{"admin.no2", policy.Actor{Person: "me", Admin: true}},
		{"key.none", key()},
		{"key.all", key(scopes()...)},
	}
}

// scopes are all that a key may hold.
func scopes() []string {
	var all []string
	for _, rule := range policy.Rules() {
		if rule.Scope != "" {
			all = append(all, rule.Scope)
		}
	}
	return all
}

// turnstile is the site with handlers that only tell that they were reached.
type turnstile struct {
	desks  *desk.Desks
	server *web.Server
	api    http.Handler
	ops    *huma.OpenAPI
	who    policy.Actor
}

// everyOffice is the kind of what is of no province: what the registry said, which is public.
const everyOffice = "pull"

// ran is what a handler of the gate answers with.
const ran = http.StatusTeapot

// openGate lays every room of the product; objects belong to the caller or to somebody else, as their id says.
func openGate(t *testing.T) *turnstile {
	t.Helper()
	settings := config.Settings{Data: t.TempDir(), SiteName: "Chợ Sao", RegistrySilence: 72 * time.Hour, RegistryKind: "feed", Hold: 30 * time.Minute, MailFrom: "Chợ Sao <a@b.example>", Backups: 1}
	m, err := openMarket(t.Context(), settings, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.close() })
	m.publicURL = "http://127.0.0.1"
	r := &running{market: m, role: config.All, out: io.Discard}
	r.board = r.health()
	if err := r.wireOutbox(true); err != nil {
		t.Fatal(err)
	}
	g := &turnstile{}
	rooms := r.rooms(r.browserSessions())
	for i := range rooms {
		for j := range rooms[i].Routes {
			rooms[i].Routes[j].Handle = func(a *desk.Ask) error { a.Status(ran); a.Writer.WriteHeaderNow(); return nil }
		}
		for kind := range rooms[i].Objects {
			rooms[i].Objects[kind] = g.find
		}
	}
	if g.desks, err = desk.New(desk.Deps{Who: func(*http.Request) (policy.Actor, error) { return g.who, nil }, Clock: time.Now}, rooms...); err != nil {
		t.Fatal(err)
	}
	g.api, g.ops = api.New(api.Deps{Catalog: m.catalog, Orders: m.orders, Search: inproc.New(), Limits: new(web.Limiter), ClientAddr: new(web.Limiter).Client,
		Who: func(*http.Request) (policy.Actor, error) { return g.who, nil }})
	g.server, err = web.New(web.Deps{Shelf: m.catalog, Records: m.catalog, Search: inproc.New(), Orders: m.orders, PublicURL: m.publicURL, Rooms: []web.Room{g.desks}})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *turnstile) find(_ context.Context, id string) (policy.Object, error) {
	if id == "mine" {
		return policy.Object{Person: g.who.Person, Org: g.who.Org, Producer: g.who.Producer, Province: g.who.Province}, nil
	}
	return policy.Object{Person: "another", Org: "another-org", Producer: "another-producer", Province: "01"}, nil
}

// verdict asks for a route and says what came of it.
func (g *turnstile) verdict(t *testing.T, route desk.Route, id string) string {
	t.Helper()
	path := route.Path
	for _, part := range strings.Split(route.Path, "/") {
		if strings.HasPrefix(part, ":") || strings.HasPrefix(part, "*") {
			value := id
			if part != ":id" {
				value = "1"
			}
			path = strings.Replace(path, part, value, 1)
		}
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(route.Method, path, nil)
	r.RemoteAddr = "192.0.2.1:1"
	g.server.Handler().ServeHTTP(w, r)
	switch to := w.Header().Get("Location"); {
	case w.Code == ran:
		return "yes"
	case w.Code == http.StatusSeeOther && strings.HasPrefix(to, desk.SecondFactorPath):
		return "second"
	case w.Code == http.StatusSeeOther && strings.HasPrefix(to, desk.SignInPath), w.Code == http.StatusUnauthorized:
		return "signin"
	case w.Code == http.StatusForbidden:
		return "no"
	case w.Code == http.StatusNotFound:
		return "hidden"
	}
	t.Errorf("%s %s: unexpected %d", route.Method, path, w.Code)
	return fmt.Sprint(w.Code)
}

func TestEveryRouteForEveryRole(t *testing.T) {
	g := openGate(t)
	var blocks []string
	for _, route := range g.desks.Routes() {
		rule := policy.Rules()[route.Action]
		by := map[string][]string{} // callers by what came of it
		for _, c := range callers() {
			g.who = c.actor
			own := g.verdict(t, route, "mine")
			other, outcome := own, own
			if route.Object != "" {
				other = g.verdict(t, route, "theirs")
				outcome = own + ", another's " + other
			}
			g.holds(t, route, rule, c, own, other)
			by[outcome] = append(by[outcome], c.name)
		}
		blocks = append(blocks, block(route, by))
	}
	for _, op := range g.operations() {
		blocks = append(blocks, g.operation(t, op))
	}
	slices.Sort(blocks)
	compareWithFile(t, strings.Join(blocks, "\n"))
}

// operations are all that the API describes.
func (g *turnstile) operations() []*huma.Operation {
	var all []*huma.Operation
	for _, item := range g.ops.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				all = append(all, op)
			}
		}
	}
	return all
}

// inBraces finds what stands for a value in a path of the API.
var inBraces = regexp.MustCompile(`\{[^}]*\}`)

// operation tries an operation of the API for every caller. One that was let in may find nothing, or its input wrong.
func (g *turnstile) operation(t *testing.T, op *huma.Operation) string {
	t.Helper()
	action, ok := api.Action(op)
	rule, ruled := policy.Rules()[action]
	if !ok || !ruled {
		t.Errorf("%s %s: no action of the policy", op.Method, op.Path)
	}
	by := map[string][]string{}
	for _, c := range callers() {
		g.who = c.actor
		w := httptest.NewRecorder()
		r := httptest.NewRequest(op.Method, inBraces.ReplaceAllString(op.Path, "1"), nil)
		r.RemoteAddr = "192.0.2.1:1"
		g.api.ServeHTTP(w, r)
		outcome := map[int]string{http.StatusUnauthorized: "signin", http.StatusForbidden: "no"}[w.Code]
		if outcome == "" {
			outcome = "yes"
		}
		if public := slices.Contains(rule.Roles, policy.Public); outcome == "yes" && !public && (c.actor.Key == "" && c.actor.OrgKind != policy.KindProducer || c.name == "key.none") {
			t.Errorf("%s %s runs for %s", op.Method, op.Path, c.name)
		}
		by[outcome] = append(by[outcome], c.name)
	}
	return block(desk.Route{Method: op.Method, Path: op.Path, Action: action}, by)
}

// block writes what came of a route, a line for each outcome.
func block(route desk.Route, by map[string][]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s (%s)\n", route.Path, route.Method, route.Action)
	for _, outcome := range slices.Sorted(maps.Keys(by)) {
		fmt.Fprintf(&b, "  %s: %s\n", outcome, strings.Join(by[outcome], " "))
	}
	return b.String()
}

// holds checks what must be so whatever the rules say.
func (g *turnstile) holds(t *testing.T, route desk.Route, rule policy.Rule, c caller, own, other string) {
	t.Helper()
	a, at := c.actor, route.Method+" "+route.Path+" for "+c.name
	public := slices.Contains(rule.Roles, policy.Public)
	allowed := func(test string, ok bool) {
		if own == "yes" && !public && !ok {
			t.Errorf("%s runs, but is for %s", at, test)
		}
	}
	if a.Anonymous() && !public && (own != "signin" || other == "yes") {
		t.Errorf("%s: %s and %s without an account", at, own, other)
	}
	if a.Key != "" && own == "yes" && !public && rule.Scope == "" {
		t.Errorf("%s: a key runs what no scope allows", at)
	}
	if other == "yes" && route.Object != "" && route.Object != everyOffice && !public && !a.Admin && c.name != "central" {
		t.Errorf("%s: runs on somebody else's object", at)
	}
	switch {
	case strings.HasPrefix(route.Path, "/ban-hang"):
		allowed("producers", a.OrgKind == policy.KindProducer)
	case strings.HasPrefix(route.Path, "/can-bo"):
		allowed("officers who gave a second factor", a.OrgKind == policy.KindOffice && a.SecondFactor)
	case strings.HasPrefix(route.Path, "/quan-tri"):
		allowed("administrators who gave a second factor", a.Admin && a.SecondFactor)
	case strings.HasPrefix(route.Path, "/tai-khoan"):
		allowed("people", a.Person != "")
	}
}

func TestEveryTemplateParses(t *testing.T) {
	if err := openGate(t).desks.ParseAll(); err != nil {
		t.Fatal(err)
	}
}

func compareWithFile(t *testing.T, got string) {
	t.Helper()
	if os.Getenv(updateEnv) != "" {
		if err := os.WriteFile(accessFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(accessFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("who may do what differs from %s; look at it and, if it is meant, write the file anew with %s=1 (-kept +now):\n%s", accessFile, updateEnv, diff)
	}
}

// TestEveryRouteIsInThePolicy fails for a route of the site that no action stands for.
func TestEveryRouteIsInThePolicy(t *testing.T) {
	g := openGate(t)
	judged := map[string]bool{}
	for _, r := range g.desks.Routes() {
		judged[r.Method+" "+r.Path] = true
	}
	laid := g.server.Routes()
	if len(laid) < len(judged) {
		t.Fatalf("%d routes laid, %d judged", len(laid), len(judged))
	}
	for _, route := range laid {
		method, path, _ := strings.Cut(route, " ")
		_, bare := web.LangOf(path)
		if method == http.MethodHead {
			method = http.MethodGet // the same handler
		}
		action, open := g.server.Public(route)
		if _, ruled := policy.Rules()[action]; open && ruled || judged[method+" "+bare] {
			continue
		}
		t.Errorf("%s is judged by nobody: give it an action of the policy", route)
	}
}
